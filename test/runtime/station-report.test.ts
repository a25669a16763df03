import { join } from "node:path";
import { expect, test } from "vitest";
import type { DeviceRawView, LogLine, StationReport } from "../../src/station/station-report.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a station in a process of its own tells its page what its links count, what its log says and how its disk stands. */
test("a demo station: every device, the frames of one that speaks by itself, the log, disk and people", async () => {
  const demo = await new LiveDemo({ data: join(temporaryDirectory(), "data") }).up();
  const asked = async <Body>(path: string): Promise<Body> => (await (await demo.get(path)).json()) as Body;
  const report = () => asked<StationReport>("/api/station");
  const ofReceiver = ({ devices }: StationReport) => devices.find(({ device }) => device.startsWith("gnss"));
  await expect
    .poll(async () => ofReceiver(await report())?.framesPerS ?? 0, { timeout: 15_000 })
    .toBeGreaterThan(1);
  const now = await report();
  const { station } = await asked<{ station: { devices: unknown[]; missing?: unknown } }>("/api/snapshot");
  expect(now.devices).toHaveLength(station.devices.length);
  expect(station.missing).toBeUndefined();
  expect(ofReceiver(now)?.goodAgeMs).toBeLessThan(2_000);
  expect(now.devices.every(({ simulated, serial }) => simulated && serial !== "")).toBe(true);
  expect(now.journal.entries).toBeGreaterThan(0);
  expect(now.journal.freeBytes).toBeGreaterThan(0);
  expect(now.people).toMatchObject({ here: 1, locked: 0, names: [expect.any(String)] });
  const path = `/api/station/devices/${ofReceiver(now)?.device}`;
  await asked<DeviceRawView>(path);
  await expect
    .poll(async () => (await asked<DeviceRawView>(path)).frames.map(({ instead }) => instead))
    .toContain(null);
  const [frame] = (await asked<DeviceRawView>(path)).frames;
  expect(frame?.text).toMatch(/\$|GN|\./);
  const { lines } = await asked<{ lines: readonly LogLine[] }>("/api/station/log");
  expect(lines.map(({ what }) => what)).toContain("registry link up");
  expect(JSON.stringify(lines)).not.toMatch(/#link=|password/i);
  await demo.interrupt();
}, 60_000);
