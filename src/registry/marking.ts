import { kidOf, type UnsignedSign1 } from "../core/cose/own-sign1.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { LIST_URI_CHARS_MAX, type MarkClaims, readMark, unsignedMark } from "../core/marks/mark.ts";
import { type MarkAnswer, type MarkRules, markOf } from "../core/marks/mark-of.ts";
import { statusOf } from "../core/marks/mark-standing.ts";
import {
  bodyBytesMost,
  MARK_BYTES_MAX,
  MARK_OPENED_BYTES_MAX,
  markBody,
  markText,
} from "../core/marks/mark-text.ts";
import { ownEntries, unsignedStatusList } from "../core/marks/status-list.ts";
import {
  markHashOf,
  STATUS_VALUES,
  type StatusClaims,
  type StatusValue,
  unsignedStatus,
} from "../core/marks/status-statement.ts";
import { type RecordStanding, standingOfRecord } from "../core/registry/public/public-answer.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { KeptMark, MarkBook, MarkPlace, NewMark } from "../ports/mark-book.ts";
import type { RegistrySearch } from "../ports/registry-search.ts";
import type { Signer } from "../ports/signer.ts";

export interface MarkingOptions {
  readonly book: MarkBook;
  readonly search: Pick<RegistrySearch, "byRecord">;
  readonly rules: MarkRules;
  /** Its name in the issuer list. */
  readonly issuer: string;
  readonly markKey: Signer;
  readonly statusKey: Signer;
  /** Of lists that are begun from now on; the number of a list follows. */
  readonly listUrl: string;
  /** How long the issuer stands by a status. */
  readonly statusHours: number;
  readonly listTtlS: number;
  readonly digest: Digest;
  readonly wallMs: () => number;
}

/** A mark with the status that was just stapled to it. */
export interface IssuedMark {
  readonly record: string;
  readonly text: string;
  readonly claims: MarkClaims;
  readonly status: Omit<StatusClaims, "markHash">;
}

export type Marked =
  | { readonly kind: "mark"; readonly mark: IssuedMark }
  | { readonly kind: "none"; readonly reason: Reason };

export interface ListToken {
  readonly token: Uint8Array;
  /** How long whoever has it need not look again. */
  readonly freshS: number;
}

type MarkGiven = Extract<MarkAnswer, { kind: "mark" }>;

const HOUR_S = 3_600;
const TRIES = 2;

/** Gives records their marks, the same one for the same record, and tells how they stand: that is read from the records, and kept nowhere. */
export class Marking {
  readonly #options: MarkingOptions;
  /** By this worker's clock, which need not agree with the database's; one that is being made serves all who ask meanwhile. */
  readonly #lists = new Map<number, { readonly madeS: number; readonly token: Promise<Uint8Array | null> }>();

  constructor(options: MarkingOptions) {
    this.#options = options;
  }

