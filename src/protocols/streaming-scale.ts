import type { Quality } from "../core/observation.ts";
import type { DecimalString } from "../core/quantities/exact.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../ports/protocol-session.ts";
import { FrameScanner, type FrontOfLine } from "./frame-scanner.ts";
import { LineHealth, type LineHealthLimits } from "./line-health.ts";
import { Turn } from "./turn.ts";
import { hexRaw } from "./wire-text.ts";

/** What one frame of a scale says. */
export interface Weighing {
  readonly loadKg: DecimalString;
  readonly quality: Quality;
  readonly why: Reason | null;
  /** False where the scale has no way to tell. */
  readonly moving: boolean;
}

export interface StreamingScaleParts<Frame> {
  readonly device: DeviceId;
  readonly longestFrame: number;
  /** Frames with the same load, the last one included, before it counts as stable. */
  readonly stableFrames: number;
  readonly limits: LineHealthLimits;
  read(front: Uint8Array): FrontOfLine<Frame>;
  weigh(frame: Frame): Weighing;
}

/** An axle scale that sends by itself, whatever its frames are; it takes no commands. */
export class StreamingScale<Frame> implements DecodingSession {
  readonly #parts: StreamingScaleParts<Frame>;
  readonly #scanner: FrameScanner;
  readonly #health: LineHealth;
  #lastLoadKg: string | null = null;
  #sameInARow = 0;

  constructor(parts: StreamingScaleParts<Frame>) {
    this.#parts = parts;
    this.#scanner = new FrameScanner(parts.longestFrame);
    this.#health = new LineHealth(parts.limits);
  }

  get statistics(): LineStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes };
  }

  connected(atMs: number): SessionOutput {
    this.#scanner.clear();
    this.#lastLoadKg = null;
    this.#sameInARow = 0;
    this.#health.watch(atMs);
    return this.#turn(atMs).output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    this.#scanner.scan(bytes, (front) => this.#parts.read(front), {
      frame: (frame, raw) => {
        this.#health.accepted(turn);
        this.#observe(this.#parts.weigh(frame), raw, turn);
      },
      garbage: (count) => this.#health.rejected(count, turn),
    });
    return turn.output();
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    turn.answer(command.name, "refused");
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    this.#health.tick(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    return this.#health.nextDueMs();
  }

  #observe({ loadKg, quality, why, moving }: Weighing, raw: Uint8Array, turn: Turn): void {
    const settled = quality === "good" && !moving;
    const goesOn = settled && loadKg === this.#lastLoadKg;
    this.#sameInARow = goesOn ? this.#sameInARow + 1 : settled ? 1 : 0;
    this.#lastLoadKg = loadKg;
    turn.observations.push({
      kind: "axle-load",
      device: turn.device,
      atMs: turn.atMs,
      quality,
      ...(why === null ? {} : { qualityReason: why }),
      raw: hexRaw(raw),
      loadKg,
      stable: this.#sameInARow >= this.#parts.stableFrames,
    });
  }

  #turn(atMs: number): Turn {
    return new Turn(this.#parts.device, atMs);
  }
}
