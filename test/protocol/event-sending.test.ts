import { describe, expect, test } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { type EventAnswer, type HeldEvent, signedEventAnswer } from "../../src/core/events/event-batch.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { answerIn, eventTextAt, heldAt } from "../support/event-batches.ts";
import { EventWorld } from "../support/event-world.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { bytesOf } from "../support/submissions.ts";

/** Section 20, at the station: what it believes, what it sends, and when. */
const STATION = "TEST-0001";
const MINUTE_MS = 60_000;

/** A journal of jobs that were closed: an event each. */
function worldOf(events: number, seed = 1): EventWorld {
  const world = new EventWorld({ station: STATION, seed });
  grow(world, events);
  return world;
}

function grow(world: EventWorld, events: number, word = "x".repeat(200)): void {
  const from = world.store.size();
  const entries = Array.from({ length: events }, (_none, n) =>
    bytesOf({
      ...{
        type: "job-closed",
        job: `J-${from + n}`,
        reason: { code: "JOB_BROKE", params: { detail: word } },
      },
      at: { monoMs: from + n, wallMs: 1_000 + from + n },
    }),
  );
  world.store.append(entries, () => undefined);
}

const isQuestion = (message: Uint8Array): boolean => batchIn(message).events.length === 0;
const batchIn = (message: Uint8Array) =>
  answerIn(message) as unknown as { id: string; after: unknown; events: string[]; goneBelow: number | null };

