import { HONEST, SENTENCE_SETS, type SentenceSet, type Solution } from "../../simulators/gnss/sentences.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { EpochSentenceType } from "../../src/protocols/nmea/sentence.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import type { Measure } from "./main.ts";

const EPOCHS = 20_000;
const ROUNDS = 6;
/** What a serial port hands over at once. */
const PIECE_BYTES = 256;

/** Bytes of a receiver to epochs, through the session that the station has: sentences of one hour at 20 Hz, driving. */
export async function bench(): Promise<Measure[]> {
  return [
    {
      name: "nmea: bytes of GGA, RMC, HPR to epochs",
      value: fastest("gga-rmc-hpr", ["GGA", "RMC", "HPR"]),
      unit: "epochs/s",
      atLeast: 60_000,
    },
    { name: "nmea: bytes of KSXT to epochs", value: fastest("ksxt-crc32", ["KSXT"]), unit: "epochs/s" },
  ];
}

function fastest(set: SentenceSet, sentences: EpochSentenceType[]): number {
  const bytes = Buffer.from(
    Array.from({ length: EPOCHS }, (_, at) => SENTENCE_SETS[set](drivingSolution(at))).join(""),
    "latin1",
  );
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) best = Math.max(best, run(bytes, sentences));
  return best;
}

function run(bytes: Uint8Array, sentences: EpochSentenceType[]): number {
  const session = createNmeaSession({ device: asId("gnss"), sentences });
  session.connected(0);
  let good = 0;
  const from = process.hrtime.bigint();
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    for (const { quality } of session.receive(bytes.subarray(at, at + PIECE_BYTES), at).observations)
      if (quality === "good") good++;
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  if (good !== EPOCHS) throw new Error(`${good} of ${EPOCHS} epochs are good`);
  return EPOCHS / seconds;
}

/** The epoch `at` of a drive at 20 Hz. */
export function drivingSolution(at: number): Solution {
  return {
    utcMs: Date.UTC(2026, 10, 23, 1) + at * 50,
    latitudeDeg: 30.5 + at * 1e-6,
    longitudeDeg: 114.4 + at * 1e-7,
    heightM: 21.0951,
    geoidM: -13.2,
    fix: "fixed",
    satellites: 28,
    correctionAgeS: 1.2,
    station: 1,
    speedMPerS: 2.25,
    courseDeg: 4.99,
    velocityEnu: [0.2, 2.24, 0],
    headingDeg: (at / 10) % 360,
    pitchDeg: -1.5,
    headingFix: "fixed",
    headingSatellites: 25,
    ...HONEST,
  };
}
