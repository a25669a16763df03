import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./source-tree.ts";

/** A mark with what a reader has to say of it, made with fixed keys by the side that issues. */
export interface MarkCase {
  readonly name: string;
  readonly text: string;
  readonly issuers: string;
  readonly nowMs: number | null;
  readonly use: string;
  readonly word: string;
}

export interface MarkCases {
  /** Fingerprint of the authority that signed the lists. */
  readonly authority: string;
  readonly issuerLists: Readonly<Record<string, string>>;
  readonly cases: readonly MarkCase[];
}

export function markCases(): MarkCases {
  return JSON.parse(readFileSync(join(ROOT, "test/vectors/marks.json"), "utf8")) as MarkCases;
}

export function markCase({ cases }: MarkCases, name: string): MarkCase {
  const found = cases.find((known) => known.name === name);
  if (found === undefined) throw new Error(`test/vectors/marks.json has no case ${name}`);
  return found;
}

export function issuerList({ issuerLists }: MarkCases, name = "whole"): string {
  const list = issuerLists[name];
  if (list === undefined) throw new Error(`test/vectors/marks.json has no list ${name}`);
  return list;
}
