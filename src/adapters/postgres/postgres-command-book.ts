import {
  type Acknowledged,
  type CommandGiven,
  commandBefore,
  type GivenCommand,
  type LastCommand,
  type StationCommands,
} from "../../core/commands/acknowledged.ts";
import type { Acknowledgement, CommandDocument } from "../../core/commands/command-messages.ts";
import type { StationAccount } from "../../core/registry/station-account.ts";
import type { AfterCommand, CommandBook, NewCommand, OpenCommand } from "../../ports/command-book.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { accountsOf } from "./postgres-registry-store.ts";

interface GivenRow {
  readonly number: number;
  readonly sha256: Buffer;
  readonly before: Buffer | null;
  readonly outcome: GivenCommand["outcome"];
  readonly answered_ms: string | null;
}

interface LastRow {
  readonly number: number;
  readonly sha256: Buffer | null;
}

/** Of a row of `recheck`: its record is not in force any more, and the vehicle has to come again. */
const ANSWER_WITHDRAWN =
  "exists (select from record w where w.record = r.answered_by and w.withdrawn_by is not null)";

/** What the registry orders, in PostgreSQL. A station's row in `command_last` is the lock of its commands, and no lock of its records. */
export class PostgresCommandBook implements CommandBook {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async account(station: string): Promise<StationAccount | undefined> {
    const ask: PostgresClient = ({ text, values }) => this.#pool.query(text, values);
    return (await accountsOf(ask, [station], "")).get(station);
  }

  async give(
    { station, by, untilMs }: Pick<CommandGiven, "station" | "by" | "untilMs">,
    sign: (before: LastCommand) => readonly NewCommand[],
  ): Promise<readonly CommandDocument[] | null> {
    return await this.#pool.transaction(async (ask) => {
      const known = await ask({ text: "select 1 from station where station = $1", values: [station] });
      if (known.length === 0) return null;
      const { last } = await lockedLast(ask, station);
      const [row] = await ask<LastRow>({
        text: `select number, sha256 from command
               where station = $1 and outcome is distinct from 'lost' order by number desc limit 1`,
        values: [station],
      });
      const before = commandBefore(row === undefined ? null : lastOf(row), last);
      const given = sign(before);
      for (const one of given) await insert(ask, one, { by, untilMs });
      return given.map(({ document }) => document);
    });
  }

  async acknowledge(
    { station, at, last, answer, fulfilled = [], list }: Acknowledgement,
    text: string,
    judge: (commands: StationCommands) => Acknowledged,
  ): Promise<string | null> {
    return await this.#pool.transaction(async (ask) => {
      const { saidMs } = await lockedLast(ask, station);
      const { answered, lost, next } = judge({ given: await givenFrom(ask, station, last.number), saidMs });
      await ask({
        name: "command-last-set",
        text: `update command_last set number = $2, sha256 = $3, said = $4
               where station = $1 and (said is null or said <= $4)`,
        values: [
          ...[station, last.number, last.command === null ? null : Buffer.from(last.command, "hex")],
          new Date(at),
        ],
      });
      const isNewest = saidMs === null || Date.parse(at) >= saidMs;
      // Without a word of it the station has none that was ordered.
      if (isNewest)
        await ask({
          name: "command-list-set",
          text: "update command_last set list_number = $2, list = $3 where station = $1 and (list_number, list) is distinct from ($2, $3)",
          values: [station, list?.number ?? 0, list === undefined ? null : JSON.stringify(list)],
        });
      if (answered !== null)
        await ask({
          text: `update command set outcome = $3, acknowledgement = $4, answered = $5
                 where station = $1 and number = $2 and outcome is distinct from 'lost'`,
          values: [station, answered.number, answered.outcome.kind, text, new Date(at)],
        });
      // A later word takes the place of an earlier one, whose record may have been withdrawn.
      // The station names every vehicle of the command that it answers: an answer that it lost with its journal is none any more.
      if (answer !== null && isNewest)
        await ask({
          name: "recheck-unanswered",
          text: `update recheck r set answered_by = null, acknowledgement = $3 from command c
                 where c.command = r.command and c.station = $1 and c.number = $2 and c.sha256 = $5
                   and r.answered_by is not null and not r.vin = any($4::text[])`,
          values: [
            ...[station, answer.number, text],
            fulfilled.filter(({ number }) => number === answer.number).map(({ vin }) => vin),
            Buffer.from(answer.command, "hex"),
          ],
        });
      for (const { number, command, vin, record } of fulfilled)
        await ask({
          name: "recheck-answered",
          text: `update recheck r set answered_by = $5, acknowledgement = $6 from command c
                 where c.command = r.command and c.station = $1 and c.number = $2 and c.sha256 = $3 and r.vin = $4
                   and (r.answered_by is null or ($7 and r.answered_by <> $5))`,
          values: [station, number, Buffer.from(command, "hex"), vin, record, text, isNewest],
        });
      if (lost.length > 0)
        await ask({
          text: `update command set outcome = 'lost'
                 where station = $1 and number = any($2::integer[]) and outcome is distinct from 'lost'`,
          values: [station, lost],
        });
      if (next === null) return null;
      const [row] = await ask<{ envelope: string }>({
        text: `select envelope from command where station = $1 and number = $2 and outcome is distinct from 'lost'`,
        values: [station, next],
      });
      return row?.envelope ?? null;
    });
  }

  async open(stations: readonly AfterCommand[]): Promise<readonly OpenCommand[]> {
    return await this.#pool.query<OpenCommand>(
      `select distinct on (c.station) c.station, c.number, c.envelope,
         case when c.outcome is not null then 'work' when c.number > coalesce(l.number, 0) then 'next' else 'answer' end as owed
       from unnest($1::text[], $2::integer[], $3::integer[]) as s (station, answer, work)
       join command c on c.station = s.station
       left join command_last l on l.station = c.station
       where c.outcome is null or (c.outcome = 'taken' and (c.list_from > coalesce(l.list_number, 0)
         or c.command in (select r.command from recheck r where r.answered_by is null
           or not exists (select from record w where w.record = r.answered_by and w.withdrawn_by is null))))
       order by c.station, c.outcome is not null, c.outcome is null and c.number <= coalesce(l.number, 0),
         c.number <= case when c.outcome is not null then s.work else s.answer end and c.number <= coalesce(l.number, 0), c.number`,
      [
        stations.map(({ station }) => station),
        stations.map(({ answer }) => answer),
        stations.map(({ work }) => work),
      ],
    );
  }
}

