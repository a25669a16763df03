import type { InstrumentCommand } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import type { SessionOutput } from "../../ports/protocol-session.ts";
import type { DecodingSession, LineStatistics } from "../decoding-session.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { Turn } from "../turn.ts";
import { EpochAssembler } from "./epoch-assembler.ts";
import { LineScanner } from "./line-scanner.ts";
import { parseLine } from "./parse-line.ts";
import type { EpochSentenceType } from "./sentence.ts";

export interface NmeaOptions {
  readonly device: DeviceId;
  /**
   * An epoch is sent when these have come for one UTC; name the heading sentence too, or it comes too late. Sentences
   * without a time (HDT, THS, VTG) count to the UTC that came before them. Default GGA and RMC.
   */
  readonly expect?: readonly EpochSentenceType[];
  /** GST standard deviation above which an epoch is uncertain, metres. Default null: not judged. */
  readonly sigmaMostM?: number | null;
  /** Default 300 km/h from one epoch to the next. */
  readonly jumpMostKmh?: number;
  /** An incomplete epoch is sent at the latest after this. Default 1000 ms. */
  readonly closeAfterMs?: number;
  /** No sound sentence. Default 2000 ms. */
  readonly silentAfterMs?: number;
  /** Sentences, but no epoch with a position: fault `bad-quality`. Default 5000 ms. */
  readonly noPositionAfterMs?: number;
  /** Default 512 bytes: some five sentences. */
  readonly garbledAfterBytes?: number;
}

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
export function createNmeaSession(options: NmeaOptions): NmeaSession {
  return new ReceiverSession(options);
}

class ReceiverSession implements NmeaSession {
  readonly #device: DeviceId;
  readonly #closeAfterMs: number;
  readonly #noPositionAfterMs: number;
  readonly #scanner = new LineScanner();
  readonly #assembler: EpochAssembler;
  readonly #health: LineHealth;
  #lastPositionMs: number | null = null;
  #withoutPosition = false;

  constructor(options: NmeaOptions) {
    this.#device = options.device;
    this.#closeAfterMs = options.closeAfterMs ?? 1000;
    this.#noPositionAfterMs = options.noPositionAfterMs ?? 5000;
    this.#assembler = new EpochAssembler({
      device: options.device,
      expect: options.expect ?? ["GGA", "RMC"],
      sigmaMostM: options.sigmaMostM ?? null,
      jumpMostKmh: options.jumpMostKmh ?? 300,
    });
    this.#health = new LineHealth({
      silentAfterMs: options.silentAfterMs ?? 2000,
      garbledAfterBytes: options.garbledAfterBytes ?? 512,
    });
  }

  get statistics(): NmeaStatistics {
    const { acceptedFrames, rejectedBytes } = this.#health;
    const { outOfOrder, repeated } = this.#assembler;
    return { acceptedFrames, rejectedBytes, heldBytes: this.#scanner.heldBytes, outOfOrder, repeated };
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
    this.#scanner.scan(bytes, {
      line: (text, wireBytes) => this.#takeLine(text, wireBytes, turn),
      garbage: (count) => this.#health.rejected(count, turn),
    });
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
      turn.observations.push(...this.#assembler.flush());
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

  #takeLine(text: string, wireBytes: number, turn: Turn): void {
    const parsed = parseLine(text);
    if (parsed.kind === "refused") {
      this.#health.rejected(wireBytes, turn);
      return;
    }
    this.#health.accepted(turn);
    if (parsed.kind === "ignored") return;
    turn.observations.push(...this.#assembler.take(parsed.sentence, text, turn.atMs));
  }

  #watchPosition(turn: Turn): void {
    if (turn.observations.some((observation) => observation.quality !== "bad")) {
      this.#lastPositionMs = turn.atMs;
      if (this.#withoutPosition) this.#tellPosition(false, "positions again", turn);
      return;
    }
    if (this.#withoutPosition || this.#lastPositionMs === null) return;
    if (turn.atMs >= this.#lastPositionMs + this.#noPositionAfterMs)
      this.#tellPosition(true, `no position for ${this.#noPositionAfterMs} ms`, turn);
  }

  #tellPosition(without: boolean, detail: string, turn: Turn): void {
    this.#withoutPosition = without;
    const { device, atMs } = turn;
    turn.faults.push({ device, code: "bad-quality", raised: without, atMs, detail });
  }
}
