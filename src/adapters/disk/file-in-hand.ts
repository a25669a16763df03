import { hash } from "node:crypto";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { modifiedMsOf } from "./intake-fs.ts";
import type { IntakeMoves, KnownFile } from "./intake-moves.ts";
import { type RejectionDetail, rejectionNote } from "./rejection-note.ts";
import type { FileInHand, OversizeFile, WaitingSubject } from "./waiting-subject.ts";

/** At most one file of an intake is in somebody's hand. */
export class IntakeHand {
  readonly #moves: IntakeMoves;
  readonly #clock: { wallMs(): number };
  #held: KnownFile | null = null;

  constructor(moves: IntakeMoves, clock: { wallMs(): number }) {
    this.#moves = moves;
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.#held !== null;
  }

  holds(raw: Buffer): boolean {
    return this.#held?.raw.equals(raw) === true;
  }

  giveOversize(known: KnownFile, bytesMax: number): OversizeFile {
    return { ...this.#give(known), size: known.identity.size, bytesMax };
  }

  giveSubject(known: KnownFile, bytes: Uint8Array): WaitingSubject {
    const given = this.#give(known);
    let isClaimed = false;
    const claim = (job: string): void => {
      // The job is durable: it takes its file, whatever was said before, but once.
      if (isClaimed) return;
      isClaimed = true;
      this.#moves.claim(known, job);
      given.leave();
    };
    const takeOut = (): string | null => {
      if (this.#held !== known) return null;
      const movedTo = this.#moves.takeOut(known);
      given.leave();
      return movedTo;
    };
    return { ...given, bytes, sha256: hash("sha256", bytes, "hex"), claim, takeOut };
  }

  #give(known: KnownFile): FileInHand {
    this.#held = known;
    const leave = (): void => {
      if (this.#held === known) this.#held = null;
    };
    const reject = (sentence: Sentence, detail: RejectionDetail = {}): string | null => {
      // What is no longer in this hand may be in another by now.
      if (this.#held !== known) return null;
      const note = rejectionNote(known.file, sentence, detail, this.#clock.wallMs());
      const movedTo = this.#moves.reject(known, note);
      leave();
      return movedTo;
    };
    return { file: known.file, modifiedMs: modifiedMsOf(known.identity), reject, leave };
  }
}
