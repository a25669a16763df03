import type { DeviceFault, DigitalLevel, Observation } from "../core/observation.ts";
import type { PlcValue } from "../ports/plc.ts";
import type { LineStatistics, ProtocolSession, SessionOutput } from "../ports/protocol-session.ts";
import { FaultHistory } from "./fault-history.ts";

/** What came from a device, or was sent to it, as it was, with what became of it. */
export interface SeenFrame {
  readonly atMs: number;
  readonly way: "in" | "out";
  /** The first of them; empty where the device has no bytes. */
  readonly bytes: Uint8Array;
  /** How many there were. */
  readonly size: number;
  /** Of variables and lines, which have no bytes; made when somebody looks. */
  readonly words: (() => string) | null;
  readonly observations: readonly Observation[];
  /** How the line stood before and after, where somebody looked and its codec counts. */
  readonly counted: { readonly before: LineStatistics; readonly after: LineStatistics } | null;
}

type KeptFrame = Omit<SeenFrame, "bytes">;

const FRAMES_KEPT = 50;
const BYTES_SHOWN = 256;
/** The rate is of so many whole seconds that are over. */
const RATE_SECONDS = 5;
const BUCKETS = RATE_SECONDS + 2;
/** Whoever looked so lately still looks. */
const LOOKED_MS = 5_000;
const NO_BYTES = new Uint8Array(0);

/**
 * What one device link hears and says, counted beside it: when the last good reading came, how many a second, its faults of the last hour,
 * and its last frames as they were. Everything is bounded, and nothing here can fail. What a codec counts is asked of it only while
 * somebody looks.
 */
export class DevicePulse {
  readonly faults: FaultHistory;
  readonly #frames: KeptFrame[] = [];
  /** The first bytes of each frame, one place after the other: made once, for an array of its own for each costs more than all the rest. */
  #bytes: Uint8Array | null = null;
  #next = 0;
  readonly #buckets = new Int32Array(BUCKETS);
  #second = 0;
  #lastGoodMs: number | null = null;
  #lastHeardMs: number | null = null;
  #lookedMs = Number.NEGATIVE_INFINITY;
  readonly #startMs: number;

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.faults = new FaultHistory(startMs);
  }

  /** When the last reading came that is not bad; null before the first. */
  get lastGoodMs(): number | null {
    return this.#lastGoodMs;
  }

  /** When anything came at all, understood or not. */
  get lastHeardMs(): number | null {
    return this.#lastHeardMs;
  }

  /** What the session makes of these bytes. */
  heard(session: ProtocolSession, bytes: Uint8Array, atMs: number): SessionOutput {
    const before = this.#isLookedAt(atMs) ? statisticsOf(session) : null;
    const output = session.receive(bytes, atMs);
    const after = before === null ? null : statisticsOf(session);
    const counted = before === null || after === null ? null : { before, after };
    this.#lastHeardMs = atMs;
    this.#keep(
      { atMs, way: "in", size: bytes.length, words: null, observations: output.observations, counted },
      bytes,
    );
    return output;
  }

  said(bytes: Uint8Array, atMs: number): void {
    this.#keep({ atMs, way: "out", size: bytes.length, words: null, observations: [], counted: null }, bytes);
  }

  /** Variables of a PLC as they were told. */
  told(values: readonly PlcValue[], observations: readonly Observation[], atMs: number): void {
    this.#lastHeardMs = atMs;
    const words = (): string =>
      values.map(({ variable, value, status }) => `${variable} = ${value} (${status})`).join("; ");
    this.#keep({ atMs, way: "in", size: 0, words, observations, counted: null }, NO_BYTES);
  }

  wrote(variable: string, value: boolean | number, atMs: number): void {
    const words = (): string => `${variable} = ${value}`;
    this.#keep({ atMs, way: "out", size: 0, words, observations: [], counted: null }, NO_BYTES);
  }

  /** The edge of a line. */
  edge(observation: DigitalLevel): void {
    const words = (): string => `${observation.line} = ${observation.active ? 1 : 0}`;
    this.#lastHeardMs = observation.atMs;
    const { atMs } = observation;
    this.#keep({ atMs, way: "in", size: 0, words, observations: [observation], counted: null }, NO_BYTES);
    this.read([observation]);
  }

  /** Readings that were made, of whatever was heard or of the time that passed. */
  read(observations: readonly Observation[]): void {
    let frame: string | null | undefined = null;
    for (const observation of observations) {
      const { quality, raw, atMs } = observation;
      if (quality === "bad" || (observation.kind === "answer" && observation.outcome === "no-answer"))
        continue;
      // A frame that gives several readings is one.
      if (raw !== frame) this.#count(atMs);
      frame = raw;
      this.#lastGoodMs = Math.max(this.#lastGoodMs ?? 0, atMs);
    }
  }

  /** Good frames a second over the last whole seconds; null before there were as many. */
  rate(nowMs: number): number | null {
    this.#goTo(nowMs);
    const whole = Math.min(RATE_SECONDS, Math.floor((nowMs - this.#startMs) / 1000) - 1);
    if (whole < 1) return null;
    let sum = 0;
    for (let back = 1; back <= whole; back++) sum += this.#buckets[bucketOf(this.#second - back)] ?? 0;
    return sum / whole;
  }

  /** Somebody looks at the frames: the newest last. */
  look(nowMs: number): readonly SeenFrame[] {
    this.#lookedMs = nowMs;
    const all = this.#frames.map((frame, at) => ({ ...frame, bytes: this.#bytesAt(at, frame.size) }));
    return [...all.slice(this.#next), ...all.slice(0, this.#next)];
  }

  #isLookedAt(atMs: number): boolean {
    return atMs - this.#lookedMs < LOOKED_MS;
  }

  #keep(frame: KeptFrame, bytes: Uint8Array): void {
    if (bytes.length > 0) {
      this.#bytes ??= new Uint8Array(FRAMES_KEPT * BYTES_SHOWN);
      const shown = bytes.length > BYTES_SHOWN ? bytes.subarray(0, BYTES_SHOWN) : bytes;
      this.#bytes.set(shown, this.#next * BYTES_SHOWN);
    }
    this.#frames[this.#next] = frame;
    this.#next = (this.#next + 1) % FRAMES_KEPT;
  }

  #bytesAt(at: number, size: number): Uint8Array {
    const from = at * BYTES_SHOWN;
    return this.#bytes?.slice(from, from + Math.min(size, BYTES_SHOWN)) ?? NO_BYTES;
  }

  #count(atMs: number): void {
    this.#goTo(atMs);
    const at = bucketOf(this.#second);
    this.#buckets[at] = (this.#buckets[at] ?? 0) + 1;
  }

  /** Seconds in which nothing came are emptied on the way. */
  #goTo(atMs: number): void {
    const second = Math.floor(atMs / 1000);
    const steps = Math.min(second - this.#second, BUCKETS);
    if (steps <= 0) return;
    for (let step = 0; step < steps; step++) this.#buckets[bucketOf(second - step)] = 0;
    this.#second = second;
  }
}

export function noteFault(
  pulse: DevicePulse,
  tell: (fault: DeviceFault) => void,
): (fault: DeviceFault) => void {
  return (fault) => {
    pulse.faults.note(fault);
    tell(fault);
  };
}

function bucketOf(second: number): number {
  return ((second % BUCKETS) + BUCKETS) % BUCKETS;
}

function statisticsOf(session: ProtocolSession): LineStatistics | null {
  return "statistics" in session ? (session.statistics as LineStatistics) : null;
}
