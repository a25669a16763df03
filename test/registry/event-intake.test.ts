import { afterEach, expect, test, vi } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresEventStore } from "../../src/adapters/postgres/postgres-event-store.ts";
import { toldEvents } from "../../src/adapters/postgres/told-events.ts";
import { BATCH_PAYLOAD_TYPE, type EventAnswer, eventSha256 } from "../../src/core/events/event-batch.ts";
import { toldLineSchema } from "../../src/core/events/told-line.ts";
import { formatEnvelope, pae } from "../../src/core/record/dsse.ts";
import { EventIntake } from "../../src/registry/event-intake.ts";
import { lineOf } from "../../src/runtime/registry/registry-events.ts";
import { startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, WITNESS } from "../support/registry-rig.ts";
import { documentOf } from "../support/request-world.ts";
import { SealingStation } from "../support/sealing-station.ts";

/** Goal: what stations tell is held once, in order, durable before it is answered; and whoever reads on by position misses nothing, with two workers at once. */
vi.setConfig({ testTimeout: 120_000 });

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const textAt = (station: string, index: number, job = "J-1"): string =>
  JSON.stringify({
    ...{ schema: "proofmark/event/v1", station, at: { index, part: 0 }, wallMs: 1_000 + index, job },
    event: { what: "process-start" },
  });

async function batch(
  of: SealingStation,
  after: number | null,
  texts: readonly string[],
  {
    goneBelow = null,
    signer = of.logSigner,
  }: { goneBelow?: number | null; signer?: typeof of.logSigner } = {},
): Promise<Uint8Array> {
  const place = after === null ? null : { index: after, part: 0 };
  const document = {
    schema: "proofmark/event-batch/v1",
    station: of.station,
    id: "0".repeat(32),
    after: place,
    goneBelow,
    events: texts,
  };
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const signature = await new Promise<Uint8Array>((resolve, fail) =>
    signer.sign(pae(BATCH_PAYLOAD_TYPE, payload), (result) =>
      result.kind === "failed" ? fail(new Error(result.reason)) : resolve(result.signature),
    ),
  );
  const signatures = [{ keyId: signer.keyId, signature }];
  return new TextEncoder().encode(formatEnvelope({ payloadType: BATCH_PAYLOAD_TYPE, payload, signatures }));
}

function workerOn(pool: PostgresPool, refused: string[] = []) {
  const intake = new EventIntake({
    store: new PostgresEventStore(pool),
    tools: { digest: sha256, verify: verifySignature },
    witnesses: [WITNESS],
    wallMs: () => 1_000,
    onFailure: (error) => {
      throw error;
    },
    onRefused: (station, answer) => void refused.push(`${station} ${answer}`),
  });
  return async (of: SealingStation, bytes: Uint8Array): Promise<EventAnswer | null> => {
    const answer = await intake.take(of.station, bytes);
    return answer === null ? null : (documentOf(answer) as unknown as EventAnswer);
  };
}

test("what stations tell is held once and in order, and is read in the order of commits", async (context) => {
  const database = await startRegistryDatabase();
  if (typeof database === "string") return void context.skip(`no database: ${database}`);
  ends.push(() => database.close());
  const { pool } = database;
  const [one, two] = [new SealingStation("TEST-0001"), new SealingStation("TEST-0002")];
  await enrolled(pool, [one.registration, two.registration]);
  const refused: string[] = [];
  const [first, second] = [workerOn(pool, refused), workerOn(database.poolOfOther())];
  const texts = [3, 5, 9].map((index) => textAt(one.station, index));
  const heldAt = (index: number) => ({
    at: { index, part: 0 },
    sha256: eventSha256(sha256, textAt(one.station, index)),
  });

  expect(await first(one, await batch(one, null, []))).toMatchObject({ answer: "held", held: null });
  const whole = await batch(one, null, texts);
  expect(await first(one, whole)).toMatchObject({ answer: "taken", held: heldAt(9) });
  expect(await second(one, whole), "again").toMatchObject({ answer: "taken", held: heldAt(9) });
  const more = [textAt(one.station, 9), textAt(one.station, 12)];
  expect(await second(one, await batch(one, 5, more)), "half of it again").toMatchObject({
    answer: "taken",
    held: heldAt(12),
  });
  expect(await first(one, await batch(one, 20, [textAt(one.station, 21)]))).toMatchObject({
    answer: "elsewhere",
    held: heldAt(12),
  });
  expect(await first(one, await batch(one, 5, [textAt(one.station, 9, "J-2")]))).toMatchObject({
    answer: "other",
    held: heldAt(12),
  });
  expect(await first(one, await batch(one, 12, [textAt(two.station, 13)]))).toMatchObject({
    answer: "malformed",
    held: heldAt(12),
  });
  expect(refused).toEqual(["TEST-0001 other", "TEST-0001 malformed"]);
  const stranger = createDeterministicSigner("somebody else", "ed25519");
  expect(await first(one, await batch(one, 12, [textAt(one.station, 13)], { signer: stranger }))).toBeNull();
  expect(await first(two, await batch(one, 12, [textAt(one.station, 13)]))).toBeNull();
  expect(await first(one, await batch(one, 12, [textAt(one.station, 40)], { goneBelow: 30 }))).toMatchObject({
    answer: "taken",
  });

  // Two workers at once, while somebody reads on by position.
  const seen: number[] = [];
  let isOver = false;
  const reading = (async () => {
    for (let last = false; !last; ) {
      last = isOver;
      for (const { position } of await toldEvents(pool, {
        station: null,
        job: null,
        after: seen.at(-1) ?? 0,
      }))
        seen.push(position);
    }
  })();
  const tells = async (worker: typeof first, of: SealingStation, from: number) => {
    for (let index = from; index < from + 30; index++)
      expect(
        await worker(
          of,
          await batch(of, index === from && of === two ? null : index - 1, [textAt(of.station, index)]),
        ),
      ).toMatchObject({ answer: "taken" });
  };
  await Promise.all([tells(first, one, 41), tells(second, two, 1)]);
  isOver = true;
  await reading;
  expect(seen).toEqual(Array.from({ length: 4 + 2 + 60 }, (_none, i) => i + 1));
  const lines = (await toldEvents(pool, { station: one.station, job: null, after: 0 })).map(lineOf);
  for (const line of lines) expect(toldLineSchema.safeParse(line).error).toBeUndefined();
  expect(
    lines
      .slice(0, 6)
      .map((line) =>
        line.kind === "event" ? [line.event.at.index, line.event.after?.index ?? null] : line.kind,
      ),
  ).toEqual([[3, null], [5, 3], [9, 5], [12, 9], "gap", [40, null]]);
});
