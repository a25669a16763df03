import type { SeededRandom } from "../kit/seeded-random.ts";
import type { LaneBeams } from "./lane-beams.ts";
import type { RoadPosition, RoadUser } from "./lane-road.ts";

/**
 * A long vehicle whose nose comes into a position: its tail is still in the last beam behind it, and it breaks every beam
 * that it drives through; where it comes to stand, the nose reaches into the first beam ahead for a moment.
 */
export function brushBeams(
  user: RoadUser,
  at: number,
  positions: readonly RoadPosition[],
  beams: LaneBeams,
  random: SeededRandom,
): void {
  const isForward = at > user.tail;
  const placesAt = (index: number) => {
    const places = positions[index]?.places ?? [];
    return isForward ? places : places.toReversed();
  };
  const between = (minMs: number, maxMs: number): number => minMs + (maxMs - minMs) * random.unit();
  const behind = placesAt(user.tail).at(-1);
  if (behind !== undefined) beams.brush(behind, between(100, 400), between(200, 600));
  if (user.bound !== at) {
    for (const [i, place] of placesAt(at).entries())
      beams.brush(place, 400 * i + between(200, 400), between(200, 600));
    return;
  }
  const ahead = placesAt(at + (isForward ? 1 : -1))[0];
  if (ahead !== undefined) beams.brush(ahead, between(1500, 3000), between(200, 600));
}
