import { nearest } from "../core/door/nearest.ts";

/** Stands after a list of what is allowed; empty where nothing known is near to what was written. */
export function meantWord(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  return near === null ? "" : ` (did you mean ${JSON.stringify(near)}?)`;
}
