import { DRIVE_THROUGH, type ItemDefinition } from "./item-definition.ts";

export const rightAngle: ItemDefinition = { ...DRIVE_THROUGH, kind: "right-angle", turns: true };
