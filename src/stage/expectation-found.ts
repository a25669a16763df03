import type { ResultDocument } from "../core/record/result-document.ts";
import type { Expectation } from "../scenario/expectation.ts";
import { codesIn, type Ending } from "./scenario-verdict.ts";

/**
 * What came of one subject, as an expectation. Of what was expected before the same is said again as it was found; a new one says the
 * verdict and what speaks against a plain pass. Null where there is no end that could be expected.
 */
export function expectationFound(
  before: Readonly<Record<string, unknown>> | null,
  { refused, document, withdrawn }: Ending,
): Partial<Expectation> | null {
  if (refused !== null) {
    const codes = codesIn(refused.reason);
    const kept = codes.find((code) => code === before?.reason) ?? refused.reason.code;
    return { verdict: "refused", reason: kept };
  }
  if (document === undefined) return null;
  const has = (key: keyof Expectation): boolean => before === null || Object.hasOwn(before, key);
  const failed = failedIn(document);
  const items = itemsIn(document, before);
  const faults = [...new Set(document.faults.filter(({ raised }) => raised).map(({ code }) => code))];
  const reason = reasonIn(document, before);
  return {
    verdict: document.verdict,
    ...(document.score !== null && has("score") ? { score: document.score.points } : {}),
    ...(failed.length > 0 || Object.hasOwn(before ?? {}, "failed") ? { failed } : {}),
    ...(Object.hasOwn(before ?? {}, "severities") ? { severities: severitiesIn(document, failed) } : {}),
    ...(Object.keys(items).length > 0 || Object.hasOwn(before ?? {}, "items") ? { items } : {}),
    ...(has("faults") && (faults.length > 0 || before !== null)
      ? { faults: faults as Expectation["faults"] }
      : {}),
    ...(reason === null ? {} : { reason }),
    ...(withdrawn === null ? {} : { withdrawn: withdrawn.choice as NonNullable<Expectation["withdrawn"]> }),
  };
}

function failedIn({ items }: ResultDocument): string[] {
  const failed = items.flatMap(({ findings }) => findings.filter(({ outcome }) => outcome === "fail"));
  return [...new Set(failed.map(({ rule }) => rule))];
}

/** Those that were named before; without any, those that did not simply pass. */
function itemsIn(
  { items }: ResultDocument,
  before: Readonly<Record<string, unknown>> | null,
): Expectation["items"] {
  const named = before === null ? null : Object.keys((before.items as object | undefined) ?? {});
  const told = items.filter(({ item, verdict }) =>
    named === null
      ? verdict !== "pass" && verdict !== "not-applicable" && item !== "general"
      : named.includes(item),
  );
  const order = named ?? told.map(({ item }) => item);
  const sorted = [...told].sort((a, b) => order.indexOf(a.item) - order.indexOf(b.item));
  return Object.fromEntries(sorted.map(({ item, verdict }) => [item, verdict]));
}

function severitiesIn({ items }: ResultDocument, failed: readonly string[]): Expectation["severities"] {
  const graded = items.flatMap(({ findings }) =>
    findings.flatMap(({ rule, severity }) =>
      severity !== undefined && failed.includes(rule) ? [[rule, severity] as const] : [],
    ),
  );
  return Object.fromEntries(graded);
}

/** The reason that was expected while it is still given, else the first of the verdict. */
function reasonIn(
  { reasons, notes, items }: ResultDocument,
  before: Readonly<Record<string, unknown>> | null,
): string | null {
  const said = [...reasons, ...notes, ...items.flatMap((item) => item.reasons)].flatMap(codesIn);
  const kept = said.find((code) => code === before?.reason);
  if (kept !== undefined) return kept;
  return before === null || before.reason !== undefined ? (reasons[0]?.code ?? null) : null;
}
