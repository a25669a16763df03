import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { readArtifact, readRulebook } from "../../src/adapters/config/artifact-file.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { LastCommand } from "../../src/core/commands/acknowledged.ts";
import { bookOrders } from "../../src/core/commands/book-orders.ts";
import { COMMAND_BYTES_MAX, type CommandOrder } from "../../src/core/commands/command-messages.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { type Reason, reason, sentenceOf } from "../../src/core/trade/reasons.ts";
import type { OrderedBooks } from "../../src/ports/ordered-books.ts";
import { chooseRulebook } from "../../src/runtime/choose-rulebook.ts";
import { OrderedRulebooks } from "../../src/runtime/ordered-rulebooks.ts";
import { registrySchema } from "../../src/runtime/registry-config.ts";
import { loadEditions } from "../../src/runtime/station-rulebooks.ts";
import { orderedStation } from "../support/ordered-station.ts";
import { ROOT } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a rulebook that the registry orders is tried as a whole before a byte of it is kept, is there after any stop, and judges from its first day on. */
const OWN = join(ROOT, "config/rules/cn-inspection-2021.yaml");
const OWN_TEXT = readFileSync(OWN, "utf8");
const WHY = { zh: "新规施行。", en: "New rules apply." };
const FOLDER = "rulebooks-by-order";
const NOBODY: LastCommand = { number: 0, command: null };

/** The station's own book as it will be from that day on. */
function edition(validFrom: string, change: (text: string) => string = (text) => text): string {
  return change(OWN_TEXT.replace(/^validFrom: .*$/m, `validFrom: "${validFrom}"`));
}

const firstDayIn = (text: string): string => /^validFr.m: *"?([\d-]+)"?$/m.exec(text)?.[1] ?? "";
const idIn = (text: string): string => /^id: *"?([^"\n]+)"?$/m.exec(text)?.[1] ?? "";

function ordersOf(text: string, id = idIn(text), kind: "inspection" | "exam" = "inspection") {
  const bytes = new TextEncoder().encode(text);
  const of = { kind, id, validFrom: firstDayIn(text), sha256: Buffer.from(sha256(bytes)).toString("hex") };
  const orders = bookOrders(of, gzip(bytes), WHY);
  if (orders === null) throw new Error("it is too large");
  return { orders, sha256: of.sha256 };
}

function life(options: { readonly wrap?: (books: OrderedRulebooks) => OrderedBooks } = {}) {
  const data = temporaryDirectory();
  const store = new MemoryJournalStore();
  const clock = new VirtualClock();
  const rulebooks = { inspection: [OWN], exam: [] };
  const notices: string[] = [];
  const start = (takesRulebooks = true) => {
    const config = { data, rulebooks, registry: { takesRulebooks } };
    const books = new OrderedRulebooks(config, (why: Reason) => notices.push(why.code));
    const station = orderedStation({ store, clock, books: options.wrap?.(books) ?? books });
    return { ...station, books, config: books.over(config) };
  };
  const files = (): readonly string[] =>
    existsSync(join(data, FOLDER)) ? readdirSync(join(data, FOLDER)) : [];
  return { data, store, clock, start, files, notices };
}

type Started = ReturnType<ReturnType<typeof life>["start"]>;

function bring(it: Started, orders: readonly CommandOrder[], before = NOBODY): LastCommand {
  return orders.reduce((last, order) => it.bring(last, order), before);
}

const outcomes = (it: Started) => it.said.flatMap(({ answer }) => (answer === null ? [] : [answer.outcome]));

/** By which file an inspection of that day is judged. */
function judgedBy(it: Started, day: string): string {
  const rulebooks = it.config.rulebooks.inspection.map(readRulebook);
  const dossier = readArtifact(join(ROOT, "config/dossiers/demo-k3.yaml"), "subject");
  const chosen = chooseRulebook({ kind: "inspection", dossier, rulebooks }, day);
  const of = chosen.kind === "chosen" ? chosen.rulebook.text : null;
  return rulebooks.find(({ text }) => text === of)?.name ?? chosen.kind;
}

