import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ConsoleOptions } from "../../src/console/console-options.ts";
import { startConsole } from "../../src/console/console-server.ts";
import { EXAM_COMMAND_FORMS } from "../../src/core/exam/commands.ts";
import { readCommand } from "../../src/core/trade/command-reading.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { LiveFeed } from "../../src/station/live-feed.ts";
import type { StationView } from "../../src/station/live-message.ts";
import { MemoryPhotoShelf } from "../support/memory-photo-shelf.ts";
import { noLicences } from "../support/no-licences.ts";
import { noQueue } from "../support/no-queue.ts";
import { noReports } from "../support/no-reports.ts";
import { noResults } from "../support/no-results.ts";
import { type PeopleWorld, peopleWorld, type SignedInPerson, signIn } from "../support/signed-in.ts";
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
  clock: { status: "synchronised", by: "kernel", aheadMs: 0, nowWallMs: 0, word: null },
  calendar: { today: "2026-11-27", entries: [] },
  sealing: null,
  journalSize: 0,
  refusals: [],
};

/** A console on a port of its own, and what it was asked. */
export interface Served {
  readonly port: number;
  readonly url: string;
  readonly feed: LiveFeed;
  readonly asked: unknown[];
  readonly people: PeopleWorld;
  /** Somebody who may do everything, at this console's own page. */
  readonly by: SignedInPerson;
  get(path: string): Promise<Response>;
  post(path: string, body: string, headers?: Record<string, string>): Promise<Response>;
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
  const people = peopleWorld();
  const photos = new MemoryPhotoShelf();
  const server = await startConsole({
    host: "127.0.0.1",
    port: 0,
    screen: { feed, history: null, snapshot: () => ({ station: VIEW, jobs: [] }) },
    log: { info: () => undefined, warn: () => undefined, error: (words) => asked.push(words) },
    people: people.desk,
    tls: null,
    localToken: null,
    webDirectory,
    reports: noReports,
    licences: noLicences,
    queue: noQueue,
    checkIn: {
      takeIn: async (what) => {
        asked.push(what);
        return { kind: "taken-in", file: "1.json", modifiedMs: 1 };
      },
      takeOut: async (what) => {
        asked.push(what);
        return { kind: "accepted" };
      },
      papers: () => ({ kind: "papers", papers: {} }),
      fetch: async (what) => {
        asked.push(what);
        return { kind: "refused", reason: reason("PAPERS_NO_REGISTRY", {}) };
      },
    },
    results: noResults,
    record: (id, part) => (id === ID && part === "record" ? '{"payload":"x"}' : null),
    courses: new Map(),
    startJob: async (kind) => {
      asked.push(kind);
      return kind === "exam"
        ? { kind: "opened", job: "J-1" }
        : { kind: "refused", reason: reason("JOB_BUSY", { job: "J-0" }), file: null };
    },
    whyNoPhoto: () => null,
    photo: async ({ job, part, photo }, bytes) => {
      asked.push(`${part} ${photo} of ${job}`);
      const kept = await photos.keep(bytes);
      if (kept.kind === "refused") return kept;
      return job === "J-1"
        ? { kind: "taken", sha256: kept.sha256 }
        : { kind: "refused", reason: reason("JOB_UNKNOWN", { job }) };
    },
    readPhoto: (sha256) => photos.read(sha256),
    rules: () => null,
    line: () => null,
    withdraw: async (withdrawal) => {
      asked.push(withdrawal);
      return withdrawal.record === ID
        ? { kind: "accepted" }
        : { kind: "refused", reason: reason("WITHDRAWN_ALREADY", { record: withdrawal.record }) };
    },
    command: async (job, command) => {
      asked.push(command);
      const reading = readCommand<unknown>(command, "exam", EXAM_COMMAND_FORMS);
      if (reading.kind === "refused") return reading;
      return job === "J-1"
        ? { kind: "accepted" }
        : { kind: "refused", reason: reason("JOB_UNKNOWN", { job }) };
    },
    seenOut: async (site, job) => {
      asked.push(`${job} out of ${site}`);
      return job === "J-1"
        ? { kind: "accepted" }
        : { kind: "refused", reason: reason("NOT_LEAVING", { job, site }) };
    },
    ...changes,
  });
  onTestFinished(() => server.close());
  const port = Number(new URL(server.url).port);
  const url = `http://127.0.0.1:${port}`;
  const by = await signIn(people, url);
  return {
    port,
    url,
    feed,
    asked,
    people,
    by,
    get: (path) => fetch(`${url}${path}`, { headers: by.headers }),
    post: (path, body, headers = {}) => post(`${url}${path}`, body, { ...by.headers, ...headers }),
  };
}

export function post(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
}
