import { CAR_LINES } from "../../src/scenario/board-defect.ts";

/** What is soldered to a board. Lines stand in wire order; a line's place is its number in EDGE and STATE. */
export interface BoardProfile {
  /** ASCII, sent in IDENTITY. */
  readonly name: string;
  readonly firmwareName: string;
  readonly lines: readonly string[];
  readonly channels: readonly BoardChannel[];
  readonly pinCount: number;
  /** Pins that measure; the host may not turn them into outputs. */
  readonly linePins: readonly number[];
}

export interface BoardChannel {
  readonly name: string;
  /** `periodic`: at this interval; `change`: at each change. */
  readonly report: { readonly kind: "periodic"; readonly everyMs: number } | { readonly kind: "change" };
}

export const EXAM_CAR_V1: BoardProfile = {
  name: "exam-car-v1",
  firmwareName: "proofmark-lane-io",
  lines: CAR_LINES,
  channels: [
    { name: "engine-speed", report: { kind: "periodic", everyMs: 50 } },
    { name: "gear", report: { kind: "change" } },
  ],
  pinCount: 20,
  linePins: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14],
};
