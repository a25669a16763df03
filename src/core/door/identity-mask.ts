import { canonicalIdNumber } from "./identity-document.ts";

/** Of a resident's number and of whatever has its form: the birth date and its neighbours are hidden, place and last four stay. */
const EIGHTEEN = /^[0-9]{17}[0-9X]$/;
const FIFTEEN = /^[0-9]{15}$/;
const HEAD = 6;
const BIRTH = 8;
const BIRTH_OLD = 6;
/** Of any other document: in one run in the middle. */
const RUN_MIN = 4;
const SHARE = 0.4;

/** What may be kept of an identity number (full or masked already, in any width and case): capitals, its middle replaced by `*`. */
export function maskedIdentity(typed: string): string {
  const number = plainIdentity(typed);
  if (number.includes("*")) return number;
  if (EIGHTEEN.test(number)) return hidden(number, HEAD, BIRTH);
  if (FIFTEEN.test(number)) return hidden(number, HEAD, BIRTH_OLD);
  const run = Math.max(RUN_MIN, Math.ceil(number.length * SHARE));
  return hidden(number, Math.max(1, Math.ceil((number.length - run) / 2)), run);
}

/** As a document writes it: half-width capitals without blanks. */
export function plainIdentity(typed: string): string {
  return canonicalIdNumber(typed.normalize("NFKC").replace(/\s/g, ""));
}

function hidden(number: string, from: number, length: number): string {
  return `${number.slice(0, from)}${"*".repeat(Math.min(length, Math.max(0, number.length - from)))}${number.slice(from + length)}`;
}
