import { DRIVE_THROUGH, type ItemDefinition } from "./item-definition.ts";

export const curve: ItemDefinition = { ...DRIVE_THROUGH, kind: "curve" };