/** `outcome` null: not answered; lost: the station has another command of that number. */
export interface ListedCommand {
  readonly station: string;
  readonly number: number;
  readonly envelope: string;
  readonly outcome: GivenCommand["outcome"] | "lost";
  /** The acknowledgement's envelope; null where there is none. */
  readonly acknowledgement: string | null;
  /** By vehicle the record of its new inspection; null where the order is of no vehicles. */
  readonly answers: Readonly<Record<string, string | null>> | null;
  /** What the station said last of the list of keys that it holds, JSON; null: nothing. */
  readonly list: string | null;
}

/** All of one station, or of all; in their order. */
export async function listedCommands(
  pool: PostgresPool,
  station: string | null,
): Promise<readonly ListedCommand[]> {
  return await pool.query<ListedCommand>(
    `select station, number, envelope, outcome, acknowledgement,
       (select json_object_agg(r.vin, case when not ${ANSWER_WITHDRAWN} then r.answered_by end) from recheck r where r.command = command.command) as answers,
       (select l.list from command_last l where l.station = command.station) as list
     from command where $1::text is null or station = $1 order by station, command`,
    [station],
  );
}

async function insert(
  ask: PostgresClient,
  { document, command, envelope }: NewCommand,
  { by, untilMs }: Pick<CommandGiven, "by" | "untilMs">,
): Promise<void> {
  const { station, number, before, order } = document;
  const [kept] = await ask<{ command: string }>({
    text: `insert into command (station, number, sha256, before, kind, envelope, until, by, list_from)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning command`,
    values: [
      ...[station, number, Buffer.from(command, "hex")],
      ...[before === null ? null : Buffer.from(before, "hex"), order.kind, envelope],
      ...[new Date(untilMs), by, order.kind === "take-trust-list" ? order.from : null],
    ],
  });
  if (order.kind === "recheck")
    await ask({
      text: "insert into recheck (command, vin) select $1, unnest($2::text[])",
      values: [kept?.command, order.of.map(({ vin }) => vin)],
    });
}

async function lockedLast(
  ask: PostgresClient,
  station: string,
): Promise<{ readonly last: LastCommand | null; readonly saidMs: number | null }> {
  await ask({
    name: "command-last-made",
    text: "insert into command_last (station) values ($1) on conflict do nothing",
    values: [station],
  });
  const [row] = await ask<LastRow & { readonly said: Date | null }>({
    name: "command-last",
    text: "select number, sha256, said from command_last where station = $1 for update",
    values: [station],
  });
  return { last: row === undefined ? null : lastOf(row), saidMs: row?.said?.getTime() ?? null };
}

function lastOf({ number, sha256 }: LastRow): LastCommand {
  return { number, command: sha256?.toString("hex") ?? null };
}

/** What an acknowledgement can be about: all without an answer, what the station has last, and what is behind it. */
async function givenFrom(ask: PostgresClient, station: string, last: number): Promise<GivenCommand[]> {
  const rows = await ask<GivenRow>({
    name: "commands-given",
    text: `select number, sha256, before, outcome, (extract(epoch from answered) * 1000)::bigint as answered_ms
           from command
           where station = $1 and outcome is distinct from 'lost' and (outcome is null or number >= $2)
           order by number`,
    values: [station, last],
  });
  return rows.map(({ number, sha256, before, outcome, answered_ms }) => ({
    number,
    outcome,
    command: sha256.toString("hex"),
    before: before?.toString("hex") ?? null,
    answeredMs: answered_ms === null ? null : Number(answered_ms),
  }));
}
