import type { Sentence } from "../reason-shape.ts";

/** Driving like in an exam, without a result. */
export const PRACTICE = { zh: "练习", en: "practice" } as const satisfies Sentence;
