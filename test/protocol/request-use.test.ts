import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { REPLY_PAYLOAD_TYPE, type ReplyDocument } from "../../src/core/requests/request-messages.ts";
import { documentOf as sealedIn } from "../../src/stage/virtual-station.ts";
import type { RequestDesk } from "../../src/station/request-desk.ts";
import { countingSession } from "../support/counting-session.ts";
import {
  CAR,
  documentOf,
  fact,
  NOW_MS,
  RequestWorld,
  RULE,
  request,
  sealed,
  signedReplyOf,
} from "../support/request-world.ts";
import { toyRegistry, toySession, toyStation } from "../support/toy-station.ts";

/** A station in front of a desk of requests, with the way to the registry in virtual time. */
function stationThatAsks(rules = [RULE]) {
  const world = new RequestWorld();
  const store = new MemoryJournalStore();
  const clock = new VirtualClock();
  const requests = {
    before: (checking: Parameters<RequestDesk["before"]>[0]) => world.desk.before(checking),
    ask: (checking: Parameters<RequestDesk["ask"]>[0]) => world.desk.ask(checking),
    start: () => undefined,
    stop: () => undefined,
  } as unknown as RequestDesk;
  const openSession = () => toySession(countingSession, { preChecks: { subject: CAR, rules } });
  const registry = toyRegistry();
  const toy = toyStation({ store, clock, registry, openSession, changes: { requests } });
  toy.station.start();
  clock.advanceBy(1_000);
  return { world, store, clock, toy, registry };
}

function entriesOf(store: MemoryJournalStore): readonly JournalEntry[] {
  return [...store.read(0)].map((bytes) => readEntry(bytes)).filter((entry) => entry !== null);
}

const STRANGER = createDeterministicSigner("stranger", "ed25519");

function forged(message: Uint8Array): Uint8Array {
  const { checks, ...head } = documentOf(message) as ReplyDocument;
  const flipped = checks.map((one) => ({
    ...one,
    answer: one.answer === "found" ? "clear" : "found",
    asOf: one.asOf ?? head.issued,
  }));
  return sealed(REPLY_PAYLOAD_TYPE, { ...head, checks: flipped }, STRANGER);
}

const SEEDS = Array.from({ length: 60 }, (_none, seed) => seed);

