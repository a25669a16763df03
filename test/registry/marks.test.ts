import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { parseYamlText } from "../../src/adapters/config/yaml-file.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { revokeKey } from "../../src/adapters/postgres/key-register.ts";
import { PostgresMarkBook } from "../../src/adapters/postgres/postgres-mark-book.ts";
import { PostgresRegistrySearch } from "../../src/adapters/postgres/postgres-registry-search.ts";
import { readMark } from "../../src/core/marks/mark.ts";
import { markPolicySchema } from "../../src/core/marks/mark-policy.ts";
import { readMarkText } from "../../src/core/marks/mark-text.ts";
import { entryAt, LIST_ENTRIES, readStatusList } from "../../src/core/marks/status-list.ts";
import { isStatusOf, readStatus } from "../../src/core/marks/status-statement.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { type IssuedMark, Marking } from "../../src/registry/marking.ts";
import { MARK_KEY, STATUS_KEY } from "../support/mark-issuer.ts";
import { markedResult, scored } from "../support/marked-result.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn } from "../support/registry-rig.ts";
import { finding, item } from "../support/sealed-results.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { readSource } from "../support/source-tree.ts";
import { bytesOf, submissionOf } from "../support/submissions.ts";

/** Goal: a record has one mark for ever, and how it stands follows from the records alone, stapled and in the list alike. */
vi.setConfig({ testTimeout: 120_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
});
afterEach(async () => {
  if (typeof database !== "string")
    await database.pool.query("truncate station, station_key, cosigned, record, registry_act, mark cascade");
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

const FILE = "config/marks/cn.yaml";
const POLICY = parseYamlText(readSource(FILE), markPolicySchema, FILE).value;

interface World {
  readonly database: RegistryDatabase;
  readonly station: SealingStation;
  /** Sealed, taken in, and its id. */
  record(says?: object, kind?: "inspection" | "exam"): Promise<string>;
  withdraw(sequence: number, record: string): Promise<void>;
  marking(over?: Partial<ConstructorParameters<typeof Marking>[0]>): Marking;
}

/** `second`: signs beside the station's first key. */
async function world(context: { skip(note: string): void }, second?: Signer): Promise<World | null> {
  if (typeof database === "string") {
    context.skip(`no database: ${database}`);
    return null;
  }
  const { pool } = database;
  const station = new SealingStation("HB-WH-0042");
  await enrolled(pool, [station.registration], second);
  if (second !== undefined) station.beside = [second];
  const intake = intakeOn(pool);
  let taken = 0;
  const deliver = async (): Promise<void> => {
    await intake.take(bytesOf(submissionOf(station, taken)));
    taken = station.journal.size();
  };
  return {
    database,
    station,
    record: async (says = {}, kind = "inspection") => {
      const { subject, scope, rulebook, devices, unverifiedRules, time, score, items } = markedResult(kind);
      const of = { kind, subject, rulebook, devices, unverifiedRules, time, score, items };
      const index = station.seal({ says: { ...of, ...(scope && { scope }), ...says } });
      await deliver();
      const entry = new TextDecoder().decode(station.journal.entries[index]);
      return (JSON.parse(entry) as { record: string }).record;
    },
    withdraw: async (sequence, record) => {
      station.withdraw(sequence, { withdraws: { record, sequence } });
      await deliver();
    },
    marking: (over = {}) =>
      new Marking({
        book: new PostgresMarkBook(pool),
        search: new PostgresRegistrySearch(pool),
        rules: { policy: POLICY, isTrial: false },
        ...{ issuer: "cn-hb", markKey: MARK_KEY, statusKey: STATUS_KEY },
        ...{ listUrl: "https://r.example/v1/status/", statusHours: 168, listTtlS: 900 },
        digest: sha256,
        wallMs: () => Date.now(),
        ...over,
      }),
  };
}

async function issued(marking: Marking, record: string): Promise<IssuedMark> {
  const marked = await marking.markOf(record);
  if (marked.kind === "none") throw new Error(marked.reason.code);
  return marked.mark;
}

/** What a reader makes of the text: signatures, and that one is of the other. */
function read(text: string): { readonly mark: string; readonly value: number } {
  const parts = readMarkText(text);
  const mark = parts && readMark(parts.mark, 4_096);
  const status = parts?.status == null ? null : readStatus(parts.status, 4_096);
  if (mark == null || status === null || parts === null) throw new Error("no mark");
  for (const [{ sign1 }, key] of [[mark, MARK_KEY] as const, [status, STATUS_KEY] as const])
    expect(verifySignature(key.algorithm, key.publicKeySpki, sign1.toBeSigned, sign1.signature)).toBe(true);
  expect(isStatusOf(status, sha256, parts.mark)).toBe(true);
  return { mark: Buffer.from(parts.mark).toString("hex"), value: status.value };
}

const LATER = {
  started: "2026-11-29T08:00:00.000Z",
  ended: "2026-11-29T08:30:00.000Z",
  status: "synchronised",
};

const SECOND = createDeterministicSigner("the second key", "sm2-sm3");
const OTHER_VIN = "LSVAA49J132000777";
const FAILED = { verdict: "fail", items: [item("fail", finding("fail"))] };
const VOID = { verdict: "void", items: [item("void")], reasons: [told(reason("MARK_SIMULATED", {}))] };

describe("marks of the registry", () => {
  test("over the life of a record: the same mark, and each status by what became of it", async (context) => {
    const here = await world(context);
    if (here === null) return;
    const first = await here.record();
    const marking = here.marking();
    const one = await issued(marking, first);
    const original = read(one.text).mark;
    const standing = async (): Promise<readonly [number, number | null]> => {
      // Each look with a list of its own: the other keeps it for its time.
      const fresh = here.marking();
      const { text, claims } = await issued(fresh, first);
      expect(read(text).mark).toBe(original);
      const token = await fresh.listOf(1);
      const list = token === null ? null : readStatusList(token.token);
      expect(list?.uri).toBe(claims.list.uri);
      return [read(text).value, list && entryAt(list.entries, list.bits, claims.list.index)];
    };
    expect(await standing()).toEqual([0, 0]);
    const second = await here.record({ ...FAILED, time: LATER });
    expect(await standing()).toEqual([3, 3]);
    await here.withdraw(1, second);
    expect(await standing()).toEqual([0, 0]);
    await here.record({ ...VOID, time: LATER });
    expect(await standing(), "void says nothing of the vehicle").toEqual([0, 0]);
    await here.withdraw(0, first);
    expect(await standing()).toEqual([1, 1]);
  });

  test("of an exam another subject of the test takes no place, and the same one does", async (context) => {
    const here = await world(context);
    if (here === null) return;
    const first = await here.record({}, "exam");
    const { claims } = await issued(here.marking(), first);
    const values = async (): Promise<readonly unknown[]> => {
      const list = readStatusList((await here.marking().listOf(1))?.token ?? new Uint8Array(0));
      const { text } = await issued(here.marking(), first);
      return [read(text).value, list && entryAt(list.entries, 2, claims.list.index)];
    };
    const rulebook = { id: "cn-exam-s3-2022", edition: "GA 1026-2022", sha256: "ab".repeat(32) };
    await here.record({ rulebook, time: LATER }, "exam");
    expect(await values()).toEqual([0, 0]);
    await here.record({ time: LATER, ...scored(30) }, "exam");
    expect(await values()).toEqual([3, 3]);
  });

  for (const which of ["first", "second"] as const)
    test(`a key that was revoked from before it takes the mark for ever: the ${which}`, async (context) => {
      const here = await world(context, SECOND);
      if (here === null) return;
      const early = await here.record({ subject: { ...markedResult("inspection").subject, vin: OTHER_VIN } });
      const record = await here.record({ time: LATER });
      const marks = [await issued(here.marking(), early), await issued(here.marking(), record)];
      const keyId = which === "first" ? here.station.recordSigner.keyId : SECOND.keyId;
      const fromMs = Date.parse(LATER.started);
      await revokeKey(here.database.pool, {
        ...{ station: here.station.station, keyId, fromMs, why: "compromised", by: "a test" },
      });
      const list = readStatusList((await here.marking().listOf(1))?.token ?? new Uint8Array(0));
      const values = marks.map(({ claims }) => list && entryAt(list.entries, 2, claims.list.index));
      expect(values, "what ended before it stays").toEqual([0, 1]);
      for (const [at, of] of [early, record].entries())
        expect(read((await issued(here.marking(), of)).text).value).toBe(values[at]);
    });

  test("a result that a revoked second key signed takes the place of no other", async (context) => {
    const here = await world(context, SECOND);
    if (here === null) return;
    const first = await here.record();
    const { claims } = await issued(here.marking(), first);
    await here.record({ ...FAILED, time: LATER });
    const value = async (): Promise<unknown> => {
      const list = readStatusList((await here.marking().listOf(1))?.token ?? new Uint8Array(0));
      return list && entryAt(list.entries, 2, claims.list.index);
    };
    expect(await value()).toBe(3);
    const fromMs = Date.parse(LATER.started);
    const { station } = here.station;
    await revokeKey(here.database.pool, {
      ...{ station, keyId: SECOND.keyId, fromMs, why: "lost", by: "a test" },
    });
    expect(await value()).toBe(0);
    expect(read((await issued(here.marking(), first)).text).value).toBe(0);
  });

  test("what is worth none is told why, and two who ask at once get the same", async (context) => {
    const here = await world(context);
    if (here === null) return;
    const marking = here.marking();
    const none = async (record: string): Promise<unknown> => {
      const marked = await marking.markOf(record);
      return marked.kind === "none" ? marked.reason.code : "a mark";
    };
    expect(await none("ab".repeat(32))).toBe("MARK_NO_RECORD");
    expect(await none(await here.record(FAILED))).toBe("MARK_NOT_PASSED");
    const gone = await here.record({ time: LATER });
    await here.withdraw(1, gone);
    expect(await none(gone)).toBe("MARK_NOT_IN_FORCE");
    expect(await marking.listOf(1)).toBeNull();

    const last = await here.record({ time: { ...LATER, ended: "2026-11-29T09:00:00.000Z" } });
    const both = await Promise.all([1, 2, 3, 4].map(() => issued(here.marking(), last)));
    expect(new Set(both.map(({ text }) => read(text).mark)).size).toBe(1);
    const { claims } = both[0] ?? { claims: null };
    expect(claims?.content).toMatchObject({ subject: "鄂A12345", station: "HB-WH-0042", flags: 1 });
  });

  test("one that is too large is told, and takes no place", async (context) => {
    const here = await world(context);
    if (here === null) return;
    const record = await here.record();
    const marking = here.marking({ issuer: "a".repeat(24), listUrl: "https://registry.example.cn/s/" });
    expect(await marking.markOf(record)).toMatchObject({
      kind: "none",
      reason: { code: "MARK_TOO_LARGE", params: { bytesMax: 400 } },
    });
    expect(await here.database.pool.query("select 1 from mark")).toEqual([]);
  });

  test("places are drawn, none twice, and a full list is followed by another", async (context) => {
    const here = await world(context);
    if (here === null) return;
    const book = new PostgresMarkBook(here.database.pool);
    const made = { bytes: Uint8Array.of(1), keyId: "k", issuedMs: 0, expiresMs: 1 };
    const places: number[] = [];
    for (let at = 0; at < 40; at++) {
      const kept = await book.issue(
        String(at).padStart(64, "0"),
        () => Promise.resolve(made),
        () => true,
      );
      places.push(kept?.index ?? -1);
    }
    expect(new Set(places).size).toBe(40);
    expect(places.every((place) => place >= 0 && place < LIST_ENTRIES)).toBe(true);
    expect(places.toSorted((a, b) => a - b)).not.toEqual(places);
    await here.database.pool.query(
      `insert into mark (record, list, idx, key_id, bytes, issued, expires)
       select 'f' || lpad(to_hex(n), 63, '0'), 20, n, 'k', '\\x00', now(), now() from generate_series(0, 3071) n`,
    );
    expect(
      await book.issue(
        "f".repeat(64),
        () => Promise.resolve(made),
        () => true,
      ),
    ).toMatchObject({ list: 21 });
    expect((await book.list(20))?.marks.length).toBe(3072);
  });

  test("a list keeps the address that its marks have, and another address begins another list", async (context) => {
    const here = await world(context);
    if (here === null) return;
    const [one, other] = [
      await here.record(),
      await here.record({ subject: { ...markedResult("inspection").subject, vin: OTHER_VIN } }),
    ];
    const before = await issued(here.marking(), one);
    const moved = here.marking({ listUrl: "https://n.example/s7" });
    const uriOf = async (list: number): Promise<unknown> =>
      readStatusList((await moved.listOf(list))?.token ?? new Uint8Array(0))?.uri;
    expect(await uriOf(1)).toBe(before.claims.list.uri);
    const after = await issued(moved, other);
    expect(after.claims.list.uri).toBe("https://n.example/s72");
    expect([await uriOf(1), await uriOf(2)]).toEqual([before.claims.list.uri, after.claims.list.uri]);
    expect((await issued(moved, one)).claims.list).toEqual(before.claims.list);
    // A worker that has not heard of the new address yet goes on where it was.
    const last = await issued(here.marking(), await here.record({ time: LATER }));
    expect(last.claims.list.uri).toBe(before.claims.list.uri);
    const next = await issued(
      moved,
      await here.record({ time: { ...LATER, ended: "2026-11-29T08:40:00.000Z" } }),
    );
    expect(next.claims.list.uri).toBe(after.claims.list.uri);
  });

  test("a list is made anew when its time is over, and is kept until then", async (context) => {
    const here = await world(context);
    if (here === null) return;
    const record = await here.record();
    let laterMs = 0;
    const marking = here.marking({ wallMs: () => Date.now() + laterMs });
    const { claims } = await issued(marking, record);
    const value = async (): Promise<unknown> => {
      const list = readStatusList((await marking.listOf(1))?.token ?? new Uint8Array(0));
      return list && entryAt(list.entries, 2, claims.list.index);
    };
    expect(await value()).toBe(0);
    await here.withdraw(0, record);
    expect(await value()).toBe(0);
    laterMs = 901_000;
    expect(await value()).toBe(1);
  });
});
