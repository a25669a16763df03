import { beforeAll, describe, expect, test, vi } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { nodeGunzip } from "../../src/adapters/zlib/node-gunzip.ts";
import { checkEvidence } from "../../src/core/evidence/check-evidence.ts";
import { readEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import {
  type EvidenceAnswer,
  evidenceAnswerSchema,
  PART_ANSWER_FORM,
  PART_BYTES_MAX,
  PART_MESSAGE_BYTES_MAX,
  PART_PAYLOAD_TYPE,
  signedPartAnswer,
} from "../../src/core/evidence/evidence-part.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { readSigned, signedMessage } from "../../src/core/requests/signed-message.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { SendingWorld, saidOf } from "../support/evidence-sending-world.ts";
import { type PlayedScenario, playedScenario } from "../support/evidence-world.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { documentOf } from "../support/request-world.ts";
import { signed } from "../support/sealing-station.ts";

/** Goal: section 26 of docs/protocol.md, sentence by sentence, with a real journal on one side and either registry on the other. */
vi.setConfig({ testTimeout: 60_000 });

/** A small bundle of many parts. */
const SMALL = 12 * 1024;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let exam: PlayedScenario;
beforeAll(async () => {
  exam = await playedScenario("c1-no-belt");
}, 60_000);

const first = (world: SendingWorld) => world.sealed[0] as SendingWorld["sealed"][number];

/** Ordered, and small parts. */
function ordered(options: ConstructorParameters<typeof SendingWorld>[1] = {}): SendingWorld {
  options.standIn?.evidence.setBack();
  const world = new SendingWorld(exam, options);
  world.messageBytesMax = SMALL;
  world.order(first(world));
  return world;
}

const REGISTRIES = ["the registry", "the stand-in"] as const;
const withRegistry = (name: (typeof REGISTRIES)[number]) =>
  name === "the stand-in" ? { standIn: exam.run.registry } : {};

function bundleOf(world: SendingWorld): Uint8Array {
  const [kept] = world.kept;
  const bytes = kept === undefined ? undefined : world.stored.get(kept.sha256);
  if (bytes === undefined) throw new Error(`nothing was kept: ${saidOf(world.sender.trouble)}`);
  return bytes;
}

const sayPart = (world: SendingWorld, changes: object, signer = exam.run.signers.log): Uint8Array => {
  const key = { keyId: signer.keyId, sign: (message: Uint8Array) => signed(signer, message) };
  return signedMessage(PART_PAYLOAD_TYPE, { ...(world.parts[0] as object), ...changes }, [key]);
};

const askIntake = async (world: SendingWorld, message: Uint8Array, topicOf = SCENARIO_STATION) => {
  const answer = await world.intake.take(topicOf, message);
  return answer === null ? null : (documentOf(answer) as EvidenceAnswer);
};

test("RP-253 what is ordered is owed until it is kept, or its time is over by a clock that is not in doubt", async () => {
  const world = ordered();
  await world.go(30_000, () => world.open.length === 0);
  expect(world.kept.map(({ record }) => record)).toEqual([first(world).record]);
  const late = ordered();
  late.mayGo = false;
  late.clock.advanceBy(2 * DAY_MS);
  late.mayGo = true;
  await late.go(5_000);
  expect(late.parts).toEqual([]);
  late.isClockSure = false;
  await late.go(30_000, () => late.open.length === 0);
  expect(late.kept).toHaveLength(1);
});

test("RP-254 made again by a later start the bundle has the same bytes, and it stands under the first receipt that covers it", async () => {
  const world = ordered();
  await world.go(30_000, () => world.kept.length === 1);
  world.restart();
  world.order(first(world));
  await world.go(30_000, () => world.kept.length === 2);
  expect(world.kept[1]?.sha256).toBe(world.kept[0]?.sha256);
  const read = readEvidence(bundleOf(world), nodeGunzip);
  if (read.kind === "refused") throw new Error(saidOf(read.reason) ?? "");
  expect(checkEvidence(read.bundle, exam.check).kind).toBe("checked");
  expect(read.bundle.trust).toBeUndefined();
  const receipts = exam.records.flatMap((bytes) => {
    const entry = JSON.parse(new TextDecoder().decode(bytes)) as { type: string; size: number };
    return entry.type === "receipt" && entry.size > first(world).index ? [entry.size] : [];
  });
  expect(read.bundle.size).toBe(receipts[0]);
});

test("RP-255 a part is no larger than a message may be, and nothing is said to one that its station did not sign or that goes beyond its end", async () => {
  const whole = new SendingWorld(exam);
  whole.order(first(whole));
  await whole.go(30_000, () => whole.kept.length === 1);
  expect(whole.messages.every(({ length }) => length <= PART_MESSAGE_BYTES_MAX)).toBe(true);
  const world = ordered();
  await world.go(30_000, () => world.kept.length === 1);
  expect(world.messages.length).toBeGreaterThan(3);
  expect(world.messages.every(({ length }) => length <= SMALL)).toBe(true);
  const again = ordered();
  again.onWay = (message, way) => (way === "up" ? [] : [message]);
  await again.go(30_000, () => again.parts.length === 1);
  const other = exam.run.signers.record;
  const { bytes } = again.parts[0] as { bytes: number };
  for (const strange of [
    sayPart(again, { station: "HB-WH-0099" }),
    sayPart(again, { at: bytes - 1 }),
    sayPart(again, { data: "AAA" }),
    sayPart(again, { more: 1 }),
    sayPart(again, { data: "A".repeat(4 * Math.ceil(PART_BYTES_MAX / 3) + 4), bytes: 2 ** 20 }),
    sayPart(again, {}, other),
    new Uint8Array(PART_MESSAGE_BYTES_MAX + 1),
    new TextEncoder().encode("{}"),
  ])
    expect(await askIntake(again, strange)).toBeNull();
  expect(await askIntake(again, sayPart(again, {}), "HB-WH-0099")).toBeNull();
  expect(again.arrivals.coming).toBeNull();
  expect(await askIntake(again, sayPart(again, {}))).toMatchObject({ outcome: "go-on" });
});

test("RP-256 an answer counts for the part in flight alone, and only from a key that cosigns", async () => {
  const world = ordered();
  world.onWay = (message, way) => (way === "down" ? [] : [message]);
  await world.go(30_000, () => world.parts.length === 1);
  const [part] = world.parts;
  if (part === undefined) throw new Error("nothing was sent");
  const kept: EvidenceAnswer = {
    ...{ schema: "proofmark/evidence-answer/v1", station: SCENARIO_STATION, outcome: "kept", reason: null },
    ...{ record: part.record, sha256: part.sha256, have: part.bytes },
    ...{ message: toHex(sha256(world.messages[0] as Uint8Array)), issued: "2026-11-30T08:00:00.000Z" },
  };
  const { keyId } = exam.run.signers.log;
  const stranger = { keyId, sign: (message: Uint8Array) => signed(exam.run.signers.log, message) };
  for (const forged of [
    signedPartAnswer(kept, [stranger]),
    signedPartAnswer({ ...kept, station: "HB-WH-0099" }, [WITNESS]),
    signedPartAnswer({ ...kept, message: "0".repeat(64) }, [WITNESS]),
    signedPartAnswer({ ...kept, record: "0".repeat(64) }, [WITNESS]),
    signedPartAnswer({ ...kept, sha256: "0".repeat(64) }, [WITNESS]),
    signedPartAnswer({ ...kept, have: -1 }, [WITNESS]),
    signedPartAnswer({ ...kept, outcome: "refused" }, [WITNESS]),
  ])
    world.hear(forged);
  await world.go(1_000);
  expect([world.kept, world.open.length, world.sender.trouble]).toEqual([[], 1, null]);
  expect(world.messages).toHaveLength(1);
  world.hear(signedPartAnswer(kept, [WITNESS]));
  await world.go(1_000);
  expect(world.kept).toHaveLength(1);
});

describe.each(REGISTRIES)("%s", (name) => {
  test("RP-257 parts are added without a gap, a station that starts again goes on from what is held, and another bundle begins anew", async () => {
    const world = ordered(withRegistry(name));
    await world.go(30_000, () => world.answers.length === 3);
    const held = world.answers.at(-1)?.have ?? 0;
    expect(held).toBeGreaterThan(0);
    world.restart();
    const before = world.parts.length;
    await world.go(30_000, () => world.kept.length === 1);
    const after = world.parts.slice(before).map(({ at }) => at);
    expect(after[0]).toBe(0);
    expect(after[1]).toBeGreaterThanOrEqual(held);
    expect(world.answers.filter(({ outcome }) => outcome === "kept")).toHaveLength(1);
  });

  test("RP-258 the whole is looked at before it is kept: other bytes, another record and another history are refused, and nothing stays of them", async () => {
    const refusals: string[] = [];
    const world = ordered(withRegistry(name));
    await world.go(30_000, () => world.kept.length === 1);
    const whole = Buffer.concat(
      [...new Map(world.parts.map((part) => [part.at, part])).values()].map(({ data }) =>
        Buffer.from(data, "base64"),
      ),
    );
    const ask = async (changes: object) => {
      const message = sayPart(world, { id: "1".repeat(32), at: 0, ...changes });
      const standIn = world.intake === undefined ? null : withRegistry(name).standIn;
      const answer =
        standIn === undefined || standIn === null
          ? await askIntake(world, message)
          : (documentOf(
              standIn.evidence.ask(SCENARIO_STATION, message, 0) ?? new Uint8Array(0),
            ) as EvidenceAnswer);
      refusals.push(answer?.reason?.code ?? answer?.outcome ?? "nothing");
      return answer;
    };
    const other = Buffer.from(whole);
    other[100] = (other[100] ?? 0) ^ 1;
    const hash = toHex(sha256(other));
    const data = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    // The hash of others; bytes that are no bundle; a record that is not here.
    await ask({ sha256: "0".repeat(64), bytes: other.length, data: data(other) });
    await ask({ sha256: hash, bytes: other.length, data: data(other) });
    await ask({ record: "0".repeat(64), bytes: whole.length, data: data(whole) });
    expect(refusals[0]).toBe("EVIDENCE_HASH_DIFFERS");
    expect(["EVIDENCE_MALFORMED", "EVIDENCE_UNREADABLE"]).toContain(refusals[1]);
    expect(refusals[2]).toBe("EVIDENCE_RECORD_UNKNOWN");
    if (name === "the registry")
      expect([world.arrivals.coming, world.arrivals.bound.length]).toEqual([null, 1]);
  });

  test("RP-259 of what is bound already any part is answered `kept`", async () => {
    const world = ordered(withRegistry(name));
    await world.go(30_000, () => world.kept.length === 1);
    const sent = world.parts.length;
    world.restart();
    world.order(first(world));
    await world.go(30_000, () => world.kept.length === 2);
    expect(world.parts.length).toBe(sent + 1);
    expect(world.open).toEqual([]);
  });

  test("RP-265 loss, doubling, delay, disorder and forgery, and ends of either side at any step, end with the bundle that the journal gives, once", async () => {
    for (const seed of [1, 2, 3, 4]) {
      const world = ordered({ ...withRegistry(name), seed });
      let turn = seed;
      const late: Uint8Array[] = [];
      world.onWay = (message) => {
        turn = (turn * 1_103_515_245 + 12_345) % 2_147_483_648;
        const fate = turn % 7;
        if (fate === 0) return [];
        if (fate === 1) return [message, message];
        if (fate === 2) {
          late.push(message);
          return late.length > 2 ? late.splice(0, 2) : [];
        }
        if (fate === 3) return [message.map((byte, at) => (at === 40 ? byte ^ 1 : byte)), message];
        return [message];
      };
      for (let step = 0; step < 200 && world.open.length > 0; step++) {
        await world.go(3_000 + ((seed * 7_919 + step * 104_729) % 9_000), () => world.open.length === 0);
        // A registry that forgets at each end what has not come whole may well never have all of it: after so many ends there are no more. The way stays as it is.
        const isEnding = step < 100;
        if (isEnding && step % 5 === seed % 5) world.restart();
        if (isEnding && step % 7 === seed % 7) world.restartRegistry();
        if (step % 11 === 3) {
          world.link(false);
          await world.go(500);
          world.link(true);
        }
      }
      expect([seed, world.open]).toEqual([seed, []]);
      const [kept] = world.kept;
      const there =
        name === "the registry"
          ? world.stored.get(kept?.sha256 ?? "")
          : exam.run.registry.evidence.kept.find(({ sha256: hash }) => hash === kept?.sha256)?.bytes;
      expect(toHex(sha256(there ?? new Uint8Array(0)))).toBe(kept?.sha256);
    }
  });
});

test("RP-258 a worker that ends between store and row, or whose store is away, says nothing and mends it with the next part", async () => {
  for (const fails of [
    { call: "bind", isDone: false },
    { call: "bind", isDone: true },
    { call: "drop", isDone: false },
    { call: "add", isDone: true },
    { call: "add", isDone: false },
  ] as const) {
    const world = ordered();
    world.arrivals.fails = fails;
    world.isStoreAway = true;
    await world.go(60_000, () => world.messages.length > 12);
    expect(world.kept).toEqual([]);
    world.isStoreAway = false;
    world.restartRegistry();
    await world.go(1_800_000, () => world.kept.length === 1);
    expect([fails, world.kept.length, world.arrivals.coming]).toEqual([fails, 1, null]);
    expect(toHex(sha256(bundleOf(world)))).toBe(world.kept[0]?.sha256);
  }
});

test("RP-258 a bundle under a checkpoint that this registry never cosigned, and one of another record, is refused", async () => {
  const world = ordered();
  await world.go(30_000, () => world.kept.length === 1);
  const bytes = bundleOf(world);
  const read = readEvidence(bytes, nodeGunzip);
  if (read.kind === "refused") throw new Error("it was kept");
  const { whyNotBundleOf } = await import("../../src/runtime/registry/bundle-of-record.ts");
  const { record } = read.bundle;
  expect(await whyNotBundleOf(record, bytes, async () => undefined)).toMatchObject({
    code: "EVIDENCE_NOT_COSIGNED",
  });
  expect(await whyNotBundleOf("0".repeat(64), bytes, async () => undefined)).toMatchObject({
    code: "EVIDENCE_OF_ANOTHER",
  });
});

test("RP-260 what is refused, or cannot be made, is told and left alone for an hour, and other evidence goes on", async () => {
  const world = new SendingWorld(exam, { known: [] });
  world.messageBytesMax = SMALL;
  world.order(first(world));
  await world.go(30_000, () => world.sender.trouble !== null);
  expect(saidOf(world.sender.trouble)).toMatch(/could not be sent: The registry has no record/);
  const sent = world.parts.length;
  await world.go(60_000);
  expect(world.parts.length).toBe(sent);
  world.order({ record: "1".repeat(64), index: 0 });
  await world.go(5_000);
  expect(saidOf(world.sender.trouble)).toMatch(/does not have these records/);
  world.clock.advanceBy(HOUR_MS);
  await world.go(30_000, () => world.parts.length > sent);
  expect(world.parts.length).toBeGreaterThan(sent);
});

test("RP-261 nothing goes while something else has to, and what is not answered goes again, from what is known to be held", async () => {
  const world = ordered();
  world.mayGo = false;
  await world.go(10_000);
  expect([world.parts.length, world.opened]).toEqual([0, 0]);
  world.mayGo = true;
  await world.go(30_000, () => world.answers.length === 2);
  world.mayGo = false;
  await world.go(60_000);
  const sent = world.parts.length;
  expect(sent).toBeLessThanOrEqual(3);
  world.mayGo = true;
  world.onWay = (message, way) => (way === "down" ? [] : [message]);
  await world.go(19_000);
  const quiet = world.parts.length;
  expect(quiet).toBeLessThanOrEqual(sent + 1);
  await world.go(60_000, () => world.parts.length > quiet);
  expect(world.parts.at(-1)?.at).toBe(world.parts.at(-2)?.at);
  expect(world.messages.at(-1)).not.toEqual(world.messages.at(-2));
  world.onWay = (message) => [message];
  await world.go(600_000, () => world.kept.length === 1);
  expect(world.kept).toHaveLength(1);
  const none = new SendingWorld(exam);
  await none.go(10_000);
  expect(none.opened).toBe(0);
});

test("RP-262 `kept` stands in the journal with the answer as it came, and can be checked there", async () => {
  const world = ordered();
  await world.go(30_000, () => world.kept.length === 1);
  const [entry] = world.kept;
  const keys = { digest: sha256, verify: verifySignature, keys: [WITNESS.spki] };
  const read = readSigned(keys, [PART_ANSWER_FORM], new TextEncoder().encode(entry?.answer ?? ""));
  expect(read).toMatchObject({
    kind: "document",
    document: { outcome: "kept", record: entry?.record, sha256: entry?.sha256, station: SCENARIO_STATION },
  });
  expect(evidenceAnswerSchema.safeParse(read.kind === "document" ? read.document : null).success).toBe(true);
});

test("RP-264 the registry drops what nobody went on with for a day", async () => {
  const world = ordered();
  world.onWay = (message, way) => (way === "down" ? [] : [message]);
  await world.go(30_000, () => world.arrivals.coming !== null);
  world.sender.stop();
  const swept: number[] = [];
  world.arrivals.sweep = async (beforeMs: number) => void swept.push(beforeMs);
  world.clock.advanceBy(2 * DAY_MS);
  await askIntake(world, sayPart(world, { id: "2".repeat(32) }));
  expect(swept).toEqual([world.clock.wallMs() - DAY_MS]);
});
