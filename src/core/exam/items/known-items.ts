import { curve } from "./curve.ts";
import { hillStart } from "./hill-start.ts";
import type { ItemDefinition } from "./item-definition.ts";
import { reverseBay } from "./reverse-bay.ts";
import { rightAngle } from "./right-angle.ts";
import { sideParking } from "./side-parking.ts";

/** Every item that a machine can judge, by the kind that courses and rulebooks name. */
export const KNOWN_ITEMS: Readonly<Record<string, ItemDefinition>> = Object.fromEntries(
  [reverseBay, hillStart, sideParking, curve, rightAngle].map((item) => [item.kind, item]),
);
