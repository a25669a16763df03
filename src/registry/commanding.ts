import { acknowledged, readAcknowledgement } from "../core/commands/acknowledged.ts";
import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { EdgeError } from "../errors.ts";
import type { AfterCommand, CommandBook, OpenCommand } from "../ports/command-book.ts";

export interface CommandingOptions {
  readonly book: CommandBook;
  readonly digest: Digest;
  readonly verify: VerifySignature;
  readonly monoMs: () => number;
  /** That the database is away; what was to be sent is sent later. */
  readonly onFailure: (error: EdgeError) => void;
}

/** A station that is there answers within a second or two; one that is not there says so itself when it comes. */
const AGAIN_MS = 30_000;
/** A vehicle comes in days: the station tells it by itself, and is asked in case that was lost. So it is with a list of keys. */
const WORK_AGAIN_MS = 3_600_000;
/** Acknowledgements that are looked at a time; one more is lost, as any may be. */
const AT_ONCE_MAX = 64;

interface SentCommand extends Pick<OpenCommand, "owed" | "number"> {
  readonly atMs: number;
  /** When the turn began in which those stand that have something yet to be done. */
  readonly turnMs: number;
  /** So often without an answer. */
  readonly times: number;
}

/** So often it is asked what came of one command before others have their turn: a station that looks it up in its journal needs some, and one that let go of it never says. */
const TIMES_MAX = 32;

/** Behind which numbers `open` looks: those of another kind begin with their first. */
function afterOf(sent: SentCommand | undefined): Omit<AfterCommand, "station"> {
  const { owed, number = 0, times = 0 } = sent ?? {};
  const answered = times < TIMES_MAX ? number - 1 : number;
  return { answer: owed === "answer" ? answered : 0, work: owed === "work" ? number : 0 };
}

/** Null while it is not due. */
function nextSent(
  sent: SentCommand | undefined,
  { owed, number }: OpenCommand,
  nowMs: number,
): SentCommand | null {
  const first = { owed, number, atMs: nowMs, turnMs: nowMs, times: 1 };
  if (sent === undefined) return first;
  if (sent.number === number) {
    const isDue = owed === "work" ? nowMs - sent.turnMs >= WORK_AGAIN_MS : nowMs - sent.atMs >= AGAIN_MS;
    return isDue ? { ...first, times: sent.owed === owed ? sent.times + 1 : 1 } : null;
  }
  if (owed !== "work" || sent.owed !== "work") return first;
  // Those with something to be done go round, one after the other, and then rest.
  if (number > sent.number) return { ...first, turnMs: sent.turnMs };
  return nowMs - sent.turnMs >= WORK_AGAIN_MS ? first : null;
}

/** Sends what was ordered until it is answered, and keeps what came of it. */
export class Commanding {
  readonly #options: CommandingOptions;
  /** Of each station: which command was sent unasked last. */
  readonly #sent = new Map<string, SentCommand>();
  #busy = 0;

  constructor(options: CommandingOptions) {
    this.#options = options;
  }

  /** The command that the station takes next; null where it has all. Throws only what is a bug. */
  async acknowledge(topicOf: string, bytes: Uint8Array): Promise<Uint8Array | null> {
    if (this.#busy >= AT_ONCE_MAX) return null;
    this.#busy++;
    try {
      return await this.#acknowledged(topicOf, bytes);
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      this.#options.onFailure(error);
      return null;
    } finally {
      this.#busy--;
    }
  }

  /** What is to be sent unasked now to those of these stations that owe an answer. Throws only what is a bug. */
  async due(
    stations: readonly string[],
  ): Promise<readonly { readonly station: string; readonly message: Uint8Array }[]> {
    const { book, monoMs, onFailure } = this.#options;
    const own = new Set(stations);
    for (const station of this.#sent.keys()) if (!own.has(station)) this.#sent.delete(station);
    if (stations.length === 0) return [];
    try {
      const nowMs = monoMs();
      const open = await book.open(
        stations.map((station) => ({ station, ...afterOf(this.#sent.get(station)) })),
      );
      const due = open.filter((one) => {
        const sent = nextSent(this.#sent.get(one.station), one, nowMs);
        if (sent !== null) this.#sent.set(one.station, sent);
        return sent !== null;
      });
      return due.map(({ station, envelope }) => ({ station, message: new TextEncoder().encode(envelope) }));
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      onFailure(error);
      return [];
    }
  }

  async #acknowledged(topicOf: string, bytes: Uint8Array): Promise<Uint8Array | null> {
    const { book, digest, verify } = this.#options;
    const heard = readAcknowledgement(bytes, topicOf, await book.account(topicOf), { digest, verify });
    if (heard === null) return null;
    const { document, text } = heard;
    const next = await book.acknowledge(document, text, (commands) => acknowledged(document, commands));
    return next === null ? null : new TextEncoder().encode(next);
  }
}
