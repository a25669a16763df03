import { assert } from "../machine.ts";

/**
 * Exact decimals. A measured value travels as the decimal string the instrument gave ("1.10" is not "1.1");
 * arithmetic on it is rational and exact; it is rounded once, where the rule says so, and compared after that.
 * Binary floating point never decides a verdict.
 */
export type DecimalString = string;

export interface Exact {
  readonly numerator: bigint;
  /** Always positive. */
  readonly denominator: bigint;
}

const DECIMAL = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/;

export function isDecimalString(text: string): boolean {
  return DECIMAL.test(text);
}

/** Null when the text is not a plain decimal (no exponent, no sign but minus, at most 18 digits either side). */
export function parseExact(text: string): Exact | null {
  if (!DECIMAL.test(text)) return null;
  const point = text.indexOf(".");
  if (point < 0) return { numerator: BigInt(text), denominator: 1n };
  const decimals = text.length - point - 1;
  return {
    numerator: BigInt(text.slice(0, point) + text.slice(point + 1)),
    denominator: 10n ** BigInt(decimals),
  };
}

/** For literals and values already validated at the edge; asserts where `parseExact` would give null. */
export function exact(text: string | number): Exact {
  const parsed = parseExact(String(text));
  assert(parsed !== null, `a decimal is needed here, not ${JSON.stringify(text)}`);
  return parsed;
}

export function add(a: Exact, b: Exact): Exact {
  return reduce(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtract(a: Exact, b: Exact): Exact {
  return reduce(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiply(a: Exact, b: Exact): Exact {
  return reduce(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Null for a zero divisor: the caller turns it into a missing fact with a reason, never into a number. */
export function divide(a: Exact, b: Exact): Exact | null {
  if (b.numerator === 0n) return null;
  const sign = b.numerator < 0n ? -1n : 1n;
  return reduce(a.numerator * b.denominator * sign, a.denominator * b.numerator * sign);
}

export function absolute(a: Exact): Exact {
  return a.numerator < 0n ? { numerator: -a.numerator, denominator: a.denominator } : a;
}

/** Negative, zero or positive, like a sort comparator. */
export function compare(a: Exact, b: Exact): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function maximum(a: Exact, b: Exact): Exact {
  return compare(a, b) >= 0 ? a : b;
}

/** Half away from zero ("half-up" of the standards), to 0..18 decimals; the text keeps its trailing zeros. */
export function roundHalfUp(value: Exact, decimals: number): DecimalString {
  assert(Number.isInteger(decimals) && decimals >= 0 && decimals <= 18, "decimals between 0 and 18");
  const scale = 10n ** BigInt(decimals);
  const negative = value.numerator < 0n;
  const scaled = (negative ? -value.numerator : value.numerator) * scale * 2n + value.denominator;
  const digits = (scaled / (value.denominator * 2n)).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}

function reduce(numerator: bigint, denominator: bigint): Exact {
  let a = numerator < 0n ? -numerator : numerator;
  let b = denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  return a <= 1n ? { numerator, denominator } : { numerator: numerator / a, denominator: denominator / a };
}
