import { describe, expect, test } from "vitest";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { publicKeyOf, signedRequest } from "../../src/cli/keys-enrol.ts";
import {
  ENROLMENT_PAYLOAD_TYPE,
  type Enrolment,
  invitedMessage,
  ROTATION_PAYLOAD_TYPE,
  readEnrolment,
  readRotation,
} from "../../src/core/record/key-request.ts";
import { firstKey, firstKeys, sameKeys, withUsed } from "../../src/core/registry/following-keys.ts";
import { secondFromMs } from "../../src/core/registry/second-keys.ts";
import { registeredSecond } from "../../src/stage/second-key.ts";
import { CoreRegistry } from "../support/core-registry.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: a registry and its stand-in demand of a station with an SM2 key both signatures, of records as of withdrawals, and of any other station one. */
const SECOND = createDeterministicSigner("second of a station", "sm2-sm3");
const OTHER = createDeterministicSigner("another second", "sm2-sm3");
const STRANGER = createDeterministicSigner("a stranger beside", "ecdsa-p256-sha256");
const CHECK = { digest: sha256, verify: verifySignature };

/** What both of them keep apart of what this station sealed: indexes, the same at both. */
function quarantined(station: SealingStation, has: boolean): readonly number[] {
  const stations = [{ ...station.registration, ...registeredSecond(has ? SECOND : undefined) }];
  const bytes = bytesOf(submissionOf(station, 0));
  const core = messageOf(new CoreRegistry({ witnessSeed: WITNESS_SEED, stations }).handle(bytes, 1_000));
  const [answer] = new RegistryService({ witnessSeed: WITNESS_SEED, stations }).handle(bytes, 1_000);
  const standIn = messageOf(answer as Uint8Array);
  const indexes = (message: unknown) =>
    (message as { quarantined?: readonly { index: number }[] }).quarantined?.map(({ index }) => index) ?? [];
  expect([core, standIn]).toMatchObject([{ size: 4 }, { size: 4 }]);
  expect(indexes(standIn)).toEqual(indexes(core));
  return indexes(core);
}

describe("what a registry takes of a station", () => {
  const sealedBy = (...beside: (typeof SECOND)[]): SealingStation => {
    const station = new SealingStation();
    station.beside = [SECOND];
    station.seal();
    station.beside = beside;
    station.seal();
    return station;
  };
  test.each([
    ["both signatures", [SECOND], []],
    ["the first alone", [], [3]],
    ["the first and a stranger's", [STRANGER], [3]],
    ["the first and another SM2 key's", [OTHER], [3]],
    ["both and a stranger's", [SECOND, STRANGER], [3]],
  ] as const)("with an SM2 key: %s", (_, beside, apart) => {
    expect(quarantined(sealedBy(...beside), true)).toEqual(apart);
  });

  test("without one: one signature is enough", () => {
    expect(quarantined(sealedBy(), false)).toEqual([]);
  });

  test("a withdrawal as well", () => {
    for (const [beside, apart] of [
      [[SECOND], []],
      [[], [2]],
    ] as const) {
      const station = new SealingStation();
      station.beside = [SECOND];
      station.seal();
      station.beside = beside;
      station.withdraw(0);
      const bytes = bytesOf(submissionOf(station, 0));
      const stations = [{ ...station.registration, ...registeredSecond(SECOND) }];
      const core = new CoreRegistry({ witnessSeed: WITNESS_SEED, stations });
      core.handle(bytes, 1_000);
      expect(core.kept.filter(({ kind }) => kind === "quarantined").map(({ index }) => index)).toEqual(apart);
      const standIn = new RegistryService({ witnessSeed: WITNESS_SEED, stations });
      standIn.handle(bytes, 1_000);
      expect(standIn.quarantined.map(({ index }) => index)).toEqual(apart);
    }
  });
});

