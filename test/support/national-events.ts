import type { StationEvent } from "../../src/core/events/station-event.ts";

const SUBJECT = { plate: "鄂A12345", plateClass: "02", vin: "LFV2A21K8D4123456" };
const BEGIN_MS = 1_780_300_802_000;

/** The calls of one job of `eventsOf`, in their order. */
export const WHOLE = ["18C51", "18C52", "18C55 B1", "18C81 B1", "18C58 B1", "18C59", "18C62"];

const login: Extract<StationEvent["event"], { what: "login" }> = {
  what: "login",
  kind: "inspection",
  site: "lane-1",
  car: null,
  dossier: "d",
  rulebook: "r",
  subject: SUBJECT,
  times: 1,
  follows: null,
  practice: false,
  by: null,
};

/** What happens in one inspection that passes. `more`: of its login. */
export function stepsOf(job: string, more: Partial<typeof login> = {}): StationEvent["event"][] {
  return [
    { ...login, subject: { ...SUBJECT, vin: job }, ...more },
    { what: "process-start" },
    { what: "item-start", item: "B1", run: 1 },
    { what: "item-data", item: "B1", facts: { "brake.maxLeftN": "2890" }, absent: {} },
    { what: "item-end", item: "B1", outcome: "measured", again: false, reasons: [] },
    { what: "process-end" },
    { what: "verdict", record: "f".repeat(64), verdict: "pass" },
  ];
}

export function nameOf(n: number): string {
  return `SIM-0001-${String(n).padStart(6, "0")}`;
}

/** One second after the other, each in an entry of its own. */
export function toldAs(
  told: readonly { readonly job: string; readonly event: StationEvent["event"] }[],
  { from = 0, beginMs = BEGIN_MS } = {},
): StationEvent[] {
  return told.map(({ job, event }, n) => ({
    schema: "proofmark/event/v1",
    station: "SIM-0001",
    at: { index: from + n, part: 0 },
    after: from + n === 0 ? null : { index: from + n - 1, part: 0 },
    wallMs: beginMs + (from + n) * 1000,
    job,
    event,
  }));
}

/** Jobs of one station from 2026-06 on, their events among each other. */
export function eventsOf(jobs: number): StationEvent[] {
  const names = Array.from({ length: jobs }, (_, n) => nameOf(n + 1));
  return toldAs(
    WHOLE.flatMap((_, n) =>
      names.flatMap((job) => stepsOf(job)[n] ?? []).map((event, at) => ({ job: names[at] ?? "", event })),
    ),
  );
}

export function withdrawalOf(job: string, from: number): StationEvent[] {
  const event = {
    what: "withdrawal",
    record: "e".repeat(64),
    withdraws: "f".repeat(64),
    by: "chen",
  } as const;
  return toldAs([{ job, event }], { from });
}
