import { type FrontOfLine, GARBAGE, moreUntil } from "../frame-scanner.ts";

/**
 * Fuli FLB-100 opacimeter, RS-232, by its maker's manual: `02 LB CMD CS` asks, `06 LB CMD ... CS` answers, a lone `15` refuses. LB
 * counts the whole frame, CS makes the sum of all its bytes zero. Nothing comes where address or check byte are wrong, while
 * the instrument is not in its normal state, or where an action takes more than three seconds.
 *
 * Unverified: whether a refusal may be a whole frame too (the general form says so, each command shows a lone byte, which is what
 * is taken); whether measured values come while an acceleration is sampled (one public lane program reads them so); the unit of
 * the oil temperature (an option). Not read: steady values (03), the linearity check (0C, 0D) and the curve (0F), whose check
 * byte is a plain sum.
 */
export const COMMAND = {
  state: 0x01,
  reading: 0x02,
  summary: 0x04,
  zero: 0x05,
  direct: 0x06,
  acceleration: 0x08,
  trigger: 0x0b,
  peak: 0x0e,
} as const;
export type CommandByte = (typeof COMMAND)[keyof typeof COMMAND];

export type Flb100Frame =
  | { readonly kind: "done"; readonly command: number }
  | { readonly kind: "refused" }
  | { readonly kind: "state"; readonly warmingUp: boolean; readonly sampling: boolean }
  | { readonly kind: "reading"; readonly reading: MeasuredValues }
  | { readonly kind: "peak"; readonly kHundredths: number; readonly engineSpeedRpm: number }
  /** Newest first, the mean before them. */
  | { readonly kind: "summary"; readonly hundredths: readonly number[] }
  | { readonly kind: "no-summary"; readonly sampling: boolean };

/** As sent: scaled integers. */
export interface MeasuredValues {
  readonly kHundredths: number;
  readonly opacityTenths: number;
  readonly gasTemperatureC: number;
  readonly oilTemperature: number;
  readonly engineSpeedRpm: number;
}

const ADDRESS = 0x02;
const ACK = 0x06;
const NAK = 0x15;
export const LONGEST_FRAME = 14;
const SUMMARY_LENGTH = 14;
const SUMMARY_SAMPLING_LENGTH = 5;

/** All lengths that the answer to a command may have. */
const LENGTHS: Readonly<Record<CommandByte, readonly number[]>> = {
  [COMMAND.state]: [7],
  [COMMAND.reading]: [13],
  [COMMAND.summary]: [SUMMARY_SAMPLING_LENGTH, 7, SUMMARY_LENGTH],
  [COMMAND.zero]: [4],
  [COMMAND.direct]: [4],
  [COMMAND.acceleration]: [4],
  [COMMAND.trigger]: [4],
  [COMMAND.peak]: [8],
};

export function question(command: CommandByte): Uint8Array {
  const bytes = Uint8Array.of(ADDRESS, 4, command);
  return Uint8Array.of(...bytes, checkByte(bytes));
}

/** Two's complement of the sum modulo 256. */
export function checkByte(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return -sum & 0xff;
}

/** `expected`: the command whose answer is due; "any" in a recording. `clean`: nothing was rejected since the question, so that a lone 15 is an answer. */
export function readFlb100Frame(
  front: Uint8Array,
  expected: CommandByte | "any" | null,
  clean: boolean,
): FrontOfLine<Flb100Frame> {
  const [first, length = 0, command = 0] = front;
  if (expected === null) return GARBAGE;
  if (first === NAK && clean) return { kind: "frame", length: 1, frame: { kind: "refused" } };
  if (first !== ACK) return GARBAGE;
  if (front.length < 3) return moreUntil(3);
  if (!isCommand(command) || (expected !== "any" && command !== expected)) return GARBAGE;
  if (!LENGTHS[command].includes(length)) return GARBAGE;
  if (front.length < length) return moreUntil(length);
  if (front[length - 1] !== checkByte(front.subarray(0, length - 1))) return GARBAGE;
  return { kind: "frame", length, frame: contentOf(front.subarray(0, length), command) };
}

function isCommand(byte: number): byte is CommandByte {
  return Object.hasOwn(LENGTHS, byte);
}

function contentOf(bytes: Uint8Array, command: CommandByte): Flb100Frame {
  const unsigned = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const signed = (at: number): number => (unsigned(at) << 16) >> 16;
  switch (command) {
    case COMMAND.state:
      return { kind: "state", ...stateOf(bytes[3] ?? 0, bytes[4] ?? 0) };
    case COMMAND.reading:
      return {
        kind: "reading",
        reading: {
          kHundredths: signed(3),
          opacityTenths: signed(5),
          gasTemperatureC: bytes[7] ?? 0,
          oilTemperature: signed(8),
          engineSpeedRpm: unsigned(10),
        },
      };
    case COMMAND.peak:
      return { kind: "peak", kHundredths: signed(3), engineSpeedRpm: unsigned(5) };
    case COMMAND.summary:
      if (bytes.length === SUMMARY_LENGTH)
        return { kind: "summary", hundredths: [3, 5, 7, 9, 11].map(signed) };
      return { kind: "no-summary", sampling: bytes.length === SUMMARY_SAMPLING_LENGTH };
    default:
      return { kind: "done", command };
  }
}

/** The manual's flow for accelerations goes on asking while the trigger is armed or an acceleration is sampled. */
function stateOf(first: number, second: number): { warmingUp: boolean; sampling: boolean } {
  return { warmingUp: (first & 0x02) !== 0, sampling: (first & 0x80) !== 0 || (second & 0x08) !== 0 };
}
