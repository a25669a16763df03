import { deflateSync } from "node:zlib";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { readCbor, TaggedCbor, writeCbor } from "../../src/core/cose/own-cbor.ts";
import { kidOf } from "../../src/core/cose/own-sign1.ts";
import type { IssuerListDocument } from "../../src/core/marks/issuer-list.ts";
import { markBody, markText } from "../../src/core/marks/mark-text.ts";
import { ownEntries, unsignedStatusList } from "../../src/core/marks/status-list.ts";
import type { StatusValue } from "../../src/core/marks/status-statement.ts";
import {
  AUTHORITY,
  CLAIMS,
  finished,
  issuerList,
  issuerListText,
  listedKey,
  MARK_KEY,
  STATUS,
  STATUS_KEY,
  secondsOf,
  signedMark,
  signedStatus,
  VEHICLE,
} from "./mark-issuer.ts";

/** `test/vectors/marks.json`: marks for whoever writes a reader, each with the word that it must say. */
export interface MarkVector {
  readonly name: string;
  /** What the QR code holds. */
  readonly text: string;
  /** Of `issuerLists`. */
  readonly issuers: string;
  /** The reader's clock; null: it is not trusted. */
  readonly nowMs: number | null;
  readonly use: "roadside" | "transfer" | "check-in";
  readonly word: string;
}

export interface MarkVectors {
  readonly schema: "proofmark/mark-vectors/v1";
  readonly authority: string;
  readonly issuerLists: Readonly<Record<string, string>>;
  readonly cases: readonly MarkVector[];
}

const NOW = Date.parse("2026-11-30T11:00:00.000Z");
const OTHER_KEY = createDeterministicSigner("marks: somebody else", "ecdsa-p256-sha256");
const MARK = signedMark();

function told(mark: Uint8Array, status: Uint8Array | null): string {
  return markText(markBody({ mark, status }));
}

function withValue(value: StatusValue, more: Partial<typeof STATUS> = {}): string {
  return told(MARK, signedStatus(MARK, { value, ...more }));
}

/** The whole list of states, in which every place that is not named is a valid mark's. */
function listed(value: StatusValue, iatS = STATUS.iatS): string {
  const { uri, index } = CLAIMS.list;
  const list = { uri, iatS, expS: STATUS.expS, ttlS: 3_600, ...ownEntries(new Map([[index, value]])) };
  return told(MARK, finished(unsignedStatusList(list, kidOf(STATUS_KEY.keyId)), STATUS_KEY));
}

/** One bit of the mark's signature, or of what it signs. */
function flipped(part: "signature" | "payload"): string {
  const mark = MARK.slice();
  const at = part === "signature" ? mark.length - 1 : mark.indexOf(0x48, 60);
  mark[at] = (mark[at] as number) ^ 1;
  return told(mark, signedStatus(mark));
}

/** As `told`, deflated whether that is shorter or not: a reader takes both. */
function packed(mark: Uint8Array, status: Uint8Array | null): string {
  return markText(new Uint8Array(deflateSync(writeCbor([mark, status]), { level: 9 })));
}

/** A mark with something beside it in the header that nobody signed. */
function withUnprotected(): string {
  const whole = readCbor(MARK, 4_096)?.value;
  if (!(whole instanceof TaggedCbor) || !Array.isArray(whole.value)) throw new Error("a mark is a Sign1");
  const [head, , payload, signature] = whole.value;
  const beside = new Map([[3, "x"]]);
  return told(writeCbor(new TaggedCbor(18, [head, beside, payload, signature])), null);
}

const LISTS: Readonly<Record<string, IssuerListDocument>> = {
  whole: issuerList(),
  // The key was in other hands before this mark was signed.
  "mark-key-revoked": issuerList({
    keys: [
      listedKey(MARK_KEY, "mark", { revoked: { from: "2026-11-28T08:00:00.000Z", why: "compromised" } }),
      listedKey(STATUS_KEY, "status"),
    ],
  }),
  // After it: what it signed before still counts.
  "mark-key-revoked-later": issuerList({
    keys: [
      listedKey(MARK_KEY, "mark", { revoked: { from: "2026-11-29T00:00:00.000Z", why: "lost" } }),
      listedKey(STATUS_KEY, "status"),
    ],
  }),
  // After it, and what is dated before may be of whoever has the key now.
  "mark-key-stolen-later": issuerList({
    keys: [
      listedKey(MARK_KEY, "mark", { revoked: { from: "2026-11-29T00:00:00.000Z", why: "compromised" } }),
      listedKey(STATUS_KEY, "status"),
    ],
  }),
  "issued-later": issuerList({ issued: "2026-11-30T11:05:00.001Z" }),
  "status-key-missing": issuerList({ keys: [listedKey(MARK_KEY, "mark")] }),
  "past-its-day": issuerList({ validTo: "2026-11-15T00:00:00.000Z" }),
};

type Row = readonly [name: string, text: string, word: string, more?: Partial<MarkVector>];

const EXAM = { ...VEHICLE, kind: 2, subject: "李○", tail: "3456", of: "C1/2" } as const;
const VERIFICATION = { ...VEHICLE, kind: 3, subject: "无号牌" } as const;