describe("sending events", () => {
  const forged = (answer: EventAnswer, changes: Partial<EventAnswer>, keys = [WITNESS] as never) =>
    signedEventAnswer({ ...answer, ...changes }, keys);
  const stranger = createDeterministicSigner("a stranger", "ed25519");
  const empty = (): Uint8Array => new Uint8Array(64);

  test("RP-181 an answer counts for a message in flight, signed by a key that cosigns, and no other does", () => {
    const ways: Readonly<Record<string, (answer: EventAnswer, last: HeldEvent) => Uint8Array>> = {
      "of a stranger": (answer, held) =>
        forged(answer, { held }, [{ keyId: stranger.keyId, sign: empty }] as never),
      "under the name of the witness": (answer, held) =>
        forged(answer, { held }, [{ keyId: WITNESS.keyId, sign: empty }] as never),
      "to another message": (answer, held) => forged(answer, { held, batch: "0".repeat(64) }),
      "to another station": (answer, held) => forged(answer, { held, station: "TEST-0002" }),
      "of a form that is none": (answer, held) => forged(answer, { held, more: 1 } as never),
      "that is none": () => new Uint8Array([1, 2, 3]),
    };
    for (const [name, way] of Object.entries(ways)) {
      const world = worldOf(30);
      const last = heldAt(world.told().at(-1) ?? "");
      let sent = 0;
      world.link.intercept((direction, message) => {
        if (direction === "down") return [way(answerIn(message), last)];
        sent += isQuestion(message) ? 0 : 1;
        return [message];
      });
      world.sender.start();
      world.clock.advanceBy(10 * MINUTE_MS);
      expect([name, sent, world.held()]).toEqual([name, 0, []]);
      world.link.intercept(null);
      world.clock.advanceBy(10 * MINUTE_MS);
      expect([name, world.held()]).toEqual([name, world.told()]);
      world.sender.stop();
    }
    // What it was answered once, said again for ever: the place that it names is older than what was sent since.
    const world = worldOf(30);
    let first: Uint8Array | null = null;
    world.link.intercept((direction, message) => {
      if (direction === "up") return [message];
      first ??= message;
      return [first];
    });
    world.sender.start();
    for (let n = 0; n < 2; n++) {
      world.clock.advanceBy(5 * MINUTE_MS);
      grow(world, 30);
    }
    world.clock.advanceBy(10 * MINUTE_MS);
    // Two messages in flight, and no answer to either.
    expect(world.held()).toEqual(world.told().slice(0, 60));
    world.link.intercept(null);
    world.clock.advanceBy(10 * MINUTE_MS);
    expect(world.held()).toEqual(world.told());
    world.sender.stop();
  });

  test("RP-182 where the journal has not what is held the station sends nothing, says so, and goes on when it is mended", () => {
    const wrong: readonly (readonly string[])[] = [
      [eventTextAt(STATION, 4)],
      [eventTextAt(STATION, 1_000)],
      [eventTextAt(STATION, 4), eventTextAt(STATION, 5)],
    ];
    for (const held of wrong) {
      const world = worldOf(30);
      world.holds(held);
      world.sender.start();
      world.clock.advanceBy(10 * MINUTE_MS);
      expect(world.held()).toEqual(held);
      expect(world.sender.trouble?.code).toBe("EVENTS_OF_ANOTHER_HISTORY");
      expect(world.logged).toHaveLength(1);
      expect(world.logged[0]).toContain("events are not sent");
      world.book.setBack(STATION, 0);
      world.clock.advanceBy(10 * MINUTE_MS);
      expect(world.held()).toEqual(world.told());
      expect(world.sender.trouble).toBeNull();
      world.sender.stop();
    }
  });

  test("RP-184 two messages at most are in flight, and what is not answered is sent again as it was", () => {
    const world = worldOf(5_000);
    const sent: { readonly hash: string; readonly atMs: number }[] = [];
    let isOpen = true;
    world.link.intercept((direction, message) => {
      if (direction === "down") return isOpen ? [message] : [];
      if (!isQuestion(message)) {
        isOpen = false;
        sent.push({ hash: toHex(sha256(message)), atMs: world.clock.monoMs() });
      }
      return [message];
    });
    world.sender.start();
    world.clock.advanceBy(9_000);
    expect(new Set(sent.map(({ hash }) => hash)).size).toBe(2);
    expect(sent).toHaveLength(2);
    world.clock.advanceBy(30 * MINUTE_MS);
    expect(new Set(sent.map(({ hash }) => hash)).size).toBe(2);
    const times = sent.filter(({ hash }) => hash === sent[0]?.hash).map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThan(5);
    for (const [i, atMs] of times.slice(1).entries()) {
      const waited = atMs - (times[i] ?? 0);
      expect(waited).toBeGreaterThanOrEqual(10_000);
      expect(waited).toBeLessThanOrEqual(10_000 + Math.min(300_000, 1_000 * 2 ** i) + 100);
    }
    isOpen = true;
    world.link.intercept(null);
    world.clock.advanceBy(20 * MINUTE_MS);
    expect(world.held()).toEqual(world.told());
    world.sender.stop();
  });

  test("RP-185 nothing goes while a record waits, and a broker of small packets gets small batches", () => {
    const world = worldOf(400);
    const sizes: number[] = [];
    world.link.intercept((direction, message) => {
      if (direction === "up") sizes.push(message.length);
      return [message];
    });
    world.mayGo = false;
    world.sender.start();
    world.clock.advanceBy(10 * MINUTE_MS);
    expect(sizes).toEqual([]);
    world.messageBytesMax = 4_096;
    world.mayGo = true;
    world.clock.advanceBy(5 * MINUTE_MS);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
    expect(Math.max(...sizes)).toBeGreaterThan(2_000);
    expect(world.held()).toEqual(world.told());
    // One that has no room in any batch is told, and nothing is left out in its stead.
    grow(world, 1, "y".repeat(8_000));
    grow(world, 1);
    world.clock.advanceBy(10 * MINUTE_MS);
    expect(world.sender.trouble?.code).toBe("EVENT_TOO_LARGE");
    expect(world.held()).toHaveLength(400);
    world.messageBytesMax = null;
    world.clock.advanceBy(20 * MINUTE_MS);
    expect(world.held()).toEqual(world.told());
    expect(world.held()).toHaveLength(402);
    world.sender.stop();
  });
});
