import { describe, expect, test } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { OtherWitnesses } from "../../src/core/delivery/receipt-check.ts";
import { decodeBase64, encodeBase64 } from "../../src/core/record/base64.ts";
import { addCheckpointText } from "../../src/core/registry/witness/add-checkpoint.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import { Witnessing } from "../../src/registry/witnessing.ts";
import { DeliveryWorld, upTo } from "../support/delivery-world.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { MemoryCosignatures, NearWitness, SECOND, witnessKey } from "../support/second-witness.ts";
import { bytesOf, checkpointNote, messageOf } from "../support/submissions.ts";

/** Section 23: a receipt that more than one witness stands for. */
const TWO: OtherWitnesses = { atLeast: 2, others: [{ name: SECOND.name, spki: SECOND.spki }] };

/** Puts a line under every checkpoint that the registry shows; null for none. */
type Under = (text: string) => string | null;

const textOf = (note: string): string => note.slice(0, note.indexOf("\n\n") + 1);
const second: Under = (text) => SECOND.cosignature(text, 1);

function worldWith(under: () => Under, witnesses = TWO): DeliveryWorld {
  const world = new DeliveryWorld();
  world.outbox = world.newOutbox({ witnesses });
  world.link.intercept((direction, message) => [direction === "up" ? message : shown(message, under())]);
  return world;
}

function shown(message: Uint8Array, under: Under): Uint8Array {
  const answer = messageOf(message) as {
    checkpoint?: string;
    held?: { checkpoint: string | null } | null;
  };
  const more = (note: string): string => `${note}${under(textOf(note)) ?? ""}`;
  if (answer.checkpoint !== undefined) answer.checkpoint = more(answer.checkpoint);
  if (typeof answer.held?.checkpoint === "string") answer.held.checkpoint = more(answer.held.checkpoint);
  return bytesOf(answer);
}

const CASES: readonly [string, Under, OtherWitnesses, boolean][] = [
  ["both", second, TWO, true],
  ["the registry alone", () => null, TWO, false],
  ["the registry alone, where that is enough", () => null, { ...TWO, atLeast: 1 }, true],
  ["the registry twice", (text) => WITNESS.cosignature(text, 2), TWO, false],
  ["a stranger", (text) => witnessKey("stranger.example/w", 5).cosignature(text, 1), TWO, false],
  ["a forged one", (text) => spoilt(SECOND.cosignature(text, 1)), TWO, false],
  ["another key under its name", (text) => witnessKey(SECOND.name, 5).cosignature(text, 1), TWO, false],
  [
    "its cosignature of another checkpoint",
    () => SECOND.cosignature("proofmark/X\n1\nAA==\n", 1),
    TWO,
    false,
  ],
  [
    "one key under two names",
    (text) => `${second(text)}${witnessKey("witness.example/w2", 9).cosignature(text, 1)}`,
    { atLeast: 3, others: [...TWO.others, { name: "witness.example/w2", spki: SECOND.spki }] },
    false,
  ],
];

describe("at the station", () => {
  test.each(CASES)(
    "RP-188 a checkpoint is a receipt where as many different witnesses as the station asks for cosigned it: %s",
    (_name, under, witnesses, counts) => {
      const world = worldWith(() => under, witnesses);
      world.seal(3);
      world.start(0);
      world.clock.runUntil(() => world.receipts.length > 0, 120_000);
      expect(world.receipts.length > 0).toBe(counts);
      expect(world.outbox.status().pending).toBe(counts ? 0 : 3);
      expect(world.locks).toEqual([]);
    },
  );

  test("RP-189 what waits for a witness is not sent again, what comes after goes on, and all of it is receipted in the end", () => {
    let isUp = false;
    const world = worldWith(() => (isUp ? second : () => null));
    const sent: number[] = [];
    const handle = world.service.handle.bind(world.service);
    world.service.handle = (message, atMs) => {
      const { records } = messageOf(message) as { records: unknown[] };
      sent.push(records.length);
      return handle(message, atMs);
    };
    world.start(0);
    for (let n = 0; n < 5; n++) {
      world.seal(2);
      world.clock.runUntil(() => false, 90_000);
    }
    expect(world.delivered()).toEqual(upTo(10));
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(10);
    expect(world.outbox.status()).toMatchObject({
      pending: 10,
      refusal: null,
      trouble: { code: "RECEIPT_AWAITS_WITNESS" },
    });
    isUp = true;
    world.drain(90_000);
    expect(world.receipts.map(({ size }) => size)).toEqual([20]);
    expect(world.outbox.status()).toMatchObject({ trouble: null, pending: 0 });
  });

  test("RP-189 after a start of the station as well", () => {
    let isUp = false;
    const world = worldWith(() => (isUp ? second : () => null));
    world.seal(4);
    world.start(0);
    world.clock.runUntil(() => false, 30_000);
    void world.outbox.stop();
    world.link = world.newLink();
    world.link.intercept((direction, message) => [
      direction === "up" ? message : shown(message, isUp ? second : () => null),
    ]);
    world.outbox = world.newOutbox({ witnesses: TWO });
    world.start(0);
    world.clock.runUntil(() => false, 30_000);
    expect(world.receipts).toEqual([]);
    isUp = true;
    world.seal(1);
    world.drain(90_000);
    expect(world.delivered()).toEqual(upTo(5));
  });

  test("RP-191 a receipt that becomes whole later counts when it comes, asked for or not", () => {
    const world = worldWith(() => () => null);
    world.seal(3);
    world.start(0);
    world.clock.runUntil(() => world.outbox.status().trouble !== null, 30_000);
    expect(world.receipts).toEqual([]);
    const size = world.station.journal.size();
    const note = checkpointNote(world.station, size);
    const checkpoint = `${note}${WITNESS.cosignature(textOf(note), 1)}${second(textOf(note))}`;
    world.link.intercept(null);
    world.link.inject(
      bytesOf({
        schema: "proofmark/receipt/v1",
        station: world.station.station,
        size,
        checkpoint,
        quarantined: [],
      }),
    );
    world.clock.runUntil(() => world.receipts.length > 0, 1_000);
    expect(world.receipts.map((receipt) => receipt.size)).toEqual([size]);
  });
});

