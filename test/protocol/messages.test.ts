import { describe, expect, test } from "vitest";
import { submissionSchema } from "../../src/core/delivery/messages.ts";
import { DeliveryWorld, upTo, WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";
import { TwinRegistry as RegistryService } from "../support/twin-registry.ts";

/** The registry's answer to an honest submission that was then changed. */
function answerTo(change: (text: string) => string | Uint8Array, records = 1): unknown {
  const station = new SealingStation();
  for (let i = 0; i < records; i++) station.seal();
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
  const changed = change(JSON.stringify(submissionOf(station, 0)));
  const answers = service.handle(typeof changed === "string" ? bytesOf(changed) : changed, 0);
  expect(answers).toHaveLength(1);
  return messageOf(answers[0]);
}

/** Submissions that an outbox sends for this station's journal. */
function sent(station: SealingStation): { world: DeliveryWorld; messages: Uint8Array[] } {
  const world = new DeliveryWorld({ station });
  const messages: Uint8Array[] = [];
  world.link.intercept((direction, message) => {
    if (direction === "up") messages.push(message);
    return [message];
  });
  world.start(0);
  world.clock.advanceBy(5000);
  return { world, messages };
}

const padded = (text: string, bytes: number) => text + " ".repeat(bytes - Buffer.byteLength(text));
const REFUSED = { schema: "proofmark/refusal/v1", code: 400 };
const RECEIPTED = { schema: "proofmark/receipt/v1" };

describe("messages", () => {
  test("RP-001 what is not UTF-8 JSON of at most 262 144 bytes is refused", () => {
    expect(answerTo((text) => text)).toMatchObject(RECEIPTED);
    expect(answerTo((text) => padded(text, 262_144))).toMatchObject(RECEIPTED);
    expect(answerTo((text) => padded(text, 262_145))).toMatchObject(REFUSED);
    expect(answerTo((text) => text.slice(0, -1))).toMatchObject(REFUSED);
    expect(answerTo((text) => Uint8Array.of(...bytesOf(text), 0xc3, 0x28))).toMatchObject(REFUSED);
    expect(answerTo(() => new Uint8Array())).toMatchObject(REFUSED);
  });

  test("RP-002 a member named twice is refused, at any depth", () => {
    expect(answerTo((text) => text.replace('"oldSize":0', '"oldSize":0,"oldSize":0'))).toMatchObject(REFUSED);
    expect(answerTo((text) => text.replace('"index":', '"index":9, "inde\\u0078" :'))).toMatchObject(REFUSED);
  });

  test("RP-003 a member missing or one too many is refused", () => {
    expect(answerTo((text) => text.replace('"oldSize":0,', ""))).toMatchObject(REFUSED);
    expect(answerTo((text) => text.replace('"oldSize":0', '"oldSize":0,"note":"x"'))).toMatchObject(REFUSED);
    expect(answerTo((text) => text.replace('"index":1', '"index":1,"note":"x"'))).toMatchObject(REFUSED);
  });

  test("RP-004 a second spelling of the same base64 is refused", () => {
    const loosened = (text: string) =>
      text.replace(/"inclusion":\["(.{42})(.)=/, (_, head: string, last: string) => {
        const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return `"inclusion":["${head}${alphabet[alphabet.indexOf(last) + 1]}=`;
      });
    expect(answerTo(loosened)).toMatchObject(REFUSED);
    expect(answerTo((text) => text.replace(/=(?="\])/, ""))).toMatchObject(REFUSED);
  });

  test("RP-005 sixty-four records are taken, sixty-five are refused", () => {
    expect(answerTo((text) => text, 64)).toMatchObject(RECEIPTED);
    expect(answerTo((text) => text, 65)).toMatchObject(REFUSED);
  });

  test("RP-006 a proof of 64 hashes or of a short hash is refused", () => {
    const hash = `"${"A".repeat(43)}="`;
    const withProof = (proof: string) => (text: string) =>
      text.replace('"consistency":[]', `"consistency":[${proof}]`);
    // Sixty-three are read, and then fail as a proof.
    expect(answerTo(withProof(Array(63).fill(hash).join()))).toMatchObject({ code: 422 });
    expect(answerTo(withProof(Array(64).fill(hash).join()))).toMatchObject(REFUSED);
    expect(answerTo(withProof('"AAAA"'))).toMatchObject(REFUSED);
  });

  test("RP-007 a station's submission has the six members and no other", () => {
    const station = new SealingStation();
    station.seal();
    const { messages } = sent(station);
    expect(messages).toHaveLength(1);
    const message = messageOf(messages[0]);
    expect(submissionSchema.safeParse(message).success).toBe(true);
    expect(Object.keys(message as object).sort()).toEqual(
      ["schema", "station", "oldSize", "checkpoint", "consistency", "records"].sort(),
    );
  });

  test("RP-008 a record travels as the exact text of its journal entry", () => {
    const station = new SealingStation();
    const index = station.seal();
    const { messages, world } = sent(station);
    const submission = submissionSchema.parse(messageOf(messages[0]));
    const entry = Buffer.from(submission.records[0]?.entry ?? "");
    expect(entry.equals(station.journal.entries[index] ?? Buffer.alloc(0))).toBe(true);
    const journalled = JSON.parse(entry.toString());
    expect(world.service.stored[0]?.envelope).toBe(journalled.envelope);
  });

  test("RP-009 a backlog too large for one message goes in several, none above the limit", () => {
    const station = new SealingStation();
    for (let i = 0; i < 12; i++) station.seal({ padding: 60_000 });
    for (let i = 0; i < 100; i++) station.seal();
    const { messages, world } = sent(station);
    expect(messages.length).toBeGreaterThan(4);
    for (const message of messages) expect(message.length).toBeLessThanOrEqual(262_144);
    expect(Math.max(...messages.map((message) => message.length))).toBeGreaterThan(150_000);
    expect(world.delivered()).toEqual(upTo(112));
  });

  test("RP-010 an oversize record stops delivery after those before it, and is told", () => {
    const station = new SealingStation();
    station.seal();
    const index = station.seal({ padding: 200_000 });
    station.seal();
    const { world } = sent(station);
    expect(world.delivered()).toEqual([0]);
    expect(world.locks).toMatchObject([{ kind: "oversize", at: index }]);
    expect(world.outbox.status()).toMatchObject({ pending: 2, locked: { kind: "oversize" } });
  });
});
