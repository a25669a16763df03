import { ID_KINDS, type IdKind, idKindOf, idProblem } from "../../core/door/identity-document.ts";
import { plateKind } from "../../core/door/plate.ts";
import { isArticulatedClass, VEHICLE_CLASSES } from "../../core/door/vehicle-class.ts";
import { vehicleNumberKind } from "../../core/door/vehicle-number.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { PARTS_ELSEWHERE } from "../../core/trade/words/papers.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { type AskedField, fieldsOf, type Values } from "./check-in-fields.ts";
import {
  dayTyped,
  figureTyped,
  plainTyped,
  plateTyped,
  textTyped,
  vehicleNumberTyped,
} from "./check-in-figures.ts";
import { type TextKey, textIn } from "./texts.ts";

/** By key of the papers, or `form` for the whole of it. */
export type Wrong = Readonly<Record<string, Sentence>>;

export interface Read {
  readonly papers: Readonly<Record<string, unknown>>;
  readonly wrong: Wrong;
}

export const AXLES_MAX = 6;
const SIDES = 3;
export const NO_PLATE_KEY = "plate.none";

/** What a form says, as a waiting file has it. What is wrong with it beyond what people type is for the station's door to say. */
export function papersOf(kind: JobKind, values: Values): Read {
  const papers: Record<string, unknown> = {};
  const wrong: Record<string, Sentence> = {};
  for (const field of fieldsOf(kind, values)) {
    const value = readField(field, values);
    if (value.kind === "wrong") wrong[field.key] = both(value.why);
    else if (value.kind === "value") put(papers, field.key, value.value);
  }
  if (kind === "exam") {
    const { attempt } = papers;
    return { papers: { ...papers, ...(attempt === undefined ? {} : { attempt: Number(attempt) }) }, wrong };
  }
  const axles = axlesOf(values, wrong);
  const { vehicleClass = "" } = values;
  const elsewhere = Object.keys(PARTS_ELSEWHERE).filter((part) => values[`elsewhere.${part}`] === "yes");
  const { dimensions } = papers;
  if (typeof dimensions === "object" && dimensions !== null && Object.keys(dimensions).length < SIDES)
    wrong["dimensions.lengthMm"] = both("dimensionsTogether");
  return {
    papers: {
      schema: "proofmark/dossier/v2",
      ...MAY_BE_NULL,
      ...papers,
      ...(values[NO_PLATE_KEY] === "yes" ? { plate: null } : {}),
      passengerCar: papers.passengerCar ?? false,
      articulated: isArticulatedClass(vehicleClass),
      axles,
      elsewhere: elsewhere.length === 0 ? null : elsewhere,
    },
    wrong,
  };
}

/** Keys that have to stand in the papers, and say nothing where nobody knows. */
const MAY_BE_NULL = {
  ...{ grossMassKg: null, curbMassKg: null, highBeamIndependentlyAdjustable: null, lampHeightMm: null },
  ...{ ratedEngineSpeedRpm: null, maxSpeedKmh: null, firstRegistered: null },
};

type Value =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "none" }
  | { readonly kind: "wrong"; readonly why: TextKey };

const NONE: Value = { kind: "none" };
const value = (of: unknown): Value => ({ kind: "value", value: of });
const wrongIn = (why: TextKey): Value => ({ kind: "wrong", why });

/** Null: nothing is wrong with what stands there by itself. */
export function wrongAt(field: AskedField, values: Values): Sentence | null {
  if ((values[field.key] ?? "").trim() === "") return null;
  const read = readField(field, values);
  return read.kind === "wrong" ? both(read.why) : null;
}

function readField(field: AskedField, values: Values): Value {
  const { key, form, without } = field;
  const typed = values[key] ?? "";
  if (key === "axles") return NONE;
  if (key === "plate" && values[NO_PLATE_KEY] === "yes") return NONE;
  if (typed.trim() === "") return without === undefined ? wrongIn("neededHere") : NONE;
  switch (form) {
    case "text":
      return value(textTyped(typed));
    case "code":
      if (key === "learnerCertificate" && !/^\d{12}$/.test(plainTyped(typed).replace(/ /g, "")))
        return wrongIn("certificateForm");
      return value(key === "learnerCertificate" ? plainTyped(typed).replace(/ /g, "") : plainTyped(typed));
    case "figure": {
      const figure = figureTyped(typed);
      return figure === null ? wrongIn("wholeFigure") : value(figure);
    }
    case "day": {
      const day = dayTyped(typed);
      return day === null ? wrongIn("dayForm") : value(day);
    }
    case "yes-no":
      return value(typed === "yes");
    case "choice":
      return key === "vehicleClass" && !VEHICLE_CLASSES.includes(typed)
        ? wrongIn("neededHere")
        : value(typed);
    case "plate": {
      const plate = plateTyped(typed);
      return plateKind(plate) === null ? wrongIn("plateForm") : value(plate);
    }
    case "vehicle-number": {
      const number = vehicleNumberTyped(typed);
      return vehicleNumberKind(number) === null ? wrongIn("vehicleNumberForm") : value(number);
    }
    case "identity": {
      const idKind = kindIn(values);
      const problem = idKind === null ? "" : idProblem({ idKind, idMasked: typed });
      return problem === null ? value(typed) : wrongIn("identityForm");
    }
  }
}

export function kindIn({ idKind }: Values): IdKind | null {
  return ID_KINDS.find((kind) => kind === idKind) ?? idKindOf({ idMasked: "" });
}

function axlesOf(values: Values, wrong: Record<string, Sentence>): unknown[] {
  return Array.from({ length: axleCount(values) }, (_none, at) => {
    const suspension = values[`axles.${at}.suspension`] ?? "";
    const position = values[`axles.${at}.position`] ?? "";
    if (position === "") wrong[`axles.${at}.position`] = both("neededHere");
    return {
      position,
      steered: values[`axles.${at}.steered`] === "yes",
      suspension: suspension === "" ? null : suspension,
      parkingBrake: values[`axles.${at}.parkingBrake`] === "yes",
    };
  });
}

export function axleCount({ axles }: Values): number {
  return Math.min(AXLES_MAX, Math.max(1, Number(axles ?? "2") || 1));
}

/** `dimensions.lengthMm` stands in a table of its own. */
function put(papers: Record<string, unknown>, key: string, of: unknown): void {
  const [head = "", inner] = key.split(".");
  if (inner === undefined) papers[head] = of;
  else papers[head] = { ...(papers[head] as object | undefined), [inner]: of };
}

/** The other way: what a form shows of papers that are corrected. */
export function valuesOf(kind: JobKind, papers: Readonly<Record<string, unknown>>): Values {
  const values: Record<string, string> = {};
  const told = (key: string, of: unknown): void => {
    if (of === null || of === undefined) return;
    if (Array.isArray(of) && key === "elsewhere") {
      for (const part of of) values[`elsewhere.${part}`] = "yes";
    } else if (Array.isArray(of)) {
      values[key] = String(of.length);
      for (const [at, one] of of.entries()) told(`${key}.${at}`, one);
    } else if (typeof of === "object") {
      for (const [inner, one] of Object.entries(of)) told(`${key}.${inner}`, one);
    } else values[key] = typeof of === "boolean" ? (of ? "yes" : "no") : String(of);
  };
  for (const [key, of] of Object.entries(papers)) told(key, of);
  if (kind === "inspection" && papers.plate === null) values[NO_PLATE_KEY] = "yes";
  return values;
}

function both(key: TextKey): Sentence {
  return { zh: textIn(key, "zh"), en: textIn(key, "en") };
}
