/** A row of a result in which names and codes are looked for. */
type Members = Readonly<Record<string, unknown>>;

/** They count, or list, what is withheld together with what is not. */
const COUNTING: readonly unknown[] = [
  "NOT_IN_RULEBOOK",
  "LEFT_TO_OTHERS",
  "VOLUNTARY_NOT_DONE",
  "RESTS_ON_WORDS",
];

/**
 * Whether a row of a whole result may be left out of a redacted one that withholds some: what the law asks for may be left out of its scope, and with it whatever else
 * is about that alone. What instruments did may not.
 */
export function mayBeWithheld(redacted: unknown, whole: unknown): (list: string, value: unknown) => boolean {
  const shown = codesOf(redacted);
  const out = codesOf(whole).filter((code) => !shown.includes(code));
  const items = listIn(whole, "items").filter(({ item }) => out.includes(item));
  const rules = items.flatMap((item) => listIn(item, "findings").map(({ rule }) => rule));
  const isOut = (word: unknown): boolean => out.includes(word) || rules.includes(word);
  return (list, value) => {
    const row = value as Members;
    if (list === "items") return out.includes(row.item);
    if (list === "unverifiedRules") return isOut(value);
    if (list === "reasons" || list === "notes")
      return COUNTING.includes(row.code) || stringsIn(row.params).some(isOut);
    if (list === "acts") return typeof row.of === "string";
    return true;
  };
}

/** All that its scope lists. */
function codesOf(result: unknown): readonly unknown[] {
  const { scope } = (result ?? {}) as { readonly scope?: unknown };
  const done = (scope as { readonly done?: unknown } | undefined)?.done;
  const named = ["open", "missing", "voluntary"].flatMap((list) =>
    listIn(scope, list).map(({ code }) => code),
  );
  const elsewhere = listIn(scope, "elsewhere").flatMap(({ codes }) => (Array.isArray(codes) ? codes : []));
  return [...(Array.isArray(done) ? done : []), ...named, ...elsewhere];
}

function listIn(value: unknown, name: string): readonly Members[] {
  const list = (value as Members | undefined)?.[name];
  return Array.isArray(list) ? (list as Members[]) : [];
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
