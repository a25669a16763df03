/**
 * Samples that their neighbours do not carry. A line without a checksum hands on a spoilt digit as a force, so one sample
 * alone shows nothing: what jumps away and comes back is left out, and so is what rises faster than a brake can. A fall is
 * believed once it lasts: a wheel that locks, or a foot that lets go, drops its force at once.
 *
 * Plausibility only, in binary floating point: no verdict is computed here.
 */
export interface SpikeSettings {
  /** A sample may stand off its neighbours by this much ... */
  readonly apartN: string;
  /** ... and by this share of the greatest force of the wheel. */
  readonly apartPct: number;
  /** From nothing to the greatest force of the run a brake takes at least so long. */
  readonly riseMsMin: number;
  /** What is gone again within this time was no fall. */
  readonly lastsMsMax: number;
}

/** A spoilt sample beside a spoilt one stands alone only when that is gone. */
const ROUNDS_MAX = 4;

/** One wheel's forces in newtons. */
type Forces = readonly number[];

interface Wheel {
  readonly forces: Forces;
  /** What a sample may stand off the ones beside it. */
  readonly apartN: number;
  readonly riseNPerMs: number;
}

/** Which instants count: true where both wheels are carried by what is around them. */
export function carriedSamples(
  timesMs: readonly number[],
  left: Forces,
  right: Forces,
  settings: SpikeSettings,
): readonly boolean[] {
  const wheels = [wheelOf(left, settings), wheelOf(right, settings)];
  let kept: readonly number[] = timesMs.map((_, at) => at);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const among = kept;
    const left = kept.filter((_, place) => wheels.every((wheel) => !standsAlone(wheel, among, place)));
    if (left.length === kept.length) break;
    kept = left;
  }
  const carried = timesMs.map(() => false);
  for (const at of kept) carried[at] = true;
  for (const at of steps(timesMs, wheels, kept, settings.lastsMsMax)) carried[at] = false;
  return carried;
}

/** How far a force may be off the greatest one and still be the same force, for this wheel. */
export function apartOf(forces: Forces, settings: SpikeSettings): number {
  return Number(settings.apartN) + (steadiestGreatest(forces) * settings.apartPct) / 100;
}

function wheelOf(forces: Forces, settings: SpikeSettings): Wheel {
  const greatest = steadiestGreatest(forces);
  const apartN = Number(settings.apartN) + (greatest * settings.apartPct) / 100;
  return { forces, apartN, riseNPerMs: greatest / settings.riseMsMin };
}

/** The greatest force that at least three of five samples in a row reach: two spoilt ones do not make it. */
export function steadiestGreatest(forces: Forces): number {
  let greatest = 0;
  for (const [at, force] of forces.entries()) if (force > greatest && isReached(forces, at)) greatest = force;
  return greatest;
}

function isReached(forces: Forces, at: number): boolean {
  const force = forces[at] ?? 0;
  for (let from = Math.max(0, at - 4); from <= Math.min(at, forces.length - 5); from++) {
    let reach = 0;
    for (let place = from; place < from + 5; place++) if ((forces[place] ?? 0) >= force) reach++;
    if (reach >= 3) return true;
  }
  return false;
}

function median(values: Forces): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** Above both, or below both, of the samples beside it that are still there; at the ends, of the two that are nearest. */
function standsAlone({ forces, apartN }: Wheel, kept: readonly number[], place: number): boolean {
  const last = kept.length - 1;
  if (last < 2) return false;
  const at = (index: number): number => forces[kept[index] ?? 0] ?? 0;
  const beside = place === 0 ? [1, 2] : place === last ? [last - 1, last - 2] : [place - 1, place + 1];
  const near = beside.map(at);
  const force = at(place);
  // A brake that is pressed hard leaves its first sample far below: that is no spike.
  return force - Math.max(...near) > apartN || (place > 0 && Math.min(...near) - force > apartN);
}

/** What is left to leave out when single ones are gone: groups that come back, and rises that no brake makes. */
function steps(
  timesMs: readonly number[],
  wheels: readonly Wheel[],
  kept: readonly number[],
  lastsMsMax: number,
): readonly number[] {
  const out: number[] = [];
  const first = kept[0] ?? 0;
  // The middle one of the first five stands for where the run begins, and a fast brake has moved on to it by then.
  const beganMs = 2 * (timesMs[first] ?? 0) - (timesMs[kept[2] ?? first] ?? 0);
  let base = { atMs: beganMs, forces: wheels.map(({ forces }) => firstOf(forces, kept)) };
  for (let place = 0; place < kept.length; place++) {
    const at = kept[place] ?? 0;
    const moved = movedFrom(base, timesMs, wheels, at);
    if (moved !== "none") {
      const back = comesBack(base, timesMs, wheels, kept, place, lastsMsMax);
      if (back === "unknown" || (back === "never" && moved === "up")) {
        out.push(at);
        continue;
      }
      if (typeof back === "number") {
        out.push(...kept.slice(place, back));
        place = back;
      }
    }
    const now = kept[place] ?? 0;
    base = { atMs: timesMs[now] ?? 0, forces: wheels.map(({ forces }) => forces[now] ?? 0) };
  }
  return out;
}

interface Base {
  readonly atMs: number;
  readonly forces: Forces;
}

function firstOf(forces: Forces, kept: readonly number[]): number {
  return median(kept.slice(0, 5).map((at) => forces[at] ?? 0));
}

function movedFrom(
  base: Base,
  timesMs: readonly number[],
  wheels: readonly Wheel[],
  at: number,
): "none" | "up" | "down" {
  const sinceMs = (timesMs[at] ?? 0) - base.atMs;
  let moved: "none" | "up" | "down" = "none";
  for (const [side, { forces, apartN, riseNPerMs }] of wheels.entries()) {
    const by = (forces[at] ?? 0) - (base.forces[side] ?? 0);
    const most = apartN + riseNPerMs * sinceMs;
    if (by > most) return "up";
    if (by < -most) moved = "down";
  }
  return moved;
}

/** The place in `kept` at which the forces are again where they were; `unknown` where the run ends before one can tell. */
function comesBack(
  base: Base,
  timesMs: readonly number[],
  wheels: readonly Wheel[],
  kept: readonly number[],
  place: number,
  lastsMsMax: number,
): number | "never" | "unknown" {
  const fromMs = timesMs[kept[place] ?? 0] ?? 0;
  for (let next = place + 1; next < kept.length; next++) {
    const at = kept[next] ?? 0;
    if ((timesMs[at] ?? 0) - fromMs > lastsMsMax) return "never";
    if (movedFrom(base, timesMs, wheels, at) === "none") return next;
  }
  return "unknown";
}
