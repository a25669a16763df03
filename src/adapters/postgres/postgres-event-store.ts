import type { HeldEvent } from "../../core/events/event-batch.ts";
import type { EventPlace } from "../../core/events/station-event.ts";
import type { StationAccount } from "../../core/registry/station-account.ts";
import type { EventStore, EventTransaction, FreshEvents } from "../../ports/event-store.ts";
import { askForMany, type ManyRows } from "./many-rows.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { accountsOf } from "./postgres-registry-store.ts";

/** Of rows that are no events; an event's own part is 0 or more. */
export const GAP_PART = -1;
export const SET_BACK_PART = -2;

const COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ["station", "text"],
  ["branch", "integer"],
  ["index", "bigint"],
  ["part", "integer"],
  ["position", "bigint"],
  ["kind", "text"],
  ["after_index", "bigint"],
  ["after_part", "integer"],
  ["job", "text"],
  ["sha256", "bytea"],
  ["event", "text"],
];

const EVENT_ROWS: ManyRows = {
  name: "event",
  types: COLUMNS.map(([, type]) => type),
  statement: (values) =>
    `insert into event (${COLUMNS.map(([name]) => `"${name}"`).join(", ")}) values ${values}`,
};

interface HeadRow {
  readonly station: string;
  readonly branch: number;
  readonly index: string | null;
  readonly part: number | null;
  readonly sha256: Buffer | null;
}

/** What stations tell, in PostgreSQL. A station's row in `event_head` is the lock of its events, and no lock of its records. */
export class PostgresEventStore implements EventStore {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async account(station: string): Promise<StationAccount | undefined> {
    const ask: PostgresClient = ({ text, values }) => this.#pool.query(text, values);
    return (await accountsOf(ask, [station], "")).get(station);
  }

  async transaction<Result>(work: (transaction: EventTransaction) => Promise<Result>): Promise<Result> {
    return await this.#pool.transaction(async (ask) => {
      const branches = new Map<string, number>();
      return await work({
        held: async (stations) => {
          const heads = await headsOf(ask, stations);
          for (const { station, branch } of heads) branches.set(station, branch);
          return new Map(heads.map((head) => [head.station, heldOf(head)]));
        },
        between: (station, from, to) => between(ask, station, from, to),
        append: (fresh) => append(ask, fresh, branches),
      });
    });
  }
}

async function headsOf(ask: PostgresClient, stations: readonly string[]): Promise<readonly HeadRow[]> {
  // In the order of their names: two workers that want the same two stations would otherwise wait for each other.
  const names = [...stations].sort();
  await ask({
    name: "event-heads-made",
    text: "insert into event_head (station) select unnest($1::text[]) order by 1 on conflict do nothing",
    values: [names],
  });
  return await ask<HeadRow>({
    name: "event-heads",
    text: "select station, branch, index, part, sha256 from event_head where station = any($1::text[]) order by station for update",
    values: [names],
  });
}

function heldOf({ index, part, sha256 }: Pick<HeadRow, "index" | "part" | "sha256">): HeldEvent | null {
  if (index === null || part === null || sha256 === null) return null;
  return { at: { index: Number(index), part }, sha256: sha256.toString("hex") };
}

async function between(
  ask: PostgresClient,
  station: string,
  from: EventPlace | null,
  to: EventPlace,
): Promise<readonly HeldEvent[]> {
  const rows = await ask<{ index: string; part: number; sha256: Buffer }>({
    name: "events-between",
    text: `select index, part, sha256 from event
           where station = $1 and kind = 'event' and not is_abandoned
             and (index, part) >= ($2::bigint, $3::integer) and (index, part) <= ($4::bigint, $5::integer)
           order by index, part`,
    values: [station, from?.index ?? -1, from?.part ?? 0, to.index, to.part],
  });
  return rows.flatMap((row) => heldOf(row) ?? []);
}

async function append(
  ask: PostgresClient,
  fresh: readonly FreshEvents[],
  branches: ReadonlyMap<string, number>,
): Promise<void> {
  const count = fresh.reduce((sum, { gap, events }) => sum + events.length + (gap === null ? 0 : 1), 0);
  if (count === 0) return;
  let position = await positions(ask, count);
  const rows = fresh.flatMap(({ station, gap, events }) => {
    const branch = branches.get(station) ?? 0;
    const rowOf = (kind: string, at: EventPlace, after: EventPlace | null, rest: readonly unknown[]) => [
      ...[station, branch, at.index, at.part, position++, kind, after?.index ?? null, after?.part ?? null],
      ...rest,
    ];
    const missing =
      gap === null
        ? []
        : [rowOf("gap", { index: gap.goneBelow, part: GAP_PART }, gap.after, [null, null, null])];
    const told = events.map(({ at, after, job, sha256, text }) =>
      rowOf("event", at, after, [job, Buffer.from(sha256, "hex"), text]),
    );
    return [...missing, ...told];
  });
  await askForMany(ask, EVENT_ROWS, rows);
  for (const { station, events } of fresh) {
    const last = events.at(-1);
    if (last !== undefined) await setHead(ask, station, last);
  }
}

/** The first of so many. Whoever else wants some waits for this transaction's end. */
async function positions(ask: PostgresClient, count: number): Promise<number> {
  const [row] = await ask<{ position: string }>({
    name: "event-positions",
    text: "update event_clock set position = position + $1 returning position",
    values: [count],
  });
  return Number(row?.position) - count + 1;
}

async function setHead(ask: PostgresClient, station: string, held: HeldEvent | null): Promise<void> {
  await ask({
    name: "event-head-set",
    text: "update event_head set index = $2, part = $3, sha256 = $4 where station = $1",
    values: [
      ...[station, held?.at.index ?? null, held?.at.part ?? null],
      held === null ? null : Buffer.from(held.sha256, "hex"),
    ],
  });
}

/** A station's log is taken up at an earlier size: what was told of what lies behind it counts no more, and whoever reads on is told so. */
export async function setEventsBack(ask: PostgresClient, station: string, size: number): Promise<void> {
  const [head] = await headsOf(ask, [station]);
  if (head === undefined || head.index === null || Number(head.index) < size) return;
  await ask({
    text: "update event set is_abandoned = true where station = $1 and index >= $2 and not is_abandoned",
    values: [station, size],
  });
  const [last] = await ask<{ index: string; part: number; sha256: Buffer }>({
    text: `select index, part, sha256 from event where station = $1 and kind = 'event' and not is_abandoned
           order by index desc, part desc limit 1`,
    values: [station],
  });
  await ask({ text: "update event_head set branch = branch + 1 where station = $1", values: [station] });
  const position = await positions(ask, 1);
  const held = last === undefined ? null : heldOf(last);
  await setHead(ask, station, held);
  const after = [held?.at.index ?? null, held?.at.part ?? null];
  const row = [
    station,
    head.branch + 1,
    size,
    SET_BACK_PART,
    position,
    "set-back",
    ...after,
    null,
    null,
    null,
  ];
  await askForMany(ask, EVENT_ROWS, [row]);
}
