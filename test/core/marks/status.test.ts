import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import type { OwnCbor } from "../../../src/core/cose/own-cbor.ts";
import { kidOf, unsignedSign1 } from "../../../src/core/cose/own-sign1.ts";
import { CLAIM, MARK_TYP, readMark } from "../../../src/core/marks/mark.ts";
import {
  entryAt,
  LIST_ENTRIES,
  ownEntries,
  packEntries,
  readStatusList,
  unsignedStatusList,
} from "../../../src/core/marks/status-list.ts";
import { isStatusOf, readStatus } from "../../../src/core/marks/status-statement.ts";
import { unzlib, zlibOf } from "../../../src/core/marks/zlib-stream.ts";
import {
  CLAIMS,
  finished,
  MARK_KEY,
  STATUS,
  STATUS_KEY,
  signedMark,
  signedStatus,
} from "../../support/mark-issuer.ts";

/** Goal: marks, statuses and lists of statuses are read as they were written, and none can pass for another. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

describe("mark and status", () => {
  const mark = signedMark();
  const status = signedStatus(mark);

  test("they are read as they were written, and their signatures verify", () => {
    const read = readMark(mark, 4_096);
    expect(read).toMatchObject(CLAIMS);
    const told = readStatus(status, 4_096);
    expect(told).toMatchObject(STATUS);
    expect(told !== null && isStatusOf(told, sha256, mark)).toBe(true);
    expect(told !== null && isStatusOf(told, sha256, signedMark({ iatS: CLAIMS.iatS + 1 }))).toBe(false);
    for (const [of, key] of [[read, MARK_KEY] as const, [told, STATUS_KEY] as const]) {
      const { toBeSigned, signature } = of?.sign1 ?? { toBeSigned: mark, signature: mark };
      expect(verifySignature(key.algorithm, key.publicKeySpki, toBeSigned, signature)).toBe(true);
    }
  });

  test("neither passes for the other", () => {
    expect(readMark(status, 4_096)).toBeNull();
    expect(readStatus(mark, 4_096)).toBeNull();
    expect(readStatusList(mark)).toBeNull();
  });

  test("one bit anywhere: refused, or other bytes than were signed", () => {
    const sound = readMark(mark, 4_096);
    for (let at = 0; at < mark.length; at++)
      for (const bit of [1, 16, 128]) {
        const spoilt = mark.slice();
        spoilt[at] = (spoilt[at] as number) ^ bit;
        const read = readMark(spoilt, 4_096);
        if (read === null) continue;
        const { toBeSigned, signature } = read.sign1;
        const verifies = verifySignature(MARK_KEY.algorithm, MARK_KEY.publicKeySpki, toBeSigned, signature);
        expect(verifies, `byte ${at} of ${hex(mark)}`).toBe(false);
        expect(sound).not.toBeNull();
      }
  });

  test.each([
    ["an issuer of no letter", { issuer: "" }],
    ["an issuer of 25 letters", { issuer: "a".repeat(25) }],
    ["an address of 33 characters", { list: { uri: "u".repeat(33), index: 0 } }],
    ["a place before the first", { list: { uri: "u", index: -1 } }],
    ["an end before 1970", { expS: -1 }],
    ["a kind that nobody knows", { content: { ...CLAIMS.content, kind: 4 as 3 } }],
    ["a record of 15 bytes", { content: { ...CLAIMS.content, record: new Uint8Array(15) } }],
    ["no subject", { content: { ...CLAIMS.content, subject: "" } }],
    ["a flag that nobody knows", { content: { ...CLAIMS.content, flags: 4 } }],
  ])("a mark with %s is refused", (_what, wrong) => {
    expect(readMark(signedMark(wrong), 4_096)).toBeNull();
  });

  test("a claim that is missing or too many is refused", () => {
    const head = { kid: kidOf(MARK_KEY.keyId), typ: MARK_TYP };
    const whole = readMark(mark, 4_096)?.sign1.payload ?? new Map<number, OwnCbor>();
    const made = (payload: ReadonlyMap<number | string, OwnCbor>): unknown =>
      readMark(finished(unsignedSign1(head, payload), MARK_KEY), 4_096);
    expect(made(whole)).toMatchObject(CLAIMS);
    expect([...whole.keys()]).toEqual([CLAIM.issuer, CLAIM.exp, CLAIM.iat, CLAIM.status, CLAIM.content]);
    for (const claim of whole.keys())
      expect(made(new Map([...whole].filter(([key]) => key !== claim))), String(claim)).toBeNull();
    expect(made(new Map([...whole, [2, "x"]]))).toBeNull();
  });

  test.each([-1, 4, 2.5])("a status of value %d is no status", (value) => {
    const made = (): Uint8Array => signedStatus(mark, { value: value as 0 });
    if (Number.isInteger(value)) expect(readStatus(made(), 4_096)).toBeNull();
    else expect(made).toThrow();
  });
});

/** The two worked examples of draft-ietf-oauth-status-list-17. */
describe("status list", () => {
  test.each([
    [1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1], "b9a3", "78dadbb918000217015d"],
    [2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3], "c944f9", "78da3be9f2130003df0207"],
  ] as const)("bits %d: packed as in the draft, and opened again", (bits, values, packed, lst) => {
    expect(hex(packEntries(values, bits))).toBe(packed);
    expect(hex(unzlib(bytes(lst), 100) ?? new Uint8Array(0))).toBe(packed);
    expect(values.map((_value, at) => entryAt(bytes(packed), bits, at))).toEqual(values);
    expect(unzlib(zlibOf(bytes(packed)), 100)).toEqual(bytes(packed));
  });

  test("what lies behind the end is no entry", () => {
    expect(entryAt(bytes("b9a3"), 1, 15)).toBe(1);
    expect(entryAt(bytes("b9a3"), 1, 16)).toBeNull();
    expect(entryAt(bytes("c944f9"), 2, 12)).toBeNull();
    expect(entryAt(bytes("c944f9"), 2, -1)).toBeNull();
    expect(entryAt(bytes("c944f9"), 2, 0.5)).toBeNull();
  });

  test("any values in any of the four widths", () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8), fc.array(fc.nat(255), { maxLength: 50 }), (bits, raw) => {
        const values = raw.map((value) => value % 2 ** bits);
        const packed = packEntries(values, bits as 1);
        expect(values.map((_value, at) => entryAt(packed, bits as 1, at))).toEqual(values);
      }),
    );
  });

  test("a list of ours is small, and is read as it was written", () => {
    const values = new Map([
      [0, 1],
      [9, 2],
      [LIST_ENTRIES - 1, 3],
    ]);
    const claims = {
      uri: CLAIMS.list.uri,
      iatS: STATUS.iatS,
      expS: STATUS.expS,
      ttlS: 900,
      ...ownEntries(values),
    };
    const token = finished(unsignedStatusList(claims, kidOf(STATUS_KEY.keyId)), STATUS_KEY);
    expect(token.length).toBeLessThan(400);
    const read = readStatusList(token);
    expect(read).toEqual(claims);
    const at = (index: number): number | null => entryAt(read?.entries ?? new Uint8Array(0), 2, index);
    expect([0, 1, 9, LIST_ENTRIES - 1, LIST_ENTRIES].map(at)).toEqual([1, 0, 2, 3, null]);
    const readMarkOf = readMark(token, 65_536);
    expect(readMarkOf).toBeNull();
  });

  test("a hundredth revoked is some hundred bytes more", () => {
    const values = new Map(Array.from({ length: 41 }, (_none, at) => [(at * 977) % LIST_ENTRIES, 1]));
    const packed = zlibOf(ownEntries(values).entries);
    expect(packed.length).toBeLessThan(300);
  });
});
