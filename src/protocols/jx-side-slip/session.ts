import type { z } from "zod";
import type { DeviceId } from "../../core/quantities/ids.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { FrameScanner } from "../frame-scanner.ts";
import { LineHealth } from "../line-health.ts";
import { Turn } from "../turn.ts";
import { hexRaw } from "../wire-text.ts";
import { LONGEST_FRAME, readSlipFrame } from "./frame.ts";
import { type JxSideSlipSettings, jxSideSlipOptions } from "./options.ts";

export type JxSideSlipOptions = z.input<typeof jxSideSlipOptions> & { readonly device: DeviceId };

/** A plate that sends by itself; arming it needs no wire command and is answered at once. */
export function createJxSideSlipSession({ device, ...options }: JxSideSlipOptions): DecodingSession {
  return new JxSideSlipSession(device, jxSideSlipOptions.parse(options));
}

class JxSideSlipSession implements DecodingSession {
  readonly #device: DeviceId;
  readonly #settings: JxSideSlipSettings;
  readonly #scanner = new FrameScanner(LONGEST_FRAME);
  readonly #health: LineHealth;
  #afterReading = false;

  constructor(device: DeviceId, settings: JxSideSlipSettings) {
    this.#device = device;
    this.#settings = settings;
    this.#health = new LineHealth(settings);
  }

  get statistics(): LineStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes };
  }

  connected(atMs: number): SessionOutput {
    this.#scanner.clear();
    this.#afterReading = false;
    this.#health.watch(atMs);
    return new Turn(this.#device, atMs).output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.scan(bytes, (front) => readSlipFrame(front, this.#settings, this.#afterReading), {
      frame: (frame, raw) => {
        this.#afterReading = frame.kind === "reading" && this.#settings.ending === "either";
        if (frame.kind === "mark") return;
        this.#health.accepted(turn);
        const observed = { device: this.#device, atMs, quality: "good", raw: hexRaw(raw) } as const;
        turn.observations.push({ kind: "side-slip", ...observed, slipMPerKm: frame.slipMPerKm });
      },
      garbage: (count) => {
        this.#afterReading = false;
        this.#health.rejected(count, turn);
      },
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
