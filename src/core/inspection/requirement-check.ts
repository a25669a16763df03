import { VEHICLE_CLASSES, workingGroup } from "../door/vehicle-class.ts";
import { decideCondition } from "../rules/condition.ts";
import { type KnownFacts, type Slip, slipsOf } from "../rules/condition-check.ts";
import { type Facts, textFact } from "../rules/fact.ts";
import type { Part, Requirement } from "./requirement.ts";

interface Book {
  readonly categories: readonly string[];
  readonly parts: readonly Part[];
  readonly requires: readonly Requirement[];
  readonly items: readonly { readonly key: string; readonly procedure: { readonly kind: string } }[];
}

/** What it weighs others judge by: no law asks for a load alone. */
const WEIGHING = "weighing";

/** Requirements of parts and items that do not exist, items that nothing asks for, and vehicles of whom nothing would be asked. */
export function slipsOfRequirements(book: Book, known: KnownFacts): readonly Slip[] {
  const parts = book.parts.map(({ key }) => key);
  const items = book.items.map(({ key }) => key);
  const asked = new Set(book.requires.flatMap(({ by }) => by));
  return [
    ...twice(parts, "parts", "key"),
    ...twice(
      book.requires.map(({ code }) => code),
      "requires",
      "code",
    ),
    ...book.parts.flatMap((part, i) => slipsOf(part.elsewhereUntold, ["parts", i, "elsewhereUntold"], known)),
    ...book.requires.flatMap(({ part, by, when }, i) => [
      ...(parts.includes(part)
        ? []
        : [{ path: ["requires", i, "part"], message: `form:oneOf:${parts.join(", ")}` }]),
      ...by.flatMap((key, j) =>
        items.includes(key)
          ? []
          : [{ path: ["requires", i, "by", j], message: `form:oneOf:${items.join(", ")}` }],
      ),
      ...slipsOf(when, ["requires", i, "when"], known),
    ]),
    ...book.items.flatMap(({ key, procedure }, i) =>
      procedure.kind === WEIGHING || asked.has(key)
        ? []
        : [{ path: ["items", i, "key"], message: "form:itemAskedFor" }],
    ),
    ...vehiclesUnasked(book),
  ];
}

function twice(names: readonly string[], list: string, field: string): readonly Slip[] {
  const index = names.findIndex((name, i) => names.indexOf(name) < i);
  return index < 0 ? [] : [{ path: [list, index, field], message: "form:once" }];
}

const USES = ["A", "F"];
const CHECKS = ["in-use", "registration"];

/** Of every class that the book serves something is asked that no order may leave to others, in private use and in another. */
function vehiclesUnasked({ categories, parts, requires }: Book): readonly Slip[] {
  const here = new Set(parts.filter(({ elsewhere }) => !elsewhere).map(({ key }) => key));
  const binding = requires.filter(({ part, voluntary }) => here.has(part) && !voluntary);
  for (const vehicleClass of VEHICLE_CLASSES.filter((code) => categories.includes(code.slice(0, 2))))
    for (const use of USES)
      for (const check of CHECKS)
        if (!binding.some(({ when }) => mayApply(when, vehicleClass, use, check)))
          return [{ path: ["requires"], message: `form:classAsked:${vehicleClass} (${use}, ${check})` }];
  return [];
}

function mayApply(when: Requirement["when"], vehicleClass: string, use: string, check: string): boolean {
  const group = workingGroup({ vehicleClass, use });
  const facts: Facts = new Map([
    ["vehicle.class", textFact(vehicleClass)],
    ["vehicle.category", textFact(vehicleClass.slice(0, 2))],
    ["vehicle.use", textFact(use)],
    ["job.check", textFact(check)],
    ...(group === null ? [] : [["vehicle.group", textFact(group)] as const]),
  ]);
  return decideCondition(when, facts).truth !== "false";
}
