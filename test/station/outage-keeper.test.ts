import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { OUTAGE_LIMITS } from "../../src/core/outages/outage-limits.ts";
import { DAY_MS } from "../../src/core/outages/outage-states.ts";
import { OutageKeeper } from "../../src/station/outage-keeper.ts";
import { RegistryContact } from "../../src/station/registry-contact.ts";

const MINUTE = 60_000;

/** OFFLINE was noted 20 days ago where `noted`, with one receipt whose time by the registry is `receiptMs` from now. */
function rig(receiptMs: number | null, noted = true) {
  const clock = new VirtualClock();
  const ledger = new JournalLedger();
  const now = clock.wallMs();
  const at = { monoMs: 0, wallMs: now };
  const sinceWallMs = now - 20 * DAY_MS;
  const entered = {
    type: "outage-noted",
    at,
    state: "OFFLINE",
    change: "entered",
    grade: "stopped",
  } as const;
  if (noted) ledger.note({ ...entered, sinceWallMs, because: [] }, 0);
  ledger.note({ type: "receipt", at, size: 1, checkpoint: "the newest" }, 1);
  const read: string[] = [];
  const contact = new RegistryContact();
  const line = { connected: false, pending: 0, locked: null, oldestSealedWallMs: null as number | null };
  const world = { owesWord: true };
  const keeper = new OutageKeeper({
    ...{ clock, timers: clock, links: [], limits: OUTAGE_LIMITS, ledger, contact },
    doubt: () => null,
    delivery: () => line,
    owesWord: () => world.owesWord,
    receiptTime: (checkpoint) => {
      read.push(checkpoint);
      return receiptMs === null ? null : now + receiptMs;
    },
    keyRevoked: () => null,
    sealing: () => ({ waiting: null, isIdle: true }),
    append: (entries) => {
      for (const entry of entries) ledger.note({ ...entry, at } as Parameters<typeof ledger.note>[0], 2);
    },
  });
  const refusal = (): string | null =>
    keeper.whyRefused(["begin-inspection"], { kind: "inspection", site: null })?.code ?? null;
  const shown = (): unknown => keeper.look().map(({ state, grade, counted }) => [state, grade, counted?.by]);
  return { clock, ledger, keeper, contact, line, world, read, refusal, shown };
}

/** Goal: the days of a station's own journal end at the newest receipt that it has, whose time is read once. */
describe("the newest receipt", () => {
  test("of four days ago, by the registry's time, ends the days before it", () => {
    const { refusal, read } = rig(-4 * DAY_MS);
    expect(refusal()).toBeNull();
    expect(refusal()).toBeNull();
    expect(read).toEqual(["the newest"]);
    expect(rig(-15 * DAY_MS).refusal()).toBe("OFFLINE_TOO_LONG");
  });

  test("whose time cannot be read ends none", () => {
    expect(rig(null).refusal()).toBe("OFFLINE_TOO_LONG");
  });
});

/** Goal: a broker that is back is not the registry: OFFLINE that the journal has ends with a word that the registry signed. */
describe("a line that is up", () => {
  test("does not end OFFLINE that was noted, and a result that waits afterwards begins no new days", () => {
    const { clock, keeper, contact, line, refusal, shown } = rig(-20 * DAY_MS);
    keeper.start();
    clock.advanceBy(MINUTE);
    line.connected = true;
    clock.advanceBy(10 * MINUTE);
    expect([refusal(), shown()]).toEqual(["OFFLINE_TOO_LONG", [["OFFLINE", "stopped", "noted"]]]);
    Object.assign(line, { pending: 1, oldestSealedWallMs: clock.wallMs() });
    clock.advanceBy(120 * MINUTE);
    expect(refusal()).toBe("OFFLINE_TOO_LONG");
    Object.assign(line, { pending: 0, oldestSealedWallMs: null });
    contact.heard(clock.monoMs());
    expect([refusal(), shown()]).toEqual([null, []]);
    keeper.stop();
  });

  test("does not end it either where the registry was heard before the line was lost", () => {
    const { clock, keeper, contact, line, ledger, shown } = rig(-20 * DAY_MS, false);
    line.connected = true;
    keeper.start();
    contact.heard(clock.monoMs());
    line.connected = false;
    clock.advanceBy(61 * MINUTE);
    expect(shown()).toEqual([["OFFLINE", "short", "noted"]]);
    line.connected = true;
    clock.advanceBy(MINUTE);
    expect(ledger.outages.of("OFFLINE")).not.toBeNull();
    contact.heard(clock.monoMs());
    expect(shown()).toEqual([]);
    keeper.stop();
  });

  test("ends it where no registry would ever say a word: nothing was receipted, or delivery has stopped", () => {
    const { clock, keeper, line, world, shown } = rig(null);
    world.owesWord = false;
    keeper.start();
    expect(shown()).toHaveLength(1);
    line.connected = true;
    clock.advanceBy(5_000);
    expect(shown()).toEqual([]);
    keeper.stop();
  });

  test("ends what was not noted yet; a question that has no answer is a registry that is away", () => {
    const { clock, keeper, contact, line, shown } = rig(-DAY_MS, false);
    keeper.start();
    contact.heard(clock.monoMs());
    clock.advanceBy(50 * MINUTE);
    line.connected = true;
    clock.advanceBy(50 * MINUTE);
    expect(shown()).toEqual([]);
    contact.asked(clock.monoMs());
    clock.advanceBy(59 * MINUTE);
    expect(shown()).toEqual([]);
    clock.advanceBy(MINUTE);
    expect(shown()).toEqual([["OFFLINE", "short", "noted"]]);
    contact.heard(clock.monoMs());
    expect(shown()).toEqual([]);
    keeper.stop();
  });
});
