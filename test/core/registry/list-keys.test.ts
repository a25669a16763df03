import { describe, expect, test } from "vitest";
import { createDeterministicSigner } from "../../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { signTrustList } from "../../../src/adapters/keys/trust-list-file.ts";
import {
  isValidAt,
  readTrustList,
  type TrustedKey,
  type TrustListDocument,
} from "../../../src/core/record/trust-list.ts";
import { asksSecond, judgeList } from "../../../src/core/record/trust-noted.ts";
import { excerptsOf } from "../../../src/core/registry/list-excerpts.ts";
import { type KeptKey, type KeyListing, listKeys } from "../../../src/core/registry/list-keys.ts";
import { WITNESS } from "../../support/registry-rig.ts";

/** Goal: the list says of each key for how long it signed, so that everything an honest station sealed stays provable, and nothing of a key that was given up or revoked. */
const DAY_MS = 86_400_000;
const NOON = Date.parse("2026-11-28T12:00:00.000Z");

function keptKey(name: string, change: Partial<KeptKey> = {}): KeptKey {
  const { keyId, publicKeySpki } = createDeterministicSigner(name, "ecdsa-p256-sha256");
  const kept = { station: "HB-WH-0042", role: "record" as const, keyId, spki: publicKeySpki, place: 0 };
  return { ...kept, takenMs: NOON - 30 * DAY_MS, followedMs: null, revoked: null, ...change };
}

function listing(change: Partial<KeyListing> = {}): KeyListing {
  return {
    keys: [keptKey("one")],
    witnesses: [WITNESS],
    before: null,
    issuedMs: NOON,
    validDays: 30,
    ...change,
  };
}

/** As whoever verifies has it: signed, and read again. */
function readAgain(document: TrustListDocument): readonly TrustedKey[] {
  const read = readTrustList({
    text: signTrustList(document, WITNESS),
    digest: sha256,
    verify: verifySignature,
  });
  if (read.kind === "refused") throw new Error(read.reason.code);
  expect(read.list.number).toBe(document.number);
  return read.list.keys;
}

const goodAt = (key: TrustedKey | undefined, iso: string): boolean =>
  key !== undefined && isValidAt(key, Date.parse(iso));

describe("the list of keys", () => {
  test("a station's first key counts from the beginning to the end of the list, which is the end of a day", () => {
    const [record, witness] = readAgain(listKeys(listing()));
    expect([record?.role, witness?.role]).toEqual(["record", "witness"]);
    expect(goodAt(record, "2001-01-01T00:00:00.000Z")).toBe(true);
    expect(goodAt(record, "2026-12-28T23:59:59.999Z")).toBe(true);
    expect(goodAt(record, "2026-12-29T00:00:00.000Z")).toBe(false);
  });

  test("a key that follows counts from the day before it was taken up; the one before it to the day after the new one was seen", () => {
    const takenMs = Date.parse("2026-11-20T15:00:00.000Z");
    const waiting = [keptKey("one"), keptKey("two", { place: 1, takenMs })];
    const [old, next] = readAgain(listKeys(listing({ keys: waiting })));
    expect(goodAt(next, "2026-11-19T00:00:00.000Z")).toBe(true);
    expect(goodAt(next, "2026-11-18T23:59:59.999Z")).toBe(false);
    // The new one is activated when it stands on the list: until then the old one signs.
    expect(goodAt(old, "2026-12-28T23:59:59.999Z")).toBe(true);
    const followedMs = Date.parse("2026-11-21T09:00:00.000Z");
    const seen = [keptKey("one", { followedMs }), keptKey("two", { place: 1, takenMs })];
    const [gone] = readAgain(listKeys(listing({ keys: seen })));
    expect(goodAt(gone, "2026-11-22T23:59:59.999Z")).toBe(true);
    expect(goodAt(gone, "2026-11-23T00:00:00.000Z")).toBe(false);
  });

  test("a revoked key counts to the instant of its revocation, and the list says why", () => {
    const fromMs = Date.parse("2026-11-25T10:30:00.000Z");
    const document = listKeys(listing({ keys: [keptKey("one", { revoked: { fromMs, why: "lost" } })] }));
    const [key] = readAgain(document);
    expect(key?.revoked).toEqual({ fromMs, why: "lost" });
    expect(goodAt(key, "2026-11-25T10:30:00.000Z")).toBe(true);
    expect(goodAt(key, "2026-11-25T10:30:00.001Z")).toBe(false);
  });

  test("what the list before has revoked stays so, from the earlier instant, whatever a database that was put back knows", () => {
    const [early, late] = [Date.parse("2026-11-20T00:00:00.000Z"), Date.parse("2026-11-25T00:00:00.000Z")];
    const listed = (before: number | null, now: number | null): unknown => {
      const of = (fromMs: number | null) =>
        keptKey("one", { revoked: fromMs === null ? null : { fromMs, why: "lost" } });
      const first = listKeys(listing({ keys: [of(before)] }));
      const [key] = readAgain(listKeys(listing({ keys: [of(now)], before: first })));
      return key?.revoked?.fromMs;
    };
    expect(listed(early, null)).toBe(early);
    expect([listed(early, late), listed(late, early)]).toEqual([early, early]);
    expect(listed(null, late)).toBe(late);
  });

  test("each list has the next number; a witness that cosigns no more stays, to the end of the day of the list that first lacks it", () => {
    const first = listKeys(listing());
    expect(first.number).toBe(1);
    const { keyId, publicKeySpki } = createDeterministicSigner("another witness", "ed25519");
    const other = { name: "proofmark-registry/witness-2", keyId, spki: publicKeySpki };
    const second = listKeys(listing({ witnesses: [other], before: first, issuedMs: NOON + DAY_MS }));
    expect(second.number).toBe(2);
    const third = listKeys(listing({ witnesses: [other], before: second, issuedMs: NOON + 9 * DAY_MS }));
    expect(third.number).toBe(3);
    for (const list of [second, third]) {
      const witnesses = readAgain(list).filter(({ role }) => role === "witness");
      expect(witnesses.map(({ name }) => name)).toEqual([other.name, WITNESS.name]);
      const [now, before] = witnesses;
      expect(goodAt(before, "2026-11-01T00:00:00.000Z")).toBe(true);
      expect(goodAt(before, "2026-11-29T23:59:59.999Z")).toBe(true);
      expect(goodAt(before, "2026-11-30T00:00:00.000Z")).toBe(false);
      expect(goodAt(now, "2026-11-27T23:59:59.999Z")).toBe(false);
      expect(goodAt(now, "2026-11-28T00:00:00.000Z")).toBe(true);
    }
    // One that comes back counts from where it began.
    const back = listKeys(listing({ witnesses: [WITNESS], before: third, issuedMs: NOON + 10 * DAY_MS }));
    const again = readAgain(back).filter(({ name }) => name === WITNESS.name);
    expect(again).toHaveLength(1);
    expect(goodAt(again[0], "2026-12-05T00:00:00.000Z")).toBe(true);
  });

  test("a country's list can be read: 40 000 keys of 20 000 stations", () => {
    const key = keptKey("one");
    const keys = Array.from({ length: 20_000 }, (_none, at) => `S-${at}`).flatMap((station) => [
      { ...key, station, role: "record" as const },
      { ...key, station, role: "log" as const },
    ]);
    expect(readAgain(listKeys(listing({ keys })))).toHaveLength(40_001);
  });
});

