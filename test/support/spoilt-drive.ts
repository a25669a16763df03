import { SENTENCE_SETS, type Solution } from "../../simulators/gnss/sentences.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { drivingSolution } from "../bench/nmea.bench.ts";
import { sealed, sealedLog } from "./nmea-line.ts";

/**
 * A long drive, recorded under everything that spoils a recording, a chapter for each. One char a byte. The same bytes at every
 * run, so that what is made of them can be held against what was made before.
 */
export interface Chapter {
  readonly name: string;
  /** What an epoch is expected to hold, as `decode --expect` takes it. */
  readonly expect: string;
  readonly text: string;
}

type Spoil = (lines: string[], random: SeededRandom, at: number) => string;

const joined: Spoil = (lines) => lines.join("");

/** Any byte, now and then one with which a line begins. */
function binary(random: SeededRandom, length: number): string {
  const any = (): number => (random.chance(0.03) ? (random.chance(0.5) ? 0x24 : 0x23) : random.below(256));
  return String.fromCharCode(...Array.from({ length }, any));
}

function replacedAt(text: string, at: number, length: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + length);
}

/** Fields that no receiver should send, behind a checksum that fits. */
const ODD = [
  ..."x,.,-,+,-0,-0.0,+1.5,.5,5.,1e5,1.2.3,0x10,--1,999.9,360,360.01,-45.5,720,00000000000000012".split(","),
  ...'1234567890123456,123456789012345,0.123456789012345,44,AA,a,C,U,S,V,",\\,\\u0041, ,N,E,W,T,K,M'.split(
    ",",
  ),
  ..."240000.00,235960.50,235959.999,235960.9999,12345,006060,000060.1,9060.0001,9000.0,18100.0,18000.0".split(
    ",",
  ),
  ..."3061.0,30a0.0,310226,290224,290223,000000,010180,311299".split(","),
];

function oddFields(lines: string[], random: SeededRandom): string {
  const line = random.below(lines.length);
  return lines
    .map((text, at) => {
      const body = text.slice(1, text.indexOf("*"));
      if (at !== line) return text;
      const fields = body.split(",");
      if (random.chance(0.1)) return sealed(fields.slice(0, 1 + random.below(fields.length)).join(","));
      if (random.chance(0.1)) return sealed(`${body}${",9".repeat(random.below(40))}`);
      fields[random.below(fields.length)] = ODD[random.below(ODD.length)] ?? "";
      return sealed(fields.join(","));
    })
    .join("");
}

function flipped(lines: string[], random: SeededRandom): string {
  let text = lines.join("");
  while (random.chance(0.4))
    text = replacedAt(text, random.below(text.length), 1, String.fromCharCode(random.below(256)));
  return text;
}

function cut(lines: string[], random: SeededRandom): string {
  const text = lines.join("");
  if (random.chance(0.6)) return text;
  const longer = "0".repeat(random.chance(0.5) ? 150 + random.below(60) : 0);
  return replacedAt(text, random.below(text.length), random.below(120), longer);
}

/** Lost, doubled, late and in another order. */
function shuffled(lines: string[], random: SeededRandom): string {
  const told = lines.flatMap((line) =>
    random.chance(0.05) ? [] : random.chance(0.05) ? [line, line] : [line],
  );
  if (random.chance(0.1)) told.reverse();
  return told.join("");
}

const ENDS = ["\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\n\r\n", "", " \r\n", "\0\r\n", "\r\n\t"];

function otherEnds(lines: string[], random: SeededRandom): string {
  return lines.map((line) => line.slice(0, -2) + (ENDS[random.below(ENDS.length)] ?? "")).join("");
}

function binaryBetween(lines: string[], random: SeededRandom): string {
  return lines.map((line) => line + binary(random, random.chance(0.3) ? random.below(400) : 0)).join("");
}

const REMARKS = [
  "# 2026-11-23 a remark\r\n",
  "#\n",
  "#BESTPOSA,COM1,0\r\n",
  "# with $GNGGA in it\r",
  "#x,",
  "##\r\n",
];

function remarks(lines: string[], random: SeededRandom): string {
  const remark = (): string => (random.chance(0.3) ? (REMARKS[random.below(REMARKS.length)] ?? "") : "");
  return lines.map((line) => remark() + line).join("");
}

const SUMS = ["*", "*0", "*zz", "*00", "", "*123", "*12345678"];

function checksums(lines: string[], random: SeededRandom): string {
  return lines
    .map((line) => {
      if (random.chance(0.1))
        return `$command,log,response: OK*${random.chance(0.5) ? "45" : "46"}\r\n${line}`;
      if (random.chance(0.1)) return line.slice(0, -4) + line.slice(-4).toLowerCase();
      return random.chance(0.9)
        ? line
        : line.slice(0, -5) + (SUMS[random.below(SUMS.length)] ?? "") + line.slice(-2);
    })
    .join("");
}

