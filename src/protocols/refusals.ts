import type { Reason } from "../core/trade/reasons.ts";
import type { Refusal } from "../ports/protocol-session.ts";

/** So many kinds are told apart; noise makes new ones for ever, and those are counted with the last. */
const KINDS_MOST = 40;

/** What a line refused and why, counted by kind: the code, the frame and the field, whatever stood in it. */
export class Refusals {
  readonly #kinds = new Map<string, { why: Reason | null; frames: number; bytes: number }>();
  #last: Reason | null = null;

  /** Why the last frame was refused. */
  get last(): Reason | null {
    return this.#last;
  }

  /** `why` is null for bytes that belong to no frame. */
  add(bytes: number, why: Reason | null): void {
    this.#last = why ?? this.#last;
    const key = why === null ? "" : this.#key(why);
    const kind = this.#kinds.get(key);
    if (kind === undefined) this.#kinds.set(key, { why, frames: 1, bytes });
    else {
      kind.why = why;
      kind.frames++;
      kind.bytes += bytes;
    }
  }

  list(): readonly Refusal[] {
    return Array.from(this.#kinds.values(), (kind) => ({ ...kind })).sort((a, b) => b.bytes - a.bytes);
  }

  #key(why: Reason): string {
    const where =
      "field" in why.params && "what" in why.params ? `${why.params.what} ${why.params.field}` : "";
    const key = `${why.code} ${where}`;
    return this.#kinds.has(key) || this.#kinds.size < KINDS_MOST ? key : "more";
  }
}
