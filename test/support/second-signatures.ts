import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { createTrustList, type TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import { canonicalJson } from "../../src/core/record/canonical-json.ts";
import { formatEnvelope, pae } from "../../src/core/record/dsse.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { RESULT_PAYLOAD_TYPE, type ResultDocument } from "../../src/core/record/result-document.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { inspection, jsonOf, KEYS, STATION, signatureOf, TRUSTED } from "./sealed-results.ts";

export const SECOND = createDeterministicSigner("second", "sm2-sm3");
const ELSEWHERE = createDeterministicSigner("second elsewhere", "sm2-sm3");
const VALID = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z" };
export const SECOND_TRUSTED: TrustListEntry = {
  ...{ key: SECOND, role: "record", station: STATION, name: "record-1", ...VALID },
};

export interface Asked {
  readonly second?: Partial<TrustListEntry> | null;
  readonly from?: string;
  readonly others?: readonly TrustListEntry[];
  readonly authority?: Signer;
}

/** The list of sealed-results.ts with an SM2 key. `from`: asks for its signature from then on; `second` null: without the key. */
export function listWith({ second = {}, from, others = [], authority = KEYS.authority }: Asked): string {
  const keys = second === null ? TRUSTED : [...TRUSTED, { ...SECOND_TRUSTED, ...second }];
  return createTrustList({
    ...{ authority, keys: [...keys, ...others] },
    ...(from !== undefined && { stations: [{ station: STATION, from }] }),
    ...{ issued: "2026-01-01T00:00:00.000Z", validTo: "2026-12-31T00:00:00.000Z" },
  });
}

export interface SignedAs {
  readonly by: Signer;
  /** The id that stands beside the signature; its own unless given. */
  readonly as?: Signer;
  /** After it was made. */
  readonly harmed?: true;
}

/** One result, signed by these in this order. */
export function signedBy(signers: readonly SignedAs[], document: ResultDocument = inspection()): string {
  const written = canonicalJson(jsonOf(document));
  if (written.kind === "refused") throw new Error("it has a canonical form");
  const payload = gzip(written.bytes);
  const message = pae(RESULT_PAYLOAD_TYPE, payload);
  const signatures = signers.map(({ by, as = by, harmed }) => {
    const signature = Uint8Array.from(signatureOf(by, message));
    const last = signature.length - 1;
    if (harmed === true) signature[last] = (signature[last] as number) ^ 1;
    return { keyId: as.keyId, signature };
  });
  return formatEnvelope({ payloadType: RESULT_PAYLOAD_TYPE, payload, signatures });
}

const BEFORE = "2026-06-01T00:00:00.000Z";
const AFTER = "2026-12-01T00:00:00.000Z";
/** The record of this corpus ended on 2026-11-23. */
const LISTS = {
  asks: listWith({ from: BEFORE }),
  "asks later": listWith({ from: AFTER }),
  "has the key": listWith({}),
  "has no such key": listWith({ second: null }),
  "has it from later on": listWith({ second: { notBefore: AFTER } }),
  "has it until before": listWith({ second: { notAfter: BEFORE }, from: BEFORE }),
  "has another of elsewhere": listWith({
    ...{ second: null, from: BEFORE },
    others: [{ key: ELSEWHERE, role: "record", station: "HB-WH-0043", name: "record-2", ...VALID }],
  }),
} as const;

const FIRST = { by: KEYS.record };
const BESIDE = { by: SECOND };
const STRANGER = { by: KEYS.stranger };
const SWAPPED = [
  { by: KEYS.record, as: SECOND },
  { by: SECOND, as: KEYS.record },
];

export interface SecondCase {
  readonly name: string;
  readonly text: string;
  readonly trust: string;
  readonly outcome: string;
}

function caseOf(
  what: string,
  signers: readonly SignedAs[],
  outcomes: Partial<Record<keyof typeof LISTS, string>>,
): readonly SecondCase[] {
  const text = signedBy(signers);
  return Object.entries(outcomes).map(([list, outcome]) => ({
    name: `${what}; the list ${list}`,
    ...{ text, trust: LISTS[list as keyof typeof LISTS], outcome },
  }));
}

const GOOD = "verified";
const MISSING = "SIGNATURE_MISSING";
const UNASKED = "SIGNATURE_UNASKED";
const INVALID = "SIGNATURE_INVALID";

/** What each of the verifiers has to say: the side that signs and the one for anybody by these codes, the one in Python whether it is verified. */
export const SECOND_CASES: readonly SecondCase[] = [
  caseOf("both", [FIRST, BESIDE], {
    ...{ asks: GOOD, "asks later": GOOD, "has the key": GOOD, "has no such key": GOOD },
    ...{ "has it from later on": "KEY_NOT_VALID_THEN", "has it until before": "KEY_NOT_VALID_THEN" },
  }),
  caseOf("both, the second one first", [BESIDE, FIRST], { asks: GOOD, "has the key": GOOD }),
  caseOf("the first alone", [FIRST], {
    ...{ asks: MISSING, "asks later": GOOD, "has the key": GOOD, "has no such key": GOOD },
    "has it until before": MISSING,
  }),
  caseOf("the second alone", [BESIDE], {
    ...{ asks: MISSING, "has the key": MISSING, "has no such key": "SIGNER_UNKNOWN" },
  }),
  caseOf("none", [], { asks: "SIGNER_UNKNOWN" }),
  caseOf("the ids changed about", SWAPPED, {
    asks: INVALID,
    "has the key": INVALID,
    "has no such key": INVALID,
  }),
  caseOf("the first twice, once under the id of the second", [FIRST, { by: KEYS.record, as: SECOND }], {
    ...{ asks: INVALID, "has the key": INVALID },
  }),
  caseOf("the second under the id of the first", [{ by: SECOND, as: KEYS.record }], { asks: INVALID }),
  caseOf("the second harmed", [FIRST, { ...BESIDE, harmed: true }], {
    ...{ asks: INVALID, "asks later": INVALID, "has the key": INVALID, "has no such key": GOOD },
  }),
  caseOf("the first harmed", [{ ...FIRST, harmed: true }, BESIDE], { asks: INVALID, "has the key": INVALID }),
  caseOf("a stranger in the place of the second", [FIRST, STRANGER], {
    ...{ asks: UNASKED, "has the key": GOOD },
  }),
  caseOf("a stranger as the third", [FIRST, BESIDE, STRANGER], {
    ...{ asks: UNASKED, "has the key": UNASKED, "has no such key": UNASKED },
  }),
  caseOf("another SM2 key", [FIRST, { by: ELSEWHERE }], {
    ...{ asks: UNASKED, "has the key": GOOD, "has another of elsewhere": UNASKED },
  }),
].flat();

/** Lists that nobody may read as one, with what each is refused for. */
export const SPOILT_LISTS: readonly (readonly [string, string, string])[] = [
  ["an SM2 key for the log", listWith({ second: { role: "log" } }), "KEY_UNLIKE_KIND"],
  ["an SM2 key for a witness", listWith({ second: { role: "witness", station: null } }), "KEY_UNLIKE_KIND"],
  [
    "an SM2 key by the word for P-256",
    listWith({ second: { key: { ...SECOND, algorithm: "ecdsa-p256-sha256" } } }),
    "KEY_UNLIKE_KIND",
  ],
  [
    "a P-256 key by the word for SM2",
    listWith({ second: { key: { ...KEYS.record, algorithm: "sm2-sm3" } } }),
    "KEY_UNLIKE_KIND",
  ],
  ["an authority of SM2", listWith({ authority: SECOND }), "FIELD_MALFORMED"],
];
