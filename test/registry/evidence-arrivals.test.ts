import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { type PostgresClient, PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresEvidenceArrivals } from "../../src/adapters/postgres/postgres-evidence-arrivals.ts";
import { type EvidenceAnswer, PART_PAYLOAD_TYPE, partOf } from "../../src/core/evidence/evidence-part.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import type { ArrivingBundle } from "../../src/ports/evidence-arrivals.ts";
import { EvidenceIntake, type EvidenceIntakeOptions } from "../../src/registry/evidence-intake.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, WITNESS } from "../support/registry-rig.ts";
import { documentOf } from "../support/request-world.ts";
import { SealingStation, signed } from "../support/sealing-station.ts";
import { bytesOf, submissionOf } from "../support/submissions.ts";

/** Goal: two workers that hear the same part of a bundle at once never refuse what one of them keeps, and a look at one bundle keeps nobody else waiting. */
vi.setConfig({ testTimeout: 60_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
}, 60_000);
afterEach(async () => {
  if (typeof database !== "string")
    await database.pool.query(
      "truncate station, station_key, cosigned, record, evidence, evidence_coming cascade",
    );
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

const BUNDLE = bytesOf("what stands for a bundle here");
const HASH = toHex(sha256(BUNDLE));

interface Worker {
  take(at: number, most?: number, by?: SealingStation): Promise<EvidenceAnswer | null>;
}

interface World {
  readonly database: RegistryDatabase;
  readonly station: SealingStation;
  readonly record: string;
  worker(over?: Partial<EvidenceIntakeOptions>): Worker;
}

async function world(context: { skip(note: string): void }): Promise<World | null> {
  if (typeof database === "string") {
    context.skip(`no database: ${database}`);
    return null;
  }
  const { pool } = database;
  const station = new SealingStation("HB-WH-0042");
  station.seal();
  await enrolled(pool, [station.registration]);
  await intakeOn(pool).take(bytesOf(submissionOf(station, 0)));
  const [{ record = "" } = {}] = await pool.query<{ record: string }>("select record from record");
  let sent = 0;
  return {
    ...{ database, station, record },
    worker: (over = {}) => {
      const intake = new EvidenceIntake({
        arrivals: new PostgresEvidenceArrivals(pool, () => Date.now()),
        store: { put: async () => "stored" },
        whyNotOf: async () => null,
        ...{ keepDays: 30, digest: sha256, verify: verifySignature, witnesses: [WITNESS] },
        wallMs: () => Date.now(),
        onFailure: (error) => {
          throw error;
        },
        onRefused: () => undefined,
        ...over,
      });
      return {
        take: async (at, most = BUNDLE.length, by = station) => {
          const bundle = { record, sha256: HASH, bytes: BUNDLE };
          const id = String(sent++).padStart(32, "0");
          const part = partOf(bundle, { station: by.station, id, at, bytesMax: most });
          const key = {
            keyId: by.logSigner.keyId,
            sign: (message: Uint8Array) => signed(by.logSigner, message),
          };
          const answer = await intake.take(by.station, signedMessage(PART_PAYLOAD_TYPE, part, [key]));
          return answer && (documentOf(answer) as EvidenceAnswer);
        },
      };
    },
  };
}

/** Something that a test opens when its time has come. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Others do something just before it reads what came. */
class LateArrivals extends PostgresEvidenceArrivals {
  readonly #before: () => Promise<void>;

  constructor(pool: PostgresPool, before: () => Promise<void>) {
    super(pool, () => Date.now());
    this.#before = before;
  }

  override async whole(bundle: ArrivingBundle): Promise<Uint8Array> {
    await this.#before();
    return await super.whole(bundle);
  }
}

for (const isKept of [true, false])
  test(`a last part at two workers, of which the first was slow at the store: ${isKept ? "it is kept" : "it is refused"}`, async (context) => {
    const here = await world(context);
    if (here === null) return;
    const [atStore, storeGoesOn] = [gate(), gate()];
    const why = { code: "EVIDENCE_RECORD_UNKNOWN", params: { station: "s", record: "r" } } as const;
    const slow = here.worker({
      whyNotOf: async () => {
        atStore.open();
        await storeGoesOn.opened;
        return isKept ? null : why;
      },
    });
    const first = slow.take(0);
    await atStore.opened;
    const late = new LateArrivals(here.database.pool, async () => {
      storeGoesOn.open();
      await first;
    });
    const other = here.worker({ arrivals: late });
    const second = await other.take(0);
    expect(await first).toMatchObject({ outcome: isKept ? "kept" : "refused" });
    expect(second).toMatchObject(isKept ? { outcome: "kept" } : { outcome: "go-on", have: 0 });
  });

/** Another worker's row is there when a part looks for it, and gone when it is to be locked. */
class InterruptedPool extends PostgresPool {
  readonly #others: PostgresPool;
  readonly #row: readonly unknown[];
  #left: number;

  constructor({ database, station, record }: World, times: number) {
    super({ url: database.server.url, password: database.server.password, connections: 2 });
    this.#others = database.pool;
    this.#row = [station.station, record, HASH, BUNDLE.length];
    this.#left = times;
  }

  override transaction<Result>(work: (ask: PostgresClient) => Promise<Result>): Promise<Result> {
    return super.transaction((ask) => work((query) => this.#interrupted(ask, query)));
  }

  async #interrupted<Row extends pg.QueryResultRow>(
    ask: PostgresClient,
    query: Parameters<PostgresClient>[0],
  ): Promise<Row[]> {
    if (!query.text.startsWith("insert into evidence_coming") || this.#left-- <= 0)
      return await ask<Row>(query);
    const row = "insert into evidence_coming (station, record, sha256, bytes) values ($1, $2, $3, $4)";
    await this.#others.query(row, this.#row);
    const rows = await ask<Row>(query);
    await this.#others.query("delete from evidence_coming");
    return rows;
  }
}

for (const times of [1, 2])
  test(`a row that goes while a part comes is made again, once: gone ${times} times`, async (context) => {
    const here = await world(context);
    if (here === null) return;
    const pool = new InterruptedPool(here, times);
    try {
      const worker = here.worker({ arrivals: new PostgresEvidenceArrivals(pool, () => Date.now()) });
      const have = times === 1 ? 7 : 0;
      expect(await worker.take(0, 7)).toMatchObject({ outcome: "go-on", have });
      expect(await worker.take(have)).toMatchObject({ outcome: "kept" });
    } finally {
      await pool.end();
    }
  });

test("what was refused is not looked at again for an hour, however often it is sent", async (context) => {
  const here = await world(context);
  if (here === null) return;
  let [looked, laterMs] = [0, 0];
  const why = { code: "EVIDENCE_CHECK_TOO_LONG", params: { seconds: 60 } } as const;
  const worker = here.worker({
    wallMs: () => Date.now() + laterMs,
    whyNotOf: async () => {
      looked++;
      return why;
    },
  });
  const refused = { outcome: "refused", reason: why };
  for (const most of [BUNDLE.length, BUNDLE.length, 5])
    expect(await worker.take(0, most)).toMatchObject(refused);
  expect(looked).toBe(1);
  expect(await here.database.pool.query("select 1 from evidence_coming"), "nothing of it is held").toEqual(
    [],
  );
  laterMs = 3_599_000;
  expect(await worker.take(0)).toMatchObject(refused);
  expect(looked).toBe(1);
  laterMs = 3_601_000;
  expect(await worker.take(0, 5)).toMatchObject({ outcome: "go-on", have: 5 });
  expect(await worker.take(5)).toMatchObject(refused);
  expect(looked).toBe(2);
  // Another worker knows nothing of it, and what is kept is kept.
  expect(await here.worker().take(0)).toMatchObject({ outcome: "kept" });
  expect(await worker.take(0)).toMatchObject({ outcome: "kept" });
});

test("while a bundle is looked at parts of other stations are answered, and the same part again is not", async (context) => {
  const here = await world(context);
  if (here === null) return;
  const other = new SealingStation("HB-WH-0043");
  await enrolled(here.database.pool, [other.registration]);
  const [isLooking, goesOn] = [gate(), gate()];
  const worker = here.worker({
    whyNotOf: async () => {
      isLooking.open();
      await goesOn.opened;
      return null;
    },
  });
  const first = worker.take(0);
  await isLooking.opened;
  expect(await worker.take(0, 5, other)).toMatchObject({ outcome: "refused", station: other.station });
  expect(await worker.take(0)).toBeNull();
  goesOn.open();
  expect(await first).toMatchObject({ outcome: "kept" });
  expect(await worker.take(0)).toMatchObject({ outcome: "kept" });
});
