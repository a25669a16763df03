import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { StationReports } from "../../src/console/console-options.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { PersonRole } from "../../src/core/trade/words/person-roles.ts";
import { DevicePulse } from "../../src/station/device-pulse.ts";
import { StationReporter } from "../../src/station/station-reporter.ts";
import { StationWatch } from "../../src/station/station-watch.ts";
import { QUIET_REPORT } from "../support/no-reports.ts";
import { DEVICE, fault, ScriptedSession } from "../support/scripted-session.ts";
import { signIn } from "../support/signed-in.ts";
import { served, VIEW } from "./served-console.ts";

/** Goal: the page of the station gets what the links counted, whoever may look may ask, and names are for those who may see people. */
function desk() {
  const clock = new VirtualClock();
  const pulse = new DevicePulse(clock.monoMs());
  const nothing = (): void => undefined;
  const link = {
    ...{ role: "axle-scale" as const, device: DEVICE, pulse },
    ...{ start: nothing, request: nothing, stop: nothing },
    ...{ state: () => "ready" as const, faults: () => [] },
  };
  const view = () => ({ ...VIEW, journalSize: 77, calendar: { today: "2026-11-28", entries: [] } });
  const freeBytes = () => 5e9;
  const watch = new StationWatch({ clock, timers: clock, freeBytes, view });
  const calibration = { certificate: "C-1", validTo: "2026-12-08" };
  const reporter = new StationReporter({
    ...{ clock, watch, view, freeBytes, links: [link], which: QUIET_REPORT.registry.which },
    identities: [
      { role: "axle-scale", device: DEVICE, model: "m", serial: "S-9", simulated: true, calibration },
    ],
    present: () => [
      { name: "王海", locked: false },
      { name: "李梅", locked: true },
    ],
  });
  const reports: StationReports = {
    report: (seesPeople) => reporter.report(seesPeople),
    raw: (device) => reporter.raw(device),
    log: () => [{ atWallMs: 1, level: "warn", what: "a device is at fault", details: "device=scale-1" }],
  };
  return { clock, pulse, watch, reports };
}

async function asked(role: PersonRole, path: string, reports: StationReports) {
  const it = await served({ reports });
  const { headers } = await signIn(it.people, it.url, { roles: [role] });
  const answer = await fetch(`${it.url}${path}`, { headers });
  return { status: answer.status, body: await answer.json() };
}

test("what is counted comes as ages, so that no clock has to agree", async () => {
  const { clock, pulse, watch, reports } = desk();
  const device = asId<"device">("device-1");
  clock.advanceBy(60_000);
  pulse.faults.note(fault("disconnected", true, clock.monoMs() - 30_000));
  pulse.faults.note(fault("disconnected", false, clock.monoMs() - 20_000));
  pulse.read([
    { kind: "side-slip", device, atMs: clock.monoMs() - 12_000, quality: "good", slipMPerKm: "1" as never },
  ]);
  watch.noteRecord("sealed");
  const { status, body } = await asked("operator", "/api/station", reports);
  expect(status).toBe(200);
  expect(body).toEqual({
    nowWallMs: Math.round(clock.wallMs()),
    upMs: 60_000,
    devices: [
      {
        ...{ device: "device-1", serial: "S-9", simulated: true, goodAgeMs: 12_000, heardAgeMs: null },
        ...{ framesPerS: 0, calibration: { certificate: "C-1", validTo: "2026-12-08", daysLeft: 10 } },
        faults: {
          ...{ overMs: 60_000, count: 1, longestMs: 10_000 },
          spans: [{ code: "disconnected", fromAgoMs: 30_000, toAgoMs: 20_000 }],
        },
      },
    ],
    journal: {
      ...{ entries: 77, lastSealedWallMs: Math.round(clock.wallMs()), lastReceiptWallMs: null },
      ...{ freeBytes: 5e9, lastsMs: null },
    },
    people: { here: 2, locked: 1, names: null },
    registry: QUIET_REPORT.registry,
    standsForMs: {},
  });
});

test("who is signed in is told by name to those who may see people, and as a count to all others", async () => {
  const { reports } = desk();
  for (const [role, names] of [
    ["operator", null],
    ["examiner", null],
    ["signatory", null],
    ["manager", ["王海", "李梅"]],
    ["auditor", ["王海", "李梅"]],
  ] as const)
    expect((await asked(role, "/api/station", reports)).body.people, role).toEqual({
      here: 2,
      locked: 1,
      names,
    });
});

test("the frames of one device, newest first; of a device that is not there, nothing", async () => {
  const { clock, pulse, reports } = desk();
  pulse.heard(new ScriptedSession(), new TextEncoder().encode("AB\r"), clock.monoMs());
  pulse.said(new TextEncoder().encode("?"), clock.monoMs());
  const { body } = await asked("auditor", "/api/station/devices/device-1", reports);
  expect(body.frames.map(({ way, hex, text }: Record<string, string>) => [way, hex, text])).toEqual([
    ["out", "3f", "?"],
    ["in", "41 42 0d", "AB."],
  ]);
  for (const device of ["device-2", "..%2f..", "x".repeat(500), "constructor"])
    expect((await asked("auditor", `/api/station/devices/${device}`, reports)).status, device).toBe(404);
});

test("the last lines of the log", async () => {
  const { body } = await asked("operator", "/api/station/log", desk().reports);
  expect(body.lines).toEqual([
    { atWallMs: 1, level: "warn", what: "a device is at fault", details: "device=scale-1" },
  ]);
});
