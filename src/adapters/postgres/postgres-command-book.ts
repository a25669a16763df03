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
import type { CommandBook, SignedCommand } from "../../ports/command-book.ts";
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
    given: CommandGiven,
    sign: (before: LastCommand) => SignedCommand & { readonly document: CommandDocument },
  ): Promise<CommandDocument | null> {
    const { station, order, by, untilMs } = given;
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
      const { document, command, envelope } = sign(before);
      await ask({
        text: `insert into command (station, number, sha256, before, kind, envelope, until, by)
               values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        values: [
          ...[station, document.number, Buffer.from(command, "hex")],
          ...[before.command === null ? null : Buffer.from(before.command, "hex"), order.kind, envelope],
          ...[new Date(untilMs), by],
        ],
      });
      return document;
    });
  }

  async acknowledge(
    { station, at, last }: Acknowledgement,
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
      if (answered !== null)
        await ask({
          text: `update command set outcome = $3, acknowledgement = $4, answered = $5
                 where station = $1 and number = $2 and outcome is distinct from 'lost'`,
          values: [station, answered.number, answered.outcome.kind, text, new Date(at)],
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

  async open(
    stations: readonly string[],
  ): Promise<readonly { readonly station: string; readonly number: number; readonly envelope: string }[]> {
    return await this.#pool.query(
      `select distinct on (station) station, number, envelope from command
       where outcome is null and station = any($1::text[]) order by station, number`,
      [stations],
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
}

/** All of one station, or of all; in their order. */
export async function listedCommands(
  pool: PostgresPool,
  station: string | null,
): Promise<readonly ListedCommand[]> {
  return await pool.query<ListedCommand>(
    `select station, number, envelope, outcome, acknowledgement from command
     where $1::text is null or station = $1 order by station, command`,
    [station],
  );
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
