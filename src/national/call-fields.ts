import type { JobEvent } from "../core/events/station-event.ts";
import { reason } from "../core/trade/bare-reason.ts";
import type { AnyReason } from "../core/trade/reason-shape.ts";
import type { PlacedEvent } from "./job-calls.ts";
import type { MappedField } from "./mapping-form.ts";

/** What is known of a job beside its events. */
export interface CallFacts {
  readonly stationId: string;
  /** One for all inspections of a vehicle that follow each other; null: the earlier one is not here. */
  readonly serial: string | null;
  /** Of the station in the configuration: what the other side calls it; null where it does not stand there. */
  readonly station: Readonly<Record<string, string>> | null;
  readonly sites: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly devices: Readonly<Record<string, string>>;
  /** By hand or from another office, for this job. */
  readonly given: Readonly<Record<string, string>>;
  /** Minutes east of UTC of the clock that the other side goes by. */
  readonly offsetMinutes: number;
}

/** A value, or the photo that is read when the call is made. */
export interface FieldValue {
  readonly name: string;
  readonly value: string;
  readonly photo: string | null;
}

export interface FieldsAsked {
  readonly facts: CallFacts;
  readonly login: Extract<JobEvent, { what: "login" }>;
  readonly placed: PlacedEvent;
  /** The other side's code of the item; empty for a call of the whole job. */
  readonly item: string;
  readonly score: number;
  readonly looked: ReadonlyMap<string, string>;
  readonly firstMs: number | null;
}

export interface FieldsMade {
  readonly fields: readonly FieldValue[];
  readonly gaps: readonly string[];
  readonly held: AnyReason | null;
}

/** A value that is missing is never made up: where the call needs it, the call is held, and else it is a gap. */
export function fieldsOf(call: string, mapped: readonly MappedField[], asked: FieldsAsked): FieldsMade {
  const fields: FieldValue[] = [];
  const gaps: string[] = [];
  let held: AnyReason | null = null;
  if (asked.facts.station === null)
    held = reason("NATIONAL_STATION_UNKNOWN", { station: asked.facts.stationId });
  for (const field of mapped) {
    const { name, what, from, codes, needed } = field;
    const plain = from === null ? null : valueFrom(from, asked);
    const value = plain === null || codes === undefined ? plain : (codes[plain] ?? null);
    if (name !== null && value !== null) {
      fields.push({ name, value, photo: from === "photo" ? value : null });
      continue;
    }
    if (!needed) {
      gaps.push(name ?? what);
      continue;
    }
    held ??= whyHeld(call, field, plain, asked);
  }
  return { fields, gaps, held };
}

function whyHeld(
  call: string,
  { name, what, from, codes }: MappedField,
  plain: string | null,
  { login, facts }: FieldsAsked,
): AnyReason {
  if (from === "serial" && facts.serial === null)
    return reason("NATIONAL_EARLIER_UNKNOWN", { job: login.follows?.job ?? "" });
  if (plain !== null && codes !== undefined && name !== null)
    return reason("NATIONAL_VALUE_UNKNOWN", { call, field: name, value: plain });
  return reason("NATIONAL_FIELD_MISSING", {
    call,
    field: name ?? "?",
    what,
    from: name === null || from === null ? "" : from,
  });
}

/** Null: there is none. */
function valueFrom(from: string, asked: FieldsAsked): string | null {
  const { facts, login, placed, item, looked } = asked;
  const [kind = "", ...rest] = from.split(/[.:](.*)/s);
  const name = rest[0] ?? "";
  const given = facts.given[name];
  switch (kind) {
    case "serial":
      return facts.serial;
    case "times":
      return String(login.times);
    case "time":
      return localTime(placed.wallMs, facts.offsetMinutes);
    case "first-time":
      return localTime(asked.firstMs ?? placed.wallMs, facts.offsetMinutes);
    case "item":
      return item === "" ? null : item;
    case "score":
      return String(asked.score);
    case "verdict":
      return placed.event.what === "verdict" ? placed.event.verdict : null;
    case "photo":
      return placed.event.what === "photo" ? placed.event.sha256 : (facts.given.photo ?? null);
    case "const":
      return name;
    case "station":
      return facts.station?.[name] ?? null;
    case "site":
      return facts.sites[login.site]?.[name] ?? null;
    case "device":
      return facts.devices[item] ?? null;
    case "subject":
      return login.subject[name] ?? null;
    case "event":
      return textOf((placed.event as Readonly<Record<string, unknown>>)[name]);
    case "fact":
      return placed.event.what === "item-data" ? (placed.event.facts[name] ?? null) : null;
    case "looked":
      return looked.get(name) ?? null;
    case "given":
      return given ?? null;
    default:
      return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

/** `yyyy-MM-dd HH:mm:ss`, as the programs in use write it. */
export function localTime(wallMs: number, offsetMinutes: number): string {
  return new Date(wallMs + offsetMinutes * 60_000).toISOString().slice(0, 19).replace("T", " ");
}
