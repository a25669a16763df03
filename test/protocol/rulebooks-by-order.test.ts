import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { orderRows } from "../../src/console/web/order-rows.ts";
import type { LastCommand } from "../../src/core/commands/acknowledged.ts";
import {
  BOOK_PART_BYTES,
  BOOK_PARTS_MAX,
  bookOrders,
  type OrderedBook,
} from "../../src/core/commands/book-orders.ts";
import {
  BY_CHARS_MAX,
  COMMAND_BYTES_MAX,
  type CommandOrder,
  commandSchema,
  WHY_CHARS_MAX,
} from "../../src/core/commands/command-messages.ts";
import { CommandsNoted, commandsSummarySchema } from "../../src/core/commands/commands-noted.ts";
import { assert } from "../../src/core/machine.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { orderEditions } from "../../src/core/rules/editions.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { signedRun } from "../../src/runtime/registry/registry-orders.ts";
import { commandsView } from "../../src/station/commands-view.ts";
import { BookStation } from "../support/book-station.ts";
import { lock, ORDERING, WHY } from "../support/command-world.ts";
import { bookText as textOf } from "../support/memory-books.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { settle } from "../support/settled-orders.ts";
import { TOY_STATION } from "../support/toy-station.ts";

/** Section 23: a rulebook comes to a station in parts, and is one of its own when it is whole. */
const FIRST: LastCommand = { number: 0, command: null };
const BOTH = Object.entries(ORDERING);
const DAY_MS = 86_400_000;

function ordersOf(text: string, id = "cn-2027", changes: { readonly sha256?: string } = {}) {
  const bytes = new TextEncoder().encode(text);
  const hash = toHex(sha256(bytes));
  const of = { kind: "inspection", id, validFrom: "2027-01-01", sha256: hash, ...changes } as const;
  const orders = bookOrders(of, gzip(bytes), WHY);
  assert(orders !== null, "it is small enough");
  return orders;
}

/** As a summary of the journal has it. */
function summed(station: BookStation) {
  const noted = new CommandsNoted();
  for (const [at, note] of station.journal.entries()) noted.note(note, at);
  return noted.summed().commands;
}

/** Brings commands, whatever is in them, each behind the last that the station took. */
function bringing(station: BookStation) {
  let last = FIRST;
  return (orders: readonly CommandOrder[]): void => {
    const issuedMs = station.clock.wallMs();
    const terms = { station: TOY_STATION, by: "Wu", issuedMs, untilMs: issuedMs + DAY_MS };
    for (const one of signedRun(last, terms, orders, [WITNESS])) {
      station.hear([new TextEncoder().encode(one.envelope)]);
      last = { number: one.document.number, command: one.command };
    }
  };
}

