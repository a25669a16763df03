import { add, exact, roundHalfUp, subtract } from "../quantities/exact.ts";
import type { Slip } from "./condition-check.ts";
import type { Worked } from "./example-run.ts";
import type { LimitRow } from "./limit.ts";
import type { Measure } from "./measure.ts";
import type { Rule } from "./rule.ts";
import { isFailing } from "./severity.ts";

type Path = readonly (string | number)[];

/** The figures next to a bound, and the bound itself where there is such a figure; null where every last decimal is one. */
export type FiguresBeside<Compute> = (
  measure: Measure<Compute>,
  bound: string,
) => { readonly below: string | null; readonly at: string | null; readonly above: string | null } | null;

/** Of every limit an example at its bound and the next figure beyond, where this limit alone decides; of any other row one that ends there. */
export function slipsOfBounds<Compute>(
  rule: Rule<Compute>,
  seen: readonly Worked[],
  at: Path,
  figuresBeside: FiguresBeside<Compute>,
): readonly Slip[] {
  return rule.measures.flatMap((measure, m) =>
    measure.limits.flatMap((row, r) => {
      const path = [...at, "measures", m, "limits", r];
      const here = seen.filter(({ ruling }) => ruling.results[m]?.selected.some((one) => one.row === row));
      if (row.notJudged === true || row.notInBook === true)
        return here.length > 0
          ? []
          : [
              {
                path: [...path, row.notJudged === true ? "notJudged" : "notInBook"],
                message: "form:exampleOfRow",
              },
            ];
      return (["atLeast", "atMost"] as const).flatMap((side): Slip[] => {
        const bound = row[side];
        if (bound === undefined) return [];
        const [kept, broken] = besideBound(bound, side, measure, figuresBeside);
        const lacks = [
          ...(here.some((one) => keepsAt(one, m, row, kept)) ? [] : [`keeps ${kept}`]),
          ...(here.some((one) => breaksAt(one, m, row, broken)) ? [] : [`breaks ${broken}`]),
        ];
        return lacks.length === 0
          ? []
          : [{ path: [...path, side], message: `form:exampleOfLimit:${lacks.join(", ")}` }];
      });
    }),
  );
}

function keepsAt({ ruling }: Worked, m: number, row: LimitRow, figure: string): boolean {
  const others = ruling.results.filter((_, i) => i !== m);
  const graded = row.severity !== undefined && ruling.shown?.severity === row.severity;
  return (
    ruling.results[m]?.value === figure &&
    !graded &&
    (row.severity !== undefined || ruling.measured === "pass") &&
    !others.some(({ outcome }) => outcome === "pass")
  );
}

function breaksAt({ ruling }: Worked, m: number, row: LimitRow, figure: string): boolean {
  const measured = isFailing(row.severity) ? "fail" : "pass";
  return (
    ruling.results[m]?.value === figure &&
    ruling.results[m]?.severity === (row.severity ?? null) &&
    ruling.measured === measured
  );
}

/** The figure that just keeps a bound, and the one that just breaks it. */
function besideBound<Compute>(
  bound: string,
  side: "atLeast" | "atMost",
  measure: Measure<Compute>,
  figuresBeside: FiguresBeside<Compute>,
): readonly [kept: string, broken: string] {
  const { decimals } = measure;
  const possible = figuresBeside(measure, bound);
  if (possible !== null) {
    const { below, at, above } = possible;
    return side === "atLeast"
      ? [at ?? above ?? bound, below ?? bound]
      : [at ?? below ?? bound, above ?? bound];
  }
  const step = exact(decimals === 0 ? "1" : `0.${"0".repeat(decimals - 1)}1`);
  const beyond = side === "atLeast" ? subtract(exact(bound), step) : add(exact(bound), step);
  return [roundHalfUp(exact(bound), decimals), roundHalfUp(beyond, decimals)];
}
