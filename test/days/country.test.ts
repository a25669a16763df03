import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { TRAVELLERS } from "../../src/stage/country/country-papers.ts";
import { nodeWords } from "../support/built-program.ts";
import { ConsoleVisit } from "../support/console-visit.ts";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * Two stations in two regions, a broker, a registry of two workers with PostgreSQL, started by one command and each killed, frozen or wiped while
 * vehicles and candidates go through. Goal: the audit of both sides finds nothing missing and nothing doubled.
 */
class Country {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(out: string) {
    const words = ["simulate", "country", "--out", out, "--speed", "5"];
    this.#child = spawn(process.execPath, [...nodeWords("src/runtime/main.ts"), ...words], {
      cwd: ROOT,
      stdio: ["pipe", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => this.lines.push(line));
    this.ended = new Promise((resolve) => this.#child.on("close", resolve));
    // In order, so that what it has started ends with it.
    onTestFinished(async () => {
      this.#child.kill("SIGINT");
      await this.ended;
    });
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Somebody at a desk of that region, signed in by the link that it printed. */
  desk(region: string): Desk {
    const lines = this.lines.filter((line) => line.startsWith(`${region}: `));
    const url = /Console: (\S+)/.exec(lines.join("\n"))?.[1] ?? "";
    return new Desk(url.replace("localhost", "127.0.0.1"), lines);
  }

  /** What it prints from now on, or since line `from`. */
  async prints(pattern: RegExp, from = this.lines.length, limitMs = 120_000): Promise<string> {
    const found = (): string | undefined => this.lines.slice(from).find((line) => pattern.test(line));
    await eventually(`${pattern}: ${this.lines.slice(-8).join(" | ")}`, () => found() !== undefined, limitMs);
    return found() ?? "";
  }

  /** Types it and waits for the answer. */
  async asks(line: string, answer: RegExp): Promise<string> {
    const from = this.lines.length;
    this.type(line);
    return await this.prints(answer, from);
  }

  /** Codes of what was found, records counted, and whether all of them are delivered; of one region. */
  async audit(
    region: string,
  ): Promise<{ code: number; records: number; counts: string; findings: string[] }> {
    const from = this.lines.length;
    const end = await this.asks(`audit ${region}`, /audit gave \d/);
    const told = this.lines.slice(from);
    const counts = told.find((line) => /\d+ records: /.test(line)) ?? "";
    return {
      code: Number(/audit gave (\d)/.exec(end)?.[1]),
      records: Number(/(\d+) records: /.exec(counts)?.[1] ?? 0),
      counts,
      findings: told.flatMap((line) => /\[(AUDIT_\w+)\]$/.exec(line)?.[1] ?? []),
    };
  }

  /** When a registry that lost everything has so many records again. */
  async refilled(records: number): Promise<void> {
    for (const region of ["HB", "GD"])
      for (let look = 0; ; look++) {
        const { counts, records: held } = await this.audit(region);
        if (held >= records && counts.includes(" 0 missing")) break;
        if (look > 60) throw new Error(`${region}: ${counts}`);
      }
  }

  /** Calls whoever waits until both have so many records at least, all delivered. */
  async delivered(records: number): Promise<void> {
    for (const region of ["HB", "GD"])
      for (let look = 0; ; look++) {
        // Who is called while the place is taken, or while the station is away, is called again.
        this.type(`${region} next`);
        const audit = await this.audit(region);
        if (audit.records >= records && audit.counts.includes("0 not delivered yet")) break;
        if (look > 100) throw new Error(`${region}: ${audit.counts} ${this.lines.slice(-20).join(" | ")}`);
      }
  }
}

/** Null where it cannot run. */
function placeOr(context: { skip(note: string): void }): string | null {
  if (!existsSync(join(ROOT, "dist/web/registry.html"))) {
    context.skip("the pages are not built: npm run build");
    return null;
  }
  const above = temporaryDirectory();
  // The database's own user goes through it.
  chmodSync(above, 0o711);
  return above;
}

interface Fetched {
  readonly answer: string;
  readonly fetched: string;
  readonly region: string | null;
  readonly papers: Record<string, unknown> | null;
  readonly order: { readonly asked: string } | null;
}

class Desk {
  readonly #url: string;
  readonly #visit: ConsoleVisit;

  constructor(url: string, lines: readonly string[]) {
    this.#url = url;
    this.#visit = new ConsoleVisit(() => url, lines);
  }

  async #post(path: string, body: unknown): Promise<Response> {
    return await fetch(`${this.#url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(await this.#visit.headers()) },
      body: JSON.stringify(body),
    });
  }

  async fetch(kind: JobKind, subject: unknown): Promise<Fetched> {
    const answer = await this.#post("/api/check-in/fetch", { kind, subject });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Fetched;
  }

  async takeIn(kind: JobKind, { papers, fetched }: Fetched): Promise<void> {
    const request = randomBytes(16).toString("hex");
    const answer = await this.#post("/api/check-in", { kind, request, papers, fetched });
    expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
  }
}

interface Row {
  readonly state: string;
  readonly record: string;
  readonly station: string;
  readonly verdict: string;
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
  // The world's own vehicle and two candidates, and those two.
  await country.delivered(5);
  for (const { home, to, plate, vin, certificate, idMasked } of TRAVELLERS) {
    const station = to === "HB" ? "HB-WH-0042" : "GD-GZ-0007";
    const asked = `/v1/vehicles?plate=${encodeURIComponent(plate)}&vin=${vin.slice(-6)}`;
    expect(await results(country, asked)).toMatchObject([{ state: "in-force", station }]);
    // The second office, in the region of the first registration, checks it without a network and has nothing left to order.
    const again = await country.desk(home).fetch("inspection", { plate, vinEnd: vin.slice(-6), vin: null });
    expect(again).toMatchObject({ answer: "found", order: null });
    const search = `/v1/candidates?certificate=${certificate}&identity=${idMasked.slice(-4)}`;
    expect(await results(country, search)).toMatchObject([{ state: "in-force", station }]);
    const kept = await country.desk(to).fetch("exam", { certificate, identityEnd: idMasked.slice(-4) });
    expect(kept).toMatchObject({ answer: "used", papers: null });
  }
  for (const region of ["HB", "GD"]) expect((await country.audit(region)).findings).toEqual([]);
  country.type("quit");
  expect(await country.ended).toBe(0);
}, 600_000);

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
  await country.delivered(1);
  for (const region of ["HB", "GD"]) country.type(`${region} vehicle electric`);
  await country.asks("kill broker", /broker is killed/);
  await country.asks("thaw worker-2", /worker-2 is going on/);
  await country.asks("kill station-HB", /station-HB is killed/);
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
  country.type("quit");
  expect(await country.ended).toBe(0);
  for (const part of ["database", "broker", "worker-1", "worker-2", "station-HB"])
    expect(readFileSync(join(out, "logs", `${part}.log`), "utf8")).not.toContain("    at ");
}, 600_000);
