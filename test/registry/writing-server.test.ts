import { expect, test } from "vitest";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { type Asks, findWriting, whyNotWritten } from "../../src/adapters/postgres/writing-server.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";

/** Goal: of the servers of a registry file the one that takes writes is written to, and what is not on two machines is not taken for stored. */
interface Server {
  readonly name: string;
  /** Rows of its answer; an Error: what it says instead. "gone": nobody gets a connection. */
  readonly says: "gone" | Error | { readonly read_only: boolean; readonly timeline: string | null } | null;
}

const follows = { read_only: true, timeline: null };
const writes = (timeline: string) => ({ read_only: false, timeline });

/** Which one is taken, who was given back and why, or what was told. */
async function found(servers: readonly Server[], newest = "") {
  const back = new Map<string, string>();
  const names = new Map<Asks, string>();
  const asked = servers.map(({ name, says }) => ({
    name,
    connect: async (): Promise<Asks> => {
      if (says === "gone") throw new Error("connect ECONNREFUSED");
      const client = {
        query: async () => {
          if (says instanceof Error) throw says;
          return { rows: says === null ? [] : [says] };
        },
      } as unknown as Asks;
      names.set(client, name);
      return client;
    },
  }));
  try {
    const giveBack = (client: Asks, why: Error | undefined): void =>
      void back.set(names.get(client) ?? "?", why?.message ?? "");
    const { at, client, timeline } = await findWriting(asked, newest, giveBack);
    return { taken: names.get(client), at, timeline, back: Object.fromEntries(back) };
  } catch (error) {
    return { told: (error as Error).message, back: Object.fromEntries(back) };
  }
}

test("the one that takes writes, wherever it stands among the others, and every other connection is given back", async () => {
  const servers: readonly Server[] = [
    { name: "a", says: "gone" },
    { name: "b", says: follows },
    { name: "c", says: new Error("terminating connection") },
    { name: "d", says: null },
    { name: "e", says: writes("00000002") },
  ];
  for (let turn = 0; turn < servers.length; turn++) {
    const turned = [...servers.slice(turn), ...servers.slice(0, turn)];
    expect(await found(turned)).toStrictEqual({
      ...{ taken: "e", at: turned.findIndex(({ name }) => name === "e"), timeline: "00000002" },
      back: {
        b: "it takes no writes, as a standby",
        c: "terminating connection",
        d: "it takes no writes, as a standby",
      },
    });
  }
});

test("of two that take writes the one that was promoted last; timelines count in hexadecimal digits", async () => {
  const [old, promoted] = [
    { name: "old", says: writes("00000009") },
    { name: "promoted", says: writes("0000000A") },
  ] as const;
  const back = { old: "of timeline 00000009" };
  expect(await found([old, promoted])).toMatchObject({ taken: "promoted", at: 1, back });
  expect(await found([promoted, old])).toMatchObject({ taken: "promoted", at: 0, back });
});

test("none that is older than what was written to, even if it is the only one that takes writes", async () => {
  const servers = [
    { name: "old", says: writes("00000001") },
    { name: "new", says: "gone" },
  ] as const;
  expect(await found(servers, "00000002")).toStrictEqual({
    told: "new: connect ECONNREFUSED; old: it is of timeline 00000001, and 00000002 was written to",
    back: { old: "it is of timeline 00000001, and 00000002 was written to" },
  });
  expect(await found(servers, "00000001")).toMatchObject({ taken: "old" });
});

test("a server that follows, that is told to write nothing, or that says no timeline is not written to", () => {
  expect(whyNotWritten({ isReadOnly: true, timeline: "00000001" }, "")).not.toBeNull();
  expect(whyNotWritten({ isReadOnly: false, timeline: null }, "")).not.toBeNull();
  expect(whyNotWritten({ isReadOnly: false, timeline: "00000001" }, "")).toBeNull();
});

async function withDatabase(work: (database: RegistryDatabase) => Promise<void>): Promise<string | null> {
  const database = await startRegistryDatabase();
  if (typeof database === "string") return database;
  try {
    await work(database);
    return null;
  } finally {
    await database.close();
  }
}

test("a real server that writes nothing is passed over, and a commit that warns is none", async ({
  skip,
}) => {
  const missing = await withDatabase(async ({ pool, server: { url, password } }) => {
    await pool.query("create database following");
    await pool.query("alter database following set default_transaction_read_only = on");
    const following = new URL(url);
    following.pathname = "/following";
    const access = { url: following.href, password, connections: 2 };
    const alone = new PostgresPool({ ...access, others: [following.href] });
    const both = new PostgresPool({ ...access, others: [url] });
    try {
      await expect(alone.query("select 1")).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
      const [row] = await both.query<{ name: string }>("select current_database() as name");
      expect(`/${row?.name}`).toBe(new URL(url).pathname);
      // As the server does when the wait for its standby is cancelled: the commit returns, with a warning.
      await both.query("create table told (n integer)");
      await both.query(
        `create function warn() returns trigger language plpgsql as
         'begin raise warning ''canceling wait for synchronous replication due to user request''; return null; end'`,
      );
      await both.query(
        "create constraint trigger told_warns after insert on told deferrable initially deferred for each row when (new.n > 0) execute function warn()",
      );
      const insert = (n: number): Promise<unknown> =>
        both.transaction((ask) => ask({ text: "insert into told values ($1)", values: [n] }));
      await insert(0);
      await expect(insert(1)).rejects.toMatchObject({
        code: "DATABASE_UNAVAILABLE",
        message: expect.stringContaining("canceling wait for synchronous replication"),
      });
      await insert(0);
    } finally {
      await Promise.all([alone.end(), both.end()]);
    }
  });
  if (missing !== null) skip(missing);
});
