/** Every number of a rulebook, where it stands, and what it becomes when it is moved. Only for tests. */
export type Path = readonly (string | number)[];

export interface NumberAt {
  readonly path: Path;
  readonly value: number | string;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
/** Numbers in name only: nobody computes with them, the snapshot holds them all the same. */
const NAMES = new Set(["code", "clause", "plateClass"]);

/** Of a worked example: no number of a standard, and no page shows it. */
export function isOfExample(path: Path): boolean {
  return path[0] === "vehicles" || path.includes("examples");
}

/** How something is looked at by hand, and what comes after it. */
export function isOfManual(path: Path): boolean {
  return path[2] === "manual" || path[2] === "values" || path[0] === "review" || path[0] === "reinspection";
}

/** Every text and every yes or no, with what it is when it is another. */
export function wordsIn(value: unknown, path: Path = []): { path: Path; value: string | boolean }[] {
  if (typeof value === "boolean") return [{ path, value: !value }];
  if (typeof value === "string") return [{ path, value: `${value}x` }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    wordsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

export function numbersIn(value: unknown, path: Path = []): NumberAt[] {
  if (NAMES.has(String(path.at(-1)))) return [];
  if (typeof value === "number") return [{ path, value }];
  if (typeof value === "string") return DECIMAL.test(value) ? [{ path, value }] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    numbersIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

export function valueAt(book: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null ? Object.entries(at)[indexOf(at, key)]?.[1] : undefined,
    book,
  );
}

function indexOf(of: object, key: string | number): number {
  return Object.keys(of).indexOf(String(key));
}

/** A copy of the book in which one number is another. */
export function withNumber<Book>(book: Book, path: Path, value: number | string | boolean): Book {
  const copy = structuredClone(book);
  const owner = valueAt(copy, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof owner !== "object" || owner === null || key === undefined) throw new Error(`nothing at ${path}`);
  Reflect.set(owner, key, value);
  return copy;
}

/** One unit of the last decimal, as it is written. */
export function unitOf(value: number | string): number {
  const decimals = String(value).split(".")[1]?.length ?? 0;
  return Number((10 ** -decimals).toFixed(decimals));
}

/** `value` plus so many units of its last decimal, without the noise of binary fractions. */
export function plus(value: number | string, units: number): string {
  const decimals = String(value).split(".")[1]?.length ?? 0;
  return (Number(value) + units * unitOf(value)).toFixed(decimals);
}

/** Moved by one last decimal and by 15 % both ways; what comes out the same is left out. */
export function moved(value: number | string): (number | string)[] {
  const decimals = String(value).split(".")[1]?.length ?? 0;
  const number = Number(value);
  const texts = [
    plus(value, 1),
    plus(value, -1),
    (number * 1.15).toFixed(decimals),
    (number * 0.85).toFixed(decimals),
  ];
  const others = [...new Set(texts)].filter((text) => Number(text) !== number);
  return typeof value === "number" ? others.map(Number) : others;
}
