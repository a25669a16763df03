import { refuse } from "./told.ts";

/** A form that a value has or has not. `fault`: the path of the first part that is not of it, or null. */
export interface Shape<Value> {
  fault(value: unknown, path: string): string | null;
  /** Only for the type. */
  readonly of?: Value;
}

export type Of<S> = S extends Shape<infer Value> ? Value : never;

interface Maybe<Value> extends Shape<Value> {
  readonly maybe: true;
}

type Rows = Readonly<Record<string, Shape<unknown>>>;
type MembersOf<R extends Rows> = {
  readonly [K in keyof R as R[K] extends Maybe<unknown> ? never : K]: Of<R[K]>;
} & { readonly [K in keyof R as R[K] extends Maybe<unknown> ? K : never]?: Of<R[K]> };

function where<Value>(isOf: (value: unknown) => boolean): Shape<Value> {
  return { fault: (value, path) => (isOf(value) ? null : path) };
}

export const anything: Shape<unknown> = where(() => true);
export const flag: Shape<boolean> = where((value) => typeof value === "boolean");
export const number: Shape<number> = where((value) => typeof value === "number");
export const always: Shape<true> = where((value) => value === true);

export function text(least = 0, most = Number.POSITIVE_INFINITY): Shape<string> {
  return where((value) => typeof value === "string" && value.length >= least && value.length <= most);
}

export function like(pattern: RegExp): Shape<string> {
  return where((value) => typeof value === "string" && pattern.test(value));
}

export function whole(least = Number.MIN_SAFE_INTEGER): Shape<number> {
  return where((value) => Number.isSafeInteger(value) && (value as number) >= least);
}

/** Farther from 1970 there is no time to tell. */
const FARTHEST_MS = 8.64e15;

/** Milliseconds since 1970, also between two. */
export const moment: Shape<number> = where(
  (value) => typeof value === "number" && Math.abs(value) <= FARTHEST_MS,
);
export const wholeMoment: Shape<number> = where(
  (value) => Number.isSafeInteger(value) && moment.fault(value, "x") === null,
);

export function oneOf<const Words extends readonly string[]>(...words: Words): Shape<Words[number]> {
  return where((value) => words.some((word) => word === value));
}

export function either<One, Other>(one: Shape<One>, other: Shape<Other>): Shape<One | Other> {
  return { fault: (value, path) => (one.fault(value, path) === null ? null : other.fault(value, path)) };
}

export function orNull<Value>(shape: Shape<Value>): Shape<Value | null> {
  return { fault: (value, path) => (value === null ? null : shape.fault(value, path)) };
}

/** A member that may be absent; where it stands it has the form. */
export function maybe<Value>(shape: Shape<Value>): Maybe<Value> {
  return { ...shape, maybe: true };
}

export function listOf<Value>(
  shape: Shape<Value>,
  most = Number.POSITIVE_INFINITY,
  least = 0,
): Shape<readonly Value[]> {
  return {
    fault: (value, path) => {
      if (!Array.isArray(value)) return path;
      for (let i = 0; i < value.length; i++) {
        const fault = shape.fault(value[i], below(path, String(i)));
        if (fault !== null) return fault;
      }
      return value.length > most || value.length < least ? path : null;
    },
  };
}

/** A list of exactly these two words in this order. */
export function pairOf<const First extends string, const Second extends string>(
  first: First,
  second: Second,
): Shape<readonly [First, Second]> {
  return {
    fault: (value, path) => {
      if (!Array.isArray(value) || value.length !== 2) return path;
      if (value[0] !== first) return below(path, "0");
      return value[1] === second ? null : below(path, "1");
    },
  };
}

/** Any names, each with a value of the form. */
export function dictionaryOf<Value>(shape: Shape<Value>): Shape<Readonly<Record<string, Value>>> {
  return {
    fault: (value, path) => {
      if (!isObject(value)) return path;
      for (const [name, member] of Object.entries(value)) {
        const fault = shape.fault(member, below(path, name));
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}

/** Exactly these members, in any order. `loose`: others may stand beside them. */
export function members<const R extends Rows>(rows: R, loose = false): Shape<MembersOf<R>> {
  return {
    fault: (value, path) => {
      if (!isObject(value)) return path;
      for (const [name, shape] of Object.entries(rows)) {
        if (!Object.hasOwn(value, name)) {
          if ("maybe" in shape) continue;
          return below(path, name);
        }
        const fault = shape.fault(value[name], below(path, name));
        if (fault !== null) return fault;
      }
      if (loose) return null;
      const unknown = Object.keys(value).find((name) => !Object.hasOwn(rows, name));
      return unknown === undefined ? null : below(path, unknown);
    },
  };
}

/** Throws Refused with the first field that is not of the form. */
export function matched<Value>(shape: Shape<Value>, value: unknown): Value {
  const field = faultOf(shape, value);
  return field === null ? (value as Value) : refuse("FIELD_MALFORMED", { field });
}

/** `items.0.verdict`; `(root)` for the value itself. */
export function faultOf(shape: Shape<unknown>, value: unknown): string | null {
  const fault = shape.fault(value, "");
  return fault === "" ? "(root)" : fault;
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const sha256Hex: Shape<string> = like(/^[0-9a-f]{64}$/);
/** As records have it. */
export const instant: Shape<string> = like(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** The same, of a day and a time that there are. */
export const realInstant: Shape<string> = where(
  (value) => typeof value === "string" && instant.fault(value, "x") === null && isReal(value),
);

function isReal(value: string): boolean {
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}
