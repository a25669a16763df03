import { compare, exact } from "../../quantities/exact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import { factDomain } from "../../trade/words/fact-domains.ts";
import { FACTS, factName } from "../../trade/words/facts.ts";
import type { LaneTurn } from "../lane-turn.ts";
import type { ManualCommand } from "./manual-commands.ts";
import { type PlannedPart, partOfItem } from "./manual-plan.ts";
import type { ManualState, PartState } from "./manual-state.ts";

interface Acting {
  readonly by: string;
  readonly atMs: number;
}

type Enter = Extract<ManualCommand, { name: "part-enter" }>;

/** What an inspector asks for; null when it is done, else why not. */
export function manualAct(
  plan: readonly PlannedPart[],
  turn: LaneTurn,
  command: ManualCommand,
  who: Acting,
): Reason | null {
  const { manual } = turn.state;
  if (manual === null) return reason("NOTHING_BY_HAND", {});
  const part = command.name === "part-enter" ? partOfItem(plan, command.item) : partNamed(plan, command.part);
  const held = manual.parts.find(({ part: key }) => key === part?.key);
  if (part === undefined || held === undefined)
    return command.name === "part-enter"
      ? unknownItem(plan, command.item)
      : reason("PART_NOT_BY_HAND", { part: command.part, allowed: plan.map(({ key }) => key) });
  if (command.name === "part-begin") return beginPart({ plan, manual, part, held }, turn, who);
  const refused = whyNotTheirs(part, held, who.by);
  if (refused !== null) return refused;
  switch (command.name) {
    case "part-enter":
      return enterItem(part, turn, command, who);
    case "part-photo":
      return takePhoto(part, turn, command, who);
    case "part-end":
      return endPart(part, held, turn, who);
  }
}

/** What of a part keeps it from being ended, beside the time. */
export function openIn(part: PlannedPart, held: PartState) {
  return {
    items: part.items.filter(({ code }) => held.entries[code]?.isOpen !== false),
    photos: part.photos.filter(({ code }) => held.photos[code] === undefined),
  };
}

export function unknownItem(plan: readonly PlannedPart[], item: string): Reason {
  const allowed = plan.flatMap(({ items }) => items.map(({ code }) => code));
  return reason("MANUAL_ITEM_UNKNOWN", { item, allowed });
}

function partNamed(plan: readonly PlannedPart[], key: string): PlannedPart | undefined {
  return plan.find((part) => part.key === key);
}

function words({ nameZh: zh, nameEn: en }: PlannedPart) {
  return { zh, en };
}

interface Taking {
  readonly plan: readonly PlannedPart[];
  readonly manual: ManualState;
  readonly part: PlannedPart;
  readonly held: PartState;
}

/** Nobody looks at two parts at once: least times would say nothing of them. */
function beginPart(
  { plan, manual, part, held }: Taking,
  turn: LaneTurn,
  { by, atMs }: Acting,
): Reason | null {
  if (held.state === "running" && held.by.at(-1) === by) return reason("PART_IS_YOURS", words(part));
  const other = manual.parts.find(({ state, by: whose }) => state === "running" && whose.at(-1) === by);
  const theirs = plan.find(({ key }) => key === other?.part);
  if (theirs !== undefined) return reason("PERSON_HAS_PART", words(theirs));
  turn.emit({ type: "part-begun", part: part.key, by, atMs });
  return null;
}

function whyNotTheirs(part: PlannedPart, held: PartState, by: string): Reason | null {
  if (held.state !== "running") return reason("PART_NOT_TAKEN", words(part));
  return held.by.at(-1) === by ? null : reason("PART_OF_ANOTHER", words(part));
}

function enterItem(part: PlannedPart, turn: LaneTurn, command: Enter, { by, atMs }: Acting): Reason | null {
  const { item, found, note, values } = command;
  if (found === "defect" && note === "") return reason("DEFECT_NEEDS_NOTE", { item });
  const asked = part.items.find(({ code }) => code === item)?.values ?? [];
  const strange = Object.keys(values).find((fact) => !asked.includes(fact));
  if (strange !== undefined) return reason("VALUE_NOT_ASKED", { item, fact: strange, allowed: asked });
  const lacking = asked.find((fact) => values[fact] === undefined);
  // Who finds a defect may be unable to measure; in order it is only by the figures.
  if (lacking !== undefined && found === "in-order") {
    const unit = FACTS.get(lacking)?.unit ?? "";
    return reason("VALUE_MISSING", { item, ...plainName(lacking), unit });
  }
  const impossible = Object.entries(values)
    .map(whyImpossible)
    .find((why) => why !== null);
  if (impossible !== undefined) return impossible;
  turn.emit({ type: "item-entered", part: part.key, item, found, note, values, by, atMs });
  return null;
}

function whyImpossible([fact, value]: readonly [string, string]): Reason | null {
  const domain = factDomain(fact);
  if (domain === null) return null;
  const { from, to } = domain;
  const isPossible = compare(exact(value), exact(from)) >= 0 && compare(exact(value), exact(to)) <= 0;
  const unit = FACTS.get(fact)?.unit ?? "";
  return isPossible ? null : reason("VALUE_NOT_POSSIBLE", { ...plainName(fact), value, from, to, unit });
}

function plainName(fact: string) {
  const { zh, en } = factName(fact);
  return { zh, en };
}

function takePhoto(
  part: PlannedPart,
  turn: LaneTurn,
  { photo, sha256 }: Extract<ManualCommand, { name: "part-photo" }>,
  { by, atMs }: Acting,
): Reason | null {
  const allowed = part.photos.map(({ code }) => code);
  if (!allowed.includes(photo)) return reason("PHOTO_NOT_ASKED", { photo, allowed });
  turn.emit({ type: "photo-taken", part: part.key, photo, sha256, by, atMs });
  return null;
}

function endPart(part: PlannedPart, held: PartState, turn: LaneTurn, { atMs }: Acting): Reason | null {
  const { items, photos } = openIn(part, held);
  if (items.length + photos.length > 0)
    return reason("PART_NOT_COMPLETE", {
      ...words(part),
      items: items.map(({ code, nameZh, nameEn }) => [code, nameZh, nameEn] as const),
      photos: photos.map(({ code, nameZh, nameEn }) => [code, nameZh, nameEn] as const),
    });
  const workedMs = held.countedMs + Math.max(0, atMs - (held.sinceMs ?? atMs));
  if (workedMs < part.minimumMs)
    return reason("PART_TOO_SOON", {
      ...words(part),
      minimumS: Math.ceil(part.minimumMs / 1_000),
      leftS: Math.ceil((part.minimumMs - workedMs) / 1_000),
    });
  turn.emit({ type: "part-ended", part: part.key, atMs });
  return null;
}
