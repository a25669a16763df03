import type { InstrumentCommand } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import type { SessionOutput } from "../../ports/protocol-session.ts";
import type { DecodingSession, LineStatistics } from "../decoding-session.ts";
import { FrameScanner } from "../frame-scanner.ts";
import { LineHealth } from "../line-health.ts";
import { Turn } from "../turn.ts";
import { hexRaw } from "../wire-text.ts";
import { FRAME_LENGTH, readSlipFrame } from "./frame.ts";

export interface JxSideSlipOptions {
  readonly device: DeviceId;
  /** Default null: the plate is silent whenever no wheel is on it, so silence tells nothing. */
  readonly silentAfterMs?: number | null;
  /** Default 24 bytes: eight frames. */
  readonly garbledAfterBytes?: number;
}

/** A plate that sends by itself; arming it needs no wire command and is answered at once. */
export function createJxSideSlipSession(options: JxSideSlipOptions): DecodingSession {
  return new JxSideSlipSession(options);
}

class JxSideSlipSession implements DecodingSession {
  readonly #device: DeviceId;
  readonly #scanner = new FrameScanner(FRAME_LENGTH);
  readonly #health: LineHealth;

  constructor(options: JxSideSlipOptions) {
    this.#device = options.device;
    this.#health = new LineHealth({
      silentAfterMs: options.silentAfterMs ?? null,
      garbledAfterBytes: options.garbledAfterBytes ?? 24,
    });
  }

  get statistics(): LineStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes };
  }

  connected(atMs: number): SessionOutput {
    this.#scanner.clear();
    this.#health.watch(atMs);
    return new Turn(this.#device, atMs).output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.scan(bytes, readSlipFrame, {
      frame: (slipMPerKm, raw) => {
        this.#health.accepted(turn);
        const observed = { device: this.#device, atMs, quality: "good", raw: hexRaw(raw) } as const;
        turn.observations.push({ kind: "side-slip", ...observed, slipMPerKm });
      },
      garbage: (count) => this.#health.rejected(count, turn),
    });
    return turn.output();
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    turn.answer(command.name, command.name === "side-slip.arm" ? "ok" : "refused");
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
}
