import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { revokeKey } from "../../src/adapters/postgres/key-register.ts";
import { PostgresRegistrySearch, SEARCHES } from "../../src/adapters/postgres/postgres-registry-search.ts";
import { verifyAnsweredProof } from "../../src/core/record/registry-statement.ts";
import type { TrustedKey } from "../../src/core/record/trust-list.ts";
import type { Verifier } from "../../src/core/record/verify-record.ts";
import { publicAnswer } from "../../src/core/registry/public/public-answer.ts";
import { publicProof } from "../../src/core/registry/public/public-proof.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, sealedBelow, submissionOf } from "../support/submissions.ts";

/** Goal: what the public is told follows from what the stations signed, in any order of things, and every proof that is handed out verifies. */
vi.setConfig({ testTimeout: 180_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
});
afterEach(async () => {
  if (typeof database !== "string")
    await database.pool.query("truncate station, station_key, cosigned, record, registry_act cascade");
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

function databaseOr(context: { skip(note: string): void }): RegistryDatabase | null {
  if (typeof database !== "string") return database;
  context.skip(`no database: ${database}`);
  return null;
}

const SIGNER = { keyId: WITNESS.keyId, sign: (message: Uint8Array) => WITNESS.sign(message) };
const SECOND = createDeterministicSigner("the second key", "sm2-sm3");
const DAY_MS = 86_400_000;
const BEGIN_MS = Date.parse("2026-01-01T08:00:00.000Z");

function verifierOf(stations: readonly SealingStation[]): Verifier {
  const always = { notBeforeMs: 0, notAfterMs: 8_640_000_000_000_000 };
  const keys: TrustedKey[] = stations.flatMap(({ station, registration }) => [
    {
      ...({ algorithm: "ecdsa-p256-sha256", role: "record", station, name: station, ...always } as const),
      ...{ keyId: keyIdOf(registration.recordKeySpki), spki: registration.recordKeySpki },
    },
    {
      ...({ algorithm: "ed25519", role: "log", station, name: station, ...always } as const),
      ...{ keyId: keyIdOf(registration.logKeySpki), spki: registration.logKeySpki },
    },
  ]);
  keys.push({
    ...({ algorithm: "ed25519", role: "witness", name: WITNESS.name, ...always } as const),
    ...{ keyId: WITNESS.keyId, spki: WITNESS.spki },
  } as TrustedKey);
  const trust = { authority: "", number: null, issuedMs: 0, validToMs: always.notAfterMs, keys };
  return { digest: sha256, verify: verifySignature, trust };
}

const subjectOf = (plate: string, vin: string) => ({ subject: { plate, vin, owner: "王小明" } });
const at = (day: number) => {
  const ended = new Date(BEGIN_MS + day * DAY_MS).toISOString();
  return { time: { started: ended, ended, status: "synced" } };
};
const SIMULATED = {
  devices: [{ role: "brake", device: "b", model: "m", serial: "1", simulated: true, calibration: null }],
};
const idOf = (station: SealingStation, index: number): string =>
  (JSON.parse(new TextDecoder().decode(station.journal.entries[index])) as { record: string }).record;

describe("the registry before the public", () => {
  test("a vehicle is found by plate and the end of its VIN; the newest verdict is in force, whatever its station", async (context) => {
    const found = databaseOr(context);
    if (found === null) return;
    const stations = [new SealingStation("HB-WH-0001"), new SealingStation("HB-WH-0002")] as const;
    await enrolled(
      found.pool,
      stations.map(({ registration }) => registration),
    );
    const intake = intakeOn(found.pool);
    const own = subjectOf("鄂A12345", "LSVAA49J132000001");
    const first = stations[0].seal({ says: { ...own, ...at(0) } });
    stations[0].seal({ says: { ...subjectOf("鄂A99999", "LSVAA49J132000777"), ...at(1) } });
    for (const station of stations) {
      if (station.journal.size() > 0) await intake.take(bytesOf(submissionOf(station, 0)));
    }
    const search = new PostgresRegistrySearch(found.pool);
    const question = { by: "vehicle", plate: "鄂A12345", vinEnd: "000001" } as const;
    const asked = async () =>
      publicAnswer(question, await search.byVehicle(question.plate, question.vinEnd), sha256);
    const one = await asked();
    expect(one.results.map(({ state, verdict }) => [state, verdict])).toEqual([["in-force", "pass"]]);
    expect(JSON.stringify(one)).not.toMatch(/王小明|LSVAA|鄂A12345/);
    expect(one.results[0]).toMatchObject({ region: "HB", proof: null, subject: { zh: "鄂A•••45" } });
    expect(one.results[0]?.record).toBe(idOf(stations[0], first).slice(0, 12));

    const later = stations[1].seal({ says: { ...own, ...at(5) } });
    await intake.take(bytesOf(submissionOf(stations[1], 0)));
    expect((await asked()).results.map(({ state }) => state)).toEqual(["in-force", "superseded"]);
    stations[1].withdraw(0, {
      withdraws: { record: idOf(stations[1], later), sequence: 0 },
      reason: {
        code: "WITHDRAWN_FOR",
        params: { by: "P-1", choice: "fraud", note: "秘密" },
        zh: "x",
        en: "x",
      },
    });
    await intake.take(bytesOf(submissionOf(stations[1], 2)));
    const last = await asked();
    expect(last.results.map(({ state }) => state)).toEqual(["withdrawn", "in-force"]);
    expect(last.results[0]?.told.zh).toContain("弄虚作假");
    expect(JSON.stringify(last)).not.toContain("秘密");
    // Wrong digits, another plate: the very answer but for its time.
    const none = publicAnswer(
      { ...question, vinEnd: "000002" },
      await search.byVehicle("鄂A12345", "000002"),
      sha256,
    );
    const nobody = publicAnswer(
      { ...question, plate: "鄂A00000" },
      await search.byVehicle("鄂A00000", "000001"),
      sha256,
    );
    expect(none.results).toEqual([]);
    expect({ ...none, asOf: "", told: none.told.code }).toEqual({
      ...nobody,
      asOf: "",
      told: nobody.told.code,
    });

    const verifier = verifierOf(stations);
    for (const [station, index, state] of [
      [stations[0], first, "in-force"],
      [stations[1], later, "withdrawn"],
    ] as const) {
      const record = idOf(station, index);
      const text =
        publicProof(record, await search.byRecord(record), { digest: sha256, signer: SIGNER }) ?? "";
      const verified = verifyAnsweredProof(verifier, text);
      expect(verified).toMatchObject({
        kind: "answered",
        statement: { record, state },
        witness: WITNESS.name,
      });
      // Each byte that carries something: another one is refused.
      const random = new SeededRandom(index, "bytes");
      for (let n = 0; n < 40; n++) {
        const place = random.below(text.length - 1);
        const other = text[place] === "A" ? "B" : "A";
        const spoilt = verifyAnsweredProof(verifier, text.slice(0, place) + other + text.slice(place + 1));
        expect(spoilt.kind, `${place}: ${text.slice(place - 10, place + 10)}`).toBe("refused");
      }
      // A statement of the one beside the proof of the other.
      expect(verifyAnsweredProof(verifierOf([stations[0]]), text).kind).toBe(
        station === stations[0] ? "answered" : "refused",
      );
    }
  });

  test("a candidate is found by certificate and the end of the identity number, and never by one of them", async (context) => {
    const found = databaseOr(context);
    if (found === null) return;
    const station = new SealingStation("HB-WH-0001");
    await enrolled(found.pool, [station.registration]);
    const subject = { name: "李四", idMasked: "420106********123X", learnerCertificate: "420100123456" };
    station.seal({ says: { subject } });
    await intakeOn(found.pool).take(bytesOf(submissionOf(station, 0)));
    const search = new PostgresRegistrySearch(found.pool);
    const rows = await search.byCertificate("420100123456");
    const ask = (identityEnd: string) =>
      publicAnswer({ by: "candidate", certificate: "420100123456", identityEnd }, rows, sha256);
    expect(ask("123X").results.map(({ subject: who }) => who?.zh)).toEqual(["李○"]);
    expect(JSON.stringify(ask("123X"))).not.toMatch(/李四|420106/);
    for (const wrong of ["1234", "****", "4201"]) expect(ask(wrong).results, wrong).toEqual([]);
  });

  test("what is kept apart is said to be none, by its id alone", async (context) => {
    const found = databaseOr(context);
    if (found === null) return;
    const station = new SealingStation("HB-WH-0001");
    await enrolled(found.pool, [station.registration]);
    const index = station.seal({ says: { ...subjectOf("鄂A12345", "LSVAA49J132000001"), ...SIMULATED } });
    await intakeOn(found.pool).take(bytesOf(submissionOf(station, 0)));
    const search = new PostgresRegistrySearch(found.pool);
    const record = idOf(station, index);
    const rows = await search.byRecord(record);
    const answer = publicAnswer({ by: "record", record }, rows, sha256);
    expect(answer.results.map(({ state, verdict, subject }) => [state, verdict, subject])).toEqual([
      ["kept-apart", null, null],
    ]);
    expect(publicProof(record, rows, { digest: sha256, signer: SIGNER })).toBeNull();
    const vehicle = await search.byVehicle("鄂A12345", "000001");
    expect(vehicle.results).toEqual([]);
  });

  for (const which of ["first", "second"] as const)
    test(`a result whose key was revoked from before it ended is in force no more, and one of before is again: ${which}`, async (context) => {
      const found = databaseOr(context);
      if (found === null) return;
      const station = new SealingStation("HB-WH-0001");
      await enrolled(found.pool, [station.registration], SECOND);
      station.beside = [SECOND];
      const own = subjectOf("鄂A12345", "LSVAA49J132000001");
      for (const day of [0, 5]) station.seal({ says: { ...own, ...at(day) } });
      await intakeOn(found.pool).take(bytesOf(submissionOf(station, 0)));
      const search = new PostgresRegistrySearch(found.pool);
      const question = { by: "vehicle", plate: "鄂A12345", vinEnd: "000001" } as const;
      const states = async () => {
        const rows = await search.byVehicle(question.plate, question.vinEnd);
        return publicAnswer(question, rows, sha256).results.map(({ state, told }) => [state, told.code]);
      };
      expect((await states()).map(([state]) => state)).toEqual(["in-force", "superseded"]);
      const revoked = { station: station.station, by: "chen", why: "compromised" as const };
      for (const { keyId } of [station.logSigner, which === "first" ? station.recordSigner : SECOND])
        await revokeKey(found.pool, { ...revoked, keyId, fromMs: BEGIN_MS + 2 * DAY_MS });
      expect(await states()).toEqual([
        ["not-proven", "PUBLIC_KEY_REVOKED"],
        ["in-force", "PUBLIC_IN_FORCE"],
      ]);
      const record = idOf(station, 3);
      expect(
        publicProof(record, await search.byRecord(record), { digest: sha256, signer: SIGNER }),
      ).toBeNull();
    });

  test("a row that was changed in the database is not shown as a result", async (context) => {
    const found = databaseOr(context);
    if (found === null) return;
    const station = new SealingStation("HB-WH-0001");
    await enrolled(found.pool, [station.registration]);
    const record = idOf(station, station.seal({ says: subjectOf("鄂A12345", "LSVAA49J132000001") }));
    await intakeOn(found.pool).take(bytesOf(submissionOf(station, 0)));
    const search = new PostgresRegistrySearch(found.pool);
    const state = async () =>
      publicAnswer({ by: "record", record }, await search.byRecord(record), sha256).results[0]?.state;
    expect(await state()).toBe("in-force");
    for (const change of [
      "verdict = 'fail'",
      "index = 7",
      "size = 1",
      "plate = '鄂A54321'",
      "entry = entry || ' '",
    ]) {
      await found.pool.query("create table kept as select * from record");
      await found.pool.query(`update record set ${change}`);
      expect(await state(), change).toBe("not-proven");
      await found.pool.query("delete from record");
      await found.pool.query("insert into record select * from kept");
      await found.pool.query("drop table kept");
    }
    expect(await state()).toBe("in-force");
  });

  for (const seed of [1, 2, 3])
    test(`of any history at most one verdict of a vehicle is in force, and none that is withdrawn or kept apart: ${seed}`, async (context) => {
      const found = databaseOr(context);
      if (found === null) return;
      const random = new SeededRandom(seed, "public history");
      const stations = [new SealingStation("HB-WH-0001"), new SealingStation("HB-WH-0002")] as const;
      await enrolled(
        found.pool,
        stations.map(({ registration }) => registration),
      );
      const intake = intakeOn(found.pool);
      const search = new PostgresRegistrySearch(found.pool);
      const verifier = verifierOf(stations);
      const sizes = new Map<string, number>();
      for (let round = 0; round < 16; round++) {
        const station = stations[random.below(2)] as SealingStation;
        const vin = `LSVAA49J13200000${random.below(2)}`;
        const says = { ...subjectOf("鄂A12345", vin), ...at(random.below(6)) };
        const what = random.below(8);
        if (what === 0) station.seal({ forged: true, says });
        else if (what === 1) station.seal({ says: { ...says, ...SIMULATED } });
        else if (what === 2 && station.sealed > 0) station.seal({ sequence: station.sealed - 1, says });
        else if (what <= 4 && station.sealed > 0) {
          const sequence = random.below(station.sealed);
          const record = idOf(station, sealedBelow(station, station.journal.size())[sequence] ?? 0);
          station.withdraw(sequence, { withdraws: { record, sequence } });
        } else station.seal({ says });
        const from = sizes.get(station.station) ?? 0;
        const taken = messageOf(await intake.take(bytesOf(submissionOf(station, from)))) as { size?: number };
        if (taken.size !== undefined) sizes.set(station.station, taken.size);
      }
      const rows = await found.pool.query<{ record: string | null; kind: string; withdrawn: boolean }>(
        "select coalesce(record, entry::json->>'record') as record, kind, withdrawn_by is not null as withdrawn from record",
      );
      expect(rows.filter(({ withdrawn }) => withdrawn).length).toBeGreaterThan(0);
      expect(rows.filter(({ kind }) => kind === "quarantined").length).toBeGreaterThan(0);
      for (const end of ["000000", "000001"]) {
        const answer = publicAnswer(
          { by: "vehicle", plate: "鄂A12345", vinEnd: end },
          await search.byVehicle("鄂A12345", end),
          sha256,
        );
        expect(answer.results.filter(({ state }) => state === "in-force").length).toBeLessThanOrEqual(1);
      }
      const good = new Map(rows.filter(({ kind }) => kind === "result").map((row) => [row.record, row]));
      for (const { record } of rows) {
        if (record === null) continue;
        const searched = await search.byRecord(record);
        const [told] = publicAnswer({ by: "record", record }, searched, sha256).results;
        const row = good.get(record);
        if (row === undefined) expect(["kept-apart", undefined]).toContain(told?.state);
        else if (row.withdrawn) expect(told?.state).toBe("withdrawn");
        else expect(["in-force", "superseded"]).toContain(told?.state);
        const text = publicProof(record, searched, { digest: sha256, signer: SIGNER });
        if (row === undefined) expect(text).toBeNull();
        else {
          const verified = verifyAnsweredProof(verifier, text ?? "");
          expect(verified).toMatchObject({ kind: "answered", statement: { record, state: told?.state } });
        }
      }
    });

  test("every question goes by an index of each partition, and writes nothing", async (context) => {
    const found = databaseOr(context);
    if (found === null) return;
    await found.pool.query(
      `insert into station (station, region, root) select 'S-' || n, 'HB', '' from generate_series(1, 50) n`,
    );
    await found.pool.query(
      `insert into record (station, branch, index, sequence, kind, record, job, of, verdict, ended, plate, vin, certificate, size, entry, defect)
       select 'S-' || (1 + n % 50), 0, n, n, case when n % 20 = 0 then 'quarantined' else 'result' end, md5(n::text) || md5(n::text), 'j', 'inspection', 'pass',
         now(), 'P' || n, 'V' || n, 'C' || n, 9, '{}', null from generate_series(1, 40000) n`,
    );
    await found.pool.query("analyze record");
    const values: Record<keyof typeof SEARCHES, readonly unknown[]> = {
      record: ["x"],
      apart: ["x"],
      vehicles: ["P7", "V7"],
      byVin: [["V7"]],
      byCertificate: ["C7"],
      byRecord: ["x"],
    };
    for (const [name, text] of Object.entries(SEARCHES)) {
      const plan = await found.pool.query<{ "QUERY PLAN": string }>(
        `explain ${text}`,
        values[name as keyof typeof SEARCHES],
      );
      const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
      expect(lines, name).not.toMatch(/Seq Scan on record/);
      expect(lines, name).toMatch(/Index|Bitmap/);
    }
  });
});
