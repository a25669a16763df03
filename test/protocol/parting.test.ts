import { describe, expect, test } from "vitest";
import { MemoryRegistryStore } from "../../simulators/registry/registry-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { publicKeyOf, signedRequest } from "../../src/cli/keys-enrol.ts";
import { readDecision } from "../../src/core/delivery/registry-decision.ts";
import type { PersonAct } from "../../src/core/journal/person-act.ts";
import { type KeyRotation, ROTATION_PAYLOAD_TYPE } from "../../src/core/record/key-request.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { DeliveryWorld, WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { reasonOf, StoppedStation } from "../support/stopped-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

/** Section 10: keys that change, and histories that part. */
const AT = 1_767_600_000_500;
const NEXT = {
  log: createDeterministicSigner("next log", "ed25519"),
  record: createDeterministicSigner("next record", "ecdsa-p256-sha256"),
};

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function signWith(station: SealingStation, role: "log" | "record"): void {
  const changing = station as Mutable<SealingStation>;
  if (role === "log") changing.logSigner = NEXT.log;
  else changing.recordSigner = NEXT.record;
}

function rotation(
  station: SealingStation,
  role: "log" | "record",
  signers?: readonly Signer[],
): Promise<string> {
  const old = role === "log" ? station.logSigner : station.recordSigner;
  const document: KeyRotation = {
    schema: "proofmark/key-rotation/v1",
    station: station.station,
    log: `proofmark/${station.station}`,
    role,
    oldKey: publicKeyOf(old),
    newKey: publicKeyOf(NEXT[role]),
    issued: "2026-01-05T08:00:00.000Z",
  };
  return signedRequest(ROTATION_PAYLOAD_TYPE, document, signers ?? [old, NEXT[role]]);
}

function registry(station: SealingStation, store = new MemoryRegistryStore()): RegistryService {
  return new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration], store });
}

const submit = (service: RegistryService, submission: unknown) =>
  messageOf(service.handle(bytesOf(submission), AT)[0]) as {
    code?: number;
    size?: number;
    quarantined?: { index: number }[];
  };

describe("keys that change", () => {
  test("RP-110 a new key is taken up only by a request that the key before it and it itself signed", async () => {
    const station = new SealingStation();
    station.seal();
    const service = registry(station);
    const stranger = createDeterministicSigner("stranger", "ed25519");
    for (const signers of [[station.logSigner], [NEXT.log], [stranger, NEXT.log], []])
      expect(service.rotate(await rotation(station, "log", signers))).toBe(false);
    const request = await rotation(station, "log");
    expect(service.rotate(request.replace('"sig":"', '"sig":"A'))).toBe(false);
    expect(service.rotate(request)).toBe(true);
    // It follows the key that it was made for, and no other.
    expect(service.rotate(request)).toBe(false);
  });

  test("RP-111 what either signed is taken until something that the new one signed was, then the old one's is refused", async () => {
    for (const role of ["log", "record"] as const) {
      const station = new SealingStation(`ROTATING-${role}`);
      const old = role === "log" ? station.logSigner : station.recordSigner;
      const store = new MemoryRegistryStore();
      let service = registry(station, store);
      station.seal();
      expect(service.rotate(await rotation(station, role))).toBe(true);
      expect(submit(service, submissionOf(station, 0)).size).toBe(2);
      signWith(station, role);
      station.seal();
      expect(submit(service, submissionOf(station, 2))).toMatchObject({ size: 4, quarantined: [] });
      Object.assign(station, role === "log" ? { logSigner: old } : { recordSigner: old });
      station.seal();
      // Also after a restart.
      const { registration } = new SealingStation(`ROTATING-${role}`);
      service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [registration], store });
      const answer = submit(service, submissionOf(station, 4));
      if (role === "log") expect(answer.code).toBe(403);
      else expect(answer).toMatchObject({ size: 6, quarantined: [{ index: 5 }] });
    }
  });

  test("RP-112 a receipt that a former log key signed is one, if that key signed which one follows it", async () => {
    const world = new DeliveryWorld();
    world.seal(2);
    world.start(0);
    world.drain();
    const { station, service } = world;
    const request = await rotation(station, "log");
    const former = station.logSigner.keyId;
    const forged = await rotation(station, "log", [NEXT.log]);
    expect(service.rotate(request)).toBe(true);
    signWith(station, "log");
    const asked = (text: string) => {
      const act: PersonAct = {
        kind: "key-rotated",
        role: "log",
        oldKeyId: former,
        newKeyId: NEXT.log.keyId,
        request: text,
      };
      world.link = world.newLink();
      world.outbox = world.newOutbox();
      world.outbox.start(station.book(4), [act]);
      world.clock.advanceBy(2000);
      return world.outbox.isAskingRegistry;
    };
    expect(asked(forged)).toBe(true);
    expect(asked(request)).toBe(false);
    world.seal(1);
    world.drain();
    expect(service.size(station.station)).toBe(6);
  });
});

/** Receipted at 2, 4 and 6; an old copy of 3 entries then goes on by itself. */
function parted(store = new MemoryRegistryStore()): { station: SealingStation; service: RegistryService } {
  const station = new SealingStation();
  const service = registry(station, store);
  for (let i = 0; i < 3; i++) {
    station.seal();
    submit(service, submissionOf(station, 2 * i));
  }
  station.journal = station.journal.copy(3);
  station.sealed = 1;
  return { station, service };
}

