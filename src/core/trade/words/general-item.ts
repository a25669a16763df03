import type { Sentence } from "../reason-shape.ts";

/** Where findings stand that belong to no item: a rulebook's scope, an item of the record, a heading of the page. */
export const GENERAL = "general";

export const GENERAL_NAME: Sentence = { zh: "通用", en: "General" };
