import { toledoChecksum } from "../../src/protocols/mettler-toledo/frame.ts";
import { ascii, hex, joined } from "../support/wire-bytes.ts";
import type { OptionCase } from "./option-case.ts";

function toledo(swa: number, swb: number, weight: string, tare = "     0", swc = 0x20): Uint8Array {
  const body = joined(Uint8Array.of(2, swa, swb, swc), ascii(weight + tare), Uint8Array.of(13));
  return joined(body, Uint8Array.of(toledoChecksum(body)));
}

const kilograms = (weight: string, tare?: string): Uint8Array => toledo(0x2a, 0x30, weight, tare);
const times = (count: number, bytes: Uint8Array): Uint8Array =>
  joined(...Array.from({ length: count }, () => bytes));

export const TOLEDO: Readonly<Record<string, OptionCase>> = {
  startByte: {
    set: false,
    beside: { checkByte: false },
    happens: [kilograms("   850").subarray(1, 17)],
    byDefault: ["16 rejected"],
    withIt: ["axle-load 850 good"],
  },
  checkByte: {
    set: false,
    happens: [kilograms("   850").subarray(0, 17)],
    byDefault: ["17 held"],
    withIt: ["axle-load 850 good"],
  },
  tareField: {
    set: false,
    happens: [kilograms("   850", "")],
    byDefault: ["12 held"],
    withIt: ["axle-load 850 good"],
  },
  blankTare: {
    set: false,
    happens: [kilograms("   850", "      ")],
    byDefault: ["axle-load 850 good"],
    withIt: ["18 rejected"],
  },
  fixedBits: {
    set: false,
    happens: [toledo(0x2a, 0x10, "   850")],
    byDefault: ["18 rejected"],
    withIt: ["axle-load 850 good"],
  },
  powerUpBit: {
    set: false,
    happens: [toledo(0x2a, 0x70, "   850")],
    byDefault: ["axle-load 850 bad NOT_ZEROED"],
    withIt: ["axle-load 850 good"],
  },
  netMode: {
    set: "tare-added",
    happens: [toledo(0x2b, 0x31, "  8000", "   505"), toledo(0x2a, 0x31, "   800", "      ")],
    byDefault: ["axle-load 800.0 uncertain NET_MODE", "axle-load 800 uncertain NET_MODE"],
    withIt: ["axle-load 850.5 good", "axle-load 800 uncertain NET_MODE"],
  },
  unit: {
    set: "t",
    happens: [toledo(0x2c, 0x30, "   122")],
    byDefault: ["axle-load 1.22 good"],
    withIt: ["axle-load 1220 good"],
  },
  stableFrames: {
    set: 2,
    happens: [times(3, kilograms("   850"))],
    byDefault: ["axle-load 850 good", "axle-load 850 good", "axle-load 850 good stable"],
    withIt: ["axle-load 850 good", "axle-load 850 good stable", "axle-load 850 good stable"],
  },
  silentAfterMs: { set: 400, happens: [500], byDefault: [], withIt: ["+silent NO_GOOD_FRAME"] },
  garbledAfterBytes: {
    set: 10,
    happens: [times(12, hex("00"))],
    byDefault: ["12 rejected"],
    withIt: ["+garbled GARBLED_BYTES", "12 rejected"],
  },
};

function a9(body: string, check: string): Uint8Array {
  return joined(hex("02"), ascii(body + check), hex("03"));
}

export const A9: Readonly<Record<string, OptionCase>> = {
  unit: {
    set: "kg",
    happens: [a9("+0015600", "19")],
    byDefault: ["axle-load 1560 uncertain UNIT_NOT_TOLD"],
    withIt: ["axle-load 1560 good"],
  },
  checkBytes: {
    set: false,
    beside: { unit: "kg" },
    happens: [a9("+0015600", "")],
    byDefault: ["10 held"],
    withIt: ["axle-load 1560 good"],
  },
  stableFrames: {
    set: 2,
    beside: { unit: "kg" },
    happens: [times(2, a9("+0015600", "19"))],
    byDefault: ["axle-load 1560 good", "axle-load 1560 good"],
    withIt: ["axle-load 1560 good", "axle-load 1560 good stable"],
  },
  silentAfterMs: { set: 400, happens: [500], byDefault: [], withIt: ["+silent NO_GOOD_FRAME"] },
  garbledAfterBytes: {
    set: 10,
    happens: [times(12, hex("00"))],
    byDefault: ["12 rejected"],
    withIt: ["+garbled GARBLED_BYTES", "12 rejected"],
  },
};