function rows(): readonly Row[] {
  const plain = told(MARK, signedStatus(MARK));
  const exam = signedMark({ content: EXAM });
  const verification = signedMark({ content: VERIFICATION, expS: secondsOf("2026-12-12T16:00:00Z") });
  const unverified = signedMark({ content: { ...VEHICLE, flags: 1 } });
  const simulated = signedMark({ content: { ...VEHICLE, flags: 3 } });
  const expired = signedMark({ expS: secondsOf("2026-11-30T11:00:00Z") });
  const foreign = signedMark({}, OTHER_KEY);
  const late = { iatS: secondsOf("2026-11-30T11:05:00Z") };
  return [
    ["valid", plain, "valid"],
    ["valid, exam", told(exam, signedStatus(exam)), "valid"],
    ["valid, verification", told(verification, signedStatus(verification)), "valid"],
    ["valid, rests on unverified rules", told(unverified, signedStatus(unverified)), "valid"],
    ["valid, simulated and unverified", told(simulated, signedStatus(simulated)), "valid"],
    ["valid, deflated", packed(MARK, signedStatus(MARK)), "valid"],
    ["valid, list past its day", plain, "valid", { issuers: "past-its-day" }],
    ["valid, key revoked after it", plain, "valid", { issuers: "mark-key-revoked-later" }],
    ["valid in its last second", plain, "valid", { nowMs: 1000 * STATUS.expS - 1000 }],
    ["stale when its status ends", plain, "stale", { nowMs: 1000 * STATUS.expS }],
    ["valid after a day for a transfer", plain, "valid", { use: "transfer", nowMs: NOW + 21 * 3_600_000 }],
    [
      "stale after more for a transfer",
      plain,
      "stale",
      { use: "transfer", nowMs: NOW + 21 * 3_600_000 + 1000 },
    ],
    [
      "stale after more for a check-in",
      plain,
      "stale",
      { use: "check-in", nowMs: NOW + 21 * 3_600_000 + 1000 },
    ],
    ["still valid at the roadside", plain, "valid", { nowMs: NOW + 21 * 3_600_000 + 1000 }],
    ["no status", told(MARK, null), "stale"],
    ["status of another mark", told(MARK, signedStatus(exam)), "stale"],
    ["status by the key of marks", told(MARK, signedStatus(MARK, {}, MARK_KEY)), "stale"],
    ["status by nobody's key", plain, "stale", { issuers: "status-key-missing" }],
    ["expired in this second", told(expired, signedStatus(expired)), "expired"],
    ["valid one second before", told(expired, signedStatus(expired)), "valid", { nowMs: NOW - 1000 }],
    ["revoked", withValue(1), "revoked"],
    [
      "revoked, however old",
      withValue(1, { iatS: CLAIMS.iatS, expS: CLAIMS.iatS + 3_600 }),
      "revoked",
      { nowMs: NOW + 400 * 86_400_000 },
    ],
    ["suspended", withValue(2), "suspended"],
    ["superseded", withValue(3), "superseded"],
    ["superseded, but too old to say", withValue(3), "stale", { nowMs: 1000 * STATUS.expS }],
    ["forged: a bit of the signature", flipped("signature"), "forged"],
    ["forged: a bit of the station", flipped("payload"), "forged"],
    ["forged: by a key revoked before", plain, "forged", { issuers: "mark-key-revoked" }],
    ["another issuer's key", told(foreign, signedStatus(foreign)), "unknown-issuer"],
    ["clock not trusted", plain, "clock-unsure", { nowMs: null }],
    ["status of five minutes ahead", told(MARK, signedStatus(MARK, late)), "valid"],
    [
      "status of more than five minutes ahead",
      told(MARK, signedStatus(MARK, late)),
      "clock-unsure",
      { nowMs: NOW - 1000 },
    ],
    ["in a list of the very second in which it was issued", listed(0, CLAIMS.iatS), "valid"],
    ["in a list of before it was issued", listed(0, CLAIMS.iatS - 1), "stale"],
    ["withdrawn in a list of before it was issued", listed(1, CLAIMS.iatS - 1), "stale"],
    ["valid, key stolen after it", plain, "valid", { issuers: "mark-key-stolen-later" }],
    ["only a place in a list, key stolen after it", listed(0), "stale", { issuers: "mark-key-stolen-later" }],
    ["withdrawn in a list, key stolen after it", listed(1), "revoked", { issuers: "mark-key-stolen-later" }],
    ["clock more than five minutes before the list", plain, "clock-unsure", { issuers: "issued-later" }],
    ["clock five minutes before the list", plain, "valid", { issuers: "issued-later", nowMs: NOW + 1 }],
    ["cut off", plain.slice(0, -3), "unreadable"],
    ["something behind it", `${plain}0`, "unreadable"],
    ["in small letters", plain.toLowerCase(), "unreadable"],
    ["another prefix", plain.replace("PM1:", "PM2:"), "unreadable"],
    ["a header that nobody signed", withUnprotected(), "unreadable"],
  ];
}

export function markVectors(): MarkVectors {
  return {
    schema: "proofmark/mark-vectors/v1",
    authority: AUTHORITY.keyId,
    issuerLists: Object.fromEntries(
      Object.entries(LISTS).map(([name, list]) => [name, issuerListText(list)]),
    ),
    cases: rows().map(([name, text, word, more]) => ({
      ...{ name, text, issuers: "whole", nowMs: NOW, use: "roadside" as const, word },
      ...more,
    })),
  };
}
