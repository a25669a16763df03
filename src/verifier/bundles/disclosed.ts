import { base64Of, textOf, utf8Of } from "../bytes/octets.ts";
import { type Receipt, receiptIn } from "../sealed/checkpoint.ts";
import type { Standing } from "../sealed/sealed.ts";
import { listOf, members, text, whole } from "../shape.ts";
import { areIncluded } from "../signed/tree.ts";
import { Refused, refuse } from "../told.ts";

/** Some entries of one log under one checkpoint. */
const ENTRIES_MAX = 1_000_000;
const HASH_BYTES = 32;

export const disclosedRows = {
  station: text(1, 200),
  size: whole(1),
  checkpoint: text(0, 64 * 1024),
  entries: listOf(members({ index: whole(0), entry: text() }), ENTRIES_MAX, 1),
  hashes: listOf(text(44, 44), 64 * ENTRIES_MAX + 64),
};

export interface Disclosed {
  readonly station: string;
  readonly size: number;
  readonly checkpoint: string;
  readonly entries: readonly { readonly index: number; readonly entry: string }[];
  readonly hashes: readonly string[];
}

/** An entry as a station wrote it; what stands in it is for whoever reads it. */
export interface Entry {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Base64 of each hash. Throws Refused. */
export function hashesOf(texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => {
    const hash = base64Of(text);
    return hash?.length === HASH_BYTES ? hash : refuse("NOT_BASE64", { field: "hashes" });
  });
}

/** All of them stand in the log that the checkpoint stands for, in their order. Throws Refused. */
export function entriesInLog(
  standing: Standing,
  { station, size, checkpoint, entries }: Disclosed,
  hashes: readonly Uint8Array[],
): { readonly entries: readonly Entry[]; readonly receipt: Receipt } {
  const receipt = receiptIn(standing, station, checkpoint);
  if (receipt.size !== size) refuse("CHECKPOINT_FOREIGN", { origin: receipt.origin, size: receipt.size });
  let before = -1;
  for (const { index } of entries) {
    if (index <= before || index >= size) refuse("ENTRIES_NOT_RISING", { index, size });
    before = index;
  }
  const leaves = entries.map(({ index, entry }) => ({ index, bytes: utf8Of(entry) }));
  if (!areIncluded(leaves, size, hashes, receipt.root))
    refuse("ENTRIES_NOT_IN_LOG", { entries: leaves.length, size });
  return { receipt, entries: leaves.map(({ index, bytes }) => at(index, () => entryOf(index, bytes))) };
}

/** One entry has one text: what would not be written again as it stands is none. */
function entryOf(index: number, bytes: Uint8Array): Entry {
  const source = textOf(bytes) ?? refuse("ENTRY_MALFORMED", {});
  let value: unknown;
  try {
    value = JSON.parse(source);
    if (JSON.stringify(value) !== source) value = null;
  } catch {
    value = null;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const entry = (isObject ? value : {}) as Readonly<Record<string, unknown>>;
  return typeof entry.type === "string"
    ? { index, bytes, type: entry.type, value: entry }
    : refuse("ENTRY_MALFORMED", {});
}

/** What is refused there says at which entry. */
export function at<Value>(index: number, make: () => Value): Value {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof Refused) || "index" in cause.told.params) throw cause;
    const { told } = cause;
    throw new Refused({
      code: told.code,
      params: { ...told.params, index },
      zh: `日志第 ${index} 条：${told.zh}`,
      en: `At entry ${index} of the log: ${told.en}`,
    });
  }
}
