import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { nodeWords } from "../support/built-program.ts";
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

  /** When both have so many records at least, all delivered. */
  async delivered(records: number): Promise<void> {
    for (const region of ["HB", "GD"])
      for (let look = 0; ; look++) {
        const audit = await this.audit(region);
        if (audit.records >= records && audit.counts.includes("0 not delivered yet")) break;
        if (look > 60) throw new Error(`${region}: ${audit.counts}`);
      }
  }
}

test("whatever is killed, frozen or wiped in a country of two regions, nothing is missing and nothing is doubled", async (context) => {
  if (!existsSync(join(ROOT, "dist/web/registry.html"))) {
    context.skip("the pages are not built: npm run build");
    return;
  }
  const above = temporaryDirectory();
  // The database's own user goes through it.
  chmodSync(above, 0o711);
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
  for (const region of ["HB", "GD"]) country.type(`${region} next`);
  await country.asks("kill broker", /broker is killed/);
  await country.asks("thaw worker-2", /worker-2 is going on/);
  await country.asks("kill station-HB", /station-HB is killed/);
  await country.delivered(3);
  for (const region of ["HB", "GD"]) expect((await country.audit(region)).findings).toEqual([]);

  // All of it gone: the registry has its keys and the stations' requests, and they have their journals.
  await country.asks("wipe database", /the database is empty/);
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
