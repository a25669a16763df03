import type { LaneRole } from "../../../src/scenario/lane-scenario.ts";

/**
 * Frames of instruments as manuals and public drivers print them, none of our making, each with the key of its source on the
 * inspection's fact page (sections 6.1 to 6.6). Hex.
 */
export interface QuotedFrame {
  readonly model: string;
  readonly source: string;
  /** What the host sends, where the frame is an answer. */
  readonly asked?: string;
  readonly frame: string;
  /** What is decoded of it: values in short, nothing for an echo or an event. */
  readonly says: readonly string[];
  /** The instrument of the simulated lane that answers `asked` with the same bytes, where it can. */
  readonly simulator?: LaneRole;
}

const VEHZ_BRAKE = "VEHZ DeviceBrakRollerDriverOfJXFZ l.81-95";
const VEHZ_LAMP = "VEHZ DeviceLightDriverOfNHD6108; SEN frmHeadlights";
const VEHZ_SLIP = "VEHZ DeviceSideslipDriverOfJxch";
const NH_FLB = "NH-DOC, manual of the FLB-100";
const NH_OBD = "NH-OBD NanhuaNha506I.cpp";

export const QUOTED_FRAMES: readonly QuotedFrame[] = [
  { model: "jxfz", source: VEHZ_BRAKE, frame: "FF 00 03 EE", says: ["notice drag"] },
  { model: "jxfz", source: VEHZ_BRAKE, frame: "FF 00 04 EE", says: ["notice brake"] },
  { model: "jxfz", source: VEHZ_BRAKE, frame: "FF 00 07 EE", says: ["notice ended"] },
  { model: "nhd-6109", source: VEHZ_LAMP, asked: "44", frame: "44", says: [], simulator: "headlamp-tester" },
  { model: "nhd-6109", source: VEHZ_LAMP, asked: "46", frame: "46", says: [], simulator: "headlamp-tester" },
  { model: "nhd-6109", source: VEHZ_LAMP, asked: "45", frame: "45", says: [], simulator: "headlamp-tester" },
  { model: "nhd-6109", source: VEHZ_LAMP, asked: "41", frame: "41", says: [], simulator: "headlamp-tester" },
  ...["48", "49", "4A", "55", "56", "58", "4F", "47"].map((frame) => ({
    model: "nhd-6109",
    source: VEHZ_LAMP,
    frame,
    says: [],
  })),
  { model: "jx-side-slip", source: VEHZ_SLIP, frame: "FF 00 0E EE", says: [] },
  {
    model: "flb-100",
    source: NH_FLB,
    asked: "02 04 04 F6",
    frame: "06 07 04 00 00 00 EF",
    says: [],
    simulator: "opacimeter",
  },
  { model: "flb-100", source: NH_FLB, frame: "06 05 04 0F E2", says: [] },
  { model: "nha-506", source: NH_OBD, asked: "22", frame: "06", says: [], simulator: "gas-analyser" },
  { model: "nha-506", source: NH_OBD, asked: "26", frame: "00", says: [], simulator: "gas-analyser" },
];