describe("what the registry says before a job", () => {
  test("RP-149 a hit keeps the vehicle out and in the queue; a clear answer lets it in, with the reply before the job in the journal", () => {
    const { world, store, clock, toy, registry } = stationThatAsks();
    world.answers.tell(fact("theft", true));
    expect(toy.open()).toMatchObject({
      kind: "refused",
      about: "station",
      reason: { code: "PRE_CHECK_ASKED" },
    });
    world.lookFor(2_000);
    expect(toy.open()).toMatchObject({
      kind: "refused",
      about: "station",
      reason: { code: "PRE_CHECK_STOPS" },
    });
    expect(
      entriesOf(store).filter(({ type }) => type !== "station-started" && type !== "clock-noted"),
    ).toEqual([]);
    world.answers.tell(fact("theft", false, { asOf: "2026-01-05T07:30:00.000Z" }));
    world.clock.advanceBy(300_000);
    world.lookFor(3_000);
    toy.open();
    clock.advanceBy(1_000);
    const entries = entriesOf(store);
    const at = entries.findIndex(({ type }) => type === "job-opened");
    const opened = entries[at];
    if (opened?.type !== "job-opened") throw new Error("no job");
    expect(opened.preChecks?.checks).toMatchObject([{ check: "theft", answer: "clear", done: "clear" }]);
    const stored = entries.findIndex(
      (entry) => entry.type === "artifact-stored" && entry.sha256 === opened.preChecks?.reply,
    );
    expect(stored).toBeGreaterThanOrEqual(0);
    expect(stored).toBeLessThan(at);
    for (const kg of ["1", "2", "3"]) toy.scale.weigh(kg, 1);
    clock.advanceBy(60_000);
    const [record] = registry.stored;
    const document = sealedIn(record?.envelope ?? "");
    expect(document.preChecks).toEqual(opened.preChecks);
    expect(document.notes.map(({ code }) => code)).toEqual([]);
    expect(registry.quarantined).toEqual([]);
  });

  test("where the registry does not answer, the rulebook says whether it stops, is said, or goes on", () => {
    for (const [whenUnanswered, done] of [
      ["stop", null],
      ["say", "told"],
      ["go-on", "passed-over"],
    ] as const) {
      const { world, store, clock, toy, registry } = stationThatAsks([{ ...RULE, whenUnanswered }]);
      world.link.intercept(() => []);
      expect(toy.open()).toMatchObject({ kind: "refused", reason: { code: "PRE_CHECK_ASKED" } });
      world.lookFor(13_000);
      const opening = toy.open();
      clock.advanceBy(1_000);
      const opened = entriesOf(store).find(({ type }) => type === "job-opened");
      if (done === null) {
        expect(opening).toMatchObject({
          kind: "refused",
          about: "station",
          reason: { code: "PRE_CHECK_MISSING" },
        });
        expect(opened).toBeUndefined();
      } else
        expect(opened).toMatchObject({
          preChecks: { reply: null, issued: null, checks: [{ check: "theft", answer: "unanswered", done }] },
        });
      if (done === null) continue;
      for (const kg of ["1", "2", "3"]) toy.scale.weigh(kg, 1);
      clock.advanceBy(60_000);
      const document = sealedIn(registry.stored[0]?.envelope ?? "");
      expect(document.notes.map(({ code }) => code)).toEqual(done === "told" ? ["PRE_CHECK_UNANSWERED"] : []);
    }
  });

  test.each(SEEDS)(
    "RP-150 whatever is lost, doubled, delayed or forged, only what was answered is used, and nobody waits beyond the rules (seed %i)",
    (seed) => {
      const random = new SeededRandom(seed, "hostile replies");
      const defects = {
        drop: random.unit() * 0.6,
        duplicate: random.unit(),
        jitterMs: random.unit() * 15_000,
      };
      const world = new RequestWorld({ seed, defects });
      const cars = [0, 1, 2].map((odometerKm) => ({
        ...CAR,
        vin: `LFV2A21K8D412345${odometerKm}`,
        odometerKm,
      }));
      world.answers.tell(fact("theft", true, { plate: null, vin: cars[0]?.vin ?? "" }));
      world.answers.tell(fact("theft", false, { plate: null, vin: cars[1]?.vin ?? "" }));
      // What the true registry said, by the text of the envelope; the man in the middle knows all of it and has no key of it.
      const said = new Map<string, string>();
      const heard: Uint8Array[] = [];
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      world.link.intercept((direction, message) => {
        if (direction === "up") return [message];
        heard.push(message);
        const { subject } = documentOf(message) as { subject: unknown };
        said.set(text(message), JSON.stringify(subject));
        const other = heard[Math.floor(random.unit() * heard.length)] ?? message;
        const chance = random.unit();
        if (chance < 0.2) return [other, message];
        if (chance < 0.4) return [other];
        if (chance < 0.6) return [new TextEncoder().encode(text(message).replace("A", "B")), message];
        if (chance < 0.7) return [new Uint8Array(20_000), Uint8Array.of(0xff)];
        // Another key says the opposite to the very request.
        if (chance < 0.75) return [forged(message), message];
        // Truly signed, of another time.
        if (chance < 0.8)
          return [signedReplyOf({ ...(documentOf(message) as object), request: request().request })];
        return [message];
      });
      const waiting = new Map<number, number>();
      const uses: string[] = [];
      for (let ms = 0; ms < 120_000; ms += 250) {
        if (random.chance(0.01)) world.link.set(random.chance(0.5));
        for (const [at, subject] of cars.entries()) {
          const before = world.look([RULE], subject);
          if (before.kind === "wait") waiting.set(at, waiting.get(at) ?? ms);
          else waiting.delete(at);
          expect(ms - (waiting.get(at) ?? ms)).toBeLessThanOrEqual(10_000);
          if (before.kind !== "may") {
            if (before.kind === "stop") expect(at).toBe(0);
            uses.push(before.kind);
            continue;
          }
          const { used, reply } = before.asked;
          uses.push(used.checks[0]?.answer ?? "");
          if (used.checks[0]?.answer === "clear") expect(at).toBe(1);
          if (reply !== null) expect(said.get(reply.text)).toBe(JSON.stringify(subject));
        }
        world.clock.advanceBy(250);
      }
      expect(uses.length).toBeGreaterThan(300);
      expect(world.sent.length).toBeLessThan(200);
      expect(NOW_MS).toBeLessThan(world.clock.wallMs());
      ALL.push(...uses);
      if (seed === 59)
        for (const kind of ["stop", "clear", "unknown", "unanswered"]) expect(ALL).toContain(kind);
    },
  );
});

/** What came of all runs together: a world in which nothing is ever answered would prove nothing. */
const ALL: string[] = [];
