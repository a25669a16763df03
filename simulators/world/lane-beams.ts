import type { TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { LanePlace } from "../../src/scenario/lane-operator.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";

export interface LaneBeamsOptions {
  readonly timers: Timers;
  /** How long a contact chatters after an edge; 0 not at all. */
  readonly bounceMs: number;
  readonly random: (line: string) => SeededRandom;
}

interface Beam {
  /** How many bodies are in it. */
  bodies: number;
  /** What the contact says just now. */
  isOn: boolean;
  chatter: readonly TimerHandle[];
}

/** The light beams of the whole lane as contacts: broken while any body is in them, and chattering where set so. */
export class LaneBeams {
  readonly #options: LaneBeamsOptions;
  readonly #beams = new Map<string, Beam>();
  readonly #listeners: ((line: string, active: boolean) => void)[] = [];
  readonly #brushes = new Set<TimerHandle>();

  constructor(options: LaneBeamsOptions) {
    this.#options = options;
  }

  onChange(listener: (line: string, active: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /** A body comes into the beam, or goes out of it. */
  body(line: string, isIn: boolean): void {
    const beam = this.#beamOf(line);
    const was = beam.bodies > 0;
    beam.bodies = Math.max(0, beam.bodies + (isIn ? 1 : -1));
    if (beam.bodies > 0 !== was) this.#edge(line, beam);
  }

  /** For a moment, in passing. */
  brush(place: LanePlace, afterMs: number, forMs: number): void {
    this.#later(`brush ${place}`, afterMs, () => {
      this.body(`at-${place}`, true);
      this.#later(`brush ${place} ends`, forMs, () => this.body(`at-${place}`, false));
    });
  }

  stop(): void {
    for (const handle of this.#brushes) handle.cancel();
    this.#brushes.clear();
    for (const { chatter } of this.#beams.values()) for (const handle of chatter) handle.cancel();
  }

  #beamOf(line: string): Beam {
    const known = this.#beams.get(line);
    if (known !== undefined) return known;
    const beam = { bodies: 0, isOn: false, chatter: [] };
    this.#beams.set(line, beam);
    return beam;
  }

  #edge(line: string, beam: Beam): void {
    for (const handle of beam.chatter) handle.cancel();
    beam.chatter = [];
    if (beam.isOn !== beam.bodies > 0) this.#flip(line, beam);
    const { bounceMs, random, timers } = this.#options;
    if (bounceMs <= 0) return;
    const chance = random(line);
    // An even number, so that it comes to rest where it belongs.
    const count = 2 + 2 * chance.below(3);
    const times = Array.from({ length: count }, () => chance.unit() * bounceMs).sort((a, b) => a - b);
    beam.chatter = times.map((afterMs) =>
      timers.start(`beam ${line} bounces`, afterMs, () => this.#flip(line, beam)),
    );
  }

  #flip(line: string, beam: Beam): void {
    beam.isOn = !beam.isOn;
    for (const listener of this.#listeners) listener(line, beam.isOn);
  }

  #later(name: string, afterMs: number, run: () => void): void {
    const handle = this.#options.timers.start(name, afterMs, () => {
      this.#brushes.delete(handle);
      run();
    });
    this.#brushes.add(handle);
  }
}
