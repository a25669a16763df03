import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { type Prepared, prepare } from "./load/prepared.ts";
import { machine } from "./load/processor-time.ts";
import { deliverAll, quantile, RegistrySite, startStations } from "./load/registry-site.ts";
import type { StationsDone } from "./load/stations-process.ts";
import type { Measure } from "./main.ts";

/** Stations that come back after an outage, with so many results each: 180 is 72 hours of a station of 60 a day. */
const BACK = Number(process.env.BENCH_STATIONS ?? 1_000);
const BACK_RESULTS = Number(process.env.BENCH_RESULTS_EACH ?? 12);
/** Stations that go on as on any day, and a result of each in so many milliseconds. */
const LIVE = 50;
const LIVE_EVERY_MS = 5_000;
const LIVE_RESULTS = Number(process.env.BENCH_LIVE_RESULTS ?? 60);
const LIVE_P99_MS = 5_000;

/**
 * A thousand stations come back from an outage at once, beside stations that deliver as on any day; then the same with a worker and the broker killed in the
 * middle. BENCH_RESULTS_EACH=180 BENCH_LIVE_RESULTS=400 is the backlog of 72 hours.
 */
export async function bench(): Promise<Measure[]> {
  const missing = mosquittoMissing();
  if (missing !== null) {
    console.log(`registry-backlog.bench.ts: skipped, ${missing}`);
    return [];
  }
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  try {
    console.log(
      `registry-backlog: ${machine()}; ${BACK} stations with ${BACK_RESULTS} results each, ${LIVE} live`,
    );
    const prepared = await prepare(directory, [
      { prefix: "BACK", count: BACK, results: BACK_RESULTS, inMessage: "many" },
      { prefix: "LIVE", count: LIVE, results: LIVE_RESULTS, inMessage: "one" },
    ]);
    return [
      ...(await drained(prepared, "drained", async () => undefined)),
      ...(await drained(prepared, "with kills", kills)),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function drained(
  prepared: Prepared,
  name: string,
  meanwhile: (site: RegistrySite) => Promise<void>,
): Promise<Measure[]> {
  const site = await RegistrySite.start(prepared, 2);
  if (typeof site === "string") {
    console.log(`registry-backlog.bench.ts: skipped, ${site}`);
    return [];
  }
  try {
    const stations = await startStations({
      ...{ broker: site.broker.url, files: prepared.files },
      ...{ livePrefix: "LIVE", liveEveryMs: LIVE_EVERY_MS, liveEndsWithOthers: true },
    });
    const [done] = await Promise.all([deliverAll(stations), meanwhile(site)]);
    // A message that was sent and whose receipt the bench did not wait for may be stored as well: those of the live ones at most.
    await site.mustHold(done.results, LIVE);
    return measuresOf(name, done);
  } finally {
    await site.stop();
  }
}

function measuresOf(name: string, done: StationsDone): Measure[] {
  const results = BACK * BACK_RESULTS;
  const { liveMs, finishedMs, atHalf } = done;
  return [
    { name: `backlog ${name}, two workers`, value: (results * 1000) / done.tookMs, unit: "results/s" },
    {
      name: `${name}: live, sent to receipt, median (${liveMs.length})`,
      value: quantile(liveMs, 0.5),
      unit: "ms",
    },
    {
      name: `${name}: live, p99`,
      value: quantile(liveMs, 0.99),
      unit: "ms",
      ...(name === "drained" && { atMost: LIVE_P99_MS }),
    },
    { name: `${name}: first station done after`, value: Math.min(...finishedMs) / 1000, unit: "s" },
    { name: `${name}: last station done after`, value: Math.max(...finishedMs) / 1000, unit: "s" },
    {
      name: `${name}: part that a station has at half, p5`,
      value: quantile(atHalf, 0.05) / BACK_RESULTS,
      unit: "of its own",
    },
    { name: `${name}: the same, p95`, value: quantile(atHalf, 0.95) / BACK_RESULTS, unit: "of its own" },
    { name: `${name}: messages sent again`, value: done.again, unit: "" },
  ];
}

const KILL_AFTER_MS = 8_000;

/** A worker, which comes back; and then the broker, which has kept nothing. */
async function kills(site: RegistrySite): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS));
  await site.workers[0]?.end("SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS));
  site.addWorker(3);
  const { port } = site.broker;
  await site.broker.kill();
  site.broker = await startMosquitto(port);
}
