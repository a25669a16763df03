import type { AxleLoad, InstrumentCommand, Quality } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import type { SessionOutput } from "../../ports/protocol-session.ts";
import type { DecodingSession, LineStatistics } from "../decoding-session.ts";
import { FrameScanner } from "../frame-scanner.ts";
import { LineHealth } from "../line-health.ts";
import { Turn } from "../turn.ts";
import { hexRaw } from "../wire-text.ts";
import { LONGEST_FRAME, readToledoFrame, type ToledoForm, type ToledoFrame } from "./frame.ts";

export interface MettlerToledoOptions {
  readonly device: DeviceId;
  /** The terminal is set to send the check byte. Default true. */
  readonly checksum?: boolean;
  /** The terminal sends the tare field. Default true. */
  readonly tareField?: boolean;
  /** Frames with the same load, this one included, before it counts as stable [1...]. Default 3. */
  readonly stableFrames?: number;
  /** Default 1000 ms: seven frames are due in that time. */
  readonly silentAfterMs?: number;
  /** Default 72 bytes: four frames. */
  readonly garbledAfterBytes?: number;
}

/** An axle scale that sends by itself; it takes no commands. */
export function createMettlerToledoSession(options: MettlerToledoOptions): DecodingSession {
  return new MettlerToledoSession(options);
}

class MettlerToledoSession implements DecodingSession {
  readonly #device: DeviceId;
  readonly #form: ToledoForm;
  readonly #stableFrames: number;
  readonly #scanner = new FrameScanner(LONGEST_FRAME);
  readonly #health: LineHealth;
  #lastLoadKg: string | null = null;
  #sameInARow = 0;

  constructor(options: MettlerToledoOptions) {
    this.#device = options.device;
    this.#form = { checksum: options.checksum ?? true, tareField: options.tareField ?? true };
    this.#stableFrames = options.stableFrames ?? 3;
    this.#health = new LineHealth({
      silentAfterMs: options.silentAfterMs ?? 1000,
      garbledAfterBytes: options.garbledAfterBytes ?? 72,
    });
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
    return new Turn(this.#device, atMs).output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.scan(bytes, (front) => readToledoFrame(front, this.#form), {
      frame: (frame, raw) => {
        this.#health.accepted(turn);
        turn.observations.push(this.#observe(frame, raw, atMs));
      },
      garbage: (count) => this.#health.rejected(count, turn),
    });
    return turn.output();
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    turn.answer(command.name, "refused");
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#health.tick(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    return this.#health.nextDueMs();
  }

  #observe(frame: ToledoFrame, raw: Uint8Array, atMs: number): AxleLoad {
    const [quality, reason] = judge(frame);
    const settled = quality === "good" && !frame.motion;
    this.#sameInARow = settled && frame.loadKg === this.#lastLoadKg ? this.#sameInARow + 1 : settled ? 1 : 0;
    this.#lastLoadKg = frame.loadKg;
    return {
      kind: "axle-load",
      device: this.#device,
      atMs,
      quality,
      ...(reason === null ? {} : { qualityReason: reason }),
      raw: hexRaw(raw),
      loadKg: frame.loadKg,
      stable: this.#sameInARow >= this.#stableFrames,
    };
  }
}

/** In net mode a tare has been taken off, and nobody takes tare on an axle scale: the load may be too small. */
function judge(frame: ToledoFrame): readonly [Quality, string | null] {
  if (frame.outOfRange) return ["bad", "out of range"];
  if (frame.powerUp) return ["bad", "not zeroed since power-up"];
  if (frame.net) return ["uncertain", "net mode: a tare is taken off"];
  return ["good", null];
}
