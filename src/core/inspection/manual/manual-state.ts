import type { Found } from "./manual-commands.ts";
import type { PlannedPart } from "./manual-plan.ts";

/** How far inspectors are with what they look at by hand. Plain data, the fold of its events. */
export interface ManualState {
  readonly parts: readonly PartState[];
}

export interface PartState {
  readonly part: string;
  readonly state: "waiting" | "running" | "done";
  /** In the order in which they came; the last one has it, or had it last. */
  readonly by: readonly string[];
  /** How long it was worked on as of `sinceMs`, by the steady clock; that is null while nobody does. */
  readonly countedMs: number;
  readonly sinceMs: number | null;
  readonly entries: Readonly<Record<string, EntryState>>;
  readonly photos: Readonly<Record<string, { readonly sha256: string; readonly by: string }>>;
}

export interface EntryState {
  readonly found: Found;
  readonly note: string;
  readonly values: Readonly<Record<string, string>>;
  readonly by: string;
  /** How often it was entered. */
  readonly times: number;
  /** Why it was sent back, each time. */
  readonly sentBack: readonly SentBack[];
  /** Sent back, and not entered since. */
  readonly isOpen: boolean;
  /** The earlier inspection in which it passed; null for what is looked at in this one. */
  readonly keptOf: string | null;
}

export interface SentBack {
  readonly by: string;
  readonly note: string;
}

export type ManualEvent =
  | { readonly type: "part-begun"; readonly part: string; readonly by: string; readonly atMs: number }
  | {
      readonly type: "item-entered";
      readonly part: string;
      readonly item: string;
      readonly found: Found;
      readonly note: string;
      readonly values: Readonly<Record<string, string>>;
      readonly by: string;
      readonly atMs: number;
    }
  | {
      readonly type: "photo-taken";
      readonly part: string;
      readonly photo: string;
      readonly sha256: string;
      readonly by: string;
      readonly atMs: number;
    }
  | { readonly type: "part-ended"; readonly part: string; readonly atMs: number }
  /** After a restart the steady clock counts anew: what passed since the last act counts for nobody. */
  | { readonly type: "parts-resumed"; readonly atMs: number }
  | {
      readonly type: "items-sent-back";
      readonly items: readonly string[];
      readonly by: string;
      readonly note: string;
    };

export function initialManual(plan: readonly PlannedPart[]): ManualState {
  return {
    parts: plan.map(({ key }) => ({
      part: key,
      state: "waiting",
      by: [],
      countedMs: 0,
      sinceMs: null,
      entries: {},
      photos: {},
    })),
  };
}

export function evolveManual(state: ManualState, event: ManualEvent): ManualState {
  switch (event.type) {
    case "part-begun":
      return withPart(state, event.part, (part) => ({
        ...counted(part, event.atMs),
        state: "running",
        by: part.by.at(-1) === event.by ? part.by : [...part.by, event.by],
        sinceMs: event.atMs,
      }));
    case "item-entered":
      return withPart(state, event.part, (part) => entered(counted(part, event.atMs), event));
    case "photo-taken": {
      const { photo, sha256, by } = event;
      return withPart(state, event.part, (part) => ({
        ...counted(part, event.atMs),
        photos: { ...part.photos, [photo]: { sha256, by } },
      }));
    }
    case "part-ended":
      return withPart(state, event.part, (part) => ({
        ...counted(part, event.atMs),
        state: "done",
        sinceMs: null,
      }));
    case "parts-resumed":
      return {
        parts: state.parts.map((part) => (part.sinceMs === null ? part : { ...part, sinceMs: event.atMs })),
      };
    case "items-sent-back":
      return { parts: state.parts.map((part) => sentBack(part, event)) };
  }
}

function entered(part: PartState, event: Extract<ManualEvent, { type: "item-entered" }>): PartState {
  const { item, found, note, values, by } = event;
  const before = part.entries[item];
  const entry = {
    found,
    note,
    values,
    by,
    times: (before?.times ?? 0) + 1,
    sentBack: before?.sentBack ?? [],
    isOpen: false,
    keptOf: null,
  };
  return { ...part, entries: { ...part.entries, [item]: entry } };
}

function sentBack(
  part: PartState,
  { items, by, note }: Extract<ManualEvent, { type: "items-sent-back" }>,
): PartState {
  const back = Object.entries(part.entries).filter(([item]) => items.includes(item));
  if (back.length === 0) return part;
  const entries = back.map(([item, entry]): [string, EntryState] => [
    item,
    { ...entry, isOpen: true, sentBack: [...entry.sentBack, { by, note }] },
  ]);
  return { ...part, state: "waiting", entries: { ...part.entries, ...Object.fromEntries(entries) } };
}

function counted(part: PartState, atMs: number): PartState {
  if (part.sinceMs === null) return part;
  return { ...part, countedMs: part.countedMs + Math.max(0, atMs - part.sinceMs), sinceMs: atMs };
}

function withPart(state: ManualState, key: string, change: (part: PartState) => PartState): ManualState {
  return { parts: state.parts.map((part) => (part.part === key ? change(part) : part)) };
}
