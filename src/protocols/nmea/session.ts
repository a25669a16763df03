import type { z } from "zod";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../../ports/protocol-session.ts";
import { earliest, LineHealth } from "../line-health.ts";
import { Turn } from "../turn.ts";
import { EpochAssembler } from "./epoch-assembler.ts";
import { LineScanner } from "./line-scanner.ts";
import { type NmeaSettings, nmeaOptions } from "./options.ts";
import { parseLine } from "./parse-line.ts";

export type NmeaOptions = z.input<typeof nmeaOptions> & { readonly device: DeviceId };

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
  return new ReceiverSession(device, nmeaOptions.parse(options));
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

  constructor(device: DeviceId, settings: NmeaSettings) {
    this.#device = device;
    this.#closeAfterMs = settings.closeAfterMs;
    this.#noPositionAfterMs = settings.noPositionAfterMs;
    this.#assembler = new EpochAssembler({ device, expect: settings.sentences, ...settings });
    this.#health = new LineHealth(settings);
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
      this.#health.rejected(wireBytes, turn, parsed.why);
      return;
    }
    this.#health.accepted(turn);
    if (parsed.kind === "ignored") return;
    turn.observations.push(...this.#assembler.take(parsed.sentence, text, turn.atMs));
  }

  #watchPosition(turn: Turn): void {
    if (turn.observations.some((observation) => observation.quality !== "bad")) {
      this.#lastPositionMs = turn.atMs;
      if (this.#withoutPosition) this.#tellPosition(null, turn);
      return;
    }
    if (this.#withoutPosition || this.#lastPositionMs === null) return;
    if (turn.atMs >= this.#lastPositionMs + this.#noPositionAfterMs)
      this.#tellPosition(reason("NO_POSITION_FOR", { ms: this.#noPositionAfterMs }), turn);
  }

  #tellPosition(detail: Reason | null, turn: Turn): void {
    const without = detail !== null;
    this.#withoutPosition = without;
    const { device, atMs } = turn;
    turn.faults.push({ device, code: "bad-quality", raised: without, atMs, detail });
  }
}
