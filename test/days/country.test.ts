import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { trustListIn } from "../../src/core/record/trust-list.ts";
import { REGIONS } from "../../src/stage/country/country-files.ts";
import { STOLEN, TRAVELLERS } from "../../src/stage/country/country-papers.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import { eventually } from "../support/eventually.ts";
import { journalOf } from "../support/station-evidence.ts";
import { Country, placeOr } from "./country-run.ts";
import { LiarAtBroker } from "./liar-at-broker.ts";

/**
 * Two stations in two regions, a broker with TLS, a registry of two workers with PostgreSQL, a second witness, started by one command and each killed, frozen or wiped
 * while vehicles and candidates go through. Goal: the audit of both sides finds nothing missing and nothing doubled.
 */

/** Names of who cosigned each receipt in the journal of that region, each once. */
function cosignersOf(out: string, region: string): readonly string[][] {
  return journalOf(join(out, "stations", region, "data")).flatMap((entry) => {
    if (entry.type !== "receipt") return [];
    const names = entry.checkpoint.split("\n").flatMap((line) => /^\u2014 (\S+) /.exec(line)?.[1] ?? []);
    return [[...new Set(names)].filter((name) => !name.includes(logName(stationOf(region))))];
  });
}

function stationOf(region: string): string {
  return REGIONS.find((one) => one.region === region)?.station ?? "";
}

/** The number of the list of keys that the station holds. */
function listOf(out: string, region: string): number | undefined {
  const text = readFileSync(join(out, "stations", region, "data", "trust-list.json"), "utf8");
  const read = trustListIn({ text, digest: sha256, verify: verifySignature });
  return read.kind === "list" ? read.document.number : undefined;
}

interface Row {
  readonly state: string;
  readonly record: string;
  readonly station: string;
  readonly verdict: string;
}

/** The record of this vehicle in the journal of that region. */
function sealedOf(out: string, region: string, vin: string): ResultDocument {
  const documents = journalOf(join(out, "stations", region, "data")).flatMap((entry) =>
    entry.type === "record-sealed" ? [documentOf(entry.envelope)] : [],
  );
  const found = documents.find(({ subject }) => subject.vin === vin);
  if (found === undefined) throw new Error(`${vin} has no record in ${region}`);
  return found;
}

/** What the registry tells the public. */
async function results(country: Country, path: string): Promise<readonly Row[]> {
  const line = country.lines.find((one) => one.startsWith("The public asks")) ?? "";
  const url = /http:\S+/.exec(line)?.[0] ?? "";
  const answer = await fetch(`${url}${path}`);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { readonly results: readonly Row[] }).results;
}

test("a vehicle and a candidate of one region go through in the other, and both offices have the one result", async (context) => {
  const above = placeOr(context);
  if (above === null) return;
  const out = join(above, "country");
  const country = new Country(out);
  await country.prints(/^Type help/, 0);
  for (const { home, to, plate, vin, certificate, idMasked } of TRAVELLERS) {
    const desk = country.desk(to);
    const car = await desk.fetch("inspection", { plate, vinEnd: vin.slice(-6), vin: null });
    expect(car).toMatchObject({ answer: "found", region: home, order: { asked: "used-car" } });
    // Whoever knows a part wrong learns nothing.
    const guessed = await desk.fetch("inspection", { plate, vinEnd: "000000", vin: null });
    expect(guessed).toMatchObject({ answer: "unknown", papers: null });
    await desk.takeIn("inspection", car);
    const learner = await desk.fetch("exam", { certificate, identityEnd: idMasked.slice(-4) });
    expect(learner).toMatchObject({ answer: "found", region: home });
    await desk.takeIn("exam", learner);
  }
  // A vehicle that is looked for has papers too, and is not inspected.
  const looked = country.desk(STOLEN.to);
  const { plate: stolen, vin: number } = STOLEN;
  const found = await looked.fetch("inspection", { plate: stolen, vinEnd: number.slice(-6), vin: null });
  await looked.takeIn("inspection", found);
  // The world's own vehicle and two candidates, and those two.
  await country.delivered(5);
  for (const { home, to, plate, vin, certificate, idMasked } of TRAVELLERS) {
    const station = to === "HB" ? "HB-WH-0042" : "GD-GZ-0007";
    // The registry of a country takes them, and the public is told that all instruments are simulators.
    const asked = `/v1/vehicles?plate=${encodeURIComponent(plate)}&vin=${vin.slice(-6)}`;
    expect(await results(country, asked)).toMatchObject([{ state: "simulated", station }]);
    const record = sealedOf(out, to, vin);
    expect(record.papers).toMatchObject({
      ...{ answer: "found", region: home, judged: { done: "sound" } },
      order: { asked: "used-car" },
    });
    const checks = ["theft", "insurance", "recall", "openElsewhere"];
    expect(record.preChecks?.checks.map(({ check, answer }) => [check, answer])).toEqual(
      checks.map((check) => [check, "clear"]),
    );
    // The second office, in the region of the first registration, checks it without a network and has nothing left to order.
    const again = await country.desk(home).fetch("inspection", { plate, vinEnd: vin.slice(-6), vin: null });
    expect(again).toMatchObject({ answer: "found", order: null });
    const search = `/v1/candidates?certificate=${certificate}&identity=${idMasked.slice(-4)}`;
    expect(await results(country, search)).toMatchObject([{ state: "simulated", station }]);
    const kept = await country.desk(to).fetch("exam", { certificate, identityEnd: idMasked.slice(-4) });
    expect(kept).toMatchObject({ answer: "used", papers: null });
  }
  const nobody = `/v1/vehicles?plate=${encodeURIComponent(stolen)}&vin=${number.slice(-6)}`;
  expect(await results(country, nobody)).toEqual([]);
  expect(await looked.waiting("inspection")).toEqual(["PRE_CHECK_STOPS"]);
  for (const region of ["HB", "GD"]) expect((await country.audit(region)).findings).toEqual([]);
  country.type("quit");
  expect(await country.ended).toBe(0);
}, 1_200_000);