describe("the keys beside", () => {
  const key = (name: string) => {
    const { keyId, publicKeySpki: spki } = createDeterministicSigner(name, "sm2-sm3");
    return { keyId, spki };
  };
  const both = firstKeys(key("a"), key("b"));

  test("are a part of what a record was weighed with", () => {
    expect(sameKeys(both, firstKeys(key("a"), key("b")))).toBe(true);
    for (const other of [firstKey(key("a")), firstKeys(key("a"), key("c"))])
      expect([sameKeys(both, other), sameKeys(other, both)]).toEqual([false, false]);
    const { beside } = both;
    if (beside === undefined) throw new Error("there is one");
    expect(sameKeys(both, { ...both, beside: { ...beside, fromMs: 1 } })).toBe(false);
  });

  test("are given up when the next one has signed, and not with the first ones", () => {
    const { beside } = both;
    if (beside === undefined) throw new Error("there is one");
    const next = { ...both, beside: { ...beside, keys: [...beside.keys, key("c")] } };
    expect(withUsed(next, keyIdOf(key("c").spki)).beside?.used).toBe(1);
    expect(withUsed(next, keyIdOf(key("c").spki)).used).toBe(0);
    expect(withUsed(next, keyIdOf(key("b").spki))).toBe(next);
  });

  test("are asked for from the beginning, or from the day after the next one", () => {
    const noon = Date.parse("2026-11-28T12:00:00.000Z");
    expect(secondFromMs(noon, noon)).toBe(0);
    expect(new Date(secondFromMs(0, noon)).toISOString()).toBe("2026-11-30T00:00:00.000Z");
  });
});

describe("a request with an SM2 key", () => {
  const station = new SealingStation("HB-WH-0042");
  const { recordSigner, logSigner } = station;
  const asked: Enrolment = {
    ...{ schema: "proofmark/enrolment/v1", station: station.station, log: "proofmark/HB-WH-0042" },
    ...{
      recordKey: publicKeyOf(recordSigner),
      logKey: publicKeyOf(logSigner),
      secondKey: publicKeyOf(SECOND),
    },
    issued: "2026-11-28T08:00:00.000Z",
  };
  const read = async (document: Enrolment, signers = [recordSigner, logSigner, SECOND]) =>
    readEnrolment(CHECK, await signedRequest(ENROLMENT_PAYLOAD_TYPE, document, signers));

  test("is one that all three signed, each of its kind", async () => {
    expect(await read(asked)).toMatchObject({ second: { keyId: SECOND.keyId } });
    const { secondKey: _, ...two } = asked;
    expect(await read(two)).toMatchObject({ second: null });
    const refused = { kind: "refused", reason: { code: "ENROLMENT_UNSIGNED" } };
    expect(await read(asked, [recordSigner, logSigner])).toMatchObject(refused);
    expect(await read({ ...asked, secondKey: publicKeyOf(recordSigner) })).toMatchObject(refused);
    expect(await read({ ...asked, recordKey: publicKeyOf(SECOND) })).toMatchObject(refused);
    expect(
      await read({ ...asked, secondKey: { ...publicKeyOf(SECOND), algorithm: "ed25519" } }),
    ).toMatchObject(refused);
  });

  test("is bound to the code of an invitation with all three", () => {
    const { secondKey: _, ...two } = asked;
    expect(new TextDecoder().decode(invitedMessage(asked))).toContain(SECOND.keyId);
    expect(invitedMessage(two)).not.toEqual(invitedMessage(asked));
  });

  test("to rotate it is one that both signed, of the role second alone", async () => {
    const document = {
      ...{ schema: "proofmark/key-rotation/v1", station: station.station, log: asked.log, role: "second" },
      ...{ oldKey: publicKeyOf(SECOND), newKey: publicKeyOf(OTHER), issued: asked.issued },
    };
    const request = async (role: string, signers = [SECOND, OTHER]) =>
      readRotation(CHECK, await signedRequest(ROTATION_PAYLOAD_TYPE, { ...document, role }, signers));
    expect(await request("second")).toMatchObject({ role: "second", newKeyId: OTHER.keyId });
    for (const spoilt of [await request("record"), await request("log"), await request("second", [SECOND])])
      expect(spoilt).toMatchObject({ kind: "refused" });
  });
});
