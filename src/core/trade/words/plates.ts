import type { Sentence } from "../reason-shape.ts";

/** Stands where a new vehicle has no plate yet, in records too. */
export const NO_PLATE = "无号牌";
export const NO_PLATE_YET: Sentence = { zh: NO_PLATE, en: "no plate yet" };
