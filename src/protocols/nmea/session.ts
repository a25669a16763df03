import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { Turn } from "../turn.ts";
import { EpochAssembler } from "./epoch-assembler.ts";
import { LineScanner, type LineSink } from "./line-scanner.ts";
import { LineReader } from "./parse-line.ts";
import { SentenceShare } from "./sentence-share.ts";
import { NMEA_DEFAULTS, type NmeaSettings } from "./settings.ts";

/** `$`, talker and three letters. */
const ADDRESS_LENGTH = 6;

export type NmeaOptions = Partial<NmeaSettings> & { readonly device: DeviceId };

export interface NmeaStatistics extends LineStatistics {
  /** Sentences of a UTC that was over. */
  readonly outOfOrder: number;
  /** Sentences that came again for the same UTC. */
  readonly repeated: number;
}

export interface NmeaSession extends DecodingSession {
  readonly statistics: NmeaStatistics;
}

/** A receiver that sends by itself; it takes no commands. */
export function createNmeaSession({ device, ...options }: NmeaOptions): NmeaSession {
  return new ReceiverSession(device, { ...NMEA_DEFAULTS, ...options });
}

class ReceiverSession implements NmeaSession {
  readonly #device: DeviceId;
  readonly #closeAfterMs: number;
  readonly #noPositionAfterMs: number;
  readonly #scanner = new LineScanner();
  readonly #reader = new LineReader();
  readonly #assembler: EpochAssembler;
  readonly #health: LineHealth;
  #lastPositionMs: number | null = null;
  #withoutPosition = false;

  constructor(device: DeviceId, settings: NmeaSettings) {
    this.#device = device;
    this.#closeAfterMs = settings.closeAfterMs;
    this.#noPositionAfterMs = settings.noPositionAfterMs;
    const { sentences, jumpMostKmh } = settings;
    this.#assembler = new EpochAssembler({ device, expect: sentences, jumpMostKmh });
    this.#health = new LineHealth(settings, new SentenceShare(settings));
  }

  get statistics(): NmeaStatistics {
    const { acceptedFrames, rejectedBytes, refused } = this.#health;
    const { outOfOrder, repeated } = this.#assembler;
    const { heldBytes } = this.#scanner;
    return { acceptedFrames, rejectedBytes, heldBytes, refused, outOfOrder, repeated };
  }

  connected(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    this.#scanner.clear();
    this.#assembler.forgetDraft();
    this.#health.watch(atMs);
    this.#lastPositionMs = atMs;
    return turn.output();
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    const sink: LineSink = {
      line: (from, begin, end) => this.#takeLine(from, begin, end, turn),
      broken: (from, begin, end) => this.#rejectPart(from, begin, end, turn),
      foreign: (count) => this.#health.rejected(count, turn),
    };
    this.#scanner.scan(bytes, sink);
    this.#watchPosition(turn);
    return turn.output();
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    turn.answer(command.name, "refused");
    return turn.output();
  }

  tick(atMs: number): SessionOutput {
    const turn = new Turn(this.#device, atMs);
    const waitingSinceMs = this.#assembler.waitingSinceMs;
    if (waitingSinceMs !== null && atMs >= waitingSinceMs + this.#closeAfterMs)
      this.#assembler.flush(turn.observations);
    this.#health.tick(turn);
    this.#watchPosition(turn);
    return turn.output();
  }

  nextDueMs(): number | null {
    const waitingSinceMs = this.#assembler.waitingSinceMs;
    return earliest(
      waitingSinceMs === null ? null : waitingSinceMs + this.#closeAfterMs,
      this.#health.nextDueMs(),
      this.#withoutPosition || this.#lastPositionMs === null
        ? null
        : this.#lastPositionMs + this.#noPositionAfterMs,
    );
  }

  #takeLine(bytes: Uint8Array, from: number, to: number, turn: Turn): void {
    const parsed = this.#reader.read(bytes, from, to);
    if (parsed.kind === "refused") {
      this.#health.rejected(to - from, turn, parsed.why);
      if (parsed.type !== null) this.#assembler.refused(parsed.type, parsed.why);
      return;
    }
    this.#health.accepted(turn);
    if (parsed.kind === "ignored") return;
    this.#assembler.take(parsed.sentence, parsed.name, { bytes, from, to }, turn.atMs, turn.observations);
  }

  /** Binary data holds a `$` now and then; only what goes on like an address was a sentence. */
  #rejectPart(bytes: Uint8Array, from: number, to: number, turn: Turn): void {
    const begun = to - from >= ADDRESS_LENGTH && isCapital(bytes[from + 1]) && isCapital(bytes[from + 2]);
    const why = begun ? reason("SENTENCE_CUT", {}) : null;
    this.#health.rejected(to - from, turn, why);
  }

  #watchPosition(turn: Turn): void {
    if (turn.observations.some((observation) => observation.quality !== "bad")) {
      this.#lastPositionMs = turn.atMs;
      if (this.#withoutPosition) this.#tellPosition(null, turn);
      return;
    }
    if (this.#withoutPosition || this.#lastPositionMs === null) return;
    if (turn.atMs >= this.#lastPositionMs + this.#noPositionAfterMs)
      this.#tellPosition(
        reason("NO_POSITION_FOR", { ms: this.#noPositionAfterMs, last: this.#health.lastRefused }),
        turn,
      );
  }

  #tellPosition(detail: Reason | null, turn: Turn): void {
    const without = detail !== null;
    this.#withoutPosition = without;
    const { device, atMs } = turn;
    turn.faults.push({ device, code: "bad-quality", raised: without, atMs, detail });
  }
}

function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}
