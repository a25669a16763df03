import type { z } from "zod";
import type { HeadlampReading } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { FrameScanner } from "../frame-scanner.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { RequestQueue, type WireRequest } from "../request-queue.ts";
import { Turn } from "../turn.ts";
import { hexRaw, scaledDecimal } from "../wire-text.ts";
import {
  BLOCK_LENGTH,
  COMMAND,
  FETCH,
  type LampBlock,
  type LampPlace,
  type Nhd6109Frame,
  readNhd6109Frame,
} from "./frame.ts";
import { type Nhd6109Settings, nhd6109Options } from "./options.ts";

export type Nhd6109Options = z.input<typeof nhd6109Options> & {
  readonly device: DeviceId;
  /** The line is a recording of the tester's side only: blocks come unasked, left main first. */
  readonly listenOnly?: boolean;
};

/** Sets the lamp system, starts the automatic measurement, waits until the station has finished, then fetches each lamp. */
export function createNhd6109Session({
  device,
  listenOnly = false,
  ...options
}: Nhd6109Options): DecodingSession {
  return new Nhd6109Session(device, nhd6109Options.parse(options), listenOnly);
}

interface TesterRequest extends WireRequest {
  readonly code: number;
  readonly purpose:
    | { readonly kind: "set-up"; readonly last: boolean }
    | { readonly kind: "fetch"; readonly place: LampPlace; readonly attempt: number };
}

/** A measurement that runs: which lamps it has told of, and how many ends. */
interface Measuring {
  readonly dueMs: number;
  readonly told: Set<LampPlace>;
  finished: number;
}

/** The one lamp of a motorcycle is measured as a left one. */
const ONE_LAMP: readonly LampPlace[] = ["left-main"];
const TWO_LAMPS: readonly LampPlace[] = ["left-main", "right-main"];
const FOUR_LAMPS: readonly LampPlace[] = [...TWO_LAMPS, "left-minor", "right-minor"];
const MEASURES = {
  "one-lamp": { lamps: ONE_LAMP, mode: COMMAND.twoLamp, sides: COMMAND.autoLeft },
  "two-lamp": { lamps: TWO_LAMPS, mode: COMMAND.twoLamp, sides: COMMAND.autoBoth },
  "four-lamp": { lamps: FOUR_LAMPS, mode: COMMAND.fourLamp, sides: COMMAND.autoBoth },
} as const;
/** A late block belongs to the question before: nothing is asked until it would have passed. */
const REST_AFTER_MISS_MS = 300;

/** Four lamps, each fetched as often as may be set. */
const WAITING_REQUESTS_MAX = 40;

class Nhd6109Session implements DecodingSession {
  readonly #device: DeviceId;
  readonly #settings: Nhd6109Settings;
  readonly #listenOnly: boolean;
  readonly #scanner = new FrameScanner(BLOCK_LENGTH);
  readonly #health: LineHealth;
  readonly #queue = new RequestQueue<TesterRequest>(WAITING_REQUESTS_MAX);
  #lamps: readonly LampPlace[] = TWO_LAMPS;
  #measuring: Measuring | null = null;
  #nextListened = 0;