describe("a station with an SM2 key", () => {
  const second = (place: number, takenMs: number): KeptKey => {
    const { keyId, publicKeySpki: spki } = createDeterministicSigner(`second ${place}`, "sm2-sm3");
    return keptKey("unused", { role: "second", keyId, spki, place, takenMs });
  };
  const began = NOON - 30 * DAY_MS;

  test("stands on the list with what is asked of it, and one without does not", () => {
    expect(listKeys(listing())).not.toHaveProperty("stations");
    const later = listKeys(listing({ keys: [keptKey("one"), second(0, NOON)] }));
    const signatures = ["ecdsa-p256-sha256", "sm2-sm3"];
    expect(later.stations).toEqual([{ station: "HB-WH-0042", signatures, from: "2026-11-30T00:00:00.000Z" }]);
    const keys = readAgain(later);
    expect(keys.map(({ role, algorithm }) => `${role} ${algorithm}`)).toEqual([
      "record ecdsa-p256-sha256",
      "record sm2-sm3",
      "witness ed25519",
    ]);
    const both = listKeys(listing({ keys: [keptKey("one"), second(0, began), second(1, NOON)] }));
    expect(both.stations).toMatchObject([{ from: "1970-01-01T00:00:00.000Z" }]);
  });

  test("hears of it in its part of the list, remembers it, and knows when it is asked", () => {
    const many = Array.from({ length: 20 }, (_, place) => second(place, NOON));
    const whole = listKeys(listing({ keys: [keptKey("one"), ...many] }));
    const excerpt = excerptsOf(whole, "ab".repeat(32)).get("HB-WH-0042");
    expect(excerpt?.keys.map(({ algorithm }) => algorithm)).toEqual([
      "ecdsa-p256-sha256",
      ...Array.from({ length: 16 }, () => "sm2-sm3"),
      "ed25519",
    ]);
    if (excerpt === undefined) throw new Error("it is on it");
    const judged = judgeList(
      {
        ...{ station: "HB-WH-0042", authority: null, held: null, nowMs: NOON },
        ...{ digest: sha256, verify: verifySignature },
      },
      signTrustList(excerpt, WITNESS),
    );
    if (judged.kind !== "new") throw new Error(judged.kind);
    expect(judged.noted.secondFrom).toBe("2026-11-30T00:00:00.000Z");
    expect(asksSecond(judged.noted, "2026-11-29T23:59:59.999Z")).toBe(false);
    expect(asksSecond(judged.noted, "2026-11-30T00:00:00.000Z")).toBe(true);
    expect(asksSecond(null, "2026-11-30T00:00:00.000Z")).toBe(false);
  });
});
