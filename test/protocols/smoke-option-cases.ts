import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import { checkByte } from "../../src/protocols/flb-100/frame.ts";
import { hex, joined } from "../support/wire-bytes.ts";
import {
  FLB100_ANSWERS as ANSWERS,
  FLB100_READING,
  FLB100_STATES as STATES,
} from "../vectors/instrument-frames.ts";
import type { Happening, OptionCase } from "./option-case.ts";

const START: InstrumentCommand = { name: "smoke.start" };
const TRIGGER: InstrumentCommand = { name: "smoke.trigger" };
const READING = hex(FLB100_READING);
/** Asked for its state, then told to measure: the first reading is asked for. */
const MEASURING: readonly Happening[] = [hex(STATES.menu), START, hex(ANSWERS.acceleration)];
const TO_MEASURING = ["> 020401f9", "> 020408f2", "answer smoke.start ok", "> 020402f8"];

/** k and opacity of the field's live result, which do not belong together over 430 mm. */
function otherPath(): Uint8Array {
  const bytes = hex("06 0D 02 00 F8 00 E3 3F 03 74 09 CE");
  return joined(bytes, Uint8Array.of(checkByte(bytes)));
}

export const OPACIMETER: Readonly<Record<string, OptionCase>> = {
  oilTemperature: {
    set: "whole",
    happens: [...MEASURING, READING],
    byDefault: [...TO_MEASURING, "smoke 0.61 88.4 good"],
    withIt: [...TO_MEASURING, "smoke 0.61 884 uncertain VALUE_IMPLAUSIBLE"],
  },
  compareOpacity: {
    set: false,
    happens: [...MEASURING, otherPath()],
    byDefault: [...TO_MEASURING, "smoke 2.48 88.4 uncertain OPACITY_CONTRADICTS"],
    withIt: [...TO_MEASURING, "smoke 2.48 88.4 good"],
  },
  pollEveryMs: {
    set: 100,
    happens: [...MEASURING, READING, 100],
    byDefault: [...TO_MEASURING, "smoke 0.61 88.4 good"],
    withIt: [...TO_MEASURING, "smoke 0.61 88.4 good", "> 020402f8"],
  },
  stateEveryMs: {
    set: 150,
    happens: [...MEASURING, READING, TRIGGER, hex(ANSWERS.trigger), 200],
    byDefault: [
      ...TO_MEASURING,
      "smoke 0.61 88.4 good",
      "> 02040bef",
      "answer smoke.trigger ok",
      "> 020402f8",
    ],
    withIt: [...TO_MEASURING, "smoke 0.61 88.4 good", "> 02040bef", "answer smoke.trigger ok", "> 020401f9"],
  },
  idleEveryMs: {
    set: 1000,
    happens: [hex(STATES.menu), 1000],
    byDefault: ["> 020401f9"],
    withIt: ["> 020401f9", "> 020401f9"],
  },
  answerWithinMs: {
    set: 300,
    beside: { attempts: 1 },
    happens: [hex(STATES.menu), START, 300],
    byDefault: ["> 020401f9", "> 020408f2"],
    withIt: ["> 020401f9", "> 020408f2", "+silent NO_ANSWER", "answer smoke.start no-answer"],
  },
  attempts: {
    set: 1,
    happens: [hex(STATES.menu), START, 500],
    byDefault: ["> 020401f9", "> 020408f2"],
    withIt: ["> 020401f9", "> 020408f2", "+silent NO_ANSWER", "answer smoke.start no-answer"],
  },
  zeroTakesMs: {
    set: 4000,
    happens: [hex(STATES.menu), { name: "smoke.zero" }, hex(ANSWERS.zero), 4000],
    byDefault: ["> 020401f9", "> 020405f5"],
    withIt: ["> 020401f9", "> 020405f5", "answer smoke.zero ok"],
  },
  silentAfterMisses: {
    set: 1,
    happens: [500],
    byDefault: ["> 020401f9"],
    withIt: ["> 020401f9", "+silent NO_ANSWER"],
  },
  garbledAfterBytes: {
    set: 4,
    happens: [hex("AA BB CC DD")],
    byDefault: ["> 020401f9", "4 rejected"],
    withIt: ["> 020401f9", "+garbled GARBLED_BYTES", "4 rejected"],
  },
};