describe("at the station", () => {
  test("RP-232 parts are put together in their order, with other orders between them, and over a restart", () => {
    const text = textOf(4);
    const [first, second, third, fourth] = ordersOf(text);
    assert(
      first !== undefined && second !== undefined && third !== undefined && fourth !== undefined,
      "four parts",
    );
    const station = new BookStation();
    const bring = bringing(station);
    bring([first, lock(), second]);
    expect(station.books.taken).toEqual([]);
    const again = new BookStation({ journal: station.journal });
    expect(again.books).toEqual(station.books);
    bring([third, fourth]);
    expect(station.outcomes).toEqual(["taken", "taken", "taken", "taken", "taken"]);
    expect(station.kept).toEqual([{ ...first.of, text }]);
    expect(station.books).toMatchObject({ gathered: null, taken: [{ number: 5, id: "cn-2027", by: "Wu" }] });
  });

  test("RP-232 the first part begins anew, and a part that is not the next is refused", () => {
    const old = ordersOf(textOf(3, "old"));
    const [first, second, third] = ordersOf(textOf(3));
    assert(first !== undefined && second !== undefined && third !== undefined, "three parts");
    const station = new BookStation();
    const bring = bringing(station);
    bring([second, ...old.slice(0, 2), second, third, first, third, second, third]);
    const missing = "ORDERED_BOOK_PART_MISSING";
    expect(station.outcomes).toEqual([
      ...[missing, "taken", "taken", missing, missing],
      ...["taken", missing, "taken", "taken"],
    ]);
    expect(station.books.taken.map(({ sha256: hash }) => hash)).toEqual([first.of.sha256]);
  });

  describe("on the page it is one row", () => {
    const rowsOf = (station: BookStation) => {
      const view = commandsView(station.standing, () => "2026-11-29");
      return orderRows(view, station.clock.wallMs())
        .filter(({ kind }) => kind === "use-rulebook")
        .map(({ number, standing, why, book }) => [
          number,
          book?.id,
          book?.upTo === null ? "all" : `${book?.upTo.part}/${book?.upTo.parts}`,
          standing,
          why === null ? null : why.en.slice(0, 30),
        ]);
    };
    const ORDERED = "The registry orders this stati";

    test("which says how many parts came until it is whole, with orders between them, and however old it is", () => {
      const station = new BookStation();
      const bring = bringing(station);
      const [first, second, third] = ordersOf(textOf(3));
      assert(first !== undefined && second !== undefined && third !== undefined, "three parts");
      bring([first]);
      expect(rowsOf(station)).toEqual([[1, "cn-2027", "1/3", "open", null]]);
      bring([lock(), second]);
      expect(rowsOf(station)).toEqual([[3, "cn-2027", "2/3", "open", null]]);
      bring([third]);
      expect(rowsOf(station)).toEqual([[4, "cn-2027", "all", "done", ORDERED]]);
      // The first parts are not listed any more, then none is: its last command is what is known of it.
      bring(Array.from({ length: 62 }, () => lock()));
      expect(rowsOf(station)).toEqual([[4, "cn-2027", "all", "done", ORDERED]]);
      bring(Array.from({ length: 64 }, () => lock()));
      expect(rowsOf(station)).toEqual([[4, "cn-2027", "all", "done", ORDERED]]);
      expect(commandsSummarySchema.parse(summed(station)).books).toEqual(station.books);
    });

    test("for each time that it was ordered; what another one took the place of is not done", () => {
      const station = new BookStation();
      const bring = bringing(station);
      const whole = ordersOf(textOf(2));
      const other = ordersOf(textOf(3, "other"), "cn-2028");
      bring([...whole, ...whole, ...other.slice(0, 2)]);
      expect(rowsOf(station)).toEqual([
        [6, "cn-2028", "2/3", "open", null],
        [4, "cn-2027", "all", "done", ORDERED],
        [2, "cn-2027", "all", "done", null],
      ]);
      bring(whole.slice(0, 1));
      expect(rowsOf(station).slice(0, 2)).toEqual([
        [7, "cn-2027", "1/2", "open", null],
        [6, "cn-2028", "2/3", "refused", null],
      ]);
    });

    test("with the first reason where it was not taken", () => {
      const station = new BookStation({ takesBooks: false });
      bringing(station)(ordersOf(textOf(2)));
      expect(rowsOf(station)).toEqual([[2, "cn-2027", "all", "refused", "This station takes no rulebook"]]);
      const lacking = new BookStation();
      const [first, second, third, fourth] = ordersOf(textOf(4));
      assert(
        first !== undefined && second !== undefined && third !== undefined && fourth !== undefined,
        "four",
      );
      bringing(lacking)([first, third, fourth]);
      expect(rowsOf(lacking)).toEqual([
        [3, "cn-2027", "all", "refused", "Part 3 of 4 of a rulebook came"],
        [1, "cn-2027", "1/4", "open", null],
      ]);
    });
  });

  test("RP-232 a station whose file says so takes none", () => {
    const station = new BookStation({ takesBooks: false });
    bringing(station)(ordersOf(textOf(2)));
    expect(station.outcomes).toEqual(["ORDERED_BOOK_NOT_TAKEN", "ORDERED_BOOK_NOT_TAKEN"]);
    expect([station.kept, station.books.taken]).toEqual([[], []]);
  });

  test("RP-233 what is not the text that was ordered is refused with its last part, and changes nothing", () => {
    const wrong = ordersOf(textOf(2), "cn-2027", { sha256: "0".repeat(64) });
    const [first, last] = ordersOf(textOf(2));
    assert(first !== undefined && last !== undefined, "two parts");
    const station = new BookStation();
    bringing(station)([...wrong, first, { ...last, gzip: first.gzip }]);
    expect(station.outcomes).toEqual(["taken", "ORDERED_BOOK_NOT_WHOLE", "taken", "ORDERED_BOOK_NOT_WHOLE"]);
    expect([station.kept, station.books.taken]).toEqual([[], []]);
  });

  test("RP-233 the whole is tried as a job would open it, before anything is kept; what it has stays as it was", () => {
    const good = ordersOf(textOf(2, "good"), "cn-2026");
    const station = new BookStation();
    const bring = bringing(station);
    bring(good);
    const asked: OrderedBook[] = [];
    const why = reason("ORDERED_BOOK_REFUSED", { id: "cn-2027", zh: "第 3 行", en: "line 3" });
    station.whyNotBook = (book) => {
      expect(station.kept).toHaveLength(1);
      asked.push(book);
      return why;
    };
    bring(ordersOf(textOf(3)));
    expect(new Set(asked.map(({ text }) => text))).toEqual(new Set([textOf(3)]));
    expect(station.outcomes).toEqual(["taken", "taken", "taken", "taken", "ORDERED_BOOK_REFUSED"]);
    expect(station.books.taken.map(({ id }) => id)).toEqual(["cn-2026"]);
    expect(station.kept.map(({ id }) => id)).toEqual(["cn-2026"]);
  });

  test("RP-234 it is kept before its last command stands; where that cannot be, the command is taken when it comes again", () => {
    const station = new BookStation();
    const orders = ordersOf(textOf(2));
    const now = station.clock.wallMs();
    const terms = { station: TOY_STATION, by: "Wu", issuedMs: now, untilMs: now + DAY_MS };
    const [first, last] = signedRun(FIRST, terms, orders, [WITNESS]).map(({ envelope }) =>
      new TextEncoder().encode(envelope),
    );
    assert(first !== undefined && last !== undefined, "two parts");
    station.isDiskFull = true;
    station.hear([first]);
    const said = station.messages.length;
    station.hear([last, last]);
    expect([station.journal.length, station.messages.length, station.books.taken]).toEqual([1, said, []]);
    station.isDiskFull = false;
    station.hear([last]);
    expect(station.durable).toEqual(["command 1", "rulebook cn-2027", "command 2"]);
    expect(station.messages.length).toBe(said + 1);
    expect(station.books.taken).toHaveLength(1);
  });
});

