import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { createTcpChannel } from "../../src/adapters/tcp/tcp-channel.ts";
import { startConsole } from "../../src/console/console-server.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { LiveFeed } from "../../src/station/live-feed.ts";
import type { StationView } from "../../src/station/live-message.ts";
import { noCheckIn } from "./no-check-in.ts";
import { noLicences } from "./no-licences.ts";
import { noQueue } from "./no-queue.ts";
import { noReports } from "./no-reports.ts";
import { noResults } from "./no-results.ts";
import { peopleWorld } from "./signed-in.ts";

/**
 * A console in a process of its own, for limits that only a process has. Called with a folder and the port of an instrument; prints its own
 * port, and for each line it is given "ok" or what went wrong when it connected to the instrument and synced a file.
 */
const [, , directory = "", instrument = "0"] = process.argv;
const webDirectory = join(directory, "web");
mkdirSync(webDirectory, { recursive: true });
writeFileSync(join(webDirectory, "index.html"), "<!doctype html><title>pages</title>");
const server = await startConsole({
  host: "127.0.0.1",
  port: 0,
  screen: {
    feed: new LiveFeed(() => undefined),
    history: null,
    snapshot: () => ({ station: {} as StationView, jobs: [] }),
  },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  people: peopleWorld().desk,
  tls: null,
  localToken: null,
  webDirectory,
  reports: noReports,
  queue: noQueue,
  checkIn: noCheckIn,
  licences: noLicences,
  results: noResults,
  record: () => null,
  courses: new Map(),
  startJob: async () => ({ kind: "opened", job: "J-1" }),
  rules: () => null,
  line: () => null,
  withdraw: async () => ({ kind: "accepted" }),
  whyNoPhoto: () => null,
  photo: async ({ job }) => ({ kind: "refused", reason: reason("JOB_UNKNOWN", { job }) }),
  readPhoto: async () => ({ kind: "none", reason: reason("PHOTO_UNKNOWN", {}) }),
  command: async (job) => ({ kind: "refused", reason: reason("JOB_UNKNOWN", { job }) }),
  seenOut: async () => ({ kind: "accepted" }),
  onNotice: (sentence) => process.stderr.write(`${sentence}\n`),
});
process.stdout.write(`${new URL(server.url).port}\n`);

const clock = new SystemClock();
createInterface(process.stdin).on("line", () => {
  const channel = createTcpChannel({ host: "127.0.0.1", port: Number(instrument), clock });
  channel.open({
    onOpen() {
      try {
        const segment = openSync(join(directory, "segment"), "a");
        writeSync(segment, "entry");
        fsyncSync(segment);
        closeSync(segment);
        process.stdout.write("ok\n");
      } catch (cause) {
        process.stdout.write(`${String(cause)}\n`);
      }
      channel.close();
    },
    onBytes: () => undefined,
    onClose(why) {
      if (why.code !== "CLOSED_BY_US") process.stdout.write(`${JSON.stringify(why)}\n`);
    },
  });
});
