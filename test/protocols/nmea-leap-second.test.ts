import { describe, expect, test } from "vitest";
import type { GnssEpoch, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { sealed } from "../support/nmea-line.ts";
import { ascii } from "../support/wire-bytes.ts";

/** Goal: a second that exists is never in doubt, and a second 60 that cannot exist always is. */
const device = asId<"device">("gnss-1");
const LON = "11424.00000000,E";

interface Said {
  readonly lat?: string;
  readonly knots?: string;
  readonly date?: string;
}

const gga = (utc: string, { lat = "3030.00000000" }: Said = {}): string =>
  sealed(`GNGGA,${utc},${lat},N,${LON},4,28,0.6,30.1234,M,-13.5000,M,1.0,0001`);
const rmc = (utc: string, { lat = "3030.00000000", knots = "0.100", date = "231126" }: Said = {}): string =>
  sealed(`GNRMC,${utc},A,${lat},N,${LON},${knots},90.00,${date},,,R,V`);

function epochs(text: string): GnssEpoch[] {
  const session = createNmeaSession({ device, sentences: ["GGA", "RMC"] });
  session.connected(0);
  const heard: Observation[] = [...session.receive(ascii(text), 10).observations];
  heard.push(...session.tick(1010).observations);
  return heard.filter((observation) => observation.kind === "gnss-epoch");
}

function whyOf({ qualityReason }: GnssEpoch): unknown {
  return qualityReason;
}

describe("the leap second", () => {
  const LEAP = ["235959.90", "235960.00", "235960.10", "235960.90", "000000.00"];
  const told = (date: string, next: string) =>
    epochs(LEAP.map((utc) => gga(utc) + rmc(utc, { date: utc.startsWith("0") ? next : date })).join(""));

  test("the epochs of a leap second are good, apart and in order, with their own time", () => {
    const heard = told("311226", "010127");
    expect(heard.map(({ quality }) => quality)).toEqual(Array(5).fill("good"));
    expect(heard.map(({ leapMs }) => leapMs)).toEqual([undefined, 0, 100, 900, undefined]);
    const times = heard.map(({ utcMs }) => utcMs);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(new Set(times).size).toBe(5);
    expect(times[3]).toBeLessThan(Date.UTC(2027, 0, 1));
    expect(times[4]).toBe(Date.UTC(2027, 0, 1));
    expect(new Date(times[3] ?? 0).toISOString()).toBe("2026-12-31T23:59:59.999Z");
  });

  test.each([
    ["300627", "010727"],
    ["280227", "010327"],
    ["290228", "010328"],
    ["300927", "011027"],
  ])("a month may end with one: %s", (date, next) => {
    expect(told(date, next).map(({ quality }) => quality)).toEqual(Array(5).fill("good"));
  });

  test.each([
    ["231126", "241126", "2026-11-23"],
    ["301226", "311226", "2026-12-30"],
    ["280228", "290228", "2028-02-28"],
  ])("a day within a month has none: %s", (date, next, day) => {
    const heard = told(date, next);
    expect(heard.map(({ quality }) => quality)).toEqual([
      "good",
      "uncertain",
      "uncertain",
      "uncertain",
      "good",
    ]);
    expect(heard.slice(1, 4).map(whyOf)).toEqual(Array(3).fill(reason("LEAP_SECOND_MISPLACED", { day })));
    expect(heard.every(({ leapMs }) => leapMs === undefined)).toBe(true);
  });

  test.each(["225960.00", "235860.00", "000060.00", "120060.50", "235961.00"])(
    "a second 60 at %s is no time, and its sentences make no epoch",
    (utc) => {
      const date = { date: "311226" };
      // A second before it, so that nothing else speaks against the time.
      const before = utc.replace(/6[01]\./, "59.");
      const heard = epochs(gga(before) + rmc(before, date) + gga(utc) + rmc(utc, date));
      expect(heard).toHaveLength(1);
    },
  );

  test("a car goes on through it as fast as before, and a place that stands still is old all the same", () => {
    const gone = (utc: string, n: number) => {
      const lat = `3030.0${(n * 90_000).toString().padStart(7, "0")}`;
      return gga(utc, { lat }) + rmc(utc, { lat, date: n < 30 ? "311226" : "010127" });
    };
    const tenths = Array.from({ length: 60 }, (_, n) => n).map((n) => {
      const second = n < 20 ? 5958 + Math.floor(n / 10) : n < 30 ? 5960 : Math.floor((n - 30) / 10);
      const utc = n < 30 ? `23${second}.${n % 10}0` : `00000${second}.${n % 10}0`;
      return gone(utc, n);
    });
    expect(new Set(epochs(tenths.join("")).map(({ quality }) => quality))).toEqual(new Set(["good"]));
    const frozen = (utc: string) =>
      gga(utc) + rmc(utc, { knots: "5.000", date: utc.startsWith("0") ? "010127" : "311226" });
    const heard = epochs(["235959.00", "235960.00", "000000.00"].map(frozen).join(""));
    expect(heard.at(-1)?.qualityReason).toMatchObject({ code: "POSITION_FROZEN", params: { ms: 2000 } });
  });
});
