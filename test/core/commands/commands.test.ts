import { expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import type {
  CommandDocument,
  CommandOrder,
  HeardDocument,
} from "../../../src/core/commands/command-messages.ts";
import {
  type CommandsEffect,
  type CommandsInput,
  createCommands,
} from "../../../src/core/commands/commands.ts";
import {
  type CommandNote,
  commandsSummarySchema,
  lockOver,
  NO_COMMANDS,
  noteCommand,
} from "../../../src/core/commands/commands-noted.ts";
import { formatEnvelope } from "../../../src/core/record/dsse.ts";

const STATION = "HB-WH-0042";
const NOW = Date.parse("2026-11-29T08:00:00.000Z");
const WHY = { zh: "复核。", en: "A check." };
const LOCK: CommandOrder = { kind: "lock", of: { what: "site", site: "lane-1" }, why: WHY };
const UNLOCK: CommandOrder = { kind: "unlock", of: { what: "site", site: "lane-1" }, why: WHY };

function idOf(number: number, branch = 0): string {
  return number.toString(16).padStart(62, "0") + branch.toString(16).padStart(2, "0");
}

function envelopeOf(document: HeardDocument): string {
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const signatures = [{ keyId: "0".repeat(64), signature: new Uint8Array(64) }];
  return formatEnvelope({ payloadType: "application/vnd.proofmark.command.v1+json", payload, signatures });
}

function command(number: number, order: CommandOrder, changes: Partial<CommandDocument> = {}) {
  const document: CommandDocument = {
    schema: "proofmark/command/v1",
    station: STATION,
    number,
    before: number === 1 ? null : idOf(number - 1),
    issued: new Date(NOW - 1_000).toISOString(),
    until: new Date(NOW + 3_600_000).toISOString(),
    by: "Wu",
    order,
    ...changes,
  };
  return { document, id: idOf(number), envelope: envelopeOf(document) };
}

/** The machine with a disk that does its work when the test says so. */
class Hand {
  readonly #machine = createCommands({
    station: STATION,
    sites: ["lane-1", "course-1"],
    fetchesLists: true,
    takesBooks: true,
    sendsEvidence: true,
    digest: sha256,
  });
  state = this.#machine.initial;
  effects: readonly CommandsEffect[] = [];

  constructor(standing = NO_COMMANDS) {
    this.feed({ kind: "started", standing });
    this.feed({ kind: "link", up: true });
  }

  feed(input: CommandsInput): this {
    const decision = this.#machine.decide(this.state, input);
    if (decision.kind === "rejected") throw new Error(decision.reason.code);
    this.state = decision.events.reduce(this.#machine.evolve, this.state);
    this.effects = decision.effects;
    return this;
  }

  hear(of: ReturnType<typeof command>, isClockSure = true, atWallMs = NOW): this {
    return this.feed({
      kind: "heard",
      heard: { kind: "command", ...of },
      atWallMs,
      isClockSure,
      older: null,
      checked: null,
      there: null,
    });
  }

  /** What was appended stands now. */
  settle(): this {
    const note = this.appended;
    if (note === null) throw new Error("nothing was appended");
    return this.feed({ kind: "durable", note: { ...note, atWallMs: NOW } });
  }

  get appended(): Omit<CommandNote, "atWallMs"> | null {
    for (const effect of this.effects) if (effect.kind === "append") return effect.note;
    return null;
  }

  get said() {
    return this.effects.flatMap((effect) => (effect.kind === "send" ? [effect.acknowledgement] : []));
  }
}

test("a command is in the journal before anything comes of it or is said of it", () => {
  const hand = new Hand().hear(command(1, LOCK));
  expect(hand.appended?.outcome).toEqual({ kind: "taken" });
  expect(hand.said).toEqual([]);
  expect(hand.state.standing?.locks).toEqual([]);
  hand.settle();
  expect(hand.said).toEqual([
    {
      last: { number: 1, command: idOf(1) },
      answer: { number: 1, command: idOf(1), outcome: { kind: "taken" } },
    },
  ]);
  expect(hand.state.standing?.locks).toHaveLength(1);
});

test("one that is doubled is answered as before, and takes no effect again", () => {
  const hand = new Hand().hear(command(1, LOCK)).settle().hear(command(2, UNLOCK)).settle();
  hand.hear(command(1, LOCK));
  expect(hand.appended).toBeNull();
  expect(hand.said[0]?.answer).toEqual({ number: 1, command: idOf(1), outcome: { kind: "taken" } });
  expect(hand.state.standing?.locks).toEqual([]);
});

test("at a jump, and at one that follows another command, it says which it has and takes nothing", () => {
  const hand = new Hand().hear(command(1, LOCK)).settle();
  hand.hear(command(3, UNLOCK));
  expect([hand.appended, hand.said]).toEqual([
    null,
    [{ last: { number: 1, command: idOf(1) }, answer: null }],
  ]);
  hand.hear(command(2, UNLOCK, { before: idOf(1, 7) }));
  expect([hand.appended, hand.said[0]?.answer]).toEqual([null, null]);
});

test("another command of a number that was taken gets the standing, and no outcome", () => {
  const hand = new Hand().hear(command(1, LOCK)).settle();
  hand.hear({ ...command(1, UNLOCK), id: idOf(1, 7) });
  expect(hand.said).toEqual([{ last: { number: 1, command: idOf(1) }, answer: null }]);
});

