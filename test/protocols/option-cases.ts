import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import { plainSum } from "../../src/protocols/nha-506/frame.ts";
import { sealed } from "../support/nmea-line.ts";
import { ascii, hex, joined } from "../support/wire-bytes.ts";
import type { Happening, OptionCase } from "./option-case.ts";
import { A9, TOLEDO } from "./scale-option-cases.ts";
import { OPACIMETER } from "./smoke-option-cases.ts";

const START: InstrumentCommand = { name: "brake.start", run: "service" };

const SLIP: Readonly<Record<string, OptionCase>> = {
  ending: {
    set: "ee",
    happens: [hex("F0 00 35 EE F0 00 41 FF 00 0E EE")],
    byDefault: ["side-slip 3.5 good", "side-slip 4.1 good", "> ff02ee"],
    withIt: ["side-slip 3.5 good", "> ff02ee", "3 rejected"],
  },
  fetchResult: {
    set: false,
    happens: [hex("F0 00 35 EE FF 00 0E EE"), hex("F0 00 41 EE F0 00 41 EE")],
    byDefault: ["side-slip 3.5 good", "> ff02ee", "side-slip 4.1 good"],
    withIt: ["side-slip 3.5 good", "side-slip 4.1 good", "side-slip 4.1 good"],
  },
  resultWithinMs: {
    set: 100,
    happens: [hex("FF 00 0E EE"), 100],
    byDefault: ["> ff02ee"],
    withIt: ["> ff02ee", "+silent NO_RESULT"],
  },
  plus: {
    set: "inward",
    happens: [hex("F0 00 35 FC 00 12")],
    byDefault: ["side-slip 3.5 good", "side-slip -1.2 good"],
    withIt: ["side-slip -3.5 good", "side-slip 1.2 good"],
  },
  digits: {
    set: "low-first",
    happens: [hex("F0 35 00")],
    byDefault: ["side-slip 350.0 good"],
    withIt: ["side-slip 3.5 good"],
  },
  silentAfterMs: { set: 200, happens: [200], byDefault: [], withIt: ["+silent NO_GOOD_FRAME"] },
  garbledAfterBytes: {
    set: 4,
    happens: [hex("01 02 03 04")],
    byDefault: ["4 rejected"],
    withIt: ["+garbled GARBLED_BYTES", "4 rejected"],
  },
};

const JXFZ: Readonly<Record<string, OptionCase>> = {
  echoes: {
    set: false,
    happens: [START, { name: "brake.stop" }],
    byDefault: ["> ff0aee"],
    withIt: ["answer brake.start ok", "> ff0aee", "answer brake.stop ok", "> ff20ee"],
  },
  tellsMotors: {
    set: false,
    happens: [hex("FF 00 03 EE"), hex("FF 00 04 EE"), hex("FF 00 07 EE")],
    byDefault: [
      "brake-bench-state drag good",
      "brake-bench-state brake good",
      "brake-bench-state ended good",
      "> ff02ee",
    ],
    withIt: [
      "brake-bench-state drag motors on good",
      "brake-bench-state brake motors on good",
      "brake-bench-state ended good",
      "> ff02ee",
    ],
  },
  zeroFirst: {
    set: true,
    happens: [START, hex("FF 05 EE")],
    byDefault: ["> ff0aee"],
    withIt: ["> ff05ee", "> ff0aee"],
  },
  lift: {
    set: true,
    happens: [START, hex("FF 04 EE"), 3900, 100, hex("FF 0A EE"), hex("FF 00 07 EE"), hex("FF 02 EE")],
    byDefault: [
      "> ff0aee",
      "+silent NO_ECHO",
      "answer brake.start no-answer",
      "-silent",
      "brake-bench-state ended good",
      "> ff02ee",
    ],
    withIt: [
      "> ff04ee",
      "> ff0aee",
      "answer brake.start ok",
      "brake-bench-state ended good",
      "> ff02ee",
      "> ff03ee",
    ],
  },
  liftMs: {
    set: 1000,
    beside: { lift: true },
    happens: [START, hex("FF 04 EE"), 1000],
    byDefault: ["> ff04ee"],
    withIt: ["> ff04ee", "> ff0aee"],
  },
  echoWithinMs: {
    set: 200,
    happens: [{ name: "brake.zero" }, 200],
    byDefault: ["> ff05ee"],
    withIt: ["> ff05ee", "+silent NO_ECHO", "answer brake.zero no-answer"],
  },
  resultWithinMs: {
    set: 300,
    happens: [hex("FF 00 07 EE"), hex("FF 02 EE"), 300],
    byDefault: ["brake-bench-state ended good", "> ff02ee"],
    withIt: ["brake-bench-state ended good", "> ff02ee", "+silent NO_RESULT"],
  },
  pairWithinMs: {
    set: 20,
    happens: [hex("AA 00 12 EE"), 20, hex("BB 00 14 EE")],
    byDefault: ["brake-force 120 140 good"],
    withIt: ["brake-force 120 null good", "brake-force null 140 good"],
  },
  silentAfterMs: {
    set: 900,
    happens: [START, hex("FF 0A EE"), 900],
    byDefault: ["> ff0aee", "answer brake.start ok"],
    withIt: ["> ff0aee", "answer brake.start ok", "+silent NO_GOOD_FRAME"],
  },
  garbledAfterBytes: {
    set: 4,
    happens: [hex("01 02 03 04")],
    byDefault: ["4 rejected"],
    withIt: ["+garbled GARBLED_BYTES", "4 rejected"],
  },
};