function spoilt(line: string): string {
  const [dash = "", name = "", text = ""] = line.trimEnd().split(" ");
  const bytes = decodeBase64(text) ?? new Uint8Array();
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return `${dash} ${name} ${encodeBase64(bytes)}\n`;
}

/** The registry's side without database and network. */
function registry() {
  const station = new SealingStation();
  const witness = new NearWitness([station]);
  const book = new MemoryCosignatures();
  const told: string[] = [];
  const troubles: Reason[] = [];
  let nowMs = 0;
  const make = (): Witnessing =>
    new Witnessing({
      ...{ others: [witness], book, digest: sha256, verify: verifySignature, monoMs: () => nowMs },
      tell: (_station, answer) => void told.push((messageOf(answer) as { checkpoint: string }).checkpoint),
      onTrouble: (_about, why) => void troubles.push(why),
      onFailure: (error) => {
        throw error;
      },
    });
  let witnessing = make();
  return {
    ...{ station, witness, book, told, troubles },
    /** One submission, committed and cosigned by the registry; the note of its receipt. */
    async commit(records = 1): Promise<string> {
      const oldSize = station.journal.size();
      for (let n = 0; n < records; n++) station.seal();
      const size = station.journal.size();
      const own = checkpointNote(station, size);
      const note = `${own}${WITNESS.cosignature(textOf(own), 1)}`;
      const consistency = oldSize === 0 ? [] : station.journal.consistencyProof(oldSize, size);
      book.kept.push({ oldSize, size, consistency, note, branch: 0 });
      const head = { size, root: station.journal.root(size), records: 0, note, cosignedMs: 0 };
      return await witnessing.cosigned({ station: station.station, branch: 0, head, quarantined: [] });
    },
    async look(afterMs = 61_000): Promise<void> {
      nowMs += afterMs;
      await witnessing.look([station.station]);
    },
    restart(): void {
      witnessing = make();
    },
  };
}

const hasSecond = (note: string): boolean => note.includes(`\n\u2014 ${SECOND.name} `);

