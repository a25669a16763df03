import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { type LabelBox, placedLabels } from "../../src/console/web/course-labels.ts";

/** Goal: which car is which can be read wherever the cars are. */
const [WIDE, HIGH] = [60, 26];
const box = (left: number, top: number): LabelBox => ({ left, top, wide: WIDE, high: HIGH });

describe("labels of cars on the map", () => {
  test("one that has room stands where it wants", () => {
    expect(placedLabels([box(100, 100), box(300, 200)], 800, 600)).toEqual([box(100, 100), box(300, 200)]);
  });

  test("one at an edge stands whole within the map", () => {
    const at = placedLabels([box(780, -20)], 800, 600);
    expect(at).toEqual([box(800 - WIDE - 3, 3)]);
    expect(placedLabels([box(-50, 590)], 800, 600)).toEqual([box(3, 600 - HIGH - 3)]);
  });

  test("two cars in one place have their names below each other", () => {
    expect(placedLabels([box(100, 100), box(102, 98)], 800, 600)).toEqual([
      box(100, 100),
      box(102, 100 - HIGH - 3),
    ]);
    expect(placedLabels([box(100, 3), box(100, 3)], 800, 600)).toEqual([box(100, 3), box(100, 3 + HIGH + 3)]);
  });

  test("eight cars anywhere: every name is whole, and none covers another", () => {
    const random = new SeededRandom(7, "labels");
    for (let run = 0; run < 500; run++) {
      const crowd = random.unit() * 300;
      const wanted = Array.from({ length: 8 }, () => box(random.unit() * crowd, random.unit() * crowd));
      const placed = placedLabels(wanted, 420, 360);
      for (const [at, one] of placed.entries()) {
        expect(one.left >= 0 && one.top >= 0 && one.left + WIDE <= 420 && one.top + HIGH <= 360).toBe(true);
        for (const other of placed.slice(0, at)) {
          const apart = one.left >= other.left + WIDE || other.left >= one.left + WIDE;
          expect(apart || one.top >= other.top + HIGH || other.top >= one.top + HIGH).toBe(true);
        }
      }
    }
  });
});