const HEADLAMP_BLOCK = joined(hex("01 12"), ascii("+0012-0034 215 80-0105+0007"), hex("00 00 00 00 00"));
const MEASURE: readonly Happening[] = [
  { name: "headlamp.measure", system: "two-lamp" },
  hex("44"),
  hex("45"),
  hex("41"),
];
const MEASURED = ["> 44", "> 45", "> 41", "answer headlamp.measure ok"] as const;

const HEADLAMP: Readonly<Record<string, OptionCase>> = {
  finish: {
    set: "4f",
    happens: [...MEASURE, hex("49 4A 4F")],
    byDefault: [...MEASURED],
    withIt: [...MEASURED, "+silent LAMP_NOT_SEEN", "> 4d"],
  },
  lampEvents: {
    set: false,
    happens: [...MEASURE, hex("56 58 47")],
    byDefault: [...MEASURED, "+silent LAMP_NOT_SEEN", "> 4e"],
    withIt: [...MEASURED, "> 4d"],
  },
  offsets: {
    set: "cm-per-dam",
    beside: { fetchTimes: 1 },
    happens: [...MEASURE, hex("49 56 4F"), HEADLAMP_BLOCK],
    byDefault: [...MEASURED, "> 4d", "headlamp 12 -34 good", "> 4e"],
    withIt: [...MEASURED, "> 4d", "headlamp 120 -340 good", "> 4e"],
  },
  echoWithinMs: {
    set: 100,
    happens: [{ name: "headlamp.measure", system: "two-lamp" }, 100],
    byDefault: ["> 44"],
    withIt: ["> 44", "+silent NO_ECHO", "answer headlamp.measure no-answer"],
  },
  blockWithinMs: {
    set: 400,
    beside: { fetchAttempts: 1 },
    happens: [...MEASURE, hex("49 56 4F"), 400],
    byDefault: [...MEASURED, "> 4d"],
    withIt: [...MEASURED, "> 4d", "+silent LAMP_NOT_READ"],
  },
  fetchAttempts: {
    set: 1,
    happens: [...MEASURE, hex("49 56 4F"), 1000],
    byDefault: [...MEASURED, "> 4d"],
    withIt: [...MEASURED, "> 4d", "+silent LAMP_NOT_READ"],
  },
  fetchTimes: {
    set: 1,
    happens: [...MEASURE, hex("49 56 4F"), HEADLAMP_BLOCK, HEADLAMP_BLOCK],
    byDefault: [...MEASURED, "> 4d", "headlamp 12 -34 good", "> 4d", "headlamp 12 -34 good", "> 4e"],
    withIt: [...MEASURED, "> 4d", "headlamp 12 -34 good", "> 4e", "headlamp 12 -34 good"],
  },
  measureWithinMs: {
    set: 60_000,
    happens: [...MEASURE, 60_000],
    byDefault: [...MEASURED],
    withIt: [...MEASURED, "+silent NOT_FINISHED"],
  },
  garbledAfterBytes: {
    set: 4,
    happens: [hex("00 11 33 99")],
    byDefault: ["4 rejected"],
    withIt: ["+garbled GARBLED_BYTES", "4 rejected"],
  },
};

const GAS_BODY = hex("06 00 5A 00 0C 05 DC 00 1E 00 2C 03 20 03 2A 00 1F 00 00 65");
const GAS = joined(GAS_BODY, Uint8Array.of(plainSum(GAS_BODY)));
const SAMPLE_ON: readonly Happening[] = [hex("00"), { name: "gas.sample-on" }, hex("06")];
const SAMPLING = ["> 26", "> 23", "answer gas.sample-on ok", "> 01"] as const;

