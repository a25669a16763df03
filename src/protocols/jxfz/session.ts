import type { z } from "zod";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { FrameScanner } from "../frame-scanner.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { RequestQueue, type WireRequest } from "../request-queue.ts";
import { Turn } from "../turn.ts";
import { hexRaw, scaledDecimal } from "../wire-text.ts";
import { BenchState } from "./bench-state.ts";
import { ForcePairing } from "./force-pairing.ts";
import {
  COMMAND,
  commandFrame,
  type JxfzFrame,
  type JxfzResult,
  LONGEST_FRAME,
  readJxfzFrame,
} from "./frame.ts";
import { type JxfzSettings, jxfzOptions } from "./options.ts";

export type JxfzOptions = z.input<typeof jxfzOptions> & { readonly device: DeviceId };

/** Start, zero and end by command; notices and forces come by themselves; the result is fetched when the bench says it has ended. */
export function createJxfzSession({ device, ...options }: JxfzOptions): DecodingSession {
  return new JxfzSession(device, jxfzOptions.parse(options));
}

interface BenchRequest extends WireRequest {
  readonly code: number;
  /** Null for what no one asked for by name: the fetch of the result, and what prepares a run or comes after it. */
  readonly command: InstrumentCommand["name"] | null;
  /** After it is done nothing is sent for so long. */
  readonly restMs: number;
}

const WAITING_COMMANDS_MAX = 8;

class JxfzSession implements DecodingSession {
  readonly #device: DeviceId;
  readonly #settings: JxfzSettings;
  readonly #scanner = new FrameScanner(LONGEST_FRAME);
  readonly #health: LineHealth;
  readonly #queue = new RequestQueue<BenchRequest>(WAITING_COMMANDS_MAX);
  readonly #pairing: ForcePairing;
  readonly #state: BenchState;
  #resultDueMs: number | null = null;

  constructor(device: DeviceId, settings: JxfzSettings) {
    this.#device = device;
    this.#settings = settings;
    this.#state = new BenchState(settings.tellsMotors);
    this.#pairing = new ForcePairing(settings.pairWithinMs);
    this.#health = new LineHealth(settings);
  }