test("while one is at the disk a second is not taken", () => {
  const hand = new Hand().hear(command(1, LOCK)).hear(command(2, UNLOCK));
  expect([hand.appended, hand.said]).toEqual([null, []]);
});

test("one that is over is answered so and keeps its place; by a clock in doubt nothing is over or to come", () => {
  const over = { until: new Date(NOW - 1).toISOString() };
  const hand = new Hand().hear(command(1, LOCK, over));
  expect(hand.appended?.outcome).toEqual({ kind: "expired" });
  hand.settle();
  expect(hand.state.standing).toMatchObject({ last: { number: 1 }, locks: [] });
  expect(new Hand().hear(command(1, LOCK, over), false).appended?.outcome.kind).toBe("taken");
  const later = { issued: new Date(NOW + 60_000).toISOString() };
  expect(new Hand().hear(command(1, LOCK, later)).effects).toEqual([
    { kind: "log-dropped", why: "of-the-future", times: 1 },
  ]);
  expect(new Hand().hear(command(1, LOCK, later), false).appended?.outcome.kind).toBe("taken");
});

test("a lane that the station has not, and an unlock of what is not locked, are refused with why", () => {
  const unknown = new Hand().hear(command(1, { ...LOCK, of: { what: "site", site: "lane-9" } }));
  expect(unknown.appended?.outcome).toMatchObject({
    kind: "refused",
    reason: { code: "COMMAND_SITE_UNKNOWN" },
  });
  const free = new Hand().hear(command(1, UNLOCK));
  expect(free.appended?.outcome).toMatchObject({ kind: "refused", reason: { code: "COMMAND_NOT_LOCKED" } });
});

test("an order that is not known is refused in its turn, is answered so again, and the chain goes on", () => {
  const { document, id } = command(1, LOCK);
  const later = { ...document, order: { kind: "send-a-drone", to: { lane: 1 } } };
  const hand = new Hand();
  const heard = { kind: "command", document: later, id, envelope: envelopeOf(later) } as const;
  hand.feed({
    kind: "heard",
    heard,
    atWallMs: NOW,
    isClockSure: true,
    older: null,
    checked: null,
    there: null,
  });
  expect(hand.appended?.outcome).toEqual({
    kind: "refused",
    reason: { code: "ORDER_UNKNOWN", params: { kind: "send-a-drone" } },
  });
  hand.settle();
  hand.feed({
    kind: "heard",
    heard,
    atWallMs: NOW,
    isClockSure: true,
    older: null,
    checked: null,
    there: null,
  });
  expect([hand.appended, hand.said[0]?.answer?.outcome.kind]).toEqual([null, "refused"]);
  hand.hear(command(2, LOCK)).settle();
  expect(hand.state.standing).toMatchObject({ last: { number: 2 }, locks: [{ number: 2 }] });
});

test("a command of another station is dropped", () => {
  const hand = new Hand().hear(command(1, LOCK, { station: "HB-WH-0043" }));
  expect(hand.effects).toEqual([{ kind: "log-dropped", why: "of-another-station", times: 1 }]);
});

test("a lock is of the station, of one lane or of one kind of job, and of nothing else", () => {
  const locked = (
    of: Extract<CommandOrder, { kind: "lock" }>["of"],
    kind: "inspection" | "exam",
    site: string,
  ) =>
    lockOver(new Hand().hear(command(1, { ...LOCK, of })).settle().state.standing?.locks ?? [], {
      kind,
      site,
    }) !== null;
  expect(locked({ what: "station" }, "exam", "course-1")).toBe(true);
  expect(locked({ what: "site", site: "lane-1" }, "inspection", "lane-1")).toBe(true);
  expect(locked({ what: "site", site: "lane-1" }, "exam", "course-1")).toBe(false);
  expect(locked({ what: "kind", kind: "exam" }, "exam", "course-1")).toBe(true);
  expect(locked({ what: "kind", kind: "exam" }, "inspection", "lane-1")).toBe(false);
});

test("ten thousand commands leave a summary that is small, and the last word", () => {
  let standing = NO_COMMANDS;
  for (let number = 1; number <= 10_001; number++) {
    const { id, envelope } = command(number, number % 2 === 1 ? LOCK : UNLOCK);
    const outcome = { kind: "taken" } as const;
    standing = noteCommand(standing, { number, command: id, envelope, outcome, atWallMs: NOW });
  }
  const { rechecks, lists, evidence, held: _held, ...summary } = standing;
  expect([[...rechecks, ...lists, ...evidence], commandsSummarySchema.safeParse(summary).success]).toEqual([
    [],
    true,
  ]);
  expect(JSON.stringify(summary).length).toBeLessThan(32_000);
  expect([standing.last?.number, standing.locks.length]).toEqual([10_001, 1]);
});

test("a restart goes on from the journal alone: the next number, the locks and the answers given", () => {
  const before = new Hand().hear(command(1, LOCK)).settle();
  const again = new Hand(before.state.standing ?? NO_COMMANDS);
  expect(again.said).toEqual([{ last: { number: 1, command: idOf(1) }, answer: null }]);
  again.hear(command(1, LOCK));
  expect(again.said[0]?.answer?.outcome).toEqual({ kind: "taken" });
  again.hear(command(2, UNLOCK)).settle();
  expect(again.state.standing?.locks).toEqual([]);
});
