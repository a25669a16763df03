import type { z } from "zod";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { FrameScanner, type FrontOfLine } from "../frame-scanner.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { RequestQueue, type WireRequest } from "../request-queue.ts";
import { Turn } from "../turn.ts";
import { hexRaw, scaledDecimal } from "../wire-text.ts";
import {
  COMMAND,
  type CommandByte,
  type Flb100Frame,
  LONGEST_FRAME,
  question,
  readFlb100Frame,
} from "./frame.ts";
import { type Flb100Settings, flb100Options } from "./options.ts";
import { smokeReading } from "./reading.ts";

export type Flb100Options = z.input<typeof flb100Options> & {
  readonly device: DeviceId;
  /** The line is a recording of the instrument's side only: every answer is taken unasked, nothing is sent. */
  readonly listenOnly?: boolean;
};

/** Asks for measured values while accelerations are measured, and for the state otherwise; one question on the wire at a time. */
export function createFlb100Session({
  device,
  listenOnly = false,
  ...options
}: Flb100Options): DecodingSession {
  return new Flb100Session(device, flb100Options.parse(options), listenOnly);
}

type CommandName = InstrumentCommand["name"];

interface SmokeRequest extends WireRequest {
  readonly code: CommandByte;
  /** Null for our own polls. */
  readonly command: CommandName | null;
  readonly attemptsLeft: number;
}

const CODES: Readonly<Partial<Record<CommandName, CommandByte>>> = {
  "smoke.zero": COMMAND.zero,
  "smoke.start": COMMAND.acceleration,
  "smoke.trigger": COMMAND.trigger,
  "smoke.summary": COMMAND.summary,
  "smoke.stop": COMMAND.direct,
};
/** A late answer would be read as the answer to the next question of its kind. */
const REST_AFTER_MISS_MS = 100;
const WAITING_MAX = 8;

class Flb100Session implements DecodingSession {
  readonly #device: DeviceId;
  readonly #settings: Flb100Settings;
  readonly #listenOnly: boolean;
  readonly #scanner = new FrameScanner(LONGEST_FRAME);
  readonly #health: LineHealth;
  readonly #queue = new RequestQueue<SmokeRequest>(WAITING_MAX);
  #measuring = false;
  #warmingUp = false;
  /** Of the acceleration that was triggered and whose peak is not known yet. */
  #acceleration: "sampled" | "over" | null = null;
  #missesInARow = 0;
  #cleanSinceQuestion = true;
  #pollDueMs: number | null = null;
  #stateDueMs = Number.NEGATIVE_INFINITY;
  /** Until then the instrument zeroes itself and answers nothing. */
  #zeroedAtMs: number | null = null;

  constructor(device: DeviceId, settings: Flb100Settings, listenOnly: boolean) {
    this.#device = device;
    this.#settings = settings;
    this.#listenOnly = listenOnly;
    this.#health = new LineHealth({ ...settings, silentAfterMs: null });
  }

