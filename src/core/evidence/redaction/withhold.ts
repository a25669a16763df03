import type { Json } from "../../record/canonical-json.ts";
import type { Dependents } from "./dependents.ts";
import { stringsIn } from "./telling-texts.ts";

/** A row of a result that others do not get, by its place in the whole one. */
export interface Withheld {
  readonly path: string;
  readonly value: Json;
}

type Members = Readonly<Record<string, Json>>;

/** They count, or list, what depends together with what does not. */
const COUNTING = new Set(["NOT_IN_RULEBOOK", "LEFT_TO_OTHERS", "VOLUNTARY_NOT_DONE", "RESTS_ON_WORDS"]);

/**
 * A result without the rows that depend on a personal fact. Whether there were any is not to be seen: what is taken goes under one digest, which
 * stands there in any case.
 */
export function withhold(
  document: Json,
  dependents: Dependents,
): { readonly shown: Json; readonly withheld: readonly Withheld[] } {
  const withheld: Withheld[] = [];
  const rows = (list: Json, path: string, isOut: (one: Json) => boolean): Json =>
    (list as readonly Json[]).filter((value, nth) => {
      if (!isOut(value)) return true;
      withheld.push({ path: `${path}.${nth}`, value });
      return false;
    });
  const isCode = (one: Json): boolean => dependents.code(String(one));
  const coded = (one: Json): boolean => isCode((one as Members).code ?? null);
  const isReason = (one: Json): boolean => {
    const { code, params } = one as Members;
    const tells = (text: string): boolean => dependents.code(text) || dependents.rule(text);
    return COUNTING.has(String(code)) || stringsIn(params ?? null).some(tells);
  };
  const scopeOf = ({ restsOn, ...scope }: Members): Json => {
    if (restsOn !== undefined) withheld.push({ path: "scope.restsOn", value: restsOn });
    return {
      ...scope,
      done: rows(scope.done ?? [], "scope.done", isCode),
      open: rows(scope.open ?? [], "scope.open", coded),
      missing: rows(scope.missing ?? [], "scope.missing", coded),
      elsewhere: partsOf(scope.elsewhere ?? []),
      voluntary: rows(scope.voluntary ?? [], "scope.voluntary", coded),
    };
  };
  const partsOf = (list: Json): Json =>
    (list as readonly Members[]).flatMap((part, nth): Json[] => {
      const path = `scope.elsewhere.${nth}`;
      const codes = part.codes as readonly Json[];
      if (!codes.every(isCode)) return [{ ...part, codes: rows(codes, `${path}.codes`, isCode) }];
      withheld.push({ path, value: part });
      return [];
    });
  const shown = { ...(document as Members) };
  const change = (name: string, to: (list: Json) => Json): void => {
    const value = shown[name];
    if (value !== undefined) shown[name] = to(value);
  };
  change("reasons", (list) => rows(list, "reasons", isReason));
  change("notes", (list) => rows(list, "notes", isReason));
  change("scope", (scope) => scopeOf(scope as Members));
  change("items", (list) => rows(list, "items", (one) => isCode((one as Members).item ?? null)));
  change("unverifiedRules", (list) => rows(list, "unverifiedRules", (one) => dependents.rule(String(one))));
  change("photos", (list) =>
    rows(list, "photos", (one) => {
      const { part, photo } = one as Members;
      return dependents.photo(String(part), String(photo));
    }),
  );
  change("acts", (list) => rows(list, "acts", (one) => isActOf((one as Members).of, dependents)));
  return { shown, withheld };
}

/** Where nothing can be told apart: all that the law asks for, by the scope of the result itself. */
export function allAskedIn(document: Json): Dependents {
  const { scope, items } = document as Members;
  const { done, open, missing, elsewhere, voluntary } = (scope ?? {}) as Members;
  const rowsOf = (list: Json | undefined): readonly Members[] => (list ?? []) as readonly Members[];
  const codes = new Set<Json | undefined>([
    ...((done ?? []) as readonly Json[]),
    ...[open, missing, voluntary].flatMap((list) => rowsOf(list).map(({ code }) => code)),
    ...rowsOf(elsewhere).flatMap((part) => part.codes as readonly Json[]),
  ]);
  const asked = rowsOf(items).filter(({ item }) => codes.has(item));
  const rules = new Set(asked.flatMap(({ findings }) => rowsOf(findings).map(({ rule }) => rule)));
  return {
    any: true,
    code: (code) => codes.has(code),
    rule: (rule) => rules.has(rule) || codes.has(rule),
    part: () => true,
    photo: () => true,
  };
}

/** Of a part, of a thing by its code, or of a photo of a part. */
function isActOf(of: Json | undefined, dependents: Dependents): boolean {
  if (typeof of !== "string") return false;
  const [what = "", photo] = of.split(" ");
  if (photo !== undefined) return dependents.photo(what, photo);
  return dependents.part(what) || dependents.code(what);
}
