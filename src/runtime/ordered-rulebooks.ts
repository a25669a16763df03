import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, errnoWords } from "../adapters/disk/errno-words.ts";
import { PRIVATE_FOLDER } from "../adapters/disk/file-modes.ts";
import { makeDirectories } from "../adapters/disk/make-directory.ts";
import { writePrivateFile } from "../adapters/keys/private-file.ts";
import { isInPlaceOf, type NotedBook, type OrderedBook } from "../core/commands/book-orders.ts";
import { orderEditions } from "../core/rules/editions.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import type { OrderedBooks } from "../ports/ordered-books.ts";
import { editionFrom } from "./choose-rulebook.ts";
import { ORDERED_RULEBOOK_NAME, ORDERED_RULEBOOKS_FOLDER } from "./ordered-rulebook-path.ts";
import type { StationConfig } from "./station-config.ts";
import { loadedEdition } from "./station-rulebooks.ts";

/**
 * Rulebooks that the registry ordered, each a file in the data directory under the hash of its text. The file is there before the journal says that it was taken, so
 * one that the journal does not name was never taken, and goes at the next start.
 */
export class OrderedRulebooks implements OrderedBooks {
  readonly takes: boolean;
  readonly #folder: string;
  readonly #own: StationConfig["rulebooks"];
  readonly #notice: (why: Reason) => void;
  #files: readonly string[];
  #isUnlistedTold = false;

  /** `notice`: what a person must know and the station goes on without. */
  constructor(
    config: Pick<StationConfig, "data" | "rulebooks"> & {
      readonly registry: Pick<StationConfig["registry"], "takesRulebooks">;
    },
    notice: (why: Reason) => void,
  ) {
    this.#folder = join(config.data, ORDERED_RULEBOOKS_FOLDER);
    this.takes = config.registry.takesRulebooks !== false;
    this.#own = config.rulebooks;
    this.#notice = notice;
    // Until the journal was read: what is there is what it will name, but for a power cut between the two.
    this.#files = this.#listed().filter((file) => this.#isSound(file));
  }

  /** The station file's rulebooks and these, whenever somebody looks. */
  over<Config extends Pick<StationConfig, "rulebooks">>(config: Config): Config {
    const of = (kind: JobKind): readonly string[] => this.#paths(kind);
    const rulebooks = {
      get inspection() {
        return [...of("inspection")];
      },
      get exam() {
        return [...of("exam")];
      },
    };
    return { ...config, rulebooks };
  }

  whyNot(book: OrderedBook): Reason | null {
    const { kind, id, validFrom, text } = book;
    const path = join(this.#folder, fileOf(book));
    const refused = (why: { readonly zh: string; readonly en: string }): Reason =>
      reason("ORDERED_BOOK_REFUSED", { id, zh: why.zh, en: why.en });
    try {
      const edition = editionFrom(kind, { name: path, text, mediaType: "application/yaml" });
      if (edition.id !== id || edition.validFrom !== validFrom) {
        const its = `${edition.id} (${edition.validFrom})`;
        return refused({ zh: `它自称 ${its}`, en: `it calls itself ${its}` });
      }
      const others = this.#paths(kind)
        .map((other) => loadedEdition(kind, other))
        .filter((other) => other.isByOrder !== true || !isInPlaceOf({ kind, ...other }, book));
      const order = orderEditions([...others, edition]);
      return order.kind === "refused" ? refused(sentenceOf(order.reason)) : null;
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause;
      const { problem } = cause.context as { problem?: { zh: string; en: string } };
      return refused(problem ?? { zh: cause.message, en: cause.message });
    }
  }

  keep(book: OrderedBook): boolean {
    try {
      makeDirectories(this.#folder, PRIVATE_FOLDER);
      writePrivateFile(join(this.#folder, fileOf(book)), book.text);
      return true;
    } catch (cause) {
      // Whatever the disk has against it: the registry sends it again.
      rethrowBug(cause);
      return false;
    }
  }

  use(taken: readonly NotedBook[]): void {
    const sound = taken.filter((book) => this.#isSound(fileOf(book)));
    for (const book of taken)
      if (!sound.includes(book))
        this.#notice(reason("ORDERED_BOOK_GONE", { id: book.id, number: book.number }));
    this.#files = sound.map(fileOf);
    this.#forgetOthers();
  }

  #paths(kind: JobKind): readonly string[] {
    const ordered = this.#files.filter((file) => file.startsWith(`${kind}-`));
    return [...this.#own[kind], ...ordered.map((file) => join(this.#folder, file))];
  }

  #isSound(file: string): boolean {
    const sha256 = ORDERED_RULEBOOK_NAME.exec(file)?.[2];
    if (sha256 === undefined) return false;
    try {
      const bytes = readFileSync(join(this.#folder, file));
      return createHash("sha256").update(bytes).digest("hex") === sha256;
    } catch (cause) {
      // Not there, or not to be read: it is not used, and that is said.
      rethrowBug(cause);
      return false;
    }
  }

  /** What cannot be looked at or removed stays: it is not used, and stops no station. */
  #forgetOthers(): void {
    for (const file of this.#listed()) {
      if (this.#files.includes(file)) continue;
      try {
        rmSync(join(this.#folder, file), { force: true });
      } catch (cause) {
        rethrowBug(cause);
      }
    }
  }

  #listed(): readonly string[] {
    try {
      return readdirSync(this.#folder).sort();
    } catch (cause) {
      rethrowBug(cause);
      // Before the first order there is no such folder.
      if (errnoOf(cause) !== "ENOENT" && !this.#isUnlistedTold) {
        this.#isUnlistedTold = true;
        this.#notice(reason("ORDERED_BOOKS_UNLISTED", errnoWords(cause)));
      }
      return [];
    }
  }
}

function rethrowBug(cause: unknown): void {
  if (!(cause instanceof EdgeError) && errnoOf(cause) === null) throw cause;
}

function fileOf({ kind, sha256 }: Pick<NotedBook, "kind" | "sha256">): string {
  return `${kind}-${sha256}.yaml`;
}