  /** Throws EdgeError DATABASE_UNAVAILABLE, KEY_UNUSABLE. */
  async markOf(record: string): Promise<Marked> {
    const { search, digest, rules, book } = this.#options;
    const found = await search.byRecord(record);
    const standing = standingOfRecord(record, found, digest, rules.isTrial);
    const asOfS = Math.floor(found.asOfMs / 1000);
    const known = await book.issued(record);
    if (known !== null) return await this.#stapled(known, statusFor(standing), asOfS);
    if (standing === null) return none(reason("MARK_NO_RECORD", {}));
    const { document, state } = standing;
    const answer = markOf({ record, document, state }, rules);
    if (answer.kind === "none") return answer;
    let uri = "";
    const make = async (place: MarkPlace): Promise<NewMark | null> => {
      uri = this.#uriOf(place.list, place.beside);
      return await this.#made(place, answer);
    };
    const kept = await book.issue(record, make, (list, oldest) => this.#isOfThisAddress(list, oldest));
    if (kept === null)
      return none(uri.length > LIST_URI_CHARS_MAX ? listsUsedUp(uri) : this.#tooLarge(answer));
    return await this.#stapled(kept, statusFor(standing), asOfS);
  }

  /** Null where there is no such list. Throws EdgeError DATABASE_UNAVAILABLE, KEY_UNUSABLE. */
  async listOf(list: number): Promise<ListToken | null> {
    const { listTtlS, wallMs } = this.#options;
    const nowS = Math.floor(wallMs() / 1000);
    const known = this.#lists.get(list);
    const isFresh = known !== undefined && nowS >= known.madeS && nowS < known.madeS + listTtlS;
    const held = isFresh ? known : { madeS: nowS, token: this.#listNow(list) };
    this.#lists.set(list, held);
    try {
      const token = await held.token;
      if (token === null) this.#lists.delete(list);
      return token && { token, freshS: held.madeS + listTtlS - nowS };
    } catch (cause) {
      this.#lists.delete(list);
      throw cause;
    }
  }

  async #listNow(list: number): Promise<Uint8Array | null> {
    const { book, statusKey, listTtlS, statusHours } = this.#options;
    const listed = await book.list(list);
    if (listed === null) return null;
    const values = new Map<number, StatusValue>();
    for (const { index, record, value } of listed.marks)
      values.set(index, value ?? (await this.#lookedAt(record)));
    const iatS = Math.floor(listed.asOfMs / 1000);
    const unsigned = unsignedStatusList(
      {
        uri: this.#uriOf(list, listed.oldest),
        ...{ iatS, expS: iatS + statusHours * HOUR_S, ttlS: listTtlS },
        // That somebody has a mark of a place which nobody has here is no proof of anything.
        ...ownEntries(values, listed.isPutBack ? STATUS_VALUES.suspended : STATUS_VALUES.valid),
      },
      kidOf(statusKey.keyId),
    );
    return await signed(unsigned, statusKey);
  }

  async #lookedAt(record: string): Promise<StatusValue> {
    const { search, digest, rules } = this.#options;
    return statusFor(standingOfRecord(record, await search.byRecord(record), digest, rules.isTrial));
  }

  async #made(place: MarkPlace, answer: MarkGiven): Promise<NewMark | null> {
    const { markKey, wallMs } = this.#options;
    const iatS = Math.floor(wallMs() / 1000);
    const claims = this.#claims(place, answer, iatS);
    const bytes = await signed(unsignedMark(claims, kidOf(markKey.keyId)), markKey);
    // What no reader takes is not issued, whatever made it so.
    if (this.#sizeWith(bytes) > MARK_BYTES_MAX || readMark(bytes, MARK_OPENED_BYTES_MAX) === null)
      return null;
    return { bytes, keyId: markKey.keyId, issuedMs: iatS * 1000, expiresMs: answer.expS * 1000 };
  }

  #claims({ list, index, beside }: MarkPlace, { content, expS }: MarkGiven, iatS: number): MarkClaims {
    const uri = this.#uriOf(list, beside);
    return { issuer: this.#options.issuer, iatS, expS, list: { uri, index }, content };
  }

  /** Of what is printed; each status is as large as any other. */
  #sizeWith(mark: Uint8Array): number {
    const status = this.#status(mark, 0, Math.floor(this.#options.wallMs() / 1000));
    return bodyBytesMost({ mark, status: status.finish(new Uint8Array(64)) });
  }

  #tooLarge(answer: MarkGiven): Reason {
    const claims = this.#claims(
      { list: 1, index: 0, beside: null },
      answer,
      Math.floor(this.#options.wallMs() / 1000),
    );
    const mark = unsignedMark(claims, kidOf(this.#options.markKey.keyId)).finish(new Uint8Array(64));
    return reason("MARK_TOO_LARGE", { bytes: this.#sizeWith(mark), bytesMax: MARK_BYTES_MAX });
  }

  async #stapled({ record, bytes }: KeptMark, value: StatusValue, iatS: number): Promise<Marked> {
    const claims = readMark(bytes, MARK_OPENED_BYTES_MAX);
    if (claims === null) throw new Error(`the mark of ${record} that is kept is none`);
    const { statusKey, statusHours } = this.#options;
    const status = await signed(this.#status(bytes, value, iatS), statusKey);
    const text = markText(markBody({ mark: bytes, status }));
    const { issuer, iatS: markedS, expS, list, content } = claims;
    return {
      kind: "mark",
      mark: {
        record,
        text,
        claims: { issuer, iatS: markedS, expS, list, content },
        status: { value, iatS, expS: iatS + statusHours * HOUR_S },
      },
    };
  }

  #status(mark: Uint8Array, value: StatusValue, iatS: number): UnsignedSign1 {
    const { digest, statusHours, statusKey } = this.#options;
    const claims = { value, iatS, expS: iatS + statusHours * HOUR_S, markHash: markHashOf(digest, mark) };
    return unsignedStatus(claims, kidOf(statusKey.keyId));
  }

  #isOfThisAddress(list: number, mark: Uint8Array): boolean {
    return this.#uriOf(list, mark) === this.#uriOf(list, null);
  }

  /** A list keeps the address that its marks have, whatever the registry's file says since. */
  #uriOf(list: number, beside: Uint8Array | null): string {
    const known = beside && readMark(beside, MARK_OPENED_BYTES_MAX);
    if (known !== null) return known.list.uri;
    return `${this.#options.listUrl}${list}`;
  }
}

/** A record that is there no more is no proof that it was withdrawn. */
function statusFor(standing: RecordStanding | null): StatusValue {
  return standing === null
    ? statusOf("not-proven", false)
    : statusOf(standing.state, standing.row.isKeyRevoked);
}

/** Throws EdgeError KEY_UNUSABLE where the key does not sign, which a device may do. */
async function signed(unsigned: UnsignedSign1, signer: Signer): Promise<Uint8Array> {
  let why = "";
  for (let at = 0; at < TRIES; at++) {
    const result = await new Promise<Parameters<Parameters<Signer["sign"]>[1]>[0]>((resolve) => {
      signer.sign(unsigned.toBeSigned, resolve);
    });
    if (result.kind === "signed") return unsigned.finish(result.signature);
    why = result.reason;
  }
  throw new EdgeError("KEY_UNUSABLE", `The key ${signer.keyId} of marks does not sign: ${why}.`, {
    key: signer.keyId,
  });
}

function listsUsedUp(uri: string): Reason {
  return reason("MARK_LISTS_USED_UP", { uri, chars: uri.length, charsMax: LIST_URI_CHARS_MAX });
}

function none(why: Reason): { readonly kind: "none"; readonly reason: Reason } {
  return { kind: "none", reason: why };
}
