import type { z } from "zod";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { FrameScanner } from "../frame-scanner.ts";
import { inDoubt } from "../in-doubt.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { Turn } from "../turn.ts";
import { hexRaw } from "../wire-text.ts";
import { FETCH_RESULT, LONGEST_FRAME, readSlipFrame, type SlipFrame, type SlipPlace } from "./frame.ts";
import { type JxSideSlipSettings, jxSideSlipOptions } from "./options.ts";

export type JxSideSlipOptions = z.input<typeof jxSideSlipOptions> & {
  readonly device: DeviceId;
  /** The line is a recording of the plate's side only: nothing is asked, and a result is whatever has its form after the end. */
  readonly listenOnly?: boolean;
};

/** A plate that sends by itself; arming it needs no wire command and is answered at once. */
export function createJxSideSlipSession({
  device,
  listenOnly = false,
  ...options
}: JxSideSlipOptions): DecodingSession {
  return new JxSideSlipSession(device, jxSideSlipOptions.parse(options), listenOnly);
}

class JxSideSlipSession implements DecodingSession {
  readonly #device: DeviceId;
  readonly #settings: JxSideSlipSettings;
  readonly #listenOnly: boolean;
  readonly #scanner = new FrameScanner(LONGEST_FRAME);
  readonly #health: LineHealth;
  #place: SlipPlace = "begin";
  #resultDueMs: number | null = null;

  constructor(device: DeviceId, settings: JxSideSlipSettings, listenOnly: boolean) {
    this.#device = device;
    this.#settings = settings;
    this.#listenOnly = listenOnly;
    this.#health = new LineHealth(settings);
  }

  get statistics(): LineStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes };
  }

  connected(atMs: number): SessionOutput {
    this.#scanner.clear();
    this.#place = "begin";
    this.#resultDueMs = null;
    this.#health.watch(atMs);
    return new Turn(this.#device, atMs).output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.scan(bytes, (front) => readSlipFrame(front, this.#settings, this.#place), {
      frame: (frame, raw) => this.#handle(frame, raw, turn),
      garbage: (count) => {
        if (this.#place === "after-reading") this.#place = "begin";
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
    if (this.#resultDueMs !== null && atMs >= this.#resultDueMs) this.#resultLate(turn);
    this.#health.tick(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    return earliest(this.#resultDueMs, this.#health.nextDueMs());
  }

  #handle(frame: SlipFrame, raw: Uint8Array, turn: Turn): void {
    const { ending, fetchResult, resultWithinMs } = this.#settings;
    this.#place = frame.kind === "reading" && ending === "either" ? "after-reading" : "begin";
    if (frame.kind === "mark") return;
    this.#health.accepted(turn);
    if (frame.kind === "crossed") {
      if (!fetchResult) return;
      this.#place = "awaiting-result";
      if (this.#listenOnly) return;
      this.#resultDueMs = turn.atMs + resultWithinMs;
      turn.writes.push(Uint8Array.from(FETCH_RESULT));
      return;
    }
    const observed = { device: this.#device, atMs: turn.atMs, raw: hexRaw(raw) };
    const { slipMPerKm } = frame;
    if (frame.kind === "reading") {
      turn.observations.push({ kind: "side-slip", ...observed, quality: "good", slipMPerKm });
      return;
    }
    this.#resultDueMs = null;
    const doubts = frame.sure ? [] : [reason("RESULT_IN_TWO_WAYS", {})];
    const quality = frame.sure ? "good" : "uncertain";
    const result = { ...observed, quality, ...inDoubt(doubts), slipMPerKm, result: true } as const;
    turn.observations.push({ kind: "side-slip", ...result });
  }

  /** The readings of the crossing stand; what came of a result is no reading. */
  #resultLate(turn: Turn): void {
    this.#resultDueMs = null;
    this.#place = "begin";
    if (this.#scanner.heldBytes > 0) this.#health.rejected(this.#scanner.heldBytes, turn);
    this.#scanner.clear();
    this.#health.missed(reason("NO_RESULT", { ms: this.#settings.resultWithinMs }), turn);
  }
}
