import type { JobInput, JobOpened, JournalEntry } from "../../journal/entry.ts";
import type { Json } from "../../record/canonical-json.ts";
import type { Dependents } from "./dependents.ts";
import {
  ENTRY_CLASSES,
  EVENT_CLASSES,
  INPUT_CLASSES,
  OBSERVATION_CLASSES,
  TEXT_CLASSES,
} from "./personal-entries.ts";
import { tellsOfPersons } from "./redact-document.ts";
import type { TellingTexts } from "./telling-texts.ts";

export interface EntryToRedact {
  readonly index: number;
  readonly entry: JournalEntry;
  /** Its exact text. */
  readonly text: string;
}

/** Named in the signed document, and not in the bundle. */
export interface HiddenEntry {
  readonly index: number;
  readonly entry: JournalEntry["type"];
}

export interface RedactedEntries {
  /** Rising, as the others. */
  readonly disclosed: readonly number[];
  readonly hidden: readonly HiddenEntry[];
}

/** The texts that anybody may read: rules, course, body of the exam car. */
export function publicTexts(entries: readonly EntryToRedact[]): ReadonlyMap<string, string> {
  const hashes = new Set(
    entries.flatMap(({ entry }) => (entry.type === "job-opened" ? publicHashes(entry) : [])),
  );
  const texts = new Map<string, string>();
  for (const { entry } of entries)
    if (entry.type === "artifact-stored" && hashes.has(entry.sha256)) texts.set(entry.sha256, entry.text);
  return texts;
}

/** A reply of the registry stands in no row, and is hidden. */
function publicHashes({ order }: JobOpened): readonly string[] {
  return Object.entries(TEXT_CLASSES).flatMap(([name, found]) => {
    const sha256 = order[name as keyof typeof TEXT_CLASSES];
    return found === "public" && sha256 !== null ? [sha256] : [];
  });
}

/** Which entries of the evidence may be shown to anybody. An input in which a hidden text stands is hidden, whatever its kind. */
export function redactEntries(
  entries: readonly EntryToRedact[],
  telling: TellingTexts,
  dependents: Pick<Dependents, "any"> | null = null,
): RedactedEntries {
  const texts = publicTexts(entries);
  const disclosed: number[] = [];
  const hidden: HiddenEntry[] = [];
  for (const { index, entry, text } of entries) {
    if (isPublic(entry, text)) disclosed.push(index);
    else hidden.push({ index, entry: entry.type });
  }
  return { disclosed, hidden };

  function isPublic(entry: JournalEntry, text: string): boolean {
    if (entry.type === "artifact-stored") return texts.has(entry.sha256);
    if (entry.type === "job-input")
      return isPublicInput(entry) && !tellsOfParts(entry) && !quotes(entry, text);
    return ENTRY_CLASSES[entry.type] === "public";
  }

  /** In its exact text too: a figure stands there as a number. */
  function quotes(entry: JobInput, text: string): boolean {
    return telling.standIn(text) || telling.standInValue(entry as unknown as Json);
  }

  function tellsOfParts({ input, events }: JobInput): boolean {
    if (dependents?.any !== true) return false;
    return input.kind === "resumed" || events.some(tellsOfHandWork);
  }
}

function isPublicInput({ input, events, rejected }: JobInput): boolean {
  if (!isPublicIn(INPUT_CLASSES, input.kind)) return false;
  if (input.kind === "observation" && !isPublicIn(OBSERVATION_CLASSES, input.observation.kind)) return false;
  const types = events.map((event) => String((event as { readonly type?: unknown } | null)?.type));
  if (!types.every((type) => isPublicIn(EVENT_CLASSES, type))) return false;
  return !tellsOfPersons([input, events, rejected ?? null] as unknown as Json);
}

/** Whether anything is left to be looked at by hand when the lane is done, and what. */
const AFTER_LANE = new Set(["lane-done", "review-begun", "parts-resumed", "inspection-concluded"]);

function tellsOfHandWork(event: unknown): boolean {
  const { type, prompt } = event as {
    readonly type?: unknown;
    readonly prompt?: { readonly action?: unknown };
  };
  return AFTER_LANE.has(String(type)) || prompt?.action === "look-by-hand";
}

/** A journal of a newer software may have kinds that stand in no table. */
function isPublicIn(classes: Readonly<Record<string, "public" | "hidden">>, kind: string): boolean {
  return Object.hasOwn(classes, kind) && classes[kind] === "public";
}
