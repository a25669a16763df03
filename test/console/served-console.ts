import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type ConsoleOptions, startConsole } from "../../src/console/console-server.ts";
import { EXAM_COMMAND_FORMS } from "../../src/core/exam/commands.ts";
import { readCommand } from "../../src/core/trade/command-reading.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { LiveFeed } from "../../src/station/live-feed.ts";
import type { StationView } from "../../src/station/live-message.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

export const ID = "ab".repeat(32);
export const VIEW: StationView = {
  station: "TEST-0001",
  software: "proofmark test",
  simulated: true,
  devices: [],
  lanes: [],
  registry: { connected: true, pending: 0, receiptedSize: 0, trouble: null, oldestSealedWallMs: null },
  disk: null,
  journal: null,
  clock: { status: "synchronised", by: "kernel", aheadMs: 0, word: null },
  journalSize: 0,
  refusals: [],
};

/** A console on a port of its own, and what it was asked. */
export interface Served {
  readonly port: number;
  readonly url: string;
  readonly feed: LiveFeed;
  readonly asked: unknown[];
}

export async function served(changes: Partial<ConsoleOptions> = {}): Promise<Served> {
  const directory = temporaryDirectory();
  const webDirectory = join(directory, "web");
  mkdirSync(join(webDirectory, "assets"), { recursive: true });
  writeFileSync(join(webDirectory, "index.html"), "<!doctype html><title>pages</title>");
  writeFileSync(join(webDirectory, "assets", "main-1.js"), "export {};");
  writeFileSync(join(directory, "secret.txt"), "not for pages");
  const feed = new LiveFeed((cause) => {
    throw cause;
  });
  const asked: unknown[] = [];
  const server = await startConsole({
    host: "127.0.0.1",
    port: 0,
    screen: { feed, history: null, snapshot: () => ({ station: VIEW, jobs: [] }) },
    log: { info: () => undefined, warn: () => undefined, error: (words) => asked.push(words) },
    webDirectory,
    record: (id, part) => (id === ID && part === "record" ? '{"payload":"x"}' : null),
    courses: new Map(),
    startJob: async (kind) => {
      asked.push(kind);
      return kind === "exam"
        ? { kind: "opened", job: "J-1" }
        : { kind: "refused", reason: reason("JOB_BUSY", { job: "J-0" }), file: null };
    },
    command: async (job, command) => {
      asked.push(command);
      const reading = readCommand<unknown>(command, "exam", EXAM_COMMAND_FORMS);
      if (reading.kind === "refused") return reading;
      return job === "J-1"
        ? { kind: "accepted" }
        : { kind: "refused", reason: reason("JOB_UNKNOWN", { job }) };
    },
    seenOut: (site, job) => {
      asked.push(`${job} out of ${site}`);
      return job === "J-1"
        ? { kind: "accepted" }
        : { kind: "refused", reason: reason("NOT_LEAVING", { job, site }) };
    },
    ...changes,
  });
  onTestFinished(() => server.close());
  const port = Number(new URL(server.url).port);
  return { port, url: `http://127.0.0.1:${port}`, feed, asked };
}

export function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
}
