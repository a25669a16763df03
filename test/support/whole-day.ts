import type { JobInput, JobOpened, JournalEntry } from "../../src/core/journal/entry.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { type StationScenario, scenarioSchema } from "../../src/scenario/scenario-schema.ts";
import { runStation, type StationRun, type StationRunOptions } from "../../src/stage/run-station.ts";

/** Whole stations in virtual time, and what their journals say. */
const FILE = "test/scenarios/in-a-test.yaml";
const software = { name: "proofmark", version: "test", sha256: "00" };

type Part = Record<string, unknown>;

export function stationPlan(parts: Part): StationScenario {
  const named = { schema: "proofmark/scenario/v1", name: "in-a-test", titleZh: "测试", titleEn: "a test" };
  const scenario = scenarioSchema.parse({ ...named, kind: "station", ...parts });
  if (scenario.kind !== "station") throw new Error("a plan of a station");
  return scenario;
}

export function runPlan(
  scenario: StationScenario,
  more: Partial<Pick<StationRunOptions, "seed" | "file" | "onLamp">> = {},
): Promise<StationRun> {
  return runStation({ file: FILE, scenario, seed: scenario.seed, software, ...more });
}

export function entriesOf({ store }: Pick<StationRun, "store">): readonly JournalEntry[] {
  return [...store.read(0)].map((record) => JSON.parse(new TextDecoder().decode(record)) as JournalEntry);
}

/** By subject; null where it has no record, and an error where it has two. */
export function documentsOf({ subjects, records }: StationRun): readonly (ResultDocument | null)[] {
  return subjects.map(({ name, job }) => {
    const own = records.filter(({ sealed }) => sealed.job === job);
    if (own.length > 1) throw new Error(`${name} has ${own.length} records`);
    return own[0]?.document ?? null;
  });
}

export function verdictsOf(run: StationRun): readonly string[] {
  const documents = documentsOf(run);
  return run.subjects.map(({ refused }, at) => refused?.reason.code ?? documents[at]?.verdict ?? "no record");
}

/** What one job holds and waits for, by its own entries so far. */
export interface Standing {
  readonly opened: JobOpened;
  readonly holds: readonly string[];
  readonly wants: string | null;
  readonly over: boolean;
}

interface LaneWord {
  readonly type: string;
  readonly position?: string;
}

/** Walks a journal; `look` gets every input of a job, how that job stood before and after it, and how all the others stand. */
export function walkJournal(
  entries: readonly JournalEntry[],
  look: (
    entry: JobInput,
    stood: { readonly before: Standing; readonly after: Standing; readonly others: readonly Standing[] },
  ) => void,
): void {
  const jobs = new Map<string, Standing>();
  for (const entry of entries) {
    if (entry.type === "job-opened")
      jobs.set(entry.job, { opened: entry, holds: [], wants: null, over: false });
    if (entry.type !== "job-input") continue;
    const before = jobs.get(entry.job);
    if (before === undefined) throw new Error(`${entry.job} was never opened`);
    const after = entry.events.reduce<Standing>(
      (standing, event) => told(standing, event as LaneWord),
      before,
    );
    jobs.set(entry.job, after);
    const others = [...jobs].filter(([job]) => job !== entry.job).map(([, standing]) => standing);
    look(entry, { before, after, others });
  }
}

function told(standing: Standing, { type, position = "" }: LaneWord): Standing {
  switch (type) {
    case "position-wanted":
      return { ...standing, wants: position };
    case "position-granted":
      return { ...standing, holds: [...standing.holds, position], wants: null };
    case "position-left":
      return { ...standing, holds: standing.holds.filter((held) => held !== position) };
    case "inspection-concluded":
      return { ...standing, wants: null, over: true };
    default:
      return standing;
  }
}