test("RP-235 one by order ends the edition before it with its first day, and no day may be free between the two", () => {
  const edition = (name: string, validFrom: string, validTo: string | null, isByOrder = false) => ({
    ...{ name, id: name, jurisdiction: "CN", classes: null, validFrom, validTo },
    ...(isByOrder && { isByOrder }),
  });
  const inRow = (...books: ReturnType<typeof edition>[]) => {
    const order = orderEditions(books);
    return order.kind === "ordered"
      ? order.lines.map(({ editions }) => editions.map(({ name }) => name))
      : order.reason.code;
  };
  const own = edition("own", "2021-01-01", null);
  expect(inRow(own, edition("next", "2027-01-01", null))).toBe("EDITIONS_OVERLAP");
  expect(inRow(edition("next", "2027-01-01", null, true), own)).toEqual([["own", "next"]]);
  expect(inRow(own, edition("next", "2021-01-01", null, true))).toBe("EDITIONS_OVERLAP");
  const ended = edition("own", "2021-01-01", "2026-11-30");
  expect(inRow(ended, edition("next", "2027-01-01", null, true))).toBe("EDITIONS_GAP");
});

test("RP-235 the same edition ordered once more takes the place of the one before, and any other stands beside it", () => {
  const station = new BookStation();
  const bring = bringing(station);
  bring(ordersOf(textOf(2), "cn-2026"));
  bring(ordersOf(textOf(1, "slip"), "cn-2027"));
  bring(ordersOf(textOf(2, "mended"), "cn-2027"));
  expect(station.books.taken.map(({ id, number }) => [id, number])).toEqual([
    ["cn-2026", 2],
    ["cn-2027", 5],
  ]);
  expect(new BookStation({ journal: station.journal }).books).toEqual(station.books);
});

