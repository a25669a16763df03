/** What a verdict carries is for anybody, and so of no form: each part is looked at before it is shown. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function fieldsList(value: unknown): readonly Fields[] {
  return listOf(value)
    .map(fieldsOf)
    .filter((fields) => fields !== null);
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Of evidence for others: a value that was hidden there. */
export function isHidden(value: unknown): boolean {
  return textOf(fieldsOf(value)?.digest) !== null;
}

/** Of a text in both languages, `{zh, en}`. */
export function sentenceOf(value: unknown): { readonly zh: string; readonly en: string } | null {
  const fields = fieldsOf(value);
  const [zh, en] = [textOf(fields?.zh), textOf(fields?.en)];
  return zh === null || en === null ? null : { zh, en };
}

/** Milliseconds of an instant as texts have it, or of a number. */
export function instantOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  const ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** The record in what a verdict carries: by itself, or in a bundle beside its entries. */
export function documentIn(content: unknown): Fields | null {
  const fields = fieldsOf(content);
  return fieldsOf(fields?.document) ?? fields;
}
