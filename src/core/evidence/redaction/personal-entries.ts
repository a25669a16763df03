import type { ExamEvent } from "../../exam/exam-state.ts";
import type { InspectionEvent } from "../../inspection/inspection-state.ts";
import type { JournalEntry } from "../../journal/entry.ts";
import type { Observation } from "../../observation.ts";
import type { SessionInput } from "../../session.ts";

/** `hidden`: what names or tells of persons, and what no record rests on. A kind without a row does not compile. */
export const ENTRY_CLASSES: Readonly<Record<JournalEntry["type"], "public" | "hidden" | "text" | "input">> = {
  "station-started": "public",
  "clock-noted": "public",
  "artifact-stored": "text",
  "job-input": "input",
  "job-opened": "hidden",
  "record-sealed": "hidden",
  "withdrawal-sealed": "hidden",
  "console-acted": "hidden",
  "station-summary": "hidden",
  "journal-mended": "hidden",
  "person-acted": "hidden",
  "console-refused": "hidden",
  "job-closed": "hidden",
  "device-fault": "hidden",
  "outage-noted": "hidden",
  "trust-list-taken": "hidden",
  receipt: "hidden",
  "segment-archived": "hidden",
  "segment-let-go": "hidden",
  "delivery-locked": "hidden",
  "command-received": "hidden",
  "recheck-answered": "hidden",
  "evidence-kept": "hidden",
  "evidence-policy": "hidden",
};

/** What a job is made from, by what its opening calls it. */
export const TEXT_CLASSES = {
  dossierSha256: "hidden",
  rulebookSha256: "public",
  courseSha256: "public",
  vehicleSha256: "public",
} as const satisfies Readonly<Record<string, "public" | "hidden">>;

/** A command has by whom it was given. */
export const INPUT_CLASSES: Readonly<Record<SessionInput<unknown>["kind"], "public" | "hidden">> = {
  observation: "public",
  fault: "public",
  timer: "public",
  resumed: "public",
  granted: "public",
  command: "hidden",
};

/** One that sees a plate or a face would be hidden. */
export const OBSERVATION_CLASSES: Readonly<Record<Observation["kind"], "public" | "hidden">> = {
  "axle-load": "public",
  "brake-force": "public",
  "brake-bench-state": "public",
  "brake-bench-summary": "public",
  headlamp: "public",
  "exhaust-gas": "public",
  smoke: "public",
  "smoke-peak": "public",
  "smoke-summary": "public",
  "side-slip": "public",
  answer: "public",
  "gnss-epoch": "public",
  digital: "public",
  channel: "public",
};

type EventType = ExamEvent["type"] | InspectionEvent["type"];

/** An input that led to one of the hidden ones is hidden with it. Reasons in any of them are looked at by their parameters besides. */
export const EVENT_CLASSES: Readonly<Record<EventType, "public" | "hidden">> = {
  begun: "public",
  tracked: "public",
  "leap-second": "public",
  progressed: "public",
  unfit: "public",
  line: "public",
  channel: "public",
  watched: "public",
  fault: "public",
  "item-began": "public",
  "item-suspended": "public",
  "item-resumed": "public",
  "item-ended": "public",
  "item-judged": "public",
  deducted: "public",
  withdrawn: "hidden",
  driven: "public",
  signed: "hidden",
  undecidable: "public",
  noted: "public",
  over: "public",
  "inspection-begun": "public",
  "position-wanted": "public",
  "position-granted": "public",
  "position-left": "public",
  "item-started": "public",
  "stage-entered": "public",
  "beam-changed": "public",
  "beam-lost": "public",
  "vehicle-arrived": "public",
  "item-progressed": "public",
  "sample-taken": "public",
  prompted: "public",
  "item-measured": "public",
  "item-voided": "public",
  "item-put-back": "public",
  "go-on-agreed": "public",
  "fault-noted": "public",
  "part-begun": "hidden",
  "item-entered": "hidden",
  "photo-taken": "hidden",
  "part-ended": "hidden",
  "parts-resumed": "public",
  "items-sent-back": "hidden",
  "lane-done": "public",
  "review-begun": "public",
  "inspection-signed": "hidden",
  "inspection-aborted": "public",
  "inspection-concluded": "public",
};
