import { describe, expect, test } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { createSerialChannel } from "../../src/adapters/serial/serial-channel.ts";
import type { GnssEpoch } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { eventually } from "../support/eventually.ts";
import { sealed } from "../support/nmea-line.ts";
import { peerData } from "../support/peer-data.ts";
import { PseudoTerminal } from "../support/pseudo-terminal.ts";

/**
 * Goal: a real drive of 28 km survives the whole way from sentences over a serial line to epochs. Method: the positions
 * of the text file are written as GGA and RMC, sent through a pseudo terminal as fast as it carries, and the figures of
 * the drive are computed twice: from the text, and from the decoded epochs.
 */
interface Point {
  readonly utcMs: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly heightM: number;
}

const WEEK_START_MS = Date.UTC(2026, 10, 15);
const GEOID_M = -13.5;

function readDrive(text: string): Point[] {
  return text
    .trim()
    .split("\n")
    .map((row) => {
      const [second = 0, latitudeDeg = 0, longitudeDeg = 0, heightM = 0] = row
        .trim()
        .split(/\s+/)
        .map(Number);
      return { utcMs: WEEK_START_MS + second * 1000, latitudeDeg, longitudeDeg, heightM };
    });
}

function metres(a: Point, b: Point): number {
  const latitude = (a.latitudeDeg * Math.PI) / 180;
  const w = Math.sqrt(1 - 0.00669437999014 * Math.sin(latitude) ** 2);
  const prime = 6_378_137 / w;
  const meridian = (6_378_137 * (1 - 0.00669437999014)) / w ** 3;
  const north = (((b.latitudeDeg - a.latitudeDeg) * Math.PI) / 180) * meridian;
  const east = (((b.longitudeDeg - a.longitudeDeg) * Math.PI) / 180) * prime * Math.cos(latitude);
  return Math.hypot(north, east);
}

/** Length in metres, seconds below half a kilometre an hour, largest speed in km/h. */
function figures(points: readonly Point[]) {
  let lengthM = 0;
  let stationaryS = 0;
  let fastestKmh = 0;
  for (const [at, b] of points.entries()) {
    const a = points[at - 1];
    if (a === undefined) continue;
    const stepM = metres(a, b);
    const stepS = (b.utcMs - a.utcMs) / 1000;
    const kmh = (stepM / stepS) * 3.6;
    lengthM += stepM;
    if (kmh < 0.5) stationaryS += stepS;
    fastestKmh = Math.max(fastestKmh, kmh);
  }
  return { lengthM, stationaryS, fastestKmh };
}

function sentences(point: Point, speedKmh: number): string {
  const iso = new Date(point.utcMs).toISOString();
  const utc = `${iso.slice(11, 19).replaceAll(":", "")}.00`;
  const date = iso.slice(8, 10) + iso.slice(5, 7) + iso.slice(2, 4);
  const place = `${minutes(point.latitudeDeg, 2)},N,${minutes(point.longitudeDeg, 3)},E`;
  const height = `${(point.heightM - GEOID_M).toFixed(3)},M,${GEOID_M.toFixed(3)},M`;
  return (
    sealed(`GNGGA,${utc},${place},4,30,0.6,${height},1.0,0001`) +
    sealed(`GNRMC,${utc},A,${place},${(speedKmh / 1.852).toFixed(3)},000.00,${date},,,R,V`)
  );
}

function minutes(deg: number, digits: number): string {
  const whole = Math.floor(deg);
  return `${String(whole).padStart(digits, "0")}${((deg - whole) * 60).toFixed(8).padStart(11, "0")}`;
}

describe("a real drive in Wuhan", () => {
  test("comes through a serial line with its length, its stops and its top speed", async (ctx) => {
    const drive = readDrive(peerData(ctx, "gnss/kf-gins-GNSS-RTK.txt").toString("latin1"));
    if (PseudoTerminal.missing !== null) {
      if (process.env.PROOFMARK_FULL) throw new Error(PseudoTerminal.missing);
      ctx.skip(PseudoTerminal.missing);
    }
    const terminal = await PseudoTerminal.make();
    const clock = new SystemClock();
    const channel = createSerialChannel({ path: terminal.path, baudRate: 460_800, clock });
    const session = createNmeaSession({ device: asId("gnss"), sentences: ["GGA", "RMC"] });
    const epochs: GnssEpoch[] = [];
    const state = { open: false, closed: false };
    try {
      channel.open({
        onOpen() {
          state.open = true;
          session.connected(clock.monoMs());
        },
        onBytes(bytes, atMs) {
          for (const observation of session.receive(bytes, atMs).observations)
            if (observation.kind === "gnss-epoch") epochs.push(observation);
        },
        onClose() {
          state.closed = true;
        },
      });
      await eventually("the line opens", () => state.open);
      for (let from = 0; from < drive.length; from += 100) {
        const part = drive.slice(from, from + 100).map((point, at) => {
          const before = drive[from + at - 1] ?? point;
          const elapsedS = Math.max(1, (point.utcMs - before.utcMs) / 1000);
          return sentences(point, (metres(before, point) / elapsedS) * 3.6);
        });
        await terminal.send(Buffer.from(part.join(""), "latin1"));
      }
      await eventually("every epoch has come", () => epochs.length >= drive.length, 15_000);
    } finally {
      channel.close();
      await eventually("the line closes", () => state.closed || !state.open);
      await terminal.dispose();
    }
    const expected = figures(drive);
    const decoded = figures(epochs.map((epoch) => ({ ...epoch, heightM: epoch.heightM ?? Number.NaN })));
    expect(epochs).toHaveLength(3413);
    expect(session.statistics.rejectedBytes).toBe(0);
    expect(epochs.every((epoch) => epoch.quality === "good" && epoch.fix === "fixed")).toBe(true);
    expect(decoded.lengthM).toBeCloseTo(expected.lengthM, 2);
    expect(decoded.stationaryS).toBe(expected.stationaryS);
    expect(decoded.fastestKmh).toBeCloseTo(expected.fastestKmh, 4);
    expect(Math.max(...epochs.map((epoch) => epoch.speedKmh ?? 0))).toBeCloseTo(expected.fastestKmh, 2);
    expect(epochs.map((epoch) => epoch.heightM)).toEqual(drive.map((point) => point.heightM));
    // What the facts say about this drive.
    expect(decoded.lengthM / 1000).toBeCloseTo(28.0, 1);
    expect(decoded.stationaryS).toBe(578);
    expect(decoded.fastestKmh).toBeCloseTo(57, 0);
  });
});
