import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { FactRow } from "../../simulators/registry/request-answers.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresPapersBook } from "../../src/adapters/postgres/postgres-papers-book.ts";
import { PostgresVehicleBook } from "../../src/adapters/postgres/postgres-vehicle-book.ts";
import type { RequestDocument } from "../../src/core/requests/request-messages.ts";
import type { VehicleFact } from "../../src/core/requests/vehicle-fact.ts";
import { PRE_CHECK_CODES } from "../../src/core/trade/words/pre-checks.ts";
import { Answering } from "../../src/registry/answering.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, WITNESS } from "../support/registry-rig.ts";
import {
  ASKING,
  CAR,
  documentOf,
  fact,
  logKey,
  NOW_MS,
  OTHER,
  request,
  signedRequest,
  TwinAnswers,
} from "../support/request-world.ts";

/** Goal: the registry answers from its database what the stand-in answers from its memory, whatever it was told and asked. */
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

const VINS = [CAR.vin, "LFV2A21K0D4123456"];
const PLATES = [CAR.plate, "鄂A54321", null];

function anyFact(random: SeededRandom): FactRow {
  const of = <One>(all: readonly One[]): One => all[random.below(all.length)] as One;
  const check = of(["insurance", "violations", "theft", "mortgage", "recall", "odometer"]);
  const plate = of(PLATES);
  const vin = plate === null ? of(VINS) : of([...VINS, null]);
  const asOf = new Date(NOW_MS - 7_200_000 + random.below(4) * 3_600_000).toISOString();
  const reading = { found: null, km: random.below(200_000), on: "2025-01-05" };
  return fact(check, random.chance(0.5), { plate, vin, asOf, ...(check === "odometer" ? reading : {}) });
}

describe("the registry's book of vehicles", () => {
  test("answers from PostgreSQL as the stand-in does, over random facts, stations and times", async (context) => {
    if (typeof database === "string") return void context.skip(`no database: ${database}`);
    const { pool } = database;
    const book = new PostgresVehicleBook(pool);
    let atMs = NOW_MS;
    const onFailure = (error: Error): void => {
      throw error;
    };
    const tools = { digest: sha256, verify: verifySignature, witnesses: [WITNESS], wallMs: () => atMs };
    const answering = new Answering({ book, papers: new PostgresPapersBook(pool), ...tools, onFailure });
    let seen = "";
    for (let seed = 0; seed < 30; seed++) {
      await pool.query("truncate vehicle_fact, vehicle_asked");
      const random = new SeededRandom(seed, "vehicle book");
      const twin = new TwinAnswers();
      atMs = NOW_MS;
      for (let step = 0; step < 12; step++) {
        const facts = Array.from({ length: random.below(4) }, () => anyFact(random));
        twin.tell(...facts);
        await book.load(
          facts.map((one) => ({ schema: "proofmark/vehicle-fact/v1", ...one }) as VehicleFact),
          "a test",
        );
        atMs += random.below(5) * 3_600_000;
        const station = random.chance(0.5) ? ASKING : OTHER;
        const subject: RequestDocument["subject"] = {
          plate: PLATES[random.below(3)] ?? null,
          vin: VINS[random.below(2)] ?? "",
          odometerKm: random.chance(0.8) ? random.below(200_000) : null,
        };
        const checks = PRE_CHECK_CODES.filter(() => random.chance(0.7));
        const asked = request({ station, subject, sent: new Date(atMs).toISOString(), checks });
        const message = signedRequest(asked, station);
        const expected = twin.service.requests.ask(station, message, atMs);
        const reply = await answering.ask(station, message);
        expect(reply === null ? null : documentOf(reply)).toEqual(
          expected === null ? null : documentOf(expected),
        );
        seen += JSON.stringify(expected === null ? null : documentOf(expected));
      }
    }
    for (const word of ['"found"', '"clear"', '"unknown"', "null"]) expect(seen).toContain(word);
  });

  test("a database that is away answers nothing, and says so", async () => {
    const failures: string[] = [];
    const pool = new PostgresPool({ url: "postgres://nobody@127.0.0.1:1/none", connections: 2 });
    const answering = new Answering({
      book: new PostgresVehicleBook(pool),
      papers: new PostgresPapersBook(pool),
      ...{ digest: sha256, verify: verifySignature, witnesses: [WITNESS], wallMs: () => NOW_MS },
      onFailure: ({ code }) => void failures.push(code),
    });
    expect(await answering.ask(ASKING, signedRequest(request()))).toBeNull();
    expect(failures).toEqual(["DATABASE_UNAVAILABLE"]);
    await pool.end();
  });
});
