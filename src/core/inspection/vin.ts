import { isFilledIn, vehicleNumberKind } from "../door/vehicle-number.ts";
import type { Finding } from "../rules/finding.ts";

/** GB 16735 / ISO 3779. The check digit is not used in every country: a wrong one asks for a look, never for a refusal. */
const VALUES: Readonly<Record<string, number>> = {
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9 },
  ...{ S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
  ...{ "0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9 },
};
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const CHECK_POSITION = 8;

export type VinCheck =
  | { readonly kind: "valid"; readonly arithmetic: string }
  | { readonly kind: "verify"; readonly arithmetic: string };

export function checkVin(vin: string): VinCheck {
  if (vehicleNumberKind(vin) !== "vin") return { kind: "verify", arithmetic: whyNoVin(vin) };
  if (isFilledIn(vin)) return { kind: "verify", arithmetic: "17 equal characters prove nothing" };
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) sum += (VALUES[vin[index] ?? ""] ?? 0) * weight;
  const rest = sum % 11;
  const expected = rest === 10 ? "X" : String(rest);
  const found = vin[CHECK_POSITION] ?? "";
  const arithmetic = `weighted sum ${sum} mod 11 = ${rest}: check digit ${expected}, found ${found}`;
  return { kind: found === expected ? "valid" : "verify", arithmetic };
}

function whyNoVin(number: string): string {
  if (number.length !== WEIGHTS.length) return `${number.length} characters, not 17`;
  const strange = [...number].find((character) => VALUES[character] === undefined);
  return `${JSON.stringify(strange ?? "")} does not occur in a VIN`;
}

const TEXTS = {
  agrees: { textZh: "车辆识别代号校验位相符", textEn: "The VIN's check digit agrees." },
  differs: {
    textZh: "车辆识别代号校验位不符，请人工核对（不作为判定依据）",
    textEn: "The VIN's check digit does not agree: verify by hand (decides nothing).",
  },
  filledIn: {
    textZh: "车辆识别代号全为同一字符，请人工核对（不作为判定依据）",
    textEn: "The VIN is one character all along: verify by hand (decides nothing).",
  },
  frameNumber: {
    textZh: "整车出厂编号没有校验位，请人工核对（不作为判定依据）",
    textEn: "A frame number has no check digit: verify by hand (decides nothing).",
  },
} as const;

function textsFor(vin: string, check: VinCheck): (typeof TEXTS)[keyof typeof TEXTS] {
  if (vehicleNumberKind(vin) !== "vin") return TEXTS.frameNumber;
  if (isFilledIn(vin)) return TEXTS.filledIn;
  return check.kind === "valid" ? TEXTS.agrees : TEXTS.differs;
}

/** Stands in the record beside the findings that judge and decides nothing. */
export function vinFinding(vin: string): Finding {
  const check = checkVin(vin);
  return {
    rule: "identity.vin-check-digit",
    item: "vehicle",
    outcome: check.kind === "valid" ? "pass" : "not-applicable",
    ...textsFor(vin, check),
    clause: null,
    source: "GB 16735 / ISO 3779",
    confidence: "recalled",
    verifiedBy: null,
    inputs: [{ name: "vehicle.vin", value: vin, unit: "" }],
    arithmetic: check.arithmetic,
    value: null,
    unit: "",
    limit: null,
    deduction: null,
  };
}
