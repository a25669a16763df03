import type { Condition } from "../rules/condition.ts";
import { factsNamedIn } from "../rules/condition.ts";
import type { Slip } from "../rules/condition-check.ts";
import {
  AXLE_FACTS,
  DERIVED_FACTS,
  MEASURED_FACTS,
  NOTE_FACTS,
  VEHICLE_FACTS,
} from "../trade/words/facts.ts";
import { SUMS } from "./fact-scope.ts";
import type { ProcedureKind } from "./procedure-settings.ts";

type Path = readonly (string | number)[];

/** As much of an item as says what is known where it is judged. */
export interface ScopeItem {
  readonly key: string;
  readonly per: "vehicle" | "axle";
  readonly procedure: { readonly kind: ProcedureKind };
}

/** Which facts a rule gets to see: its own rulings above, the dossier, its axle, and what the items of this book measure. */
export type Scope = ReadonlySet<string>;

/** Of a wheel's axle, or of the vehicle: how each kind is measured leaves no choice. */
const PER: Readonly<Record<ProcedureKind, ScopeItem["per"]>> = {
  weighing: "axle",
  "service-brake": "axle",
  "parking-brake": "axle",
  "side-slip": "vehicle",
  headlamps: "vehicle",
  "double-idle": "vehicle",
  "free-acceleration": "vehicle",
};

/** An item that is done in another place than its kind is measured in, or that is numbered by axles and is of none. */
export function slipsOfItemPlace(
  { per, code, procedure }: ScopeItem & { readonly code: string },
  at: Path,
): readonly Slip[] {
  const wanted = PER[procedure.kind];
  if (per !== wanted) return [{ path: [...at, "per"], message: `form:oneOf:${wanted}` }];
  return per === "vehicle" && code.includes("{axle}")
    ? [{ path: [...at, "code"], message: "form:codeOfVehicle" }]
    : [];
}

/** Before anything is measured. */
export function plannedScope(item: ScopeItem): Scope {
  return new Set([...Object.keys(VEHICLE_FACTS), ...(item.per === "axle" ? Object.keys(AXLE_FACTS) : [])]);
}

/** `item` is null for a rule of the vehicle. */
export function judgedScope(items: readonly ScopeItem[], item: ScopeItem | null): Set<string> {
  const perAxle = item?.per === "axle";
  const seen = items.filter(({ per }) => per === "vehicle" || perAxle).map(({ procedure }) => procedure.kind);
  const kinds = new Set(items.map(({ procedure }) => procedure.kind));
  const sums = Object.entries(SUMS).flatMap(([name, { of }]) => (kinds.has(of) ? [name] : []));
  return new Set([
    ...Object.keys(VEHICLE_FACTS),
    ...(perAxle ? Object.keys(AXLE_FACTS) : []),
    ...seen.flatMap((kind) => Object.keys(MEASURED_FACTS[kind])),
    ...(seen.includes("service-brake") ? [...Object.keys(DERIVED_FACTS), ...Object.keys(NOTE_FACTS)] : []),
    ...sums,
  ]);
}

/** Facts that are there, but never where this condition is asked: it would stay undecided for every vehicle. */
export function slipsOfScope(
  condition: Condition | undefined,
  at: Path,
  scope: Scope,
  form: "scopeOfItem" | "scopeOfRule",
): readonly Slip[] {
  if (condition === undefined) return [];
  if ("all" in condition)
    return condition.all.flatMap((one, i) => slipsOfScope(one, [...at, "all", i], scope, form));
  if ("any" in condition)
    return condition.any.flatMap((one, i) => slipsOfScope(one, [...at, "any", i], scope, form));
  if ("not" in condition) return slipsOfScope(condition.not, [...at, "not"], scope, form);
  return factsNamedIn(condition)
    .filter((fact) => !scope.has(fact))
    .map((fact) => outOfScope(fact, [...at, fact === condition.fact ? "fact" : "times"], form));
}

export function outOfScope(fact: string, path: Path, form: "scopeOfItem" | "scopeOfRule"): Slip {
  return { path, message: `form:${form}:${fact}` };
}