describe("at the registry", () => {
  test("RP-190 it answers whether or not another witness does, and asks one that is away no more for each answer", async () => {
    const world = registry();
    expect(hasSecond(await world.commit())).toBe(true);
    world.witness.isAway = true;
    const asked = world.witness.asked;
    for (let n = 0; n < 20; n++) expect(hasSecond(await world.commit())).toBe(false);
    expect(world.witness.asked).toBe(asked + 1);
    expect(world.troubles).toEqual([
      { code: "WITNESS_AWAY", params: { witness: SECOND.name, what: "ECONNREFUSED" } },
    ]);
  });

  test.each([false, true])(
    "RP-191 when the witness is back, the receipt is completed and told by itself; after a start of the worker: %s",
    async (isRestarted) => {
      const world = registry();
      world.witness.isAway = true;
      await world.commit(3);
      if (isRestarted) world.restart();
      await world.look();
      expect(world.told).toEqual([]);
      world.witness.isAway = false;
      await world.look();
      expect(world.told.map(hasSecond)).toEqual([true]);
      expect(world.book.kept.map(({ note }) => hasSecond(note))).toEqual([true]);
      await world.look();
      expect(world.told).toHaveLength(1);
    },
  );

  test("RP-194 a witness that was away is led from checkpoint to checkpoint; one that was set back as well", async () => {
    const world = registry();
    await world.commit(2);
    const early = new Map((world.witness.states as unknown as { trees: Map<string, never> }).trees);
    world.witness.isAway = true;
    for (let n = 0; n < 9; n++) await world.commit();
    world.witness.isAway = false;
    await world.look();
    expect(world.told.map(hasSecond)).toEqual([true]);
    expect(world.witness.signed.map(({ size }) => size)).toEqual([4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
    (world.witness.states as unknown as { trees: Map<string, never> }).trees = early;
    expect(hasSecond(await world.commit())).toBe(true);
    expect(world.witness.signed.at(-1)?.size).toBe(24);
    expect(world.witness.forks).toEqual([]);
    expect(world.troubles.map(({ code }) => code)).toEqual(["WITNESS_AWAY"]);
  });

  test("RP-194 one that comes anew is asked for the newest checkpoint alone", async () => {
    const world = registry();
    world.witness.isAway = true;
    for (let n = 0; n < 4; n++) await world.commit();
    world.witness.isAway = false;
    await world.look();
    expect(world.witness.signed.map(({ size }) => size)).toEqual([8]);
  });

  test("RP-194 one that holds what the registry cannot lead on from is told, and nothing is made up", async () => {
    const world = registry();
    await world.commit(3);
    world.book.kept.splice(0);
    world.station.journal = world.station.journal.copy(2);
    world.witness.states.keep("proofmark/TEST-0001", { size: 40, root: new Uint8Array(32) });
    world.restart();
    expect(hasSecond(await world.commit())).toBe(false);
    expect(world.troubles.map(({ code }) => code)).toEqual(["WITNESS_OTHER_HISTORY"]);
  });

  test.each<[string, (line: string) => string]>([
    ["forged", spoilt],
    ["of another key", () => witnessKey(SECOND.name, 5).cosignature("x\n", 1)],
    ["of another note", () => SECOND.cosignature("proofmark/X\n1\nAA==\n", 1)],
    ["with a text of its own", (line) => `records 99\n\n${line}`],
    ["none", () => ""],
  ])(
    "RP-195 an answer is taken for a cosignature of that checkpoint by that key alone: %s",
    async (_name, change) => {
      const world = registry();
      world.witness.tamper = (answer) =>
        answer.kind === "cosigned" ? { ...answer, text: change(answer.text) } : answer;
      const note = await world.commit();
      expect(note).toBe(world.book.kept[0]?.note);
      expect(hasSecond(note)).toBe(false);
      expect(world.troubles.map(({ code }) => code)).toEqual(["WITNESS_SIGNS_OTHERWISE"]);
    },
  );

  test("RP-195 what else stands in the answer does not come into the receipt", async () => {
    const world = registry();
    const stranger = witnessKey("stranger.example/w", 5);
    world.witness.tamper = (answer) =>
      answer.kind === "cosigned"
        ? { ...answer, text: `${stranger.cosignature("x\n", 1)}${answer.text}` }
        : answer;
    const note = await world.commit();
    expect(hasSecond(note)).toBe(true);
    expect(note).not.toContain("stranger");
  });
});

describe("a witness", () => {
  test("RP-192 cosigns what a key of the log signed and what goes on from the tree that it holds, and holds it first", () => {
    const station = new SealingStation();
    for (let n = 0; n < 4; n++) station.seal();
    const witness = new NearWitness([station]);
    const order: string[] = [];
    const { states } = witness;
    const keep = states.keep.bind(states);
    states.keep = (origin, tree) => {
      order.push(`held ${tree.size}, signed ${witness.signed.length}`);
      keep(origin, tree);
    };
    const post = (oldSize: number, size: number): number => {
      const proof = oldSize === 0 ? [] : station.journal.consistencyProof(oldSize, size);
      return witness.post(addCheckpointText({ oldSize, proof, note: checkpointNote(station, size) })).status;
    };
    expect([post(0, 2), post(2, 8)]).toEqual([200, 200]);
    expect(order).toEqual(["held 2, signed 0", "held 8, signed 1"]);
  });

  test("RP-193 names the size that it holds where another is meant, also for another tree of that size", () => {
    const station = new SealingStation();
    for (let n = 0; n < 4; n++) station.seal();
    const witness = new NearWitness([station]);
    const note = (size: number, root?: Uint8Array): string =>
      checkpointNote(station, size, root === undefined ? {} : { root });
    witness.post(addCheckpointText({ oldSize: 0, proof: [], note: note(6) }));
    expect(witness.post(addCheckpointText({ oldSize: 4, proof: [], note: note(8) }))).toEqual({
      ...{ status: 409, type: "text/x.tlog.size", body: "6\n" },
    });
    expect(
      witness.post(addCheckpointText({ oldSize: 6, proof: [], note: note(6, new Uint8Array(32)) })),
    ).toEqual({
      ...{ status: 409, type: "text/x.tlog.size", body: "6\n" },
    });
  });
});
