import type { InstrumentCommand } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import type { SessionOutput } from "../../ports/protocol-session.ts";
import type { DecodingSession, LineStatistics } from "../decoding-session.ts";
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

export interface JxfzOptions {
  readonly device: DeviceId;
  /** Echo of a command. Default 500 ms. */
  readonly echoWithinMs?: number;
  /** The result after its echo. Default 1000 ms. */
  readonly resultWithinMs?: number;
  /** Longest time between left and right of one sampling instant. Default 100 ms. */
  readonly pairWithinMs?: number;
  /** Quiet while the motors run. Default 5000 ms: the start of the motors may take that long. */
  readonly silentAfterMs?: number;
  /** Default 64 bytes: sixteen samples. */
  readonly garbledAfterBytes?: number;
}

/** Start, zero and end by command; notices and forces come by themselves; the result is fetched when the bench says it has ended. */
export function createJxfzSession(options: JxfzOptions): DecodingSession {
  return new JxfzSession(options);
}

interface BenchRequest extends WireRequest {
  readonly code: number;
  /** Null for the fetch of the result, which no one asked for by name. */
  readonly command: InstrumentCommand["name"] | null;
}

const WAITING_COMMANDS_MAX = 8;

class JxfzSession implements DecodingSession {
  readonly #device: DeviceId;
  readonly #echoWithinMs: number;
  readonly #resultWithinMs: number;
  readonly #scanner = new FrameScanner(LONGEST_FRAME);
  readonly #health: LineHealth;
  readonly #queue = new RequestQueue<BenchRequest>(WAITING_COMMANDS_MAX);
  readonly #pairing: ForcePairing;
  readonly #state = new BenchState();
  #resultDueMs: number | null = null;

  constructor(options: JxfzOptions) {
    this.#device = options.device;
    this.#echoWithinMs = options.echoWithinMs ?? 500;
    this.#resultWithinMs = options.resultWithinMs ?? 1000;
    this.#pairing = new ForcePairing(options.pairWithinMs ?? 100);
    this.#health = new LineHealth({
      silentAfterMs: options.silentAfterMs ?? 5000,
      garbledAfterBytes: options.garbledAfterBytes ?? 64,
    });
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
    else if (!this.#ask(code, command.name)) turn.answer(command.name, "busy");
    this.#sendNext(turn);
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    const overdue = this.#queue.overdue(atMs, 0);
    if (overdue !== null) {
      this.#health.missed(`no echo within ${this.#echoWithinMs} ms`, turn);
      if (overdue.command !== null) turn.answer(overdue.command, "no-answer");
    }
    if (this.#resultDueMs !== null && atMs >= this.#resultDueMs) {
      this.#resultDueMs = null;
      this.#health.missed(`no result within ${this.#resultWithinMs} ms`, turn);
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
          this.#ask(COMMAND.result, null);
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
    this.#queue.answered();
    if (code === COMMAND.start) {
      this.#state.reset();
      this.#health.watch(turn.atMs);
    }
    if (code === COMMAND.end) this.#health.rest();
    if (code === COMMAND.result) this.#resultDueMs = turn.atMs + this.#resultWithinMs;
    if (request.command !== null) turn.answer(request.command, "ok", raw);
  }

  #ask(code: number, command: BenchRequest["command"]): boolean {
    return this.#queue.add({ code, command, bytes: commandFrame(code), answerWithinMs: this.#echoWithinMs });
  }

  #sendNext(turn: Turn): void {
    const request = this.#queue.next(turn.atMs);
    if (request !== null) turn.writes.push(request.bytes);
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
