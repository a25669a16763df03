import { sha256 } from "../adapters/keys/node-crypto.ts";
import { photoForm } from "../core/photos/photo-form.ts";
import { toHex } from "../core/record/base64.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { PhotoShelf } from "../ports/photo-shelf.ts";
import type { Answer } from "../station/session-runner.ts";

export type PhotoAnswer =
  | { readonly kind: "taken"; readonly sha256: string }
  | { readonly kind: "refused"; readonly reason: Reason };

/** A vehicle has some thirty, and each may be taken again: whoever sends more than this fills the disk, meaning to or not. */
export const PHOTOS_A_JOB_MAX = 200;

/** A photo that is on its way to the machine; more than one person may bring the same one. */
interface Underway {
  bearers: number;
  /** It was not there before them. */
  isNew: boolean;
  /** The machine took it of one of them, or may have: the journal may name it for good. */
  mayBeNamed: boolean;
}

/**
 * Photos between the console and the machine: the bytes are durable before the machine is told of them, and what it does not take is
 * not kept. Where nobody knows whether it took one, that stays: a file that nobody names is no harm, an entry without its photo is.
 * Uploads are counted while the job is open and the process runs.
 */
export class PhotoDesk {
  readonly #shelf: PhotoShelf;
  readonly #underway = new Map<string, Underway>();
  readonly #counts = new Map<string, number>();
  readonly #isOpen: (job: string) => boolean;

  constructor(shelf: PhotoShelf, isOpen: (job: string) => boolean) {
    this.#shelf = shelf;
    this.#isOpen = isOpen;
  }

  /** `tell`: the machine's answer to a photo of this hash, once that is durable. */
  async take(
    job: string,
    bytes: Uint8Array,
    tell: (sha256Hex: string) => Promise<Answer>,
  ): Promise<PhotoAnswer> {
    const form = photoForm(bytes);
    if (form.kind === "refused") return form;
    const why = this.#count(job);
    if (why !== null) return { kind: "refused", reason: why };
    const name = toHex(sha256(bytes));
    const underway = this.#underway.get(name) ?? { bearers: 0, isNew: false, mayBeNamed: false };
    this.#underway.set(name, underway);
    underway.bearers += 1;
    let mayBeNamed = false;
    try {
      const kept = await this.#shelf.keep(bytes);
      if (kept.kind === "refused") return kept;
      underway.isNew ||= kept.isNew;
      mayBeNamed = true;
      const answer = await tell(name);
      mayBeNamed = isMaybeNamed(answer);
      if (answer.kind === "refused") return answer;
      return { kind: "taken", sha256: name };
    } finally {
      underway.bearers -= 1;
      underway.mayBeNamed ||= mayBeNamed;
      if (underway.bearers === 0) {
        this.#underway.delete(name);
        if (underway.isNew && !underway.mayBeNamed) await this.#shelf.drop(name);
      }
    }
  }

  #count(job: string): Reason | null {
    for (const counted of this.#counts.keys()) if (!this.#isOpen(counted)) this.#counts.delete(counted);
    const count = (this.#counts.get(job) ?? 0) + 1;
    if (count > PHOTOS_A_JOB_MAX) return reason("PHOTOS_TOO_MANY", { most: PHOTOS_A_JOB_MAX });
    this.#counts.set(job, count);
    return null;
  }
}

/** A station that stops answers before it knows what becomes of the entries that are on their way to the disk. */
function isMaybeNamed(answer: Answer): boolean {
  return answer.kind === "accepted" || answer.reason.code === "STATION_STOPPING";
}
