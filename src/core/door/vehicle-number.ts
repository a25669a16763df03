/** What is stamped on a vehicle: a VIN of GB 16735, or the number its maker gave it before, beside or outside that standard. */
export type VehicleNumberKind = "vin" | "frame-number";

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;
const FRAME_NUMBER = /^[A-Z0-9](?:[A-Z0-9/.*-]{0,29})$/;

/** Null for what is neither. A number of 17 characters with I, O or Q in it is no VIN. */
export function vehicleNumberKind(number: string): VehicleNumberKind | null {
  if (VIN.test(number)) return "vin";
  return FRAME_NUMBER.test(number) ? "frame-number" : null;
}

/** Filled in with one character: nobody has read that from a vehicle, whatever its check digit says. */
export function isFilledIn(number: string): boolean {
  return new Set(number).size <= 1;
}
