import pg from "pg";
import { LOCKS_OF_EACH } from "./advisory-locks.ts";
import { connectionStrings, type PostgresAccess } from "./postgres-access.ts";
import { findWriting } from "./writing-server.ts";

/** Into so many shares the stations are divided among the workers: enough that each of a few dozen workers has some. */
export const SHARES = 64;
const APPLICATION = "proofmark-registry-shares";
/** A worker that has not looked for so long is frozen: its shares are taken from it. */
const FROZEN_S = 10;

/**
 * Who of the workers hears which stations: session locks of the database, which are gone with the connection of whoever held them. They divide the work and
 * protect nothing: a station that two workers hear for a moment is locked row by row all the same.
 */
export class WorkerShares {
  readonly #access: PostgresAccess;
  #client: pg.Client | null = null;
  #held = new Set<number>();
  #timeline = "";

  constructor(access: PostgresAccess) {
    this.#access = access;
  }

  /** The shares of this worker now; none while the database cannot be asked. To be called about once a second. */
  async look(): Promise<ReadonlySet<number>> {
    try {
      const client = this.#client ?? (await this.#connected());
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = $1 and pid <> pg_backend_pid() and state_change < now() - make_interval(secs => $2)`,
        [APPLICATION, FROZEN_S],
      );
      const { rows } = await client.query<{ workers: number }>(
        "select count(*)::int as workers from pg_locks where locktype = 'advisory' and classid = $1 and granted",
        [LOCKS_OF_EACH.worker],
      );
      const due = Math.ceil(SHARES / Math.max(1, rows[0]?.workers ?? 1));
      await this.#giveBack(client, due);
      await this.#takeUp(client, due);
      return new Set(this.#held);
    } catch {
      // Said where the registry stores: here it means that there is nothing to hear.
      await this.#forget();
      return new Set();
    }
  }

  async close(): Promise<void> {
    await this.#forget();
  }

  async #connected(): Promise<pg.Client> {
    const servers = connectionStrings(this.#access).map((connectionString) => ({
      name: "",
      connect: () => connectedTo(connectionString),
    }));
    const { client, timeline } = await findWriting(servers, this.#timeline, (other) => {
      void other.end().catch(() => undefined);
    });
    this.#timeline = timeline;
    client.removeAllListeners("error");
    client.on("error", () => void this.#forget());
    await client.query("select pg_advisory_lock_shared($1, 0)", [LOCKS_OF_EACH.worker]);
    this.#client = client;
    return client;
  }

  async #giveBack(client: pg.Client, due: number): Promise<void> {
    for (const share of [...this.#held].slice(due)) {
      this.#held.delete(share);
      await client.query("select pg_advisory_unlock($1, $2)", [LOCKS_OF_EACH.share, share]);
    }
  }

  async #takeUp(client: pg.Client, due: number): Promise<void> {
    if (this.#held.size >= due) return;
    const { rows } = await client.query<{ share: number }>(
      `select share from generate_series(0, $2 - 1) as share
       where share not in (select objid::int from pg_locks where locktype = 'advisory' and classid = $1)`,
      [LOCKS_OF_EACH.share, SHARES],
    );
    for (const { share } of rows) {
      if (this.#held.size >= due) return;
      const taken = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1, $2) as got", [
        LOCKS_OF_EACH.share,
        share,
      ]);
      if (taken.rows[0]?.got === true) this.#held.add(share);
    }
  }

  async #forget(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#held = new Set();
    await client?.end().catch(() => undefined);
  }
}

async function connectedTo(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    application_name: APPLICATION,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