/** What else receivers send, some of it wrong for the epoch it stands in. */
function otherSentences(lines: string[], random: SeededRandom, at: number): string {
  const solution = drivingSolution(at);
  const utc = lines[0]?.split(",")[1] ?? "";
  const place = lines[0]?.split(",").slice(2, 6).join(",") ?? "";
  const week = 2437 * 604_800_000;
  const towMs = solution.utcMs - Date.UTC(1980, 0, 6) + 18_000 - week;
  const more = [
    sealed(`GNGLL,${place},${utc},A,${"RFDA"[random.below(4)]}`),
    sealed("GNVTG,4.99,T,,M,4.374,N,8.101,K,R"),
    sealed(`GNZDA,${utc},23,11,2026,00,00`),
    sealed(`GNGST,${utc},0.9,,,,0.012,0.0${random.below(90)},0.03`),
    sealed(`GNHDT,${random.below(720) / 2},T`),
    sealed(`GNTHS,${random.below(720) / 2},${"AEMSVX"[random.below(6)]}`),
    sealed(`GNTHS2,${random.below(360)}.25`),
    SENTENCE_SETS["ksxt-xor"](solution),
    SENTENCE_SETS["ksxt-crc32"](solution),
    sealed(`PTNL,AVR,${utc},+10.5,Yaw,-0.1,Tilt,,,0.999,${random.below(6)},2.4,12`),
    sealed(`PSTI,030,${utc},A,${place},21.1,0.1,0.2,0.3,231126,R,1.2,3.4`),
    sealed(`PSTI,035,${utc},231126,A,R,0.1,0.9,0.0,0.9${random.below(9)},10.5`),
    sealed(`PSTI,036,${utc},231126,10.5,0.1,0.2,${"RFNX"[random.below(4)]}`),
    sealed(`GNHPD,2437,${towMs / 1000},10.5,0.1,11,30.5,114.4,21,0,0,0,0.001,0.002,0`),
    sealedLog(
      "#",
      `UNIHEADINGA,97,GPS,FINE,2437,${towMs},0,0,18,12;SOL_COMPUTED,${random.chance(0.5) ? "NARROW_INT" : "NARROW_FLOAT"},1.0000,90.0000,10.0000,0.0000,0.1000,0.2000,"0",20,16,18,12,0,00,0,0`,
    ),
    sealed("GPGSV,1,1,00"),
    sealed("PUBX,00,1"),
    sealed("gngga,1"),
  ];
  return (
    lines.join("") + Array.from({ length: random.below(4) }, () => more[random.below(more.length)]).join("")
  );
}

/** States of the receiver, jumps, times that go back, midnight, a second receiver on the line. */
function world(at: number, random: SeededRandom): Solution {
  const solution = drivingSolution(at % 400 < 60 ? at - (at % 400) : at);
  const states = ["none", "single", "float", "fixed"] as const;
  return {
    ...solution,
    utcMs:
      Date.UTC(2026, 11, 31, 23, 59) + at * 50 - (at > 1500 ? 90_000 : 0) - (random.chance(0.02) ? 50 : 0),
    latitudeDeg: solution.latitudeDeg * (at > 900 ? -1 : 1) + (random.chance(0.02) ? 0.01 : 0),
    longitudeDeg: (at % 700 > 350 ? 180 : 0) - solution.longitudeDeg,
    fix:
      states[random.below(random.chance(0.1) ? 4 : 1)] === "none" && random.chance(0.9)
        ? "fixed"
        : (states[random.below(4)] ?? "none"),
    headingFix: states[random.below(4)] ?? "none",
    satellites: random.chance(0.9) ? 28 : 0,
    headingDeg: random.unit() * 360,
    pitchDeg: random.normal(),
    speedMPerS: random.unit() * 20,
  };
}

function chapter(
  name: string,
  expect: string,
  spoil: Spoil,
  epochs = 700,
  of = drivingSolution as typeof world,
): Chapter {
  const random = new SeededRandom(2026, name);
  const text = Array.from({ length: epochs }, (_, at) => {
    const lines = SENTENCE_SETS["gga-rmc-hpr"](of(at, random)).split(/(?<=\n)/);
    return spoil(lines, random, at);
  }).join("");
  return { name, expect, text };
}

const THREE = "GGA,RMC,HPR";

export function spoiltDrive(): readonly Chapter[] {
  const chapters = [
    chapter("sound", THREE, joined),
    chapter("another heading is expected", "GGA,RMC,THS,KSXT", joined),
    chapter("bytes changed", THREE, flipped, 2000),
    chapter("pieces lost or grown", THREE, cut, 2000),
    chapter("sentences lost, doubled, turned round", THREE, shuffled, 2000),
    chapter("other line ends", THREE, otherEnds, 2000),
    chapter("binary data between", THREE, binaryBetween, 1000),
    chapter("remarks and logs", THREE, remarks, 1000),
    chapter("checksums", "GGA,RMC", checksums, 2000),
    chapter("odd fields", THREE, oddFields, 5000),
    chapter("sentences of all kinds", "GGA,RMC", otherSentences, 3000),
    chapter("states, jumps, midnight, times that go back", THREE, joined, 3000, world),
    chapter(
      "all of it",
      THREE,
      (lines, random, at) =>
        flipped(
          [
            otherSentences([shuffled(lines, random)], random, at),
            remarks([oddFields(lines, random)], random),
          ],
          random,
        ),
      3000,
      world,
    ),
  ];
  return [
    ...chapters,
    { name: "one after the other", expect: THREE, text: chapters.map(({ text }) => text).join("") },
  ];
}
