import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { kidOf, unsignedSign1 } from "../../src/core/cose/own-sign1.ts";
import { markBody, markText } from "../../src/core/marks/mark-text.ts";
import { ownEntries, unsignedStatusList } from "../../src/core/marks/status-list.ts";
import type { Context } from "../../src/verifier/verdict.ts";
import { verify, verifyMarkText } from "../../src/verifier/verify.ts";
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
  signedMark,
  signedStatus,
  VEHICLE,
} from "../support/mark-issuer.ts";
import type { MarkVectors } from "../support/mark-vectors.ts";
import { ROOT, readSource } from "../support/source-tree.ts";
import { bytesOfText, codesOf, contextWith } from "../support/verifier-context.ts";

const LIST = bytesOfText(issuerListText());
const NOW = Date.parse("2026-11-30T11:00:00.000Z");
const MARK = signedMark();

function textOf(mark: Uint8Array, status: Uint8Array | null = signedStatus(mark)): string {
  return markText(markBody({ mark, status }));
}

function asked(text: string, change: Partial<Context> = {}) {
  return verifyMarkText(text, contextWith({ issuers: LIST, nowMs: NOW, ...change }));
}

function wordOf(text: string, change: Partial<Context> = {}): string {
  const { word, failures } = asked(text, change);
  return [word, ...failures.map(codesOf)].join(" ");
}

describe("marks that others made", () => {
  const file = "test/vectors/marks.json";
  if (!existsSync(join(ROOT, file))) throw new Error(`${file} is missing`);
  const { authority, issuerLists, cases } = JSON.parse(readSource(file)) as MarkVectors;

  test.each(cases)("$name: $word", ({ text, issuers, nowMs, use, word }) => {
    const context = contextWith({ authority, issuers: bytesOfText(issuerLists[issuers] ?? ""), nowMs, use });
    expect(verifyMarkText(text, context).word).toBe(word);
    const guessed = verify(bytesOfText(text), context);
    expect([guessed.kind, guessed.word]).toEqual(["mark", word]);
  });
});

describe("the word of a mark, on both sides of each second", () => {
  const until = CLAIMS.expS * 1000;
  const fresh = textOf(MARK, signedStatus(MARK, { iatS: CLAIMS.expS - 3600, expS: CLAIMS.expS + 3600 }));
  const statusUntil = STATUS.expS * 1000;
  const statusAt = STATUS.iatS * 1000;
  const DAY = 86_400_000;

  test.each<[string, string, Partial<Context>, string]>([
    ["last moment", fresh, { nowMs: until - 1 }, "valid"],
    ["expired", fresh, { nowMs: until }, "expired MARK_EXPIRED"],
    ["five minutes ahead", textOf(MARK), { nowMs: statusAt - 300_000 }, "valid"],
    ["more than that", textOf(MARK), { nowMs: statusAt - 300_001 }, "clock-unsure SIGNED_AHEAD_OF_CLOCK"],
    ["no clock", textOf(MARK), { nowMs: null }, "clock-unsure CLOCK_UNTRUSTED"],
    ["status vouched for", textOf(MARK), { nowMs: statusUntil - 1 }, "valid"],
    ["status over", textOf(MARK), { nowMs: statusUntil }, "stale STATUS_OVER"],
    ["a day for a transfer", textOf(MARK), { use: "transfer", nowMs: statusAt + DAY }, "valid"],
    [
      "more than a day for a transfer",
      textOf(MARK),
      { use: "transfer", nowMs: statusAt + DAY + 1 },
      "stale STATUS_TOO_OLD",
    ],
    [
      "more than a day for a check-in",
      textOf(MARK),
      { use: "check-in", nowMs: statusAt + DAY + 1 },
      "stale STATUS_TOO_OLD",
    ],
    ["at the roadside", textOf(MARK), { nowMs: statusAt + DAY + 1 }, "valid"],
  ])("%s", (_, text, change, word) => {
    expect(wordOf(text, change)).toBe(word);
  });

  test("a week at the roadside, and not more", () => {
    const long = textOf(MARK, signedStatus(MARK, { expS: STATUS.iatS + 30 * 86_400 }));
    expect(wordOf(long, { nowMs: statusAt + 7 * DAY })).toBe("valid");
    expect(wordOf(long, { nowMs: statusAt + 7 * DAY + 1 })).toBe("stale STATUS_TOO_OLD");
  });

  test.each<[string, number]>([
    ["2038, when 32 bits end", Date.parse("2038-01-19T03:14:08.000Z")],
    ["2100, which is no leap year", Date.parse("2100-03-01T00:00:00.000Z")],
  ])("%s", (_, ms) => {
    const life = { revoked: undefined, notAfter: "2200-01-01T00:00:00.000Z" };
    const { revoked: _none, ...longLife } = life;
    const issuers = bytesOfText(
      issuerListText(
        issuerList({
          keys: [listedKey(MARK_KEY, "mark", longLife), listedKey(STATUS_KEY, "status", longLife)],
        }),
      ),
    );
    const expS = ms / 1000;
    const mark = signedMark({ iatS: expS - 7200, expS });
    const text = textOf(mark, signedStatus(mark, { iatS: expS - 3600, expS: expS + 3600 }));
    expect(wordOf(text, { issuers, nowMs: ms - 1 })).toBe("valid");
    expect(wordOf(text, { issuers, nowMs: ms })).toBe("expired MARK_EXPIRED");
  });

  test("a key counts in its last second, and signs nothing from when it is revoked", () => {
    const at = (ms: number): string => new Date(ms).toISOString();
    const issued = CLAIMS.iatS * 1000;
    const by = (more: Parameters<typeof listedKey>[2]) =>
      wordOf(textOf(MARK), {
        issuers: bytesOfText(
          issuerListText(
            issuerList({ keys: [listedKey(MARK_KEY, "mark", more), listedKey(STATUS_KEY, "status")] }),
          ),
        ),
      });
    const invalid = "forged MARK_KEY_NOT_VALID_THEN";
    expect(by({ notAfter: at(issued) })).toBe("valid");
    expect(by({ notAfter: at(issued - 1) })).toBe(invalid);
    expect(by({ notBefore: at(issued) })).toBe("valid");
    expect(by({ notBefore: at(issued + 1) })).toBe(invalid);
    expect(by({ revoked: { from: at(issued), why: "compromised" } })).toBe(invalid);
    expect(by({ revoked: { from: at(issued + 1), why: "compromised" } })).toBe("valid");
  });
});

