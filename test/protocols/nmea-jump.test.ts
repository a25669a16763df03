import { describe, expect, test } from "vitest";
import { HONEST, SENTENCE_SETS, type Solution } from "../../simulators/gnss/sentences.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { ascii } from "../support/wire-bytes.ts";

const HERE: Solution = {
  utcMs: Date.UTC(2026, 10, 23, 1, 0, 0),
  latitudeDeg: 30,
  longitudeDeg: 115,
  heightM: 20,
  geoidM: 0,
  fix: "fixed",
  satellites: 28,
  correctionAgeS: 1,
  station: 1,
  speedMPerS: 1,
  courseDeg: 0,
  velocityEnu: [0, 1, 0],
  headingDeg: 0,
  pitchDeg: 0,
  headingFix: "fixed",
  headingSatellites: 25,
  ...HONEST,
};
const METRES_PER_DEGREE = 111_320;

/** The second of two epochs, `afterMs` later and `northM` away. */
function second(northM: number, afterMs: number, jumpMostKmh?: number) {
  const session = createNmeaSession({
    device: asId("gnss"),
    sentences: ["KSXT"],
    ...(jumpMostKmh === undefined ? {} : { jumpMostKmh }),
  });
  session.connected(0);
  const write = SENTENCE_SETS["ksxt-xor"];
  session.receive(ascii(write(HERE)), 0);
  const there = {
    ...HERE,
    utcMs: HERE.utcMs + afterMs,
    latitudeDeg: HERE.latitudeDeg + northM / METRES_PER_DEGREE,
  };
  return session.receive(ascii(write(there)), afterMs).observations[0]?.quality;
}

describe("a position that jumps", () => {
  test.each([
    [8.2, undefined, "good"],
    [8.4, undefined, "uncertain"],
    [2.7, 100, "good"],
    [2.9, 100, "uncertain"],
  ] as const)("%f m in 0.1 s, at most %s km/h: %s", (northM, most, quality) => {
    expect(second(northM, 100, most)).toBe(quality);
  });

  test("is judged over five seconds at most: after a longer silence anything may have happened", () => {
    expect([second(1000, 5000), second(1000, 5010)]).toEqual(["uncertain", "good"]);
  });
});