test("RP-236 the parts of one rulebook are signed as one run, each small enough with the longest reasons and four witnesses", () => {
  const most = "制".repeat(WHY_CHARS_MAX);
  const packed = new Uint8Array(BOOK_PARTS_MAX * BOOK_PART_BYTES);
  const head = { kind: "inspection", id: "i".repeat(64), validFrom: "2027-01-01" } as const;
  const of = { ...head, sha256: "0".repeat(64) };
  const orders = bookOrders(of, packed, { zh: most, en: most });
  const before = { number: 999_999_000, command: "0".repeat(64) };
  const terms = { station: "S".repeat(64), by: "制".repeat(BY_CHARS_MAX), issuedMs: 0, untilMs: DAY_MS };
  const run = signedRun(before, terms, orders ?? [], [WITNESS, WITNESS, WITNESS, WITNESS]);
  expect(run.map(({ document }) => document.number - before.number)).toEqual(
    Array.from({ length: BOOK_PARTS_MAX }, (_none, i) => i + 1),
  );
  for (const [at, { document, envelope }] of run.entries()) {
    expect(document.before).toBe(at === 0 ? before.command : run[at - 1]?.command);
    expect(commandSchema.safeParse(document).error).toBeUndefined();
    expect(Buffer.byteLength(envelope)).toBeLessThanOrEqual(COMMAND_BYTES_MAX);
  }
  expect(bookOrders(of, new Uint8Array(BOOK_PARTS_MAX * BOOK_PART_BYTES + 1), WHY)).toBeNull();
  const long = "\u0001".repeat(WHY_CHARS_MAX);
  const tooLarge = orders?.slice(0, 1).map((one) => ({ ...one, why: { zh: long, en: long } })) ?? [];
  expect(() => signedRun(before, terms, tooLarge, [WITNESS])).toThrow(/say why in fewer words/);
});

test.each(BOTH)(
  "RP-237 %s sends part after part, and a rulebook that it lost with its books is ordered again whole",
  async (_name, make) => {
    const station = new BookStation();
    const { clock } = station;
    const registry = make(() => clock.monoMs());
    const orderAll = async (text: string, id: string): Promise<void> => {
      for (const order of ordersOf(text, id)) await registry.give(order, clock.wallMs());
      await settle(station, registry, clock);
    };
    await orderAll(textOf(4), "cn-2027");
    expect(registry.outcomes().map(([, outcome]) => outcome)).toEqual(["taken", "taken", "taken", "taken"]);
    expect(station.kept.map(({ text }) => text)).toEqual([textOf(4)]);
    registry.setBack(2);
    await orderAll(textOf(3, "other"), "cn-2028");
    expect(
      registry
        .outcomes()
        .slice(2)
        .map(([, outcome]) => outcome),
    ).toEqual(["lost", "lost", "lost"]);
    expect(station.books.taken.map(({ id }) => id)).toEqual(["cn-2027"]);
    await orderAll(textOf(3, "other"), "cn-2028");
    expect(station.books.taken.map(({ id, number }) => [id, number])).toEqual([
      ["cn-2027", 4],
      ["cn-2028", 7],
    ]);
    expect(station.kept.at(-1)?.text).toBe(textOf(3, "other"));
  },
);