describe("the order of the words", () => {
  test("withdrawn wins over everything that can still be read", () => {
    const gone = signedStatus(MARK, { value: 1, iatS: CLAIMS.iatS, expS: CLAIMS.iatS + 1 });
    expect(wordOf(textOf(MARK, gone), { nowMs: (CLAIMS.expS + 1) * 1000 })).toMatch(
      /^revoked MARK_REVOKED MARK_EXPIRED/,
    );
    // A newer one that calls it valid does not bring it back.
    expect(asked(textOf(MARK), { statuses: [gone] }).word).toBe("revoked");
    expect(asked(textOf(MARK), { statuses: [gone], nowMs: null }).word).toBe("revoked");
  });

  test("a fetched status counts like one that came with it, and the newest of them does", () => {
    const later = (value: 0 | 2 | 3, more = 60) => signedStatus(MARK, { value, iatS: STATUS.iatS + more });
    expect(wordOf(textOf(MARK), { statuses: [later(2)] })).toBe("suspended MARK_SUSPENDED");
    expect(wordOf(textOf(MARK), { statuses: [later(3)] })).toBe("superseded MARK_SUPERSEDED");
    expect(wordOf(textOf(MARK), { statuses: [later(2, -60)] })).toBe("valid");
    expect(wordOf(textOf(MARK, null), { statuses: [later(0)] })).toBe("valid");
  });

  test("a status that is older than one seen before is stale, and what was seen is kept", () => {
    const compared = { authority: AUTHORITY.keyId };
    const later = { statuses: [signedStatus(MARK, { iatS: STATUS.iatS + 60 })] };
    const first = asked(textOf(MARK), { ...compared, ...later });
    expect(first.word).toBe("valid");
    expect(Object.values(first.seen)).toEqual([STATUS.iatS + 60]);
    // Of a list that may be anybody's nothing is kept, nor of a moment that may not have come yet.
    expect(asked(textOf(MARK), later).seen).toEqual({});
    const unsure = [{ nowMs: null }, { nowMs: (CLAIMS.iatS - 400) * 1000 }];
    for (const clock of unsure) {
      const { word, seen } = asked(textOf(MARK), { ...compared, ...later, ...clock });
      expect([word, seen]).toEqual(["clock-unsure", {}]);
    }
    expect(wordOf(textOf(MARK), { seen: first.seen })).toBe("stale STATUS_BEFORE_SEEN");
    const other = signedMark({ content: { ...VEHICLE, subject: "鄂A00000" } });
    expect(wordOf(textOf(other), { seen: first.seen })).toBe("valid");
  });

  test("a name that every object has is no status that was seen", () => {
    expect(wordOf(textOf(MARK), { seen: {} })).toBe("valid");
  });
});

