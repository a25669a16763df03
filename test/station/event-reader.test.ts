import { expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { eventSha256, type HeldEvent } from "../../src/core/events/event-batch.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { verdictOf } from "../../src/runtime/earlier-record.ts";
import { EventReader } from "../../src/station/event-reader.ts";
import { DAY_MS, lives, newWorld, onDisk } from "../support/archived-world.ts";
import { countingSession } from "../support/counting-session.ts";
import { heldAt } from "../support/event-batches.ts";
import { EventWorld, toldBy } from "../support/event-world.ts";
import { TOY_STATION, toySession } from "../support/toy-station.ts";

/** Goal: a journal in segments is taken up at any event, without reading the year before it, and what was let go is told as such. */
const openSession = () => toySession(countingSession);

function readerOf(journal: JournalStore, read: (index: number) => void = () => undefined): EventReader {
  return new EventReader({
    ...{ station: TOY_STATION, digest: sha256, openSession, verdictOf },
    journal: {
      size: () => journal.size(),
      segmentOf: (index) => journal.segmentOf(index),
      ...(journal.segments === undefined ? {} : { segments: journal.segments }),
      *read(from) {
        let index = from;
        for (const bytes of journal.read(from)) {
          read(index++);
          yield bytes;
        }
      },
    },
  });
}

function restOf(reader: EventReader): readonly string[] {
  const texts: string[] = [];
  while (!reader.isAtEnd) for (const { text } of reader.next(() => true) ?? []) texts.push(text);
  return texts;
}

test("from each of its events on, the rest is told as from the beginning, read from a summary near it", async () => {
  const world = newWorld();
  const { kinds } = await lives(world, { jobs: 10, idleSteps: 0 });
  expect(kinds.length).toBeGreaterThan(4);
  const store = onDisk(world.journal);
  const told = toldBy(store, TOY_STATION, openSession);
  expect(told.length).toBeGreaterThan(15);
  const longest = Math.max(...Array.from({ length: store.size() }, (_none, at) => at - store.segmentOf(at)));
  for (const [place, text] of told.entries()) {
    const held = heldAt(text);
    const seen = new Set<number>();
    const reader = readerOf(store, (index) => void seen.add(index));
    reader.seek(held);
    while (reader.seekOn(() => true) === null);
    expect([text, reader.seekOn(() => true)]).toEqual([text, "found"]);
    // Its own segment and the one in which a job of it began.
    expect(Math.min(...seen)).toBeGreaterThan(held.at.index - 2 * longest - 2);
    expect(restOf(reader)).toEqual(told.slice(place + 1));
    const other: HeldEvent = { at: held.at, sha256: eventSha256(sha256, `${text} `) };
    reader.seek(other);
    while (reader.seekOn(() => true) === null);
    expect(reader.seekOn(() => true)).toBe("differs");
  }
  const beyond = readerOf(store);
  beyond.seek({ at: { index: store.size(), part: 0 }, sha256: "0".repeat(64) });
  expect(beyond.seekOn(() => true)).toBe("beyond");
  await store.close();
}, 60_000);

test("what the journal let go before it was told is told as a gap, and what follows it goes on", async () => {
  const world = newWorld();
  await lives(world, { jobs: 12 });
  const before = onDisk(world.journal);
  const early = toldBy(before, TOY_STATION, openSession).slice(0, 3);
  await before.close();
  world.clock.advanceBy(31 * DAY_MS);
  await lives(world, { jobs: 2, idleSteps: 150 });
  const store = onDisk(world.journal);
  const goneBelow = store.segments?.first() ?? 0;
  expect(goneBelow).toBeGreaterThan(0);
  const left = toldBy(store, TOY_STATION, openSession);
  expect(left.length).toBeGreaterThan(2);
  for (const held of [[], early]) {
    const events = new EventWorld({ station: TOY_STATION, seed: 1, journal: store, openSession });
    if (held.length > 0) events.holds(held);
    events.sender.start();
    events.clock.advanceBy(60_000);
    expect(events.held()).toEqual([...held, ...left]);
    const after = held.length === 0 ? null : heldAt(held.at(-1) ?? "").at;
    expect(events.book.gaps(TOY_STATION)).toEqual([{ after, goneBelow }]);
    expect(events.logged).toEqual([]);
    // Killed, it asks, and tells no gap that was told.
    events.kill();
    events.clock.advanceBy(60_000);
    expect(events.held()).toEqual([...held, ...left]);
    expect(events.book.gaps(TOY_STATION)).toHaveLength(1);
    events.sender.stop();
  }
  await store.close();
}, 60_000);
