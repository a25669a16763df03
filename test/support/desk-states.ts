import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { IDENTITY, PEOPLE, SHA } from "../core/inspection/manual/manual-car.ts";
import { laneAndCourse, type Rig } from "./lane-and-course.ts";
import { asks, manualJob } from "./manual-job.ts";

/** The states of a station in which somebody stands before a console, and how each is reached. */
const CALLER = { person: PEOPLE.wang, from: "192.0.2.7", session: "00112233aabbccdd" };

export const OVER = "a candidate's exam is over";
export type State = readonly [
  name: string,
  kind: JobKind | null,
  go: (rig: Rig, job: string) => void,
  from?: Past,
];
/** A journal in which the state was reached, and its job: it takes long to get there. */
export type Past = () => Promise<{ readonly journal: readonly Uint8Array[]; readonly job: string }>;

function once(made: Past): Past {
  let past: ReturnType<Past> | null = null;
  return () => {
    past ??= made();
    return past;
  };
}

async function reached(kind: JobKind, changes: Partial<NewJob>, go: (rig: Rig, job: string) => void) {
  const rig = await laneAndCourse({ acting: ["inspection", "exam"] });
  const opening = rig.ask(kind, changes);
  if (opening?.kind !== "opened") throw new Error(`not opened: ${JSON.stringify(opening)}`);
  rig.clock.advanceBy(700_000);
  go(rig, opening.job);
  const journal = [...rig.kept.read(0)];
  await rig.close();
  return { journal, job: opening.job };
}

const PARTS = {
  identity: { items: IDENTITY, photos: ["0111", "0112", "0113"] },
  chassis: { items: ["C1-47", "C1-48", "C1-49", "C1-50", "C1-51"], photos: ["0323"] },
} as const;

/** Somebody who is none of those who are asked below has looked at all of it. */
function lookedAt(rig: Rig, job: string): void {
  for (const [part, { items, photos }] of Object.entries(PARTS)) {
    const say = (command: object): void => {
      if (asks(rig, job, PEOPLE.wang, { ...command })?.kind !== "accepted")
        throw new Error(`refused: ${JSON.stringify(command)}`);
    };
    say({ name: "part-begin", part });
    for (const item of items) say({ name: "part-enter", item, found: "in-order", note: "", values: {} });
    for (const photo of photos) say({ name: "part-photo", part, photo, sha256: SHA });
    rig.clock.advanceBy(61_000);
    say({ name: "part-end", part });
  }
}

export const STATES: readonly State[] = [
  ["nothing is under way", null, () => undefined],
  ["a vehicle stands before the lane", "inspection", () => undefined],
  ["a vehicle is being measured", "inspection", (rig) => rig.clock.advanceBy(20_000)],
  ["a candidate sits in the car", "exam", () => undefined],
  ["a candidate drives", "exam", (rig) => rig.clock.advanceBy(60_000)],
  [
    "a vehicle has left the lane, and is to be looked at by hand",
    "inspection",
    () => undefined,
    once(() => reached("inspection", manualJob(), () => undefined)),
  ],
  [
    "somebody else looks at a part of a vehicle",
    "inspection",
    () => undefined,
    once(() =>
      reached("inspection", manualJob(), (rig, job) => {
        asks(rig, job, PEOPLE.wang, { name: "part-begin", part: "identity" });
      }),
    ),
  ],
  [
    "a vehicle waits for its review",
    "inspection",
    () => undefined,
    once(() => reached("inspection", manualJob(), lookedAt)),
  ],
  [
    "a candidate has driven, and the result is to be confirmed",
    "exam",
    () => undefined,
    once(() => reached("exam", { by: CALLER }, () => undefined)),
  ],
  [OVER, "exam", aborted],
  ["an inspection is over", "inspection", aborted],
];

function aborted(rig: Rig, job: string): void {
  rig.command(job, { name: "abort", reason: "other", note: "a test" });
  rig.clock.advanceBy(5_000);
}

export type Way = readonly [kind: JobKind | null, go: State[2], from?: Past | undefined];

/** A station in this state, whose pages are kept where they are `shown`, and its job, or one that there is not. Whoever asks for it closes it. */
export async function reachedState(
  [kind, go, from]: Way,
  { shown }: { readonly shown: boolean },
): Promise<{ readonly rig: Rig; readonly job: string }> {
  const past = await from?.();
  const store = new MemoryJournalStore();
  if (past !== undefined) store.append(past.journal, () => undefined);
  const rig = await laneAndCourse({ acting: ["inspection", "exam"], store });
  if (shown) rig.station.screen.history = new LiveHistory();
  const job = past?.job ?? (kind === null ? "SIM-0001-000009" : (rig.open(kind) ?? ""));
  go(rig, job);
  return { rig, job };
}