describe("histories that part", () => {
  test("RP-113 what locks a station stands in its journal: it starts locked, link or not, until it has taken a decision", async () => {
    const station = new StoppedStation();
    await station.jobs(2);
    const { result } = await station.run((toy) => {
      const [flight] = station.entries().filter(({ type }) => type === "receipt");
      return [flight?.type, reasonOf(toy.open())];
    });
    expect(result).toEqual(["receipt", "opened"]);
    await station.oldCopy();
    await station.run(() => null);
    expect(station.entries().filter(({ type }) => type === "delivery-locked")).toHaveLength(1);
    station.isOffline = true;
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["NO_JOB_IN_ANOTHER_HISTORY"]);
    await station.call("unlock", "--with", station.decision(station.resumed()));
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["opened"]);
  });

  test("RP-114 a decision is signed by the key that cosigns, and that is checked before anything in it is read", () => {
    const { station, service } = parted();
    const text = service.resume(station.station, { size: 2, atMs: AT });
    const check = { digest: sha256, verify: verifySignature };
    const witness = { name: service.witnessName, spki: service.witnessSpki };
    expect(readDecision({ ...check, witness }, text)).toMatchObject({
      kind: "decision",
      decision: { station: station.station, held: { size: 6 }, resume: { size: 2 } },
    });
    const other = { name: "other", spki: NEXT.log.publicKeySpki };
    // Not even that it is no JSON is told of what nobody known has signed.
    for (const spoilt of [text, text.replace(/"payload":"[^"]*"/, '"payload":"e30="')])
      expect(readDecision({ ...check, witness: other }, spoilt)).toMatchObject({
        reason: { code: "DECISION_UNSIGNED" },
      });
  });

  test("RP-115 after it the registry takes what continues resume, a size that it cosigned, and nothing that continues held", () => {
    const store = new MemoryRegistryStore();
    const { station, service } = parted(store);
    const held = new SealingStation();
    for (let i = 0; i < 4; i++) held.seal();
    expect(() => service.resume(station.station, { size: 3, atMs: AT })).toThrow("never cosigned");
    service.resume(station.station, { size: 2, atMs: AT });
    const restarted = registry(new SealingStation(), store);
    for (const one of [service, restarted]) {
      expect(one.size(station.station)).toBe(2);
      expect(submit(one, submissionOf(held, 6)).code).toBe(409);
    }
    station.seal();
    expect(submit(service, submissionOf(station, 2))).toMatchObject({ size: 5 });
    expect(submit(service, submissionOf(held, 5)).code).toBe(422);
  });

  test("RP-116 a station takes a decision only for its own log, resumed where its journal is that, later than what it was told, and once", async () => {
    const station = new StoppedStation();
    await station.jobs(2);
    const said = async (text: string) => (await station.call("unlock", "--with", station.decision(text))).err;
    const held = station.registry.size("TOY-1");
    expect(await said(station.resumedAt(held))).toContain("nothing to give up");
    await station.oldCopy();
    await station.run(() => null);
    expect(await said(station.resumedAt(held))).toContain("takes the log up at size");
    // The one that is lost on the way, and the one that the registry makes then.
    station.resumed();
    const good = station.resumed();
    expect(await said(good)).toBe("");
    expect(await said(good)).toContain("has been used");
  });

  test("RP-117 records above resume stay in force; the same one in the same place counts again and stands once", () => {
    const { station, service } = parted();
    const twin = new SealingStation();
    for (let i = 0; i < 2; i++) twin.seal();
    service.resume(station.station, { size: 2, atMs: AT });
    expect(submit(service, submissionOf(twin, 2))).toMatchObject({ size: 4, quarantined: [] });
    expect(service.stored.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  });

  test("RP-118 a record of the branch that goes on with the job number of another one that is in force is quarantined", () => {
    const { station, service } = parted();
    service.resume(station.station, { size: 2, atMs: AT });
    // The copy's own third entry, and the job of the abandoned branch done anew.
    station.seal({ padding: 1 });
    expect(submit(service, submissionOf(station, 2))).toMatchObject({ size: 5, quarantined: [{ index: 4 }] });
    expect(service.quarantined.map(({ defect }) => defect)).toEqual(["job-used"]);
  });

  test("RP-119 the next job has the number that the decision names, or a higher one", async () => {
    const station = new StoppedStation();
    await station.jobs(2);
    await station.oldCopy();
    await station.run(() => null);
    await station.call("unlock", "--with", station.decision(station.resumed()));
    expect(await station.jobs(2)).toEqual(
      ["TOY-1-001003", "TOY-1-001004"].map((job) => ({ kind: "opened", job })),
    );
  });

  test("RP-120 a connected station with receipts begins no job before it knows what is held, for 10 s at most", async () => {
    const station = new StoppedStation();
    await station.jobs(1);
    station.isOffline = true;
    const asked: [number, string][] = [];
    await station.run((toy, clock) => {
      for (let second = 0; second <= 11; second++) {
        asked.push([second, reasonOf(toy.open())]);
        clock.advanceBy(1000);
      }
    }, 6);
    const first = asked.findIndex(([, code]) => code === "opened");
    expect(asked.slice(0, first).every(([, code]) => code === "ASKING_REGISTRY")).toBe(true);
    expect(first).toBe(10);
    const world = new DeliveryWorld();
    world.seal(1);
    world.start(2);
    world.link.goDown(null);
    world.clock.advanceBy(1000);
    expect(world.outbox.isAskingRegistry).toBe(false);
  });
});
