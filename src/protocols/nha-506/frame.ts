import { type FrontOfLine, GARBAGE, moreUntil } from "../frame-scanner.ts";
import { REPLY, TEST_REPLY } from "./commands.ts";

/** Which answer is due decides how a byte is read: answers carry no name of their question. */
export type Expected = "main-data" | "acknowledgement" | "test-result" | "status";

export type Nha506Frame =
  | { readonly kind: "main-data"; readonly data: MainData }
  | { readonly kind: "reply"; readonly code: number };

/** As sent: scaled integers; -256 marks a value the analyser does not have. */
export interface MainData {
  readonly hcPpm: number;
  readonly coHundredths: number;
  readonly co2Hundredths: number;
  readonly o2Hundredths: number;
  readonly noPpm: number;
  readonly engineSpeedRpm: number;
  readonly oilTemperature: number;
  readonly sampleFlow: number;
  readonly oxygenCellAged: boolean;
  readonly noCellAged: boolean;
  readonly lambdaHundredths: number;
}

export const MAIN_DATA_LENGTH = 21;
/** FF00 as a signed word: the analyser has no value to give. */
export const NO_VALUE = -256;
export const NO_VALUE_UNSIGNED = 0xff00;

const ACKNOWLEDGEMENTS: ReadonlySet<number> = new Set(Object.values(REPLY));
const TEST_RESULTS: ReadonlySet<number> = new Set(Object.values(TEST_REPLY));

/** `clean`: nothing has been rejected since the question. Only then may a lone 05 or 15 stand for the main data, for both bytes also occur inside it. */
export function readNha506Frame(
  front: Uint8Array,
  expected: Expected | null,
  clean: boolean,
  statuses: ReadonlySet<number>,
): FrontOfLine<Nha506Frame> {
  const [first = 0] = front;
  switch (expected) {
    case null:
      return GARBAGE;
    case "acknowledgement":
      return ACKNOWLEDGEMENTS.has(first) ? reply(first) : GARBAGE;
    case "test-result":
      return TEST_RESULTS.has(first) || first === REPLY.error ? reply(first) : GARBAGE;
    case "status":
      return statuses.has(first) ? reply(first) : GARBAGE;
    case "main-data":
      if (clean && (first === REPLY.busy || first === REPLY.error)) return reply(first);
      return readMainData(front);
  }
}

/** Sum modulo 256 of all bytes before it. */
export function plainSum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum;
}

function reply(code: number): FrontOfLine<Nha506Frame> {
  return { kind: "frame", length: 1, frame: { kind: "reply", code } };
}

function readMainData(front: Uint8Array): FrontOfLine<Nha506Frame> {
  if (front[0] !== REPLY.ok) return GARBAGE;
  if (front.length < MAIN_DATA_LENGTH) return moreUntil(MAIN_DATA_LENGTH);
  const sumAt = MAIN_DATA_LENGTH - 1;
  if (front[sumAt] !== plainSum(front.subarray(0, sumAt))) return GARBAGE;
  const unsigned = (at: number): number => ((front[at] ?? 0) << 8) | (front[at + 1] ?? 0);
  const signed = (at: number): number => (unsigned(at) << 16) >> 16;
  const flags = front[17] ?? 0;
  const data: MainData = {
    hcPpm: signed(1),
    coHundredths: signed(3),
    co2Hundredths: signed(5),
    o2Hundredths: signed(7),
    noPpm: signed(9),
    engineSpeedRpm: unsigned(11),
    oilTemperature: signed(13),
    sampleFlow: signed(15),
    oxygenCellAged: (flags & 0x01) !== 0,
    noCellAged: (flags & 0x02) !== 0,
    lambdaHundredths: signed(18),
  };
  return { kind: "frame", length: MAIN_DATA_LENGTH, frame: { kind: "main-data", data } };
}