  constructor(device: DeviceId, settings: Nhd6109Settings, listenOnly: boolean) {
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
    const turn = this.#turn(atMs);
    this.#scanner.clear();
    this.#measuring = null;
    this.#nextListened = 0;
    if (this.#queue.abandon().some((request) => request.purpose.kind === "set-up"))
      turn.answer("headlamp.measure", "no-answer");
    return turn.output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    this.#scanner.scan(bytes, readNhd6109Frame, {
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
    const turn = this.#turn(atMs);
    switch (command.name) {
      case "headlamp.measure":
        this.#startMeasuring(command.system, turn);
        break;
      case "headlamp.stop":
        // No stop is documented: the tester ends by itself, and nothing of this measurement is fetched any more.
        this.#queue.abandon();
        this.#measuring = null;
        turn.answer(command.name, "ok");
        break;
      default:
        turn.answer(command.name, "refused");
    }
    this.#sendNext(turn);
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = this.#turn(atMs);
    const overdue = this.#queue.overdue(atMs, REST_AFTER_MISS_MS);
    if (overdue !== null) this.#missed(overdue, turn);
    if (this.#measuring !== null && atMs >= this.#measuring.dueMs) {
      this.#measuring = null;
      this.#health.missed(reason("NOT_FINISHED", { ms: this.#settings.measureWithinMs }), turn);
    }
    this.#sendNext(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    return earliest(this.#queue.nextDueMs(), this.#measuring?.dueMs ?? null);
  }

  #startMeasuring(system: keyof typeof MEASURES, turn: Turn): void {
    if (!this.#queue.isIdle || this.#measuring !== null) {
      turn.answer("headlamp.measure", "busy");
      return;
    }
    const { lamps, mode, sides } = MEASURES[system];
    this.#lamps = lamps;
    for (const code of [mode, COMMAND.highAndLow, sides])
      this.#queue.add({
        code,
        bytes: Uint8Array.of(code),
        answerWithinMs: this.#settings.echoWithinMs,
        purpose: { kind: "set-up", last: code === sides },
      });
  }

  #handle(frame: Nhd6109Frame, raw: Uint8Array, turn: Turn): void {
    switch (frame.kind) {
      case "progress":
        this.#measuring?.told.add(frame.place);
        return;
      case "echo":
        if (this.#listenOnly) this.#listenForPlace(frame.code);
        else this.#echoed(frame.code, raw, turn);
        return;
      case "finished":
        this.#nextListened = 0;
        this.#finished(frame.by, turn);
        return;
      case "block":
        this.#took(frame.block, raw, turn);
    }
  }

  #echoed(code: number, raw: Uint8Array, turn: Turn): void {
    const request = this.#queue.outstanding;
    if (request === null || request.purpose.kind !== "set-up" || request.code !== code) return;
    this.#queue.answered();
    if (!request.purpose.last) return;
    const dueMs = turn.atMs + this.#settings.measureWithinMs;
    this.#measuring = { dueMs, told: new Set(), finished: 0 };
    turn.answer("headlamp.measure", "ok", raw);
  }

  #finished(by: "station" | "measurement", turn: Turn): void {
    const measuring = this.#measuring;
    if (measuring === null) return;
    measuring.finished++;
    if (!this.#isEnd(by, measuring)) return;
    this.#measuring = null;
    for (const place of this.#lamps) {
      if (!this.#settings.lampEvents || measuring.told.has(place))
        for (let times = 0; times < this.#settings.fetchTimes; times++) this.#fetch(place, 1);
      else this.#health.missed(reason("LAMP_NOT_SEEN", { side: sideOf(place), lamp: lampOf(place) }), turn);
    }
  }

  #isEnd(by: "station" | "measurement", { told, finished }: Measuring): boolean {
    const { finish, lampEvents } = this.#settings;
    switch (finish) {
      case "47":
        return by === "measurement";
      case "4f":
        return by === "station";
      case "4f-per-lamp":
        return by === "station" && finished >= this.#lamps.length;
      case "any":
        return by === "measurement" || !lampEvents || this.#lamps.every((place) => told.has(place));
    }
  }

  #took(block: LampBlock, raw: Uint8Array, turn: Turn): void {
    if (this.#listenOnly) {
      const place = FOUR_LAMPS[this.#nextListened % FOUR_LAMPS.length] ?? "left-main";
      this.#nextListened++;
      turn.observations.push(this.#observe(place, block, raw, turn));
      return;
    }
    const request = this.#queue.outstanding;
    if (request === null || request.purpose.kind !== "fetch") return;
    this.#queue.answered();
    turn.observations.push(this.#observe(request.purpose.place, block, raw, turn));
  }

  #listenForPlace(code: number): void {
    const at = FOUR_LAMPS.findIndex((place) => FETCH[place] === code);
    if (at >= 0) this.#nextListened = at;
  }

  #fetch(place: LampPlace, attempt: number): void {
    const code = FETCH[place];
    this.#queue.add({
      code,
      bytes: Uint8Array.of(code),
      answerWithinMs: this.#settings.blockWithinMs,
      purpose: { kind: "fetch", place, attempt },
    });
  }

  #missed(request: TesterRequest, turn: Turn): void {
    if (this.#scanner.heldBytes > 0) this.#health.rejected(this.#scanner.heldBytes, turn);
    this.#scanner.clear();
    if (request.purpose.kind === "set-up") {
      this.#queue.removeWaiting((waiting) => waiting.purpose.kind === "set-up");
      this.#health.missed(reason("NO_ECHO", { ms: this.#settings.echoWithinMs }), turn);
      turn.answer("headlamp.measure", "no-answer");
      return;
    }
    const { place, attempt } = request.purpose;
    if (attempt < this.#settings.fetchAttempts) this.#fetch(place, attempt + 1);
    else this.#health.missed(reason("LAMP_NOT_READ", { side: sideOf(place), lamp: lampOf(place) }), turn);
  }

  #observe(place: LampPlace, block: LampBlock, raw: Uint8Array, turn: Turn): HeadlampReading {
    const toMm = this.#settings.offsets === "cm-per-dam" ? 10 : 1;
    const millimetres = (offset: number): string => scaledDecimal(offset * toMm, 0);
    return {
      kind: "headlamp",
      device: turn.device,
      atMs: turn.atMs,
      quality: "good",
      raw: hexRaw(raw),
      side: sideOf(place),
      lamp: lampOf(place),
      highIntensityCd: scaledDecimal(block.highIntensityHundredCd * 100, 0),
      highHorizontalMm: millimetres(block.highHorizontal),
      highVerticalMm: millimetres(block.highVertical),
      lowHorizontalMm: millimetres(block.lowHorizontal),
      lowVerticalMm: millimetres(block.lowVertical),
      lampHeightMm: scaledDecimal(block.lampHeightCm * 10, 0),
    };
  }

  #sendNext(turn: Turn): void {
    const request = this.#queue.next(turn.atMs);
    if (request !== null) turn.writes.push(request.bytes);
  }

  #turn(atMs: number): Turn {
    return new Turn(this.#device, atMs);
  }
}

function sideOf(place: LampPlace): "left" | "right" {
  return place.startsWith("left") ? "left" : "right";
}

function lampOf(place: LampPlace): "main" | "minor" {
  return place.endsWith("main") ? "main" : "minor";
}
