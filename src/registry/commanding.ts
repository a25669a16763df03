import { acknowledged, readAcknowledgement } from "../core/commands/acknowledged.ts";
import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { EdgeError } from "../errors.ts";
import type { CommandBook } from "../ports/command-book.ts";

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
/** Acknowledgements that are looked at a time; one more is lost, as any may be. */
const AT_ONCE_MAX = 64;

/** Sends what was ordered until it is answered, and keeps what came of it. */
export class Commanding {
  readonly #options: CommandingOptions;
  /** Of each station: which command was sent unasked, and when. */
  readonly #sent = new Map<string, { readonly number: number; readonly atMs: number }>();
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
      const open = await book.open(stations);
      const due = open.filter(({ station, number }) => {
        const sent = this.#sent.get(station);
        return sent?.number !== number || nowMs - sent.atMs >= AGAIN_MS;
      });
      for (const { station, number } of due) this.#sent.set(station, { number, atMs: nowMs });
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
