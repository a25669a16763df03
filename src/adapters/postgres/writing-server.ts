import type pg from "pg";

/** What a server says of itself. */
export interface ServerState {
  /** It follows another one, or is told to write nothing. */
  readonly isReadOnly: boolean;
  /** Eight hexadecimal digits; one more with each promotion. Null where it follows. */
  readonly timeline: string | null;
}

export type Asks = Pick<pg.ClientBase, "query">;

/** In the digits of the write-ahead log's own file names: what the control file says comes later after a promotion. */
const STATE = `select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as read_only,
  case when pg_is_in_recovery() then null else left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) end as timeline`;

export async function serverState(client: Asks): Promise<ServerState> {
  const { rows } = await client.query<{ read_only: boolean; timeline: string | null }>(STATE);
  const [row] = rows;
  return { isReadOnly: row?.read_only !== false, timeline: row?.timeline ?? null };
}

/** Null where it may be written to. `newest`: the timeline of the server that was written to last, "" for none yet. */
export function whyNotWritten({ isReadOnly, timeline }: ServerState, newest: string): string | null {
  if (isReadOnly || timeline === null) return "it takes no writes, as a standby";
  // One that was the first before another was promoted, and has come back as if nothing had been.
  return timeline < newest ? `it is of timeline ${timeline}, and ${newest} was written to` : null;
}

export interface Answered<Client> {
  /** Place among the servers. */
  readonly at: number;
  readonly client: Client;
  readonly timeline: string;
}

/**
 * Of the servers of one database the one that takes writes, and of two that do the one that was promoted last. All are asked at once, so that one which is
 * gone keeps nobody waiting for longer than its own time. Throws where there is none, with what each of them said.
 */
export async function findWriting<Client extends Asks>(
  servers: readonly { readonly name: string; connect(): Promise<Client> }[],
  newest: string,
  giveBack: (client: Client, why: Error | undefined) => void,
): Promise<Answered<Client>> {
  const told: string[] = [];
  const answered: Answered<Client>[] = [];
  await Promise.all(
    servers.map(async ({ name, connect }, at) => {
      let client: Client | null = null;
      try {
        client = await connect();
        const state = await serverState(client);
        const why = whyNotWritten(state, newest);
        if (why === null) answered.push({ at, client, timeline: state.timeline ?? "" });
        else {
          told.push(`${name}: ${why}`);
          giveBack(client, new Error(why));
        }
      } catch (cause) {
        const why = cause instanceof Error ? cause : new Error(String(cause));
        told.push(`${name}: ${why.message}`);
        if (client !== null) giveBack(client, why);
      }
    }),
  );
  const [best, ...others] = answered.sort((a, b) => (a.timeline < b.timeline ? 1 : -1));
  for (const { client, timeline } of others) giveBack(client, new Error(`of timeline ${timeline}`));
  if (best === undefined) throw new Error(told.sort().join("; "));
  return best;
}
