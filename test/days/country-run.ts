import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished } from "vitest";
import type { QueueView } from "../../src/core/queue/queue-view.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { nodeWords } from "../support/built-program.ts";
import { ConsoleVisit } from "../support/console-visit.ts";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** An exam at five times its speed, on a machine that has all of it to do. */
const DELIVERED_WITHIN_MS = 480_000;

/** A country of two regions, started by one command, with whatever is typed at it. Ended with its test, in order. */
export class Country {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  /** The link is good once, so whoever came in by it stays there. */
  readonly #desks = new Map<string, Desk>();
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

  /** Somebody at the desk of that region, signed in by the link that it printed. */
  desk(region: string): Desk {
    const before = this.#desks.get(region);
    if (before !== undefined) return before;
    const lines = this.lines.filter((line) => line.startsWith(`${region}: `));
    const url = /Console: (\S+)/.exec(lines.join("\n"))?.[1] ?? "";
    const desk = new Desk(url.replace("localhost", "127.0.0.1"), lines);
    this.#desks.set(region, desk);
    return desk;
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
    const untilMs = Date.now() + DELIVERED_WITHIN_MS;
    // Both at once: a test drives for minutes, and a course has two cars.
    const owing = new Set(["HB", "GD"]);
    while (owing.size > 0)
      for (const region of [...owing]) {
        // Who is called while the place is taken, or while the station is away, is called again.
        this.type(`${region} next`);
        const audit = await this.audit(region);
        if (audit.records >= records && audit.counts.includes("0 not delivered yet")) owing.delete(region);
        else if (Date.now() > untilMs)
          throw new Error(`${region}: ${audit.counts} ${this.lines.slice(-20).join(" | ")}`);
      }
  }
}

/** Null where it cannot run. */
export function placeOr(context: { skip(note: string): void }): string | null {
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

  /** Codes of what speaks against whoever waits, by the page of the queue. */
  async waiting(kind: JobKind): Promise<readonly (string | null)[]> {
    const answer = await fetch(`${this.#url}/api/queue`, { headers: await this.#visit.headers() });
    const { view } = (await answer.json()) as { readonly view: QueueView };
    const rows = view.queues.find((queue) => queue.kind === kind)?.rows ?? [];
    return rows.map(({ at }) => view.whys[at[0] ?? -1]?.code ?? null);
  }

  async takeIn(kind: JobKind, { papers, fetched }: Fetched): Promise<void> {
    const request = randomBytes(16).toString("hex");
    const answer = await this.#post("/api/check-in", { kind, request, papers, fetched });
    expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
  }
}
