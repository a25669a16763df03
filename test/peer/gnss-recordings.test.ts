import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { FixQuality, GnssEpoch, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { EpochSentenceType } from "../../src/protocols/nmea/sentence.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { peerData } from "../support/peer-data.ts";

/**
 * Goal: our epochs agree with what gpsd decodes from the same bytes. Method: each recording goes through the session in
 * random cuts; the `.chk` file beside it is gpsd's JSON, of which the last word about each instant counts.
 */
interface GpsdInstant {
  tpv: Record<string, number | undefined>;
  att: Record<string, number | undefined> | null;
}

function decode(bytes: Buffer, sentences: EpochSentenceType[]): GnssEpoch[] {
  const text = bytes.toString("latin1").replace(/^[#{][^\n]*\n/gm, "");
  const session = createNmeaSession({ device: asId("gnss"), sentences });
  session.connected(0);
  const random = new SeededRandom(5, "cuts");
  const heard: Observation[] = [];
  const all = Buffer.from(text, "latin1");
  for (let at = 0; at < all.length; ) {
    const next = at + 1 + random.below(200);
    heard.push(...session.receive(all.subarray(at, next), 0).observations);
    at = next;
  }
  heard.push(...session.tick(60_000).observations);
  return heard.filter((observation) => observation.kind === "gnss-epoch");
}

function gpsd(bytes: Buffer): Map<number, GpsdInstant> {
  const instants = new Map<number, GpsdInstant>();
  let current: GpsdInstant | null = null;
  for (const line of bytes.toString("latin1").split(/\r?\n/)) {
    if (!line.startsWith("{")) continue;
    const said = JSON.parse(line) as Record<string, never>;
    if (said.class === "TPV" && said.time !== undefined) {
      const utcMs = Date.parse(said.time);
      current = { tpv: said, att: instants.get(utcMs)?.att ?? null };
      instants.set(utcMs, current);
    }
    if (said.class === "ATT" && current !== null) current.att = said;
  }
  return instants;
}

/** Status of gpsd: 2 DGPS, 3 RTK fixed, 4 RTK float; absent for a plain fix. */
const STATUS: Readonly<Record<FixQuality, number | undefined>> = {
  none: undefined,
  single: undefined,
  dgps: 2,
  fixed: 3,
  float: 4,
};

function agrees(epoch: GnssEpoch, { tpv }: GpsdInstant): void {
  expect(Math.abs(epoch.latitudeDeg - Number(tpv.lat))).toBeLessThanOrEqual(5.1e-10);
  expect(Math.abs(epoch.longitudeDeg - Number(tpv.lon))).toBeLessThanOrEqual(5.1e-10);
  expect(epoch.heightM).toBeCloseTo(Number(tpv.altHAE), 4);
  expect(STATUS[epoch.fix]).toBe(tpv.status);
  if (epoch.correctionAgeS !== null) expect(epoch.correctionAgeS).toBeCloseTo(Number(tpv.dgpsAge), 1);
}

function agreesInMotion(epoch: GnssEpoch, { tpv }: GpsdInstant): void {
  expect(Math.abs((epoch.speedKmh ?? Number.NaN) / 3.6 - Number(tpv.speed))).toBeLessThanOrEqual(0.000_51);
  expect(epoch.courseDeg).toBeCloseTo(Number(tpv.track), 4);
}

/** How many epochs of each fix a recording has. */
function fixes(epochs: readonly GnssEpoch[]): Partial<Record<FixQuality, number>> {
  const counts: Partial<Record<FixQuality, number>> = {};
  for (const { fix } of epochs) counts[fix] = (counts[fix] ?? 0) + 1;
  return counts;
}

describe("recordings of real receivers", () => {
  for (const [name, expected] of [
    ["nmea-rtk", { dgps: 104, fixed: 18 }],
    ["nmea-fuzzy-cases", { dgps: 10, fixed: 4 }],
  ] as const) {
    test(`${name}: every epoch as gpsd has it`, (ctx) => {
      const epochs = decode(peerData(ctx, `gnss/${name}.log`), ["GGA", "RMC"]);
      const oracle = gpsd(peerData(ctx, `gnss/${name}.log.chk`));
      expect(fixes(epochs)).toEqual(expected);
      for (const epoch of epochs) {
        const instant = oracle.get(epoch.utcMs);
        if (instant === undefined) throw new Error(`gpsd has no ${new Date(epoch.utcMs).toISOString()}`);
        agrees(epoch, instant);
        agreesInMotion(epoch, instant);
        expect(epoch.quality).toBe("good");
      }
      expect(epochs).toHaveLength(oracle.size);
    });
  }

  test("skytraq, two antennas: position, heading, pitch and roll as gpsd has them", (ctx) => {
    const epochs = decode(peerData(ctx, "gnss/skytraq-PX1172RH_DS.log"), ["GGA", "RMC", "PSTI036"]);
    const oracle = gpsd(peerData(ctx, "gnss/skytraq-PX1172RH_DS.log.chk"));
    expect(fixes(epochs)).toEqual({ float: 9 });
    for (const epoch of epochs) {
      const instant = oracle.get(epoch.utcMs);
      if (instant?.att === undefined || instant.att === null) throw new Error("gpsd has no attitude here");
      agrees(epoch, instant);
      agreesInMotion(epoch, instant);
      expect(epoch.headingDeg).toBeCloseTo(Number(instant.att.heading), 3);
      expect(epoch.pitchDeg).toBeCloseTo(Number(instant.att.pitch), 3);
      expect(epoch.rollDeg).toBeCloseTo(Number(instant.att.roll), 3);
      expect(epoch).toMatchObject({ headingFix: "fixed", quality: "good" });
    }
  });

  test("hemisphere, starting cold: no fix until there is one, headings as gpsd has them", (ctx) => {
    const epochs = decode(peerData(ctx, "gnss/hemi.log"), ["GGA", "HDT"]);
    const oracle = gpsd(peerData(ctx, "gnss/hemi.log.chk"));
    const placed = [...oracle].filter(([, { tpv }]) => Number(tpv.mode) === 3).map(([utcMs]) => utcMs);
    const usable = epochs.filter((epoch) => epoch.quality !== "bad");
    expect(usable.map((epoch) => epoch.utcMs)).toEqual(placed);
    for (const epoch of usable) {
      const instant = oracle.get(epoch.utcMs);
      if (instant === undefined) throw new Error("gpsd has no such instant");
      agrees(epoch, instant);
      expect(epoch.headingDeg).toEqual(instant.att?.heading ?? null);
    }
    expect(usable.map((epoch) => epoch.headingDeg)).toEqual([null, 274.07, 274.04, 274.12, 274.11, null]);
  });
});