  get statistics(): LineStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes };
  }

  connected(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.clear();
    for (const { command } of this.#queue.abandon()) if (command !== null) turn.answer(command, "no-answer");
    if (this.#zeroedAtMs !== null) turn.answer("smoke.zero", "no-answer");
    this.#zeroedAtMs = null;
    this.#measuring = false;
    this.#warmingUp = false;
    this.#acceleration = null;
    this.#missesInARow = 0;
    if (this.#listenOnly) return turn.output();
    this.#pollDueMs = atMs;
    this.#advance(turn);
    return turn.output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.scan(bytes, (front) => this.#read(front), {
      frame: (frame, raw) => {
        this.#health.accepted(turn);
        this.#missesInARow = 0;
        const request = this.#queue.outstanding;
        this.#queue.answered();
        this.#handle(frame, raw, request, turn);
      },
      garbage: (count) => {
        this.#cleanSinceQuestion = false;
        this.#health.rejected(count, turn);
      },
    });
    this.#advance(turn);
    return turn.output();
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    const code = CODES[command.name];
    // While it warms up it answers nothing but its state.
    if (code === undefined) turn.answer(command.name, "refused");
    else if (this.#warmingUp && command.name !== "smoke.stop") turn.answer(command.name, "warming-up");
    else if (!this.#queue.add(this.#wire(code, command.name))) turn.answer(command.name, "busy");
    this.#advance(turn);
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    const overdue = this.#queue.overdue(atMs, REST_AFTER_MISS_MS);
    if (overdue !== null) this.#missed(overdue, turn);
    this.#advance(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    if (this.#zeroedAtMs !== null) return this.#zeroedAtMs;
    return earliest(this.#queue.nextDueMs(), this.#queue.isIdle ? this.#pollDueMs : null);
  }

  #read(front: Uint8Array): FrontOfLine<Flb100Frame> {
    if (this.#listenOnly) return readFlb100Frame(front, "any", false);
    return readFlb100Frame(front, this.#queue.outstanding?.code ?? null, this.#cleanSinceQuestion);
  }

  #handle(frame: Flb100Frame, raw: Uint8Array, request: SmokeRequest | null, turn: Turn): void {
    const command = request?.command ?? null;
    const common = { device: turn.device, atMs: turn.atMs, quality: "good", raw: hexRaw(raw) } as const;
    switch (frame.kind) {
      case "refused":
        if (command !== null) turn.answer(command, "refused", raw);
        if (request?.code === COMMAND.peak) this.#acceleration = null;
        return;
      case "state":
        this.#warmingUp = frame.warmingUp;
        if (this.#acceleration === "sampled" && !frame.sampling) this.#acceleration = "over";
        return;
      case "reading":
        turn.observations.push(smokeReading(frame.reading, raw, turn, this.#settings));
        return;
      case "peak": {
        this.#acceleration = null;
        const { kHundredths, engineSpeedRpm } = frame;
        const peak = { kPerM: scaledDecimal(kHundredths, 2), engineSpeedRpm: String(engineSpeedRpm) };
        turn.observations.push({ kind: "smoke-peak", ...common, ...peak });
        return;
      }
      case "summary": {
        const [mean = "", last = "", second = "", third = ""] = frame.hundredths.map((k) =>
          scaledDecimal(k, 2),
        );
        const values = { meanPerM: mean, lastPerM: last, secondLastPerM: second, thirdLastPerM: third };
        turn.observations.push({ kind: "smoke-summary", ...common, ...values });
        if (command !== null) turn.answer(command, "ok", raw);
        return;
      }
      case "no-summary":
        if (command !== null) turn.answer(command, frame.sampling ? "busy" : "failed", raw);
        return;
      case "done":
        if (command !== null) this.#done(command, raw, turn);
        return;
    }
  }

  #done(command: CommandName, raw: Uint8Array, turn: Turn): void {
    if (command === "smoke.zero") {
      this.#zeroedAtMs = turn.atMs + this.#settings.zeroTakesMs;
      return;
    }
    turn.answer(command, "ok", raw);
    if (command === "smoke.trigger") {
      this.#acceleration = "sampled";
      this.#stateDueMs = turn.atMs + this.#settings.stateEveryMs;
      return;
    }
    this.#measuring = command === "smoke.start";
    this.#acceleration = null;
    this.#pollDueMs = turn.atMs;
  }

  #missed(request: SmokeRequest, turn: Turn): void {
    if (this.#scanner.heldBytes > 0) this.#health.rejected(this.#scanner.heldBytes, turn);
    this.#scanner.clear();
    const { command, attemptsLeft } = request;
    if (command !== null && attemptsLeft > 1) {
      this.#queue.repeat({ ...request, attemptsLeft: attemptsLeft - 1 });
      return;
    }
    this.#missesInARow++;
    if (command !== null) turn.answer(command, "no-answer");
    if (command === null && this.#missesInARow < this.#settings.silentAfterMisses) return;
    this.#health.missed(reason("NO_ANSWER", {}), turn);
    // It may have lost its power: only its state tells when it can be used again.
    this.#measuring = false;
    this.#acceleration = null;
  }

  /** Adds a poll if one is due and nothing else is under way, then uses the line if it is free. */
  #advance(turn: Turn): void {
    if (this.#zeroedAtMs !== null) {
      if (turn.atMs < this.#zeroedAtMs) return;
      this.#zeroedAtMs = null;
      turn.answer("smoke.zero", "ok");
    }
    if (this.#pollDueMs !== null && turn.atMs >= this.#pollDueMs && this.#queue.isIdle) {
      const { pollEveryMs, idleEveryMs } = this.#settings;
      this.#pollDueMs = turn.atMs + (this.#measuring ? pollEveryMs : idleEveryMs);
      this.#queue.add(this.#wire(this.#pollCode(turn.atMs), null));
    }
    const request = this.#queue.next(turn.atMs);
    if (request === null) return;
    if (this.#scanner.heldBytes > 0) this.#health.rejected(this.#scanner.heldBytes, turn);
    this.#scanner.clear();
    this.#cleanSinceQuestion = true;
    turn.writes.push(request.bytes);
  }

  #pollCode(atMs: number): CommandByte {
    if (!this.#measuring) return COMMAND.state;
    if (this.#acceleration === "over") return COMMAND.peak;
    if (this.#acceleration === null || atMs < this.#stateDueMs) return COMMAND.reading;
    this.#stateDueMs = atMs + this.#settings.stateEveryMs;
    return COMMAND.state;
  }

  #wire(code: CommandByte, command: CommandName | null): SmokeRequest {
    const { answerWithinMs, attempts } = this.#settings;
    return { bytes: question(code), answerWithinMs, code, command, attemptsLeft: attempts };
  }
}