describe("a rulebook that the registry orders", () => {
  const text = edition("2027-07-01");
  const { orders, sha256: hash } = ordersOf(text);

  test("comes in messages that are small enough, with the longest reasons", () => {
    expect(orders.length).toBeGreaterThan(2);
    const it = life().start();
    const long = { zh: "检".repeat(500), en: "x".repeat(500) };
    bring(
      it,
      orders.map((order) => ({ ...order, why: long })),
    );
    for (const message of it.sent) expect(message.length).toBeLessThanOrEqual(COMMAND_BYTES_MAX);
    expect(outcomes(it)).toEqual(orders.map(() => ({ kind: "taken" })));
  });

  test("judges from its first day on, and ends the one before it, which says of itself that it goes on", () => {
    const world = life();
    const it = world.start();
    bring(it, orders);
    expect(world.files()).toEqual([`inspection-${hash}.yaml`]);
    expect(judgedBy(it, "2027-06-30")).toBe(OWN);
    expect(judgedBy(it, "2027-07-01")).toContain(hash);
    expect(readFileSync(judgedBy(it, "2027-07-01"), "utf8")).toBe(text);
    expect(loadEditions("inspection", it.config)[0]?.editions).toHaveLength(2);
    expect(it.commands.standing.books.taken).toMatchObject([{ number: orders.length, sha256: hash }]);
  });

  test("is there after a stop at any part, and after one behind it", () => {
    const world = life();
    let last = NOBODY;
    for (const order of orders) {
      const it = world.start();
      last = bring(it, [order], last);
      expect(outcomes(it).at(-1)).toEqual({ kind: "taken" });
    }
    const it = world.start();
    expect(judgedBy(it, "2027-07-01")).toContain(hash);
    expect(world.notices).toEqual([]);
  });

  test("that is not whole, or whose parts are not one after another, is refused, and the next whole one is taken", () => {
    const it = life().start();
    const [first, second, ...rest] = orders as [CommandOrder, CommandOrder, ...CommandOrder[]];
    let last = bring(it, [first, ...rest]);
    expect(outcomes(it)[1]).toMatchObject({ reason: { code: "ORDERED_BOOK_PART_MISSING" } });
    const other = ordersOf(edition("2028-01-01")).orders;
    last = bring(it, [first, second, ...other.slice(2)], last);
    expect(outcomes(it).at(-1)).toMatchObject({ reason: { code: "ORDERED_BOOK_PART_MISSING" } });
    const spoilt = orders.map((order, i) => (i === 1 ? { ...order, gzip: orders[0]?.gzip ?? "" } : order));
    last = bring(it, spoilt, last);
    expect(outcomes(it).at(-1)).toMatchObject({ reason: { code: "ORDERED_BOOK_NOT_WHOLE" } });
    bring(it, orders, last);
    expect(outcomes(it).at(-1)).toEqual({ kind: "taken" });
  });

  const unfit: readonly (readonly [what: string, text: string, said: RegExp, id: string])[] = [
    [
      "with a slip",
      edition("2027-07-01", (whole) => whole.replace(/^validFrom:/m, "validFrum:")),
      /validFrum/,
      idIn(text),
    ],
    ["of another name", edition("2027-07-01"), /calls itself/, "cn-inspection-2099"],
    ["of the same days as the station's own", edition("2021-01-01"), /2021-01-01/, idIn(text)],
    [
      "of another country",
      edition("2027-07-01", (whole) => whole.replace(/^jurisdiction: .*$/m, "jurisdiction: GB")),
      /GB/,
      idIn(text),
    ],
  ];
  test.each(unfit)(
    "%s is refused with what is wrong, and nothing of it is kept",
    (_what, wrong, said, id) => {
      const world = life();
      const it = world.start();
      bring(it, ordersOf(wrong, id).orders);
      const outcome = outcomes(it).at(-1);
      expect(outcome).toMatchObject({ kind: "refused", reason: { code: "ORDERED_BOOK_REFUSED" } });
      expect(JSON.stringify(outcome)).toMatch(said);
      expect(world.files()).toEqual([]);
      expect(it.commands.standing.books.gathered).toBeNull();
      expect(judgedBy(it, "2027-07-01")).toBe(OWN);
    },
  );

  test("is not taken, and stops no station, where a file stands in the place of its folder", () => {
    const world = life();
    const place = join(world.data, FOLDER);
    writeFileSync(place, "");
    const it = world.start();
    bring(it, orders);
    expect(it.commands.standing.last?.number).toBe(orders.length - 1);
    expect(judgedBy(it, "2027-07-01")).toBe(OWN);
    rmSync(place);
    it.hear(it.sent.slice(-1));
    expect(judgedBy(it, "2027-07-01")).toContain(hash);
  });

  test("of the wrong kind of job is refused", () => {
    const it = life().start();
    bring(it, ordersOf(text, idIn(text), "exam").orders);
    expect(outcomes(it).at(-1)).toMatchObject({ kind: "refused", reason: { code: "ORDERED_BOOK_REFUSED" } });
  });

  test("is not taken where the disk will not have it, and is when it comes again", () => {
    let isFull = true;
    const wrap = (books: OrderedRulebooks): OrderedBooks => ({
      takes: true,
      whyNot: (book) => books.whyNot(book),
      keep: (book) => !isFull && books.keep(book),
      use: (taken) => books.use(taken),
    });
    const it = life({ wrap }).start();
    bring(it, orders);
    expect(it.commands.standing.last?.number).toBe(orders.length - 1);
    isFull = false;
    it.hear(it.sent.slice(-1));
    expect(outcomes(it).at(-1)).toEqual({ kind: "taken" });
    expect(judgedBy(it, "2027-07-01")).toContain(hash);
  });

  test("once more with other words takes the place of what was ordered before, and of nothing that the station has of its own", () => {
    const world = life();
    const it = world.start();
    const last = bring(it, orders);
    const mended = ordersOf(`${text}# mended\n`);
    const next = bring(it, mended.orders, last);
    expect(outcomes(it).at(-1)).toEqual({ kind: "taken" });
    expect(world.files()).toEqual([`inspection-${mended.sha256}.yaml`]);
    expect(judgedBy(it, "2027-07-01")).toContain(mended.sha256);
    // And one that comes later ends this one.
    const later = ordersOf(edition("2028-01-01"));
    bring(it, later.orders, next);
    expect([judgedBy(it, "2027-12-31"), judgedBy(it, "2028-01-01")]).toEqual([
      expect.stringContaining(mended.sha256),
      expect.stringContaining(later.sha256),
    ]);
  });

  test("waits while a vehicle is inspected: to read it would keep whoever judges", () => {
    const it = life().start();
    it.open();
    it.clock.advanceBy(100);
    bring(it, orders);
    expect(it.commands.standing.last?.number).toBe(orders.length - 1);
    for (let i = 0; i < 3; i++) it.scale.weigh("100", it.clock.monoMs());
    it.clock.advanceBy(2_000);
    it.hear(it.sent.slice(-1));
    expect(outcomes(it).at(-1)).toEqual({ kind: "taken" });
  });

  test("that was kept when the power went, before the journal said so, is not used", () => {
    const world = life();
    world
      .start()
      .books.keep({ kind: "inspection", id: idIn(text), validFrom: "2027-07-01", sha256: hash, text });
    expect(world.files()).toHaveLength(1);
    const it = world.start();
    expect(world.files()).toEqual([]);
    expect(judgedBy(it, "2027-07-01")).toBe(OWN);
  });

  test("whose folder cannot be listed is told once, and a start goes on with its own", () => {
    const world = life();
    writeFileSync(join(world.data, FOLDER), "a file in the place of the folder");
    const it = world.start();
    expect([world.notices, judgedBy(it, "2027-07-01")]).toEqual([["ORDERED_BOOKS_UNLISTED"], OWN]);
  });

  test("whose file is gone or was altered is told and not used, and can be ordered again", () => {
    const world = life();
    const last = bring(world.start(), orders);
    const file = join(world.data, FOLDER, `inspection-${hash}.yaml`);
    writeFileSync(file, `${text}# altered\n`);
    const it = world.start();
    expect([world.notices, judgedBy(it, "2027-07-01")]).toEqual([["ORDERED_BOOK_GONE"], OWN]);
    bring(it, orders, last);
    expect(judgedBy(it, "2027-07-01")).toContain(hash);
    expect(it.commands.standing.books.taken).toHaveLength(1);
  });
});

test("a station whose file says so takes no more, and judges by those that it took", () => {
  const world = life();
  const [taken, later] = [ordersOf(edition("2027-07-01")), ordersOf(edition("2028-01-01"))];
  const last = bring(world.start(), taken.orders);
  const it = world.start(false);
  bring(it, later.orders, last);
  expect(outcomes(it).at(-1)).toMatchObject({ reason: { code: "ORDERED_BOOK_NOT_TAKEN" } });
  expect(judgedBy(it, "2028-01-01")).toContain(taken.sha256);
});

test("a refusal names the setting as the station file has it", () => {
  const { zh, en } = sentenceOf(reason("ORDERED_BOOK_NOT_TAKEN", {}));
  const [setting] = Object.keys(registrySchema.shape).filter((key) => en.includes(key));
  expect([setting, zh.includes(setting ?? "")]).toEqual(["takesRulebooks", true]);
});
