import { describe, expect, test } from "vitest";
import { HONEST, SENTENCE_SETS, type SentenceSet, type Solution } from "../../simulators/gnss/sentences.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { EpochSentenceType } from "../../src/protocols/nmea/sentence.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { ascii } from "../support/wire-bytes.ts";

/** The sentences of the simulated receiver, written apart from the codec, say to the codec what was meant. */
const EXPECT: Readonly<Record<SentenceSet, EpochSentenceType[]>> = {
  "gga-rmc-hpr": ["GGA", "RMC", "HPR"],
  "gga-rmc-hdt": ["GGA", "RMC", "HDT"],
  "gga-rmc-ths": ["GGA", "RMC", "THS"],
  "ksxt-xor": ["KSXT"],
  "ksxt-crc32": ["KSXT"],
};

const TRUTH: Solution = {
  utcMs: Date.UTC(2026, 10, 23, 23, 59, 59, 950),
  latitudeDeg: -30.444785805,
  longitudeDeg: 114.999999999,
  heightM: 21.0951,
  geoidM: -13.2,
  fix: "fixed",
  satellites: 28,
  correctionAgeS: 1.2,
  station: 1,
  speedMPerS: 1.25,
  courseDeg: 359.99,
  velocityEnu: [0, 1.25, 0],
  headingDeg: 271.25,
  pitchDeg: -2.5,
  headingFix: "fixed",
  headingSatellites: 25,
  ...HONEST,
};

function decode(set: SentenceSet, solution: Solution) {
  const session = createNmeaSession({ device: asId("gnss"), sentences: EXPECT[set] });
  session.connected(0);
  const { observations } = session.receive(ascii(SENTENCE_SETS[set](solution)), 30);
  expect(session.statistics.rejectedBytes).toBe(0);
  expect(observations).toHaveLength(1);
  const [epoch] = observations;
  if (epoch?.kind !== "gnss-epoch") throw new Error("no epoch");
  return epoch;
}

describe.each(Object.keys(EXPECT) as SentenceSet[])("simulated receiver, %s", (set) => {
  test("a fixed solution", () => {
    const epoch = decode(set, TRUTH);
    expect(epoch).toMatchObject({ utcMs: TRUTH.utcMs, fix: "fixed", satellites: 28, quality: "good" });
    expect(epoch.latitudeDeg).toBeCloseTo(TRUTH.latitudeDeg, 7);
    expect(epoch.longitudeDeg).toBeCloseTo(TRUTH.longitudeDeg, 7);
    expect(epoch.heightM).toBeCloseTo(TRUTH.heightM, 3);
    expect(epoch.speedKmh).toBeCloseTo(4.5, 2);
    expect(epoch.courseDeg).toBeCloseTo(359.99, 2);
    expect(epoch.headingDeg).toBeCloseTo(271.25, 2);
  });

  test("float, single and none are told apart", () => {
    expect(decode(set, { ...TRUTH, fix: "float" })).toMatchObject({ fix: "float", quality: "good" });
    expect(decode(set, { ...TRUTH, fix: "single" })).toMatchObject({ fix: "single", quality: "good" });
    expect(decode(set, { ...TRUTH, fix: "none", satellites: 0 })).toMatchObject({
      fix: "none",
      quality: "bad",
    });
  });

  test("a lost heading is none", () => {
    expect(decode(set, { ...TRUTH, headingFix: "none" })).toMatchObject({
      headingDeg: null,
      headingFix: "none",
      pitchDeg: null,
      quality: "good",
    });
  });
});