  get statistics(): LineStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes };
  }

  connected(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.clear();
    this.#pairing.flush(turn);
    for (const request of this.#queue.abandon())
      if (request.command !== null) turn.answer(request.command, "no-answer");
    this.#resultDueMs = null;
    this.#health.rest();
    return turn.output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.scan(bytes, readJxfzFrame, {
      frame: (frame, raw) => {
        this.#health.accepted(turn);
        this.#handle(frame, raw, turn);
      },
      garbage: (count) => this.#health.rejected(count, turn),
    });
    this.#sendNext(turn);
    return turn.output();
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    const code = commandCode(command.name);
    if (code === null) turn.answer(command.name, "refused");
    else if (!this.#queue.add(...this.#requests(code, command.name))) turn.answer(command.name, "busy");
    this.#sendNext(turn);
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    const overdue = this.#queue.overdue(atMs, 0);
    if (overdue !== null) {
      this.#health.missed(reason("NO_ECHO", { ms: this.#settings.echoWithinMs }), turn);
      this.#noEcho(overdue, turn);
    }
    if (this.#resultDueMs !== null && atMs >= this.#resultDueMs) {
      this.#resultDueMs = null;
      this.#health.missed(reason("NO_RESULT", { ms: this.#settings.resultWithinMs }), turn);
    }
    this.#pairing.tick(turn);
    this.#health.tick(turn);
    this.#sendNext(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    return earliest(
      this.#queue.nextDueMs(),
      this.#resultDueMs,
      this.#pairing.nextDueMs(),
      this.#health.nextDueMs(),
    );
  }

  #handle(frame: JxfzFrame, raw: Uint8Array, turn: Turn): void {
    if (frame.kind === "force") {
      this.#pairing.take(frame.side, frame.forceDaN, raw, turn);
      return;
    }
    this.#pairing.flush(turn);
    switch (frame.kind) {
      case "echo":
        this.#echoed(frame.code, raw, turn);
        return;
      case "notice":
        turn.observations.push(this.#state.after(frame.notice, raw, turn));
        if (frame.notice === "ended") {
          this.#health.rest();
          this.#queue.add(this.#request(COMMAND.result), ...this.#afterwards());
        }
        return;
      case "result":
        this.#resultDueMs = null;
        turn.observations.push({
          kind: "brake-bench-summary",
          device: turn.device,
          atMs: turn.atMs,
          quality: "good",
          raw: hexRaw(raw),
          ...inNewtons(frame.result),
        });
    }
  }

  #echoed(code: number, raw: Uint8Array, turn: Turn): void {
    const request = this.#queue.outstanding;
    if (request === null || request.code !== code) return;
    this.#done(request, raw, turn);
  }

  #done(request: BenchRequest, raw: Uint8Array | null, turn: Turn): void {
    const { code } = request;
    this.#queue.answered(turn.atMs + request.restMs);
    if (code === COMMAND.start) {
      this.#state.reset();
      this.#health.watch(turn.atMs);
    }
    if (code === COMMAND.end) this.#health.rest();
    if (code === COMMAND.result) this.#resultDueMs = turn.atMs + this.#settings.resultWithinMs;
    if (request.command !== null) turn.answer(request.command, "ok", raw);
  }

  /** A run that is not prepared does not start. */
  #noEcho(overdue: BenchRequest, turn: Turn): void {
    const prepares = overdue.code === COMMAND.zero || overdue.code === COMMAND.liftDown;
    if (overdue.command !== null) turn.answer(overdue.command, "no-answer");
    else if (prepares && this.#queue.removeWaiting(({ code }) => code === COMMAND.start) > 0)
      turn.answer("brake.start", "no-answer");
  }

  #requests(code: number, command: InstrumentCommand["name"]): readonly BenchRequest[] {
    const { zeroFirst, lift, liftMs } = this.#settings;
    const asked = this.#request(code, command);
    if (code === COMMAND.end) return [asked, ...this.#afterwards()];
    if (code !== COMMAND.start) return [asked];
    return [
      ...(zeroFirst ? [this.#request(COMMAND.zero)] : []),
      ...(lift ? [this.#request(COMMAND.liftDown, null, liftMs)] : []),
      asked,
    ];
  }

  /** Once after each run, whether the bench ended it or the station. */
  #afterwards(): readonly BenchRequest[] {
    if (!this.#settings.lift || this.#queue.has(({ code }) => code === COMMAND.liftUp)) return [];
    return [this.#request(COMMAND.liftUp)];
  }

  #request(code: number, command: BenchRequest["command"] = null, restMs = 0): BenchRequest {
    const bytes = commandFrame(code);
    return { code, command, bytes, restMs, answerWithinMs: this.#settings.echoWithinMs };
  }

  #sendNext(turn: Turn): void {
    let request = this.#queue.next(turn.atMs);
    while (request !== null) {
      turn.writes.push(request.bytes);
      if (this.#settings.echoes) return;
      this.#done(request, null, turn);
      request = this.#queue.next(turn.atMs);
    }
  }
}

/** The manual knows one start: which run it is, service or parking, is the station's business. */
function commandCode(name: InstrumentCommand["name"]): number | null {
  switch (name) {
    case "brake.start":
      return COMMAND.start;
    case "brake.stop":
      return COMMAND.end;
    case "brake.zero":
      return COMMAND.zero;
    default:
      return null;
  }
}

function inNewtons(result: JxfzResult) {
  const newtons = (forceDaN: number): string => scaledDecimal(forceDaN * 10, 0);
  return {
    dragLeftN: newtons(result.dragLeft),
    dragRightN: newtons(result.dragRight),
    maxLeftN: newtons(result.maxLeft),
    maxRightN: newtons(result.maxRight),
    differenceLeftN: newtons(result.differenceLeft),
    differenceRightN: newtons(result.differenceRight),
  };
}
