import { expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { CommandOrder } from "../../src/core/commands/command-messages.ts";
import { openLists } from "../../src/core/commands/list-orders.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { lock, ORDERING, type OrderingRegistry, unlock, WHY } from "../support/command-world.ts";
import { bookRun, bookText, MemoryBooks, unfitText } from "../support/memory-books.ts";
import { orderedStation, recheck } from "../support/ordered-station.ts";
import { PartedStore } from "../support/parted-store.ts";
import { settle } from "../support/settled-orders.ts";
import { logSigner, recordSigner, TOY_STATION } from "../support/toy-station.ts";
import { TrustWorld } from "../support/trust-world.ts";

/** Section 23, everything at once: all kinds of orders on a bad line, with restarts, and with either side set back. */
const SECOND_MS = 1_000;
const STEPS = 60;
const vin = (at: number): string => `LFV2A21K8D4${String(at).padStart(6, "0")}`;

/** What a registry signed and still has, one for each of its outcomes. */
class Given {
  readonly registry: OrderingRegistry;
  orders: CommandOrder[] = [];

  constructor(registry: OrderingRegistry) {
    this.registry = registry;
  }

  async give(run: readonly CommandOrder[], nowMs: number): Promise<void> {
    for (const order of run) {
      await this.registry.give(order, nowMs);
      this.orders.push(order);
    }
  }

  setBack(count: number): void {
    this.registry.setBack(count);
    this.orders = this.orders.slice(0, count);
  }
}

/** Any kind of order; vehicles and rulebooks of few, so that orders meet. A rulebook comes as a run of them. */
function anyOrder(random: SeededRandom, nowMs: number, lists: TrustWorld): readonly CommandOrder[] {
  if (random.unit() < 0.25) {
    const [parts, seed] = [1 + random.below(3), `${random.below(1_000)}`];
    const text = random.unit() < 0.2 ? unfitText(parts, seed) : bookText(parts, seed);
    return bookRun(text, `cn-${2027 + random.below(2)}`);
  }
  return [orderOfOne(random, nowMs, lists)];
}

function orderOfOne(random: SeededRandom, nowMs: number, lists: TrustWorld): CommandOrder {
  const named = (): CommandOrder => recheck(nowMs, vin(random.below(4)));
  switch (random.below(5)) {
    case 0:
      return lock();
    case 1:
      return unlock();
    case 2:
      return named();
    case 3: {
      const draw = {
        from: "2026-01-01T00:00:00.000Z",
        to: "2026-01-02T00:00:00.000Z",
        of: 9,
        checkpoint: "a note",
      };
      const lot = recheck(nowMs, vin(random.below(4)), vin(4 + random.below(4)));
      return lot.kind === "recheck" ? { ...lot, draw } : lot;
    }
    default:
      return { kind: "take-trust-list", from: (lists.kept?.number ?? 0) + random.below(2), why: WHY };
  }
}

/** One of them; it may stay there, to come once more, or be lost. */
function taken(messages: Uint8Array[], random: SeededRandom): Uint8Array | null {
  const at = random.below(Math.max(1, messages.length));
  const message = messages[at] ?? null;
  if (random.unit() < 0.6) messages.splice(at, 1);
  return random.unit() < 0.8 ? message : null;
}

/** Steps of one seed; the station that is there in the end. */
async function muddle(random: SeededRandom, given: Given, clock: VirtualClock, setBacks: boolean) {
  const { registry } = given;
  const books = new MemoryBooks();
  const lists = new TrustWorld(TOY_STATION, logSigner, recordSigner);
  lists.publish();
  let on = orderedStation({ clock, lists, books, store: new PartedStore(7) });
  const restart = (entries: number): void => {
    const cut = (on.store as PartedStore).until(entries);
    void on.station.stop();
    on = orderedStation({ clock, lists, books, store: cut });
  };
  const down: Uint8Array[] = [];
  const up: Uint8Array[] = [];
  for (let step = 0; step < STEPS; step++) {
    up.push(...on.messages.splice(0));
    switch (random.below(12)) {
      case 0:
      case 1:
        await given.give(anyOrder(random, clock.wallMs(), lists), clock.wallMs());
        break;
      case 2:
        clock.advanceBy(40 * SECOND_MS);
        down.push(...(await registry.due()));
        break;
      case 3:
        if (on.commands.standing.locks.length === 0) on.inspect(3, vin(random.below(4)));
        break;
      case 4:
        lists.isSilent = random.unit() < 0.3;
        if (random.unit() < 0.5) lists.publish();
        books.isFull = random.unit() < 0.3;
        on.up(false);
        on.up(true);
        break;
      case 5:
        if (random.unit() < 0.3) restart(on.store.size());
        else if (setBacks) {
          const which = random.below(8);
          if (which === 0) restart(1 + random.below(on.store.size()));
          if (which === 1) given.setBack(random.below(registry.outcomes().length + 1));
        }
        break;
      case 6:
      case 7:
      case 8: {
        const message = taken(down, random);
        if (message !== null) on.hear([message]);
        break;
      }
      default: {
        const message = taken(up, random);
        const next = message === null ? null : await registry.acknowledge(message);
        if (next !== null) down.push(next);
      }
    }
  }
  lists.isSilent = false;
  lists.publish();
  books.isFull = false;
  return { ...on, books };
}

type Muddled = Awaited<ReturnType<typeof muddle>>;

/** A rulebook is used whole and as it was ordered, or not at all; the newest of its edition that was taken counts on both sides. */
function booksAgree({ commands, books }: Muddled, given: Given, said: string): void {
  const { taken } = commands.standing.books;
  expect(books.used, said).toEqual(taken);
  for (const { sha256: hash } of taken) {
    const { text = "" } = books.kept.get(hash) ?? {};
    expect(toHex(sha256(new TextEncoder().encode(text))), said).toBe(hash);
  }
  for (const [at, [number, outcome]] of given.registry.outcomes().entries()) {
    const order = given.orders[at];
    if (order?.kind !== "use-rulebook" || order.part < order.parts || outcome === "lost") continue;
    const ofEdition = taken.find(({ id }) => id === order.of.id);
    if (outcome !== "taken") expect(ofEdition?.number, said).not.toBe(number);
    else if (ofEdition?.number === number) expect(ofEdition.sha256, said).toBe(order.of.sha256);
    // One that the registry has forgotten since, or ordered since.
    else expect(ofEdition?.number, said).toBeGreaterThan(number);
  }
}

/** What is yet to be done, as the station has it. */
function openAt({ commands }: Muddled, numbers: ReadonlySet<number>): readonly string[] {
  const { rechecks, lists } = commands.standing;
  const vehicles = rechecks
    .filter(({ number }) => numbers.has(number))
    .flatMap(({ of }) => of.filter(({ answer }) => answer === null).map((one) => one.vin));
  const numbered = openLists(lists).filter(({ number }) => numbers.has(number));
  return [...vehicles, ...numbered.map(({ from }) => `list ${from}`)].sort();
}

const CASES = Object.keys(ORDERING).flatMap((name) => [[name, false] as const, [name, true] as const]);

test.each(CASES)(
  "RP-218 %s, either side set back: %s: each order ends in one standing, the same on both sides",
  { timeout: 180_000 },
  async (name, setBacks) => {
    let whole = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const random = new SeededRandom(seed, `mixed ${setBacks}`);
      const clock = new VirtualClock();
      const registry = ORDERING[name]?.(() => clock.monoMs());
      if (registry === undefined) throw new Error("there is a registry");
      const given = new Given(registry);
      const on = await muddle(random, given, clock, setBacks);
      await settle(on, registry, clock);
      const { standing } = on.commands;
      const said = `${name} ${setBacks} seed ${seed}`;
      const known = registry.outcomes();
      if (!setBacks)
        expect(
          known.some(([, outcome]) => outcome === "lost"),
          said,
        ).toBe(false);
      for (const [number, outcome] of known) {
        const row = standing.newest.find((one) => one.number === number);
        // What is lost is nothing that the station has; all else has the standing that the station has.
        if (outcome !== "lost") expect([number, row?.outcome.kind], said).toEqual([number, outcome]);
      }
      booksAgree(on, given, said);
      whole += on.commands.standing.books.taken.length;
      // And whatever was lost, a whole one that is ordered now is used.
      const newest = bookText(2, said);
      await given.give(bookRun(newest, "cn-2029"), clock.wallMs());
      await settle(on, registry, clock);
      expect(on.commands.standing.books.gathered, said).toBeNull();
      const hash = on.books.used.find(({ id }) => id === "cn-2029")?.sha256 ?? "";
      expect(on.books.kept.get(hash)?.text, said).toBe(newest);
      const own = new Set(known.filter(([, outcome]) => outcome === "taken").map(([number]) => number));
      const unlocks = standing.locks.length > 0 ? 1 : 0;
      if (unlocks > 0) {
        await registry.give(unlock(), clock.wallMs());
        await settle(on, registry, clock);
      }
      expect(on.commands.standing.locks, said).toEqual([]);
      // Every vehicle that waits is inspected, and then nothing waits on either side.
      for (const open of new Set(on.waits())) on.inspect(3, open);
      clock.advanceBy(20 * SECOND_MS);
      await settle(on, registry, clock);
      expect([openAt(on, own), [...registry.waits()].sort()], said).toEqual([[], []]);
    }
    expect(whole, "rulebooks were taken in the muddle").toBeGreaterThan(5);
  },
);