const ANALYSER: Readonly<Record<string, OptionCase>> = {
  commandSet: {
    set: "public",
    happens: [hex("57"), { name: "gas.leak-test" }, { name: "gas.sample-on" }, hex("06"), GAS],
    byDefault: ["> 26", "> 07", "22 rejected"],
    withIt: [
      "> 14",
      "answer gas.leak-test refused",
      "> 01",
      "answer gas.sample-on ok",
      "> 03",
      "exhaust-gas 810 good",
    ],
  },
  oilTemperature: {
    set: "tenths",
    happens: [...SAMPLE_ON, GAS],
    byDefault: [...SAMPLING, "exhaust-gas 810 good"],
    withIt: [...SAMPLING, "exhaust-gas 81.0 good"],
  },
  pollEveryMs: {
    set: 300,
    happens: [...SAMPLE_ON, GAS, 300],
    byDefault: [...SAMPLING, "exhaust-gas 810 good"],
    withIt: [...SAMPLING, "exhaust-gas 810 good", "> 01"],
  },
  statusEveryMs: { set: 2000, happens: [hex("00"), 2000], byDefault: ["> 26"], withIt: ["> 26", "> 26"] },
  answerWithinMs: {
    set: 100,
    beside: { silentAfterMisses: 1 },
    happens: [100],
    byDefault: ["> 26"],
    withIt: ["> 26", "+silent NO_ANSWER"],
  },
  testWithinMs: {
    set: 5000,
    happens: [hex("00"), { name: "gas.leak-test" }, 5000],
    byDefault: ["> 26", "> 07"],
    withIt: ["> 26", "> 07", "+silent NO_ANSWER", "answer gas.leak-test no-answer"],
  },
  testAskEveryMs: {
    set: 200,
    happens: [hex("00"), { name: "gas.leak-test" }, hex("05"), 200],
    byDefault: ["> 26", "> 07"],
    withIt: ["> 26", "> 07", "> 07"],
  },
  silentAfterMisses: { set: 1, happens: [500], byDefault: ["> 26"], withIt: ["> 26", "+silent NO_ANSWER"] },
  garbledAfterBytes: {
    set: 4,
    happens: [hex("AA BB CC DD")],
    byDefault: ["> 26", "4 rejected"],
    withIt: ["> 26", "+garbled GARBLED_BYTES", "4 rejected"],
  },
};

const gga = (utc: string, lat = "3030.00000000"): Uint8Array =>
  ascii(sealed(`GNGGA,${utc},${lat},N,11424.00000000,E,4,28,0.6,30.1234,M,-13.5000,M,1.0,0001`));
const rmc = (utc: string): Uint8Array =>
  ascii(sealed(`GNRMC,${utc},A,3030.00000000,N,11424.00000000,E,2.000,090.00,231126,,,R,V`));
const hpr = (utc: string): Uint8Array =>
  ascii(sealed(`GNHPR,${utc},090.1234,-01.5000,000.0000,4,27,1.00,0001`));
const epoch = (utc: string): Uint8Array => joined(gga(utc), rmc(utc), hpr(utc));

const RECEIVER: Readonly<Record<string, OptionCase>> = {
  sentences: {
    set: ["GGA", "RMC"],
    happens: [gga("080000.00"), rmc("080000.00")],
    byDefault: [],
    withIt: ["gnss-epoch good"],
  },
  jumpMostKmh: {
    set: 1900,
    beside: { sentences: ["GGA", "RMC"] },
    happens: [
      joined(gga("080000.00"), rmc("080000.00")),
      joined(gga("080000.05", "3030.01000000"), rmc("080000.05")),
    ],
    byDefault: ["gnss-epoch good", "gnss-epoch uncertain SEVERAL"],
    withIt: ["gnss-epoch good", "gnss-epoch uncertain POSITIONS_DIFFER"],
  },
  closeAfterMs: {
    set: 300,
    happens: [gga("080000.00"), rmc("080000.00"), 300],
    byDefault: [],
    withIt: ["gnss-epoch uncertain SENTENCES_MISSING"],
  },
  silentAfterMs: { set: 700, happens: [700], byDefault: [], withIt: ["+silent NO_GOOD_FRAME"] },
  noPositionAfterMs: {
    set: 1000,
    happens: [epoch("080000.00"), 1000],
    byDefault: ["gnss-epoch good"],
    withIt: ["gnss-epoch good", "+bad-quality NO_POSITION_FOR"],
  },
  garbledAfterBytes: {
    set: 4,
    happens: [ascii("?????"), 2000, ascii("?")],
    byDefault: ["+silent NO_GOOD_FRAME", "6 rejected"],
    withIt: ["+silent NO_GOOD_FRAME", "+garbled GARBLED_BYTES", "6 rejected"],
  },
};

/** By model, then by option: bytes that need it. */
export const OPTION_CASES: Readonly<Record<string, Readonly<Record<string, OptionCase>>>> = {
  "mettler-toledo": TOLEDO,
  "xk3190-a9": A9,
  "jx-side-slip": SLIP,
  jxfz: JXFZ,
  "nhd-6109": HEADLAMP,
  "nha-506": ANALYSER,
  "flb-100": OPACIMETER,
  "gnss-nmea": RECEIVER,
};