test("whatever is killed, frozen or wiped in a country of two regions, nothing is missing and nothing is doubled", async (context) => {
  const above = placeOr(context);
  if (above === null) return;
  const out = join(above, "country");
  const country = new Country(out);
  await country.prints(/^Type help/, 0);
  // Those that wait at the first start: a vehicle at the lane, a candidate for each car.
  for (const region of ["HB", "GD"]) country.type(`${region} next`);
  await country.asks("kill database", /database is killed/);
  await country.prints(/database has ended/);
  await country.asks("freeze broker", /broker is frozen/);
  await country.asks("kill worker-1", /worker-1 is killed/);
  await country.prints(/worker-1 has ended/);
  await country.asks("thaw broker", /broker is going on/);
  await country.asks("kill station-GD", /station-GD is killed/);
  await country.asks("freeze worker-2", /worker-2 is frozen/);
  await country.asks("kill witness", /witness is killed/);
  await country.delivered(1);
  for (const region of ["HB", "GD"]) country.type(`${region} vehicle electric`);
  await country.asks("kill broker", /broker is killed/);
  await country.asks("freeze witness", /witness is frozen/);
  await country.asks("thaw worker-2", /worker-2 is going on/);
  await country.asks("kill station-HB", /station-HB is killed/);
  await country.asks("thaw witness", /witness is going on/);
  await country.delivered(3);
  for (const region of ["HB", "GD"]) expect((await country.audit(region)).findings).toEqual([]);

  // All of it gone: the registry has its keys and the stations' requests, and they have their journals.
  await country.asks("wipe database", /the database has both stations/);
  // A station that is started asks at once what the registry holds; else it would within ten minutes.
  for (const region of ["HB", "GD"]) await country.asks(`kill station-${region}`, /station-\w+ is killed/);
  await country.refilled(3);
  for (const region of ["HB", "GD"]) {
    const { counts, findings } = await country.audit(region);
    expect(counts).toContain("0 missing, 0 doubled, 0 reordered, 0 altered, 0 forged; 0 not delivered yet");
    // It has cosigned sizes that it does not know of any more, and the stations have proof of that.
    expect(new Set(findings)).toEqual(new Set(["AUDIT_CHECKPOINT_MISSING"]));
  }
  // What comes after it is led on at the witness, which has forgotten nothing.
  for (const region of ["HB", "GD"]) country.type(`${region} vehicle electric`);
  await country.delivered(4);
  for (const region of ["HB", "GD"]) {
    const cosigners = cosignersOf(out, region);
    expect(cosigners.length).toBeGreaterThan(0);
    for (const names of cosigners)
      expect(names).toEqual(["proofmark-registry/witness-1", "witness.example/w1"]);
    await eventually(`list of ${region}`, () => listOf(out, region) === 2, 60_000);
  }
  country.type("quit");
  expect(await country.ended).toBe(0);
  for (const part of ["database", "broker", "witness", "worker-1", "worker-2", "station-HB"])
    expect(readFileSync(join(out, "logs", `${part}.log`), "utf8")).not.toContain("    at ");
}, 1_200_000);

test("whoever speaks as the registry at the broker changes nothing, and the stations say that somebody does", async (context) => {
  const above = placeOr(context);
  if (above === null) return;
  const out = join(above, "country");
  const country = new Country(out);
  await country.prints(/^Type help/, 0);
  const liar = await LiarAtBroker.start(out, 100);
  for (const region of ["HB", "GD"]) country.type(`${region} next`);
  await country.delivered(1);
  for (const region of ["HB", "GD"]) country.type(`${region} vehicle electric`);
  // A station that is started again while it is lied to, and a registry that is.
  await country.asks("kill station-HB", /station-HB is killed/);
  await country.asks("kill worker-1", /worker-1 is killed/);
  await country.delivered(3);
  for (const region of ["HB", "GD"]) {
    const { counts, findings } = await country.audit(region);
    expect(findings).toEqual([]);
    expect(counts).toContain("0 missing, 0 doubled, 0 reordered, 0 altered, 0 forged; 0 not delivered yet");
    const types = new Set(journalOf(join(out, "stations", region, "data")).map(({ type }) => type));
    for (const type of ["command-received", "delivery-locked"] as const) expect(types).not.toContain(type);
    const log = readFileSync(join(out, "stations", region, "data", "station.log"), "utf8");
    expect(log).toContain("a message came as the registry's that it has not signed");
    const said = readFileSync(join(out, "logs", `station-${region}.log`), "utf8");
    expect(said).not.toContain("    at ");
  }
  expect(liar.sent).toBeGreaterThan(500);
  await liar.stop();
  country.type("quit");
  expect(await country.ended).toBe(0);
}, 1_200_000);