describe("who issued it", () => {
  const stranger = createDeterministicSigner("marks: a stranger", "ecdsa-p256-sha256");
  const other = { name: "cn-gd", region: "广东", nameZh: "广东", nameEn: "Guangdong" };
  const listed = (keys: ReturnType<typeof listedKey>[]): Partial<Context> => ({
    issuers: bytesOfText(issuerListText(issuerList({ issuers: [...issuerList().issuers, other], keys }))),
  });
  const own = [listedKey(MARK_KEY, "mark"), listedKey(STATUS_KEY, "status")];

  test.each<[string, string, Partial<Context>, string]>([
    ["no list", textOf(MARK), { issuers: null }, "unknown-issuer ISSUER_LIST_MISSING"],
    [
      "a list of another authority",
      textOf(MARK),
      { authority: "ab".repeat(32) },
      "unknown-issuer ISSUER_LIST_UNTRUSTED > TRUST_LIST_OF_OTHER",
    ],
    ["the pinned authority", textOf(MARK), { authority: AUTHORITY.keyId.toUpperCase() }, "valid"],
    ["a key of nobody", textOf(signedMark({}, stranger)), {}, "unknown-issuer ISSUER_UNKNOWN"],
    [
      "the key of another issuer",
      textOf(signedMark({}, stranger)),
      listed([...own, listedKey(stranger, "mark", { issuer: "cn-gd" })]),
      "forged ISSUER_NOT_THE_KEYS",
    ],
    ["a key for statuses", textOf(signedMark({}, STATUS_KEY)), {}, "forged MARK_KEY_USE"],
    [
      "a status by another issuer's key",
      textOf(MARK, signedStatus(MARK, {}, stranger)),
      listed([...own, listedKey(stranger, "status", { issuer: "cn-gd" })]),
      "stale STATUS_REFUSED > STATUS_KEY_UNKNOWN",
    ],
    [
      "a status before its key was good",
      textOf(MARK),
      listed([
        listedKey(MARK_KEY, "mark"),
        listedKey(STATUS_KEY, "status", { notBefore: "2026-11-30T08:00:00.001Z" }),
      ]),
      "stale STATUS_REFUSED > STATUS_KEY_NOT_VALID_THEN",
    ],
    ["a status for a mark", textOf(signedStatus(MARK)), {}, "unreadable COSE_TYPE_WRONG"],
    ["a mark for a status", textOf(MARK, MARK), {}, "stale STATUS_REFUSED > COSE_TYPE_WRONG"],
  ])("%s", (_, text, change, word) => {
    expect(wordOf(text, change)).toBe(word);
  });

  test("several keys may have one hint, and each is tried", () => {
    // The hint of the mark is overwritten by that of a stranger's key, which then signs: both keys begin alike in the list.
    const twice = [listedKey(stranger, "mark"), ...own];
    expect(wordOf(textOf(signedMark({}, stranger)), listed(twice))).toBe("valid");
    expect(wordOf(textOf(MARK), listed([...twice].reverse()))).toBe("valid");
  });

  test("whoever has stolen the key cannot point at a free place of a real list", () => {
    const { uri, index } = CLAIMS.list;
    const fresh = { uri, iatS: STATUS.iatS, expS: STATUS.expS, ttlS: 3600, ...ownEntries(new Map()) };
    const list = finished(unsignedStatusList(fresh, kidOf(STATUS_KEY.keyId)), STATUS_KEY);
    const made = signedMark({
      content: { ...VEHICLE, subject: "鄂A99999" },
      list: { uri, index: index + 1 },
    });
    const revoked = (why: "compromised" | "lost") =>
      listed([
        listedKey(MARK_KEY, "mark", { revoked: { from: "2026-11-29T00:00:00.000Z", why } }),
        listedKey(STATUS_KEY, "status"),
      ]);
    expect(wordOf(textOf(made, list), revoked("compromised"))).toBe(
      "stale STATUS_REFUSED > STATUS_PLACE_UNPROVEN",
    );
    expect(wordOf(textOf(made, null), { ...revoked("compromised"), statuses: [list] })).toMatch(/^stale/);
    expect(wordOf(textOf(made), revoked("compromised"))).toBe("valid");
    expect(wordOf(textOf(made, list), revoked("lost"))).toBe("valid");
  });

  test("a kind that nobody has is forged, whoever signed it", () => {
    const claims = new Map<number, never>();
    const unsigned = unsignedSign1({ kid: kidOf(MARK_KEY.keyId), typ: "pm/mark" }, claims);
    expect(wordOf(textOf(finished(unsigned, MARK_KEY)))).toBe("unreadable CLAIM_MALFORMED");
    const unknown = signedMark({ content: { ...VEHICLE, kind: 4 as never } });
    expect(wordOf(textOf(unknown))).toBe("forged MARK_KIND_UNKNOWN");
  });
});

