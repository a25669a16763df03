/**
 * 车辆类型 by code: the first letter is the group, the digit its size, the last the make-up (GA 24.4, recalled). A class that
 * stands in no table would take a vehicle out of every limit, so that an unknown one is refused.
 */
const BY_CATEGORY: Readonly<Record<string, string>> = {
  B1: "123456789ABCDEFGHJKUVW",
  B2: "123456789ABCDEFGHJKUVW",
  B3: "123456789ABCDEFGHJKUVW",
  D1: "12",
  G1: "123456789ABCDEF",
  G2: "123456789ABCDEF",
  G3: "123456789ABCDEF",
  H1: "123456789ABCDEFG",
  H2: "123456789ABCDEFG",
  H3: "123456789ABCDEFG",
  H4: "123456789ABCDEFG",
  H5: "12345BC",
  J1: "123",
  K1: "12345678",
  K2: "12345678",
  K3: "12345689",
  K4: "12345689",
  M1: "12345",
  M2: "12",
  N1: "1",
  Q1: "12",
  Q2: "12",
  Q3: "12",
  Z1: "12",
  Z2: "12",
  Z3: "12",
  Z4: "12",
  Z5: "12",
  Z6: "12",
  Z7: "12",
};

export const VEHICLE_CLASSES: readonly [string, ...string[]] = [
  "B11",
  ...Object.entries(BY_CATEGORY)
    .flatMap(([category, last]) => [...last].map((character) => `${category}${character}`))
    .filter((code) => code !== "B11"),
];

/** Full trailers (G) and semi-trailers (B). */
export function isTrailerClass(vehicleClass: string): boolean {
  return vehicleClass.startsWith("G") || vehicleClass.startsWith("B");
}

/** Large and medium buses of two bodies joined by a pivot (铰接客车). */
export function isArticulatedClass(vehicleClass: string): boolean {
  return vehicleClass === "K14" || vehicleClass === "K24";
}

/** 专用校车: made for pupils and for nothing else, K18, K28, K38, K48 (GA 24.4 as public programs list it). */
export function isSchoolBusClass(vehicleClass: string): boolean {
  return /^K.8$/.test(vehicleClass);
}

/** The six columns of the applicability tables: KA, KB, HZ, G, N, M. Null for wheeled machines, which stand in none. */
export type WorkingGroup = "KA" | "KB" | "HZ" | "G" | "N" | "M";

const GROUPS: Readonly<Record<string, WorkingGroup>> = {
  ...{ K: "KB", D: "KB", H: "HZ", Q: "HZ", Z: "HZ", G: "G", B: "G", N: "N", M: "M" },
};

export function workingGroup({
  vehicleClass,
  use,
}: {
  readonly vehicleClass: string;
  readonly use: string;
}): WorkingGroup | null {
  const category = vehicleClass.slice(0, 2);
  if ((category === "K3" || category === "K4") && use === "A") return "KA";
  return GROUPS[category.slice(0, 1)] ?? null;
}
