import type { z } from "zod";

/** True only where the schema would take the value and give it back as it is. */
export type QuickCheck = (value: unknown) => boolean;

interface Definition {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: CheckDefinition } }[];
  readonly check?: string;
  readonly format?: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly getter?: () => z.ZodType;
}

interface CheckDefinition {
  readonly check: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly value?: unknown;
  readonly inclusive?: boolean;
}

/** How the members of an object have to stand, and the checks that were made so far. */
interface Form {
  readonly isInOrder: boolean;
  readonly made: WeakMap<z.ZodType, QuickCheck>;
}

const IN_ORDER: Form = { isInOrder: true, made: new WeakMap() };
const IN_ANY_ORDER: Form = { isInOrder: false, made: new WeakMap() };

/**
 * A schema as a check that makes nothing: zod builds each value anew, which takes longer than to sign it. Whatever is not known here is asked of the
 * schema itself, and whoever gets false asks the schema for the last word. Members have to stand in the schema's order, as zod would give them back.
 */
export function quickCheck(schema: z.ZodType): QuickCheck {
  return checkIn(IN_ORDER, schema);
}

/** The same for who reads: the canonical form has its members in another order than the schema, and nobody who has read it goes by their order. */
export function quickCheckOfRead(schema: z.ZodType): QuickCheck {
  return checkIn(IN_ANY_ORDER, schema);
}

function checkIn(form: Form, schema: z.ZodType): QuickCheck {
  const known = form.made.get(schema);
  if (known !== undefined) return known;
  let made: QuickCheck | null = null;
  // First its name and then itself: a schema may be within itself.
  const check: QuickCheck = (value) => {
    made ??= checkOf(form, schema);
    return made(value);
  };
  form.made.set(schema, check);
  return check;
}

function checkOf(form: Form, schema: z.ZodType): QuickCheck {
  const def = schema._zod.def as unknown as Definition;
  const checks = (def.checks ?? []).map((check) => check._zod.def);
  switch (def.type) {
    case "string":
      return def.format === undefined ? (stringCheck(checks) ?? asked(schema)) : asked(schema);
    case "number":
      return (
        numberCheck([...checks, ...(def.check === undefined ? [] : [def as CheckDefinition])]) ??
        asked(schema)
      );
    default:
      return checks.length > 0 ? asked(schema) : (plainCheck(form, def) ?? asked(schema));
  }
}

function plainCheck(form: Form, def: Definition): QuickCheck | null {
  const { element, innerType, valueType, keyType, options, entries, values, getter } = def;
  switch (def.type) {
    case "boolean":
      return (value) => value === true || value === false;
    case "null":
      return (value) => value === null;
    case "enum":
      return oneOf(Object.values(entries ?? {}));
    case "literal":
      return oneOf(values ?? []);
    case "nullable":
      return innerType === undefined ? null : orNull(checkIn(form, innerType));
    case "lazy":
      // The getter makes a new schema at each call.
      return getter === undefined ? null : checkIn(form, getter());
    case "union":
      return options === undefined ? null : anyOf(options.map((option) => checkIn(form, option)));
    case "array":
      return element === undefined ? null : arrayOf(checkIn(form, element));
    case "record":
      return valueType === undefined || keyType?._zod.def.type !== "string"
        ? null
        : recordOf(checkIn(form, valueType));
    case "object":
      return def.catchall?._zod.def.type === "never" ? objectOf(form, def.shape ?? {}) : null;
    default:
      return null;
  }
}

function asked(schema: z.ZodType): QuickCheck {
  return (value) => {
    const result = schema.safeParse(value);
    return result.success && result.data === value;
  };
}

function stringCheck(checks: readonly CheckDefinition[]): QuickCheck | null {
  const patterns: RegExp[] = [];
  for (const { check, format, pattern } of checks) {
    if (
      check !== "string_format" ||
      format !== "regex" ||
      pattern === undefined ||
      /[gy]/.test(pattern.flags)
    )
      return null;
    patterns.push(pattern);
  }
  return (value) => typeof value === "string" && patterns.every((pattern) => pattern.test(value));
}

function numberCheck(checks: readonly CheckDefinition[]): QuickCheck | null {
  let isWhole = false;
  let least = Number.NEGATIVE_INFINITY;
  for (const { check, format, value, inclusive } of checks) {
    if (check === "number_format" && format === "safeint") isWhole = true;
    else if (check === "greater_than" && inclusive === true && typeof value === "number")
      least = Math.max(least, value);
    else return null;
  }
  return (value) =>
    typeof value === "number" &&
    (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= least;
}

function oneOf(values: readonly unknown[]): QuickCheck {
  const [only] = values;
  return values.length === 1 ? (value) => value === only : (value) => values.includes(value);
}

function orNull(check: QuickCheck): QuickCheck {
  return (value) => value === null || check(value);
}

function anyOf(checks: readonly QuickCheck[]): QuickCheck {
  return (value) => {
    for (const check of checks) if (check(value)) return true;
    return false;
  };
}

function arrayOf(check: QuickCheck): QuickCheck {
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (let i = 0; i < value.length; i++) if (!check(value[i])) return false;
    return true;
  };
}

function recordOf(check: QuickCheck): QuickCheck {
  return (value) => {
    if (!isPlainObject(value)) return false;
    for (const key of Object.keys(value)) if (key === "__proto__" || !check(value[key])) return false;
    return true;
  };
}

function objectOf(form: Form, shape: Readonly<Record<string, z.ZodType>>): QuickCheck {
  const members = Object.entries(shape).map(([name, schema]) => {
    const { type, innerType } = schema._zod.def as unknown as Definition;
    const isOptional = type === "optional" && innerType !== undefined;
    return { name, isOptional, check: checkIn(form, isOptional ? innerType : schema) };
  });
  if (!form.isInOrder)
    return (value) => {
      if (!isPlainObject(value)) return false;
      let found = 0;
      for (const { name, isOptional, check } of members) {
        const member = value[name];
        if (member !== undefined) {
          if (!check(member)) return false;
          found++;
        } else if (!isOptional) return false;
      }
      return found === Object.keys(value).length;
    };
  return (value) => {
    if (!isPlainObject(value)) return false;
    const keys = Object.keys(value);
    let at = 0;
    for (const { name, isOptional, check } of members) {
      if (keys[at] === name) {
        if (!check(value[name])) return false;
        at++;
      } else if (!isOptional) return false;
    }
    return at === keys.length;
  };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