describe("status lists", () => {
  const { uri, index } = CLAIMS.list;
  const listToken = (values: ReadonlyMap<number, number>, more: object = {}) =>
    finished(
      unsignedStatusList(
        { uri, iatS: STATUS.iatS, expS: STATUS.expS, ttlS: 3600, ...ownEntries(values), ...more },
        kidOf(STATUS_KEY.keyId),
      ),
      STATUS_KEY,
    );

  test.each<[number, string]>([
    [0, "valid"],
    [1, "revoked MARK_REVOKED"],
    [2, "suspended MARK_SUSPENDED"],
    [3, "superseded MARK_SUPERSEDED"],
  ])("a place with the value %i", (value, word) => {
    const neighbours = new Map([
      [index - 1, 3 - value],
      [index, value],
      [index + 1, 3 - value],
    ]);
    expect(wordOf(textOf(MARK, null), { statuses: [listToken(neighbours)] })).toBe(word);
  });

  test("a list of another address, or without the place, says nothing", () => {
    const elsewhere = listToken(new Map(), { uri: `${uri}0` });
    const short = listToken(new Map(), { entries: new Uint8Array(Math.floor(index / 4)) });
    expect(wordOf(textOf(MARK, null), { statuses: [elsewhere] })).toBe(
      "stale STATUS_REFUSED > STATUS_OF_OTHER",
    );
    expect(wordOf(textOf(MARK, null), { statuses: [short] })).toBe(
      "stale STATUS_REFUSED > STATUS_PLACE_BEYOND",
    );
  });
});

describe("what stands beside the word", () => {
  test("claims, age of the status, issuer, limits and flags", () => {
    const trial = signedMark({ content: { ...VEHICLE, flags: 3 } });
    const { word, facts, notes, content } = asked(textOf(trial));
    expect(word).toBe("valid");
    expect(facts).toMatchObject({
      kind: "inspection",
      subject: "鄂A12345",
      on: "2026-11-28",
      statusAt: "2026-11-30T08:00:00.000Z",
      statusAgeMs: 3 * 3_600_000,
      simulated: true,
      unverifiedRules: true,
      issuerEn: "Registry of inspections and driving tests, Hubei",
      goodUntil: "2028-11-30T16:00:00.000Z",
    });
    expect(notes.map(({ code }) => code)).toEqual([
      "MARK_OF_TRIAL",
      "MARK_UNVERIFIED_RULES",
      "MARK_GOOD",
      "STATUS_AGE",
      "AUTHORITY_NOT_PINNED",
    ]);
    expect(notes.find(({ code }) => code === "STATUS_AGE")?.en).toBe(
      "Its status is of 2026-11-30 08:00 UTC, 3 hours old.",
    );
    expect(content).toMatchObject({ issuer: "cn-hb", tail: "123456" });
  });

  test("of a forged one nothing that it says is passed on", () => {
    const spoilt = MARK.slice();
    spoilt[spoilt.length - 1] = (spoilt.at(-1) ?? 0) ^ 1;
    const { content, facts } = asked(textOf(spoilt));
    expect(content).toBeNull();
    expect(JSON.stringify(facts)).not.toContain("A12345");
  });

  test("an old list and a key revoked since are told", () => {
    const keys = [
      listedKey(MARK_KEY, "mark", { revoked: { from: "2026-11-29T00:00:00.000Z", why: "lost" } }),
      listedKey(STATUS_KEY, "status"),
    ];
    const issuers = bytesOfText(issuerListText(issuerList({ keys, validTo: "2026-11-15T00:00:00.000Z" })));
    const { word, notes } = asked(textOf(MARK), { issuers });
    expect(word).toBe("valid");
    expect(notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["LIST_PAST", "MARK_KEY_REVOKED_LATER"]),
    );
  });
});
