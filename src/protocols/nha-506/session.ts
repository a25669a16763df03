import type { z } from "zod";
import type { InstrumentAnswer } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { FrameScanner, type FrontOfLine } from "../frame-scanner.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { RequestQueue, type WireRequest } from "../request-queue.ts";
import { Turn } from "../turn.ts";
import { COMMAND_SETS, type CommandSet, REPLY, TEST_REPLY } from "./commands.ts";
import { type Expected, MAIN_DATA_LENGTH, type Nha506Frame, readNha506Frame } from "./frame.ts";
import { type Nha506Settings, nha506Options } from "./options.ts";
import { gasReading } from "./reading.ts";

export type Nha506Options = z.input<typeof nha506Options> & {
  readonly device: DeviceId;
  /** The line is a recording of the analyser's side only: main data is taken unasked, nothing is sent. */
  readonly listenOnly?: boolean;
};

/** Asks for the main data while sampling is on and for the status while it is off; one question on the wire at a time. */
export function createNha506Session({
  device,
  listenOnly = false,
  ...options
}: Nha506Options): DecodingSession {
  return new Nha506Session(device, nha506Options.parse(options), listenOnly);
}

interface AnalyserRequest extends WireRequest {
  readonly expected: Expected;
  /** Null for our own polls. */
  readonly command: InstrumentCommand["name"] | null;
  /** Until then "busy" is no last word. */
  readonly patientUntilMs: number;
}

/** A late answer would be read as the answer to the next question. */
const REST_AFTER_MISS_MS = 200;
const WAITING_MAX = 8;

class Nha506Session implements DecodingSession {
  readonly #device: DeviceId;
  readonly #settings: Nha506Settings;
  readonly #listenOnly: boolean;
  readonly #commands: CommandSet;
  readonly #scanner = new FrameScanner(MAIN_DATA_LENGTH);
  readonly #health: LineHealth;
  readonly #queue = new RequestQueue<AnalyserRequest>(WAITING_MAX);
  #sampling = false;
  #warmingUp = false;
  #leakReported = false;
  #missesInARow = 0;
  #cleanSinceQuestion = true;
  #pollDueMs: number | null = null;
  #again: { readonly request: AnalyserRequest; readonly dueMs: number } | null = null;

  constructor(device: DeviceId, settings: Nha506Settings, listenOnly: boolean) {
    this.#device = device;
    this.#settings = settings;
    this.#listenOnly = listenOnly;
    this.#commands = COMMAND_SETS[settings.commandSet];
    this.#health = new LineHealth({ ...settings, silentAfterMs: null });
  }

