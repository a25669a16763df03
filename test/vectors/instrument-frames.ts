/** Frames of the public facts (inspection, section 6) for the models we speak to. Hex; `//` sources are the section numbers. */

/** 6.6, JXFZ: what the host sends, and each is echoed. */
export const JXFZ_COMMANDS = {
  start: "FF 0A EE",
  zero: "FF 05 EE",
  end: "FF 20 EE",
  result: "FF 02 EE",
} as const;

/** 6.6, JXFZ: what the bench says by itself. */
export const JXFZ_NOTICES = {
  leftMotor: "FF 00 01 EE",
  rightMotor: "FF 00 02 EE",
  drag: "FF 00 03 EE",
  brake: "FF 00 04 EE",
  thirdRollerLeft: "FF 00 05 EE",
  thirdRollerRight: "FF 00 06 EE",
  ended: "FF 00 07 EE",
  leftLocked: "FF 00 10 EE",
  rightLocked: "FF 00 20 EE",
  bothLocked: "FF 00 30 EE",
} as const;

/** 6.6, JXFZ result: drag 12 and 14 daN, largest 287 and 301 daN, at the largest difference 250 and 281 daN. */
export const JXFZ_RESULT = "FF 00 12 00 14 02 87 03 01 02 50 02 81 11 03 EE";

/** 6.4, NHD-6109: set-up bytes in the order we send them, then the fetch bytes. */
export const NHD6109_COMMANDS = {
  twoLamp: "44",
  fourLamp: "46",
  highAndLow: "45",
  autoBoth: "41",
  leftMain: "4D",
  rightMain: "4E",
  leftMinor: "4F",
  rightMinor: "50",
} as const;

/** 6.4: left minor, left main high, left main low, the same right. */
export const NHD6109_PROGRESS = "48 49 4A 55 56 58";
export const NHD6109_FINISHED = "4F";

/** 6.1a, NHA-506 (decimal numbers of the table in hex; 22 and 23 are the 506's own). */
export const NHA506_COMMANDS = {
  mainData: "01",
  backFlush: "05",
  stop: "06",
  leakTest: "07",
  zero: "08",
  pumpAmbient: "22",
  pumpSample: "23",
  status: "26",
} as const;

/** 6.1a: HC 123, CO 0.61, CO2 14.25, O2 0.42, NO 87, 2510 rpm, 84 degrees, flow 30, lambda 1.01; sum S0 computed apart from the codec. */
export const NHA506_MAIN_DATA = "06 00 7B 00 3D 05 91 00 2A 00 57 09 CE 00 54 00 1E 00 00 65 83";

/** FLB-100, as its maker's manual prints them. */
export const FLB100_COMMANDS = {
  state: "02 04 01 F9",
  reading: "02 04 02 F8",
  summary: "02 04 04 F6",
  zero: "02 04 05 F5",
  direct: "02 04 06 F4",
  acceleration: "02 04 08 F2",
  trigger: "02 04 0B EF",
  peak: "02 04 0E EC",
} as const;
export const FLB100_ANSWERS = {
  zero: "06 04 05 F1",
  direct: "06 04 06 F0",
  acceleration: "06 04 08 EE",
  trigger: "06 04 0B EB",
  noSummary: "06 07 04 00 00 00 EF",
  summaryWhileSampling: "06 05 04 0F E2",
} as const;

/** By the manual's layout, the check byte computed apart from the codec. */
export const FLB100_STATES = {
  menu: "06 07 01 10 00 00 E2",
  warmingUp: "06 07 01 02 00 00 F0",
  ready: "06 07 01 08 00 00 EA",
  sampling: "06 07 01 88 08 00 62",
  meetsTheStandard: "06 07 01 28 00 00 CA",
} as const;
/** k 0.61, opacity 23.1 %, gas 63 degrees, oil 88.4, 2510 rpm. */
export const FLB100_READING = "06 0D 02 00 3D 00 E7 3F 03 74 09 CE 3A";
/** k 0.68, 2600 rpm. */
export const FLB100_PEAK = "06 08 0E 00 44 0A 28 6E";
/** Mean 0.63; newest first 0.68, 0.60, 0.61, 0.81. */
export const FLB100_SUMMARY = "06 0E 04 00 3F 00 44 00 3C 00 3D 00 51 9B";
