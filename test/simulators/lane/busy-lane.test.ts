import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { THREE_POSITIONS, type TrafficBench, trafficBench } from "./traffic-bench.ts";

const ROUTE = ["exhaust", "scale", "headlamp"] as const;
const POSITIONS = THREE_POSITIONS.map(({ position }) => position);
const STANDS_MS = 6000;

interface Guest {
  readonly id: string;
  /** Index into the route; -1 at the entrance. */
  at: number;
  sinceMs: number | null;
  isLeaving: boolean;
}

/**
 * The least that a station must do: send a vehicle on when the next position is nobody's, and call one nobody's when its vehicle
 * was sent on and no beam sees it there any more.
 */
function schedule(b: TrafficBench, ids: readonly string[]): void {
  const guests: Guest[] = ids.map((id) => ({ id, at: -1, sinceMs: null, isLeaving: false }));
  const holders: (string | null)[] = ROUTE.map(() => null);
  const isBroken = (at: number): boolean =>
    b.beams.findLast(({ line }) => line === `at-${ROUTE[at]}`)?.active === true;

  function look(): void {
    for (const [at, holder] of holders.entries()) {
      const guest = guests.find(({ id }) => id === holder);
      if (guest !== undefined && (guest.at !== at || guest.isLeaving) && !isBroken(at)) holders[at] = null;
    }
    for (const guest of guests) {
      // A beam that was only brushed, by the tail of the one before perhaps, is nobody's arrival.
      if (guest.at < 0 || !isBroken(guest.at)) guest.sinceMs = null;
      else guest.sinceMs ??= b.clock.monoMs();
      if (guest.isLeaving || (guest.at >= 0 && !(b.clock.monoMs() - (guest.sinceMs ?? Infinity) > STANDS_MS)))
        continue;
      if (guest.at === ROUTE.length - 1) {
        guest.isLeaving = true;
        b.prompt(guest.id, "leave-lane");
      } else if (
        holders[guest.at + 1] === null &&
        !guests.some((other) => other.at < 0 && isBefore(other, guest))
      ) {
        guest.at++;
        guest.sinceMs = null;
        holders[guest.at] = guest.id;
        b.drive(guest.id, ROUTE[guest.at] ?? "");
      }
    }
    b.clock.start("station", 250, look);
  }
  const isBefore = (other: Guest, guest: Guest): boolean =>
    guest.at < 0 && guests.indexOf(other) < guests.indexOf(guest);
  look();
}

describe("a busy lane", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("is driven through without a scratch, seed %i", (seed) => {
    const chance = new SeededRandom(seed, "who comes");
    const b = trafficBench({ seed, instruments: { beams: { bounceMs: 4 } } });
    const ids = Array.from({ length: 6 }, (_, i) => `v${i}`);
    for (const id of ids)
      b.come(id, {
        vehicle: { longVehicle: chance.chance(0.3) },
        operator: { delayFactor: 0.5 + 2 * chance.unit(), dawdlesMs: chance.chance(0.3) ? 15_000 : 0 },
      });
    schedule(b, ids);
    let most = 0;
    b.clock.runUntil(() => {
      most = Math.max(most, new Set(POSITIONS.map((at) => b.traffic.vehicleAt(at))).size);
      return ids.every((id) => b.traffic.isGone(id));
    }, 1_200_000);
    expect(ids.filter((id) => !b.traffic.isGone(id))).toEqual([]);
    expect(most).toBe(3);
    expect(b.traffic.collisions).toEqual([]);
    expect(b.traffic.misunderstood).toEqual([]);
  });
});
