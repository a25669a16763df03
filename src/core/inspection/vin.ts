import { isFilledIn, vehicleNumberKind } from "../door/vehicle-number.ts";
import type { Finding } from "../rules/finding.ts";
import { type Reason, reason, sentenceOf } from "../trade/reasons.ts";

/** GB 16735 / ISO 3779. The check digit is not used in every country: a wrong one asks for a look, never for a refusal. */
const VALUES: Readonly<Record<string, number>> = {
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9 },
  ...{ S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
  ...{ "0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9 },
};
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const CHECK_POSITION = 8;

export type VinCheck =
  | { readonly kind: "valid"; readonly arithmetic: Reason }
  | { readonly kind: "verify"; readonly arithmetic: Reason };

export function checkVin(vin: string): VinCheck {
  if (vehicleNumberKind(vin) !== "vin") return { kind: "verify", arithmetic: whyNoVin(vin) };
  if (isFilledIn(vin))
    return { kind: "verify", arithmetic: reason("VIN_PROVES_NOTHING", { characters: vin.length }) };
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) sum += (VALUES[vin[index] ?? ""] ?? 0) * weight;
  const rest = sum % 11;
  const expected = rest === 10 ? "X" : String(rest);
  const found = vin[CHECK_POSITION] ?? "";
  const arithmetic = reason("VIN_CHECKED", { sum, rest, expected, found });
  return { kind: found === expected ? "valid" : "verify", arithmetic };
}

function whyNoVin(number: string): Reason {
  if (number.length !== WEIGHTS.length)
    return reason("VIN_LENGTH", { found: number.length, needed: WEIGHTS.length });
  const strange = [...number].find((character) => VALUES[character] === undefined);
  return reason("VIN_CHARACTER", { found: strange ?? "" });
}

function titleFor(vin: string, check: VinCheck): Reason {
  if (vehicleNumberKind(vin) !== "vin") return reason("FRAME_NUMBER_UNCHECKED", {});
  if (isFilledIn(vin)) return reason("VIN_FILLED_IN", {});
  return check.kind === "valid" ? reason("VIN_AGREES", {}) : reason("VIN_DIFFERS", {});
}

/** Stands in the record beside the findings that judge and decides nothing. */
export function vinFinding(vin: string): Finding {
  const check = checkVin(vin);
  const { zh, en } = sentenceOf(titleFor(vin, check));
  return {
    rule: "identity.vin-check-digit",
    item: "vehicle",
    outcome: check.kind === "valid" ? "pass" : "not-applicable",
    textZh: zh,
    textEn: en,
    // No rulebook has it: a record could not name where it stands otherwise.
    clause: "GB 16735 / ISO 3779",
    source: "GB 16735 / ISO 3779",
    confidence: "recalled",
    verifiedBy: null,
    inputs: [{ name: "vehicle.vin", value: vin, unit: "", reason: null }],
    arithmetic: [check.arithmetic],
    value: null,
    unit: "",
    limits: [],
    deduction: null,
  };
}