  get statistics(): LineStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes };
  }

  connected(atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    this.#scanner.clear();
    for (const { command } of this.#queue.abandon()) if (command !== null) turn.answer(command, "no-answer");
    this.#sampling = false;
    this.#warmingUp = false;
    this.#missesInARow = 0;
    if (this.#listenOnly) return turn.output();
    this.#pollDueMs = atMs;
    this.#advance(turn);
    return turn.output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    this.#scanner.scan(bytes, (front) => this.#read(front), {
      frame: (frame, raw) => {
        this.#health.accepted(turn);
        this.#handle(frame, raw, turn);
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
    const turn = this.#turn(atMs);
    const request = this.#wireRequest(command.name, atMs);
    if (request === null) turn.answer(command.name, "refused");
    else if (!this.#queue.add(request)) turn.answer(command.name, "busy");
    this.#advance(turn);
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    const overdue = this.#queue.overdue(atMs, REST_AFTER_MISS_MS);
    if (overdue !== null) this.#missed(overdue, turn);
    this.#advance(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    if (this.#again !== null) return this.#again.dueMs;
    return earliest(this.#queue.nextDueMs(), this.#queue.isIdle ? this.#pollDueMs : null);
  }

  #read(front: Uint8Array): FrontOfLine<Nha506Frame> {
    const expected = this.#listenOnly ? "main-data" : (this.#queue.outstanding?.expected ?? null);
    const clean = !this.#listenOnly && this.#cleanSinceQuestion;
    return readNha506Frame(front, expected, clean, this.#commands.statuses.known);
  }

  #handle(frame: Nha506Frame, raw: Uint8Array, turn: Turn): void {
    this.#missesInARow = 0;
    const request = this.#queue.outstanding;
    this.#queue.answered();
    if (frame.kind === "main-data") {
      turn.observations.push(
        gasReading(frame.data, raw, turn, this.#settings.oilTemperature === "tenths" ? 1 : 0),
      );
      return;
    }
    if (request === null) return;
    if (request.expected === "status") this.#learnStatus(frame.code, turn);
    if (request.command === null) return;
    const running = request.expected === "test-result" && frame.code === TEST_REPLY.busy && !this.#warmingUp;
    if (running && turn.atMs < request.patientUntilMs) {
      this.#again = { request, dueMs: turn.atMs + this.#settings.testAskEveryMs };
      return;
    }
    const outcome = this.#outcome(request.command, frame.code);
    turn.answer(request.command, outcome, raw);
    if (outcome !== "ok") return;
    if (request.command === "gas.sample-on" || request.command === "gas.sample-off") {
      this.#sampling = request.command === "gas.sample-on";
      this.#pollDueMs = turn.atMs;
    }
  }

  #outcome(command: InstrumentCommand["name"], code: number): InstrumentAnswer["outcome"] {
    if (code === REPLY.busy) return this.#warmingUp ? "warming-up" : "busy";
    if (code === REPLY.error) return "refused";
    if (code !== TEST_REPLY.failed) return "ok";
    return command === "gas.leak-test" ? "leak" : "failed";
  }

  #learnStatus(code: number, turn: Turn): void {
    this.#warmingUp = code === this.#commands.statuses.warmUp;
    const leak = code === this.#commands.statuses.leak;
    if (leak === this.#leakReported) return;
    this.#leakReported = leak;
    const { device, atMs } = turn;
    const detail = leak ? reason("LEAK_REPORTED", {}) : null;
    turn.faults.push({ device, code: "self-check-failed", raised: leak, atMs, detail });
  }

  #missed(request: AnalyserRequest, turn: Turn): void {
    if (this.#scanner.heldBytes > 0) this.#health.rejected(this.#scanner.heldBytes, turn);
    this.#scanner.clear();
    this.#missesInARow++;
    if (request.command !== null) turn.answer(request.command, "no-answer");
    if (request.command !== null || this.#missesInARow >= this.#settings.silentAfterMisses)
      this.#health.missed(reason("NO_ANSWER", {}), turn);
  }

  /** Adds a poll if one is due and nothing else is under way, then uses the line if it is free. */
  #advance(turn: Turn): void {
    if (this.#again !== null) {
      if (turn.atMs < this.#again.dueMs) return;
      this.#queue.repeat(this.#again.request);
      this.#again = null;
    }
    if (this.#pollDueMs !== null && turn.atMs >= this.#pollDueMs && this.#queue.isIdle) {
      const everyMs = this.#sampling ? this.#settings.pollEveryMs : this.#settings.statusEveryMs;
      this.#pollDueMs = turn.atMs + everyMs;
      this.#queue.add(this.#poll());
    }
    const request = this.#queue.next(turn.atMs);
    if (request === null) return;
    if (this.#scanner.heldBytes > 0) this.#health.rejected(this.#scanner.heldBytes, turn);
    this.#scanner.clear();
    this.#cleanSinceQuestion = true;
    turn.writes.push(request.bytes);
  }

  #poll(): AnalyserRequest {
    const code = this.#sampling ? this.#commands.mainData : this.#commands.status;
    const expected = this.#sampling ? "main-data" : "status";
    return {
      bytes: Uint8Array.of(code),
      answerWithinMs: this.#settings.answerWithinMs,
      expected,
      command: null,
      patientUntilMs: Number.NEGATIVE_INFINITY,
    };
  }

  #wireRequest(command: InstrumentCommand["name"], atMs: number): AnalyserRequest | null {
    const { answerWithinMs, testWithinMs } = this.#settings;
    const request = (code: number | null, expected: Expected, withinMs: number): AnalyserRequest | null =>
      code === null
        ? null
        : {
            bytes: Uint8Array.of(code),
            answerWithinMs: withinMs,
            expected,
            command,
            patientUntilMs: atMs + withinMs,
          };
    switch (command) {
      case "gas.sample-on":
        return request(this.#commands.pumpSample, "acknowledgement", answerWithinMs);
      case "gas.sample-off":
        return request(this.#commands.stop, "acknowledgement", answerWithinMs);
      case "gas.leak-test":
        return request(this.#commands.leakTest, "test-result", testWithinMs);
      case "gas.zero":
        return request(this.#commands.zero, "test-result", testWithinMs);
      default:
        return null;
    }
  }

  #turn(atMs: number): Turn {
    return new Turn(this.#device, atMs);
  }
}
