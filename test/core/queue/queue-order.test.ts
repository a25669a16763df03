import { describe, expect, test } from "vitest";
import { QueueNoted } from "../../../src/core/queue/queue-noted.ts";
import { inQueueOrder, type Placement, spotBefore } from "../../../src/core/queue/queue-order.ts";

/** Goal: any order that people want can be made, one move at a time, and stays as it is when others come and go. */
const one = (file: string) => ({ file, modifiedMs: 1 });
const NAMES = ["a", "b", "c", "d", "e"];

function queue(names = NAMES) {
  const noted = new QueueNoted();
  let waiting = names.map(one);
  const order = () => inQueueOrder(waiting, "exam", noted.placed);
  return {
    noted,
    order: () => order().map(({ file }) => file),
    move(file: string, before: string | null): boolean {
      const others = order().filter((other) => other.file !== file);
      const spot = spotBefore(before, others, "exam", noted.placed);
      if (spot === null) return false;
      noted.note({ queue: "exam", ...one(file), spot, seat: null });
      return true;
    },
    come(file: string) {
      waiting = [...waiting, one(file)].sort((a, b) => (a.file < b.file ? -1 : 1));
    },
    go(file: string) {
      waiting = waiting.filter((other) => other.file !== file);
      noted.taken("exam", one(file));
    },
  };
}

describe("the order of a queue", () => {
  test("can be any at all: each of two thousand random moves puts somebody where they were sent", () => {
    const at = queue();
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let move = 0; move < 2_000; move++) {
      const before = at.order();
      const file = before[random(5)] ?? "a";
      const others = before.filter((name) => name !== file);
      const place = random(5);
      if (!at.move(file, others[place] ?? null)) throw new Error(`no room at move ${move}`);
      others.splice(place, 0, file);
      expect(at.order()).toEqual(others);
    }
    expect(at.noted.placed.length).toBeLessThanOrEqual(5);
  });

  test("stays when those around somebody go, and names decide for whoever comes", () => {
    const at = queue();
    at.move("e", "b");
    expect(at.order()).toEqual(["a", "e", "b", "c", "d"]);
    at.go("a");
    at.go("b");
    at.come("f");
    expect(at.order()).toEqual(["e", "c", "d", "f"]);
    at.move("f", "c");
    at.go("e");
    expect(at.order()).toEqual(["f", "c", "d"]);
    expect(at.noted.placed.map(({ file }) => file)).toEqual(["f"]);
  });

  test("between two that were pressed together for ever there is no room at last, and nobody is moved", () => {
    const at = queue(["a", "b", "c"]);
    let moves = 0;
    while (at.move(moves % 2 === 0 ? "b" : "a", at.order().at(-1) ?? null) && moves < 3_000) moves++;
    expect(at.order()).toHaveLength(3);
  });

  test("a summary holds all of it, no more than so many, and nothing where there is none", () => {
    const noted = new QueueNoted();
    expect(noted.summed()).toEqual({});
    const placement = (n: number): Placement => ({
      ...{ queue: "inspection", file: `${n}.yaml`, modifiedMs: n },
      ...{ spot: null, seat: { site: "lane-1", car: null } },
    });
    for (let n = 0; n < 300; n++) noted.note(placement(n));
    const other = new QueueNoted();
    const { queue: summary } = noted.summed();
    if (summary !== undefined) other.goOn(summary);
    expect(other.placed).toEqual(noted.placed);
    expect(other.placed).toHaveLength(256);
    expect(other.placed.at(-1)?.file).toBe("299.yaml");
    // Another kind's file of that name is somebody else.
    other.taken("exam", { file: "299.yaml", modifiedMs: 299 });
    expect(other.placed).toHaveLength(256);
  });
});
