import type { ScreenSource } from "../screen-source.ts";
import type { Gate } from "./gate.ts";

type Shown = ReturnType<ScreenSource["snapshot"]>;

/** For whoever watches many stations: is this one well, and its figures as Prometheus reads them. */
export function metricsRoutes(gate: Gate, screen: ScreenSource): void {
  gate.route("GET /healthz", async (_call, reply) => {
    const stopped = whatStops(screen.snapshot().station);
    if (stopped.length === 0) return { state: "ready" };
    return reply.code(503).send({ state: "stopped", by: stopped });
  });
  gate.route("GET /metrics", async (_call, reply) => {
    const { text, contentType } = await metricsOf(screen.snapshot());
    return reply.type(contentType).send(text);
  });
}

/** What keeps new jobs from being begun, by a word that says nothing of anybody: this is told to whoever asks. */
function whatStops({ clock, disk, registry }: Shown["station"]): readonly string[] {
  return [
    ...(clock.word?.stops === true ? ["clock"] : []),
    ...(disk?.stops === true ? ["disk"] : []),
    ...((registry.locked ?? null) === null ? [] : ["registry-locked"]),
  ];
}

/** The text that a scrape gets. Made anew each time: nothing of it is kept between two. */
async function metricsOf({
  station,
  jobs,
}: Shown): Promise<{ readonly text: string; readonly contentType: string }> {
  // A station that nobody scrapes does without it.
  const { Gauge, Registry } = await import("prom-client");
  const all = new Registry();
  const gauge = (
    name: string,
    help: string,
    values: readonly (readonly [number, Record<string, string>?])[],
  ): void => {
    const labels = Object.keys(values[0]?.[1] ?? {});
    const made = new Gauge({ name: `proofmark_${name}`, help, labelNames: labels, registers: [all] });
    for (const [value, words = {}] of values) made.set(words, value);
  };
  const { registry, clock, devices, lanes } = station;
  const stopped = whatStops(station);
  gauge("info", "The station and its software.", [
    [1, { station: station.station, software: station.software }],
  ]);
  gauge("ready", "1 where nothing keeps new jobs from being begun.", [[stopped.length === 0 ? 1 : 0]]);
  gauge("simulated", "1 where any device is a simulator.", [[station.simulated ? 1 : 0]]);
  gauge(
    "device_ready",
    "1 for a device that is connected and has no fault.",
    devices.map(({ device, role, state, faults }) => [
      state === "ready" && faults.length === 0 ? 1 : 0,
      { device, role },
    ]),
  );
  gauge(
    "device_faults",
    "Faults that stand at a device.",
    devices.map(({ device, role, faults }) => [faults.length, { device, role }]),
  );
  gauge("registry_connected", "1 while there is a connection to the broker.", [[registry.connected ? 1 : 0]]);
  gauge("registry_trouble", "1 while something is wrong on the way to the registry.", [
    [registry.trouble === null ? 0 : 1],
  ]);
  gauge("records_unreceipted", "Sealed records without a receipt.", [[registry.pending]]);
  gauge("records_unreceipted_oldest_seconds", "Age of the oldest of them.", [
    [
      registry.oldestSealedWallMs === null
        ? 0
        : Math.max(0, (clock.nowWallMs - registry.oldestSealedWallMs) / 1000),
    ],
  ]);
  gauge("journal_entries", "Entries of the journal.", [[station.journalSize]]);
  gauge("clock_synchronised", "1 where the machine's clock is synchronised.", [
    [clock.status === "synchronised" ? 1 : 0],
  ]);
  gauge("calendar_ended", "Calibrations, rulebooks and certificates that have ended or are missing.", [
    [station.calendar.entries.filter(({ state }) => state === "ended" || state === "none").length],
  ]);
  gauge(
    "jobs_running",
    "Jobs that run, by kind.",
    (["inspection", "exam"] as const).map((kind) => [
      jobs.filter((job) => job.kind === kind && job.state === "running").length,
      { kind },
    ]),
  );
  gauge(
    "lane_vehicles_total",
    "Vehicles that have left a lane since the start.",
    lanes.map(({ site, vehicles }) => [vehicles, { site }]),
  );
  gauge("process_resident_bytes", "Memory of the process.", [[process.memoryUsage.rss()]]);
  gauge("process_uptime_seconds", "Since the start of the process.", [[Math.round(process.uptime())]]);
  return { text: await all.metrics(), contentType: all.contentType };
}
