import { type DecimalString, exact, multiply, roundHalfUp } from "../core/quantities/exact.ts";

export const MASS_UNITS = ["kg", "lb", "t", "g"] as const;
export type MassUnit = (typeof MASS_UNITS)[number];

/** Kilograms in one of the unit, and how many decimals more the product has. */
const MASSES: Readonly<Record<MassUnit, { readonly factor: string; readonly decimals: number }>> = {
  kg: { factor: "1", decimals: 0 },
  lb: { factor: "0.45359237", decimals: 8 },
  t: { factor: "1000", decimals: -3 },
  g: { factor: "0.001", decimals: 3 },
};

export function isMass(unit: string): unit is MassUnit {
  return Object.hasOwn(MASSES, unit);
}

/** Exact: as many decimals as were sent, moved by the unit. */
export function inKilograms(sent: DecimalString, unit: MassUnit): DecimalString {
  if (unit === "kg") return sent;
  const { factor, decimals } = MASSES[unit];
  const resolved = (sent.split(".")[1]?.length ?? 0) + decimals;
  return roundHalfUp(multiply(exact(sent), exact(factor)), Math.max(0, resolved));
}
