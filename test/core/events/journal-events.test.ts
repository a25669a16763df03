import { expect, test } from "vitest";
import { JournalEvents } from "../../../src/core/events/journal-events.ts";
import { stationEventSchema } from "../../../src/core/events/station-event.ts";
import type { JournalEntry } from "../../../src/core/journal/entry.ts";
import { asId } from "../../../src/core/quantities/ids.ts";

/** Goal: what this software does not read is told as far as it is known, and leaves no gap. */
const at = { monoMs: 1, wallMs: 2 };
const [job, other] = [asId<"job">("S-000001"), asId<"job">("S-000002")];
const ENTRIES: readonly JournalEntry[] = [
  {
    type: "job-opened",
    at,
    job,
    order: {
      kind: "inspection",
      dossierSha256: "d",
      rulebookSha256: "r",
      courseSha256: null,
      vehicleSha256: null,
      seat: { site: "lane-1", car: null, positions: null },
      devices: [],
    },
  },
  {
    type: "job-input",
    at,
    job,
    input: { kind: "timer", id: "t", atMs: 1 },
    events: [{ type: "item-started", index: 0 }],
  },
  { type: "record-sealed", at, job, record: asId<"record">("a"), envelope: "of another software" },
  {
    type: "withdrawal-sealed",
    at,
    job: other,
    record: asId<"record">("b"),
    withdraws: asId<"record">("a"),
    envelope: "",
    by: "P-7K3M9Q2X",
  },
];

function eventsOf(plan: { items: string[]; subject: Record<string, string> } | null) {
  const events = new JournalEvents({ station: "S", plan: () => plan, verdict: () => null });
  return ENTRIES.flatMap((entry, index) => events.take(entry, index));
}

test("a job that cannot be opened has its login and its verdict, without what it says", () => {
  const events = eventsOf(null);
  expect(events.map(({ event }) => event.what)).toEqual(["login", "verdict", "withdrawal"]);
  expect(events[0]?.event).toMatchObject({ subject: {}, times: 1, by: null });
  expect(events[1]?.event).toEqual({ what: "verdict", record: "a", verdict: null });
  expect(events.map(({ after }) => after)).toEqual([null, events[0]?.at, events[1]?.at]);
  for (const event of events) expect(stationEventSchema.safeParse(event).error).toBeUndefined();
});

test("an item is named by its place in the plan, and one that the plan has not is not told", () => {
  const whats = (items: string[]) => eventsOf({ items, subject: {} }).map(({ event }) => event.what);
  expect(whats(["B1"])).toEqual(["login", "item-start", "verdict", "withdrawal"]);
  expect(whats([])).toEqual(["login", "verdict", "withdrawal"]);
});
