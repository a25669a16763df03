import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { PapersAnswers } from "../../simulators/registry/papers-answers.ts";
import type { StoredRecord } from "../../simulators/registry/registry-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PAPERS_QUERIES, PostgresPapersBook } from "../../src/adapters/postgres/postgres-papers-book.ts";
import { PostgresVehicleBook } from "../../src/adapters/postgres/postgres-vehicle-book.ts";
import type { PapersLine } from "../../src/core/requests/papers-line.ts";
import { Answering } from "../../src/registry/answering.ts";
import {
  APPOINTMENT_ASKED,
  appointmentLine,
  CANDIDATE,
  CERTIFICATE,
  DOSSIER,
  dossierLine,
  orderLine,
  wholeNumber,
} from "../support/papers-examples.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, WITNESS } from "../support/registry-rig.ts";
import {
  ASKING,
  CAR,
  documentOf,
  logKey,
  NOW_MS,
  OTHER,
  papersRequest,
  signedPapersRequest,
} from "../support/request-world.ts";
import { type ResultInForce, storedRecord } from "../support/stored-records.ts";

/** Goal: the registry answers of papers from its database what the stand-in answers from its memory, by its indexes alone. */
vi.setConfig({ testTimeout: 180_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
  if (typeof database === "string") return;
  const keys = [ASKING, OTHER].map((station) => ({
    station,
    logKeySpki: logKey(station).publicKeySpki,
    recordKeySpki: logKey(station).publicKeySpki,
  }));
  await enrolled(database.pool, keys);
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

const VINS = [CAR.vin, "LFV2A21K0D4123456", "LFV2A21K0D4999999"];
const PLATES = ["鄂A12345", "粤B12345"];
const HOUR_MS = 3_600_000;

function anyLine(random: SeededRandom, atMs: number): PapersLine {
  const of = <One>(all: readonly One[]): One => all[random.below(all.length)] as One;
  const asOf = new Date(atMs + (random.below(5) - 3) * HOUR_MS).toISOString();
  const vin = of(VINS);
  const isBack = random.chance(0.15);
  const kind = random.below(3);
  if (kind === 0) {
    const dossier = isBack ? null : { ...DOSSIER, vin, plate: of(PLATES), seats: 2 + random.below(4) };
    return dossierLine({ vin, asOf, dossier });
  }
  if (kind === 1)
    return orderLine({ vin, asOf, number: `ORD-${random.below(3)}`, ...(isBack ? { order: null } : {}) });
  const told = {
    station: of([ASKING, OTHER, null]),
    day: `2026-01-0${1 + random.below(9)}`,
    candidate: { ...CANDIDATE, idMasked: of(["440100********123X", "440100********1234"]) },
  };
  const changes = { asOf, number: `APT-${random.below(3)}`, region: of(["GD", "HB"]) };
  return appointmentLine({ ...changes, ...(isBack ? { appointment: null } : {}) }, told);
}

async function insert(pool: PostgresPool, { kind, station, endedMs, of }: ResultInForce, index: number) {
  const [vin, certificate] = kind === "exam" ? [null, of] : [of, null];
  await pool.query(
    `insert into record (station, branch, index, sequence, kind, record, job, of, verdict, ended, plate, vin, certificate, size, entry)
     values ($1, 0, $2, $2, 'result', $3, 'j', $4, 'pass', to_timestamp($5::double precision / 1000), null, $6, $7, 9, '{}')`,
    [station, index, String(index), kind, endedMs, vin, certificate],
  );
}

describe("the registry's book of papers", () => {
  test("answers from PostgreSQL as the stand-in does, over random lines, results, stations and times", async (context) => {
    if (typeof database === "string") return void context.skip(`no database: ${database}`);
    const { pool } = database;
    const papers = new PostgresPapersBook(pool);
    let atMs = NOW_MS;
    const answering = new Answering({
      ...{ book: new PostgresVehicleBook(pool), papers },
      ...{ digest: sha256, verify: verifySignature, witnesses: [WITNESS], wallMs: () => atMs },
      onFailure: (error) => {
        throw error;
      },
    });
    let seen = "";
    let number = 0;
    for (let seed = 0; seed < 30; seed++) {
      await pool.query("truncate papers, papers_asked, record");
      const random = new SeededRandom(seed, "papers book");
      const records: StoredRecord[] = [];
      const standIn = new PapersAnswers(() => records);
      atMs = NOW_MS;
      for (let step = 0; step < 14; step++) {
        const lines = Array.from({ length: random.below(4) }, () => anyLine(random, atMs));
        standIn.tell(lines);
        await papers.loadPapers(lines, "a test");
        if (random.chance(0.3)) {
          const kind = random.chance(0.5) ? ("exam" as const) : ("inspection" as const);
          const of = kind === "exam" ? CERTIFICATE : (VINS[random.below(3)] ?? "");
          const result = { kind, of, station: random.chance(0.5) ? ASKING : OTHER, endedMs: atMs };
          records.push(storedRecord(result, records.length));
          await insert(pool, result, records.length);
        }
        atMs += random.below(4) * HOUR_MS;
        const station = random.chance(0.5) ? ASKING : OTHER;
        number++;
        const head = {
          station,
          request: number.toString(16).padStart(32, "0"),
          sent: new Date(atMs).toISOString(),
        };
        const [plate, vin] = [PLATES[random.below(2)] ?? "", VINS[random.below(3)] ?? ""];
        const asked = [
          papersRequest({ ...head, subject: { plate, vinEnd: vin.slice(-6), vin: null } }),
          wholeNumber(vin, head),
          papersRequest({ ...head, ...APPOINTMENT_ASKED } as never),
        ][random.below(3)];
        const expected = standIn.answer(station, asked, atMs);
        const reply = await answering.ask(station, signedPapersRequest(asked, station));
        expect(reply === null ? null : documentOf(reply)).toEqual(expected);
        seen += JSON.stringify(expected);
      }
    }
    for (const word of ["found", "unknown", "several", "elsewhere", "used"])
      expect(seen).toContain(`"answer":"${word}"`);
    expect(seen).toContain('"asked":"re-inspection"');
  });

  test("a file of papers is taken in as a whole or not at all", async (context) => {
    if (typeof database === "string") return void context.skip(`no database: ${database}`);
    const { pool } = database;
    await pool.query("truncate papers");
    const papers = new PostgresPapersBook(pool);
    const broken = { ...orderLine(), asOf: "no time" } as PapersLine;
    const many = Array.from({ length: 70 }, (_none, at) => orderLine({ number: `ORD-${at}` }));
    await expect(papers.loadPapers([...many, broken], "a test")).rejects.toThrow();
    expect(await pool.query("select 1 from papers")).toEqual([]);
    await papers.loadPapers(many, "a test");
    expect(await pool.query("select 1 from papers")).toHaveLength(70);
  });

  test("every look goes by an index, whatever a country's papers are", async (context) => {
    if (typeof database === "string") return void context.skip(`no database: ${database}`);
    const { pool } = database;
    await pool.query("truncate papers, papers_asked, record");
    await pool.query(
      `insert into papers (kind, key, plate, vin, certificate, as_of, line, by)
       select case when n % 2 = 0 then 'dossier' else 'appointment' end, 'k' || n,
         case when n % 2 = 0 then 'P' || n end, case when n % 2 = 0 then 'V' || lpad(n::text, 16, '0') end,
         case when n % 2 = 1 then lpad(n::text, 12, '0') end, now(), '{}', 'a test' from generate_series(1, 40000) n`,
    );
    await pool.query(
      `insert into papers_asked (station, request, about, answer, at_ms)
       select case when n % 2 = 0 then $1 else $2 end, md5(n::text), 'P' || n, 'found', n * 1000 from generate_series(1, 40000) n`,
      [ASKING, OTHER],
    );
    await pool.query(
      `insert into record (station, branch, index, sequence, kind, record, job, of, verdict, ended, plate, vin, certificate, size, entry)
       select 'S-' || (1 + n % 50), 0, n, n, 'result', md5(n::text), 'j', 'inspection', 'pass', now(), 'P' || n, 'V' || n, 'C' || n, 9, '{}'
       from generate_series(1, 40000) n`,
    );
    for (const table of ["papers", "papers_asked", "record"]) await pool.query(`analyze ${table}`);
    const now = new Date(NOW_MS).toISOString();
    const values: Record<keyof typeof PAPERS_QUERIES, readonly unknown[]> = {
      vehicles: ["P8", "000008"],
      byVin: [now, ["V0000000000000008"]],
      byCertificate: [now, "000000000007"],
      inspections: [["V7"], "x"],
      exams: ["C7"],
      lately: [ASKING, 39_990_000, "x", "P8"],
    };
    for (const [name, text] of Object.entries(PAPERS_QUERIES)) {
      const plan = await pool.query<{ "QUERY PLAN": string }>(
        `explain ${text}`,
        values[name as keyof typeof PAPERS_QUERIES],
      );
      const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
      expect(lines, name).not.toMatch(/Seq Scan/);
      expect(lines, name).toMatch(/Index|Bitmap/);
    }
  });
});
