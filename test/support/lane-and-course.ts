import { createCourseSimulation } from "../../simulators/course-simulation.ts";
import { Jxfz } from "../../simulators/instruments/jxfz.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { TimeService } from "../../simulators/kit/time-service.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createLaneSimulation } from "../../simulators/lane-simulation.ts";
import { MemoryRegistryLink } from "../../simulators/registry/memory-registry-link.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { readArtifact, readRulebook } from "../../src/adapters/config/artifact-file.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { asId, type JobId } from "../../src/core/quantities/ids.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import { REASON_CODES, type Reason, sentenceOf } from "../../src/core/trade/reasons.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { type StationParts, wireStation } from "../../src/runtime/wire-station.ts";
import { courseScenarioSchema } from "../../src/scenario/course-scenario.ts";
import { laneScenarioSchema } from "../../src/scenario/lane-scenario.ts";
import { laneLineBank } from "../../src/stage/simulated-lane.ts";
import { courseDevices, laneDevices } from "../../src/stage/station-devices.ts";
import { virtualResolver } from "../../src/stage/virtual-resolver.ts";
import { documentOf, START_WALL_MS } from "../../src/stage/virtual-station.ts";
import type { DeviceLink } from "../../src/station/device-link.ts";
import type { Opening } from "../../src/station/job-door.ts";
import type { OpenSession } from "../../src/station/job-track.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { Replay } from "../../src/station/replay.ts";
import { resultBytes } from "../../src/station/seal.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { SlowStore } from "./slow-store.ts";

export const STATION = "SIM-0001";
const SEED = 1;
const BY = { by: asId<"actor">("tester") };
const COURSE = readArtifact("config/courses/demo-c1.geojson");
const VEHICLE = readArtifact("config/vehicles/santana-c1.yaml");
const JOBS: Readonly<Record<JobKind, NewJob>> = {
  inspection: {
    kind: "inspection",
    dossier: readArtifact("config/dossiers/demo-k3.yaml"),
    rulebooks: [readRulebook("config/rules/cn-inspection-2021.yaml")],
    course: null,
    vehicle: null,
    seat: null,
    source: null,
  },
  exam: {
    kind: "exam",
    dossier: readArtifact("config/dossiers/candidate-c1.yaml"),
    rulebooks: [readRulebook("config/rules/cn-exam-c1-2022.yaml")],
    course: COURSE,
    vehicle: VEHICLE,
    seat: null,
    source: null,
  },
};

export interface RigOptions {
  /** Virtual milliseconds from an append to its callback. */
  readonly diskMs?: number;
  readonly openSession?: OpenSession;
  /** Kinds whose person does what the screen says; the others wait where they are. */
  readonly acting?: readonly JobKind[];
  readonly signer?: (real: Signer) => Signer;
  readonly store?: MemoryJournalStore;
  /** True: a page is open. */
  readonly isWatched?: boolean;
  readonly course?: Parameters<typeof courseScenarioSchema.parse>[0];
  readonly lane?: Parameters<typeof laneScenarioSchema.parse>[0];
  readonly startWallMs?: number;
  /** Ways to the registry in place of the usual one, and what else it asks of it. */
  readonly ways?: (world: {
    readonly service: RegistryService;
    readonly clock: VirtualClock;
  }) => Partial<StationParts>;
  /** What is inspected, and by which book, where it is not the usual one. */
  readonly inspection?: Partial<NewJob>;
}

export type Rig = Awaited<ReturnType<typeof laneAndCourse>>;

/** A whole station with one lane and one course on simulated instruments, in virtual time, with everything to be looked at. */
export async function laneAndCourse(options: RigOptions = {}) {
  const clock = new VirtualClock(options.startWallMs ?? START_WALL_MS);
  const { acting = ["inspection", "exam"] } = options;
  const world = { seed: SEED, clock, timers: clock };
  const lane = createLaneSimulation({ ...world, scenario: laneScenarioSchema.parse(options.lane ?? {}) });
  const course = createCourseSimulation({
    ...world,
    scenario: courseScenarioSchema.parse(options.course ?? {}),
    courseText: COURSE.text,
    vehicleText: VEHICLE.text,
  });
  const lines = laneLineBank(lane, clock, clock);
  const kept = options.store ?? new MemoryJournalStore();
  const store = new SlowStore(kept, clock, options.diskMs ?? 0);
  const signer = createDeterministicSigner("record", "ecdsa-p256-sha256");
  const logSigner = createDeterministicSigner("log", "ed25519");
  const service = new RegistryService({
    simulation: true,
    witnessSeed: new Uint8Array(32).fill(1),
    stations: [
      { station: STATION, logKeySpki: logSigner.publicKeySpki, recordKeySpki: signer.publicKeySpki },
    ],
  });
  const errors: string[] = [];
  const carLit = new Set<string>();
  const states = new Map<JobKind, unknown>();
  const stream = (name: string): SeededRandom => new SeededRandom(SEED, name);
  const entropy = stream("entropy");
  const address = (role: string): string => `sim:${role}`;
  const links: DeviceLink[] = [];
  const station = wireStation({
    onLinks: (made) => links.push(...made),
    station: STATION,
    boot: "virtual",
    software: { name: "proofmark", version: "test", sha256: "00" },
    devices: [
      ...laneDevices({ bench: "serial", validTo: "2099-12-31", address }),
      ...courseDevices({
        validTo: "2099-12-31",
        sentences: course.sentences,
        boardProfile: "config/boards/exam-car-v1.yaml",
        address,
      }),
    ],
    store,
    clock,
    timers: clock,
    retention: null,
    compress: gzip,
    freeBytes: () => null,
    discipline: new TimeService(clock),
    releasedMs: 0,
    log: { info: () => undefined, warn: () => undefined, error: (what) => errors.push(what) },
    resolve: virtualResolver(
      {
        devices: { ...lane.devices, ...course.devices },
        defects: { ...lane.defects, ...course.defects },
        plc: null,
        lines,
      },
      SEED,
      clock,
      clock,
    ),
    allSimulated: true,
    timeZone: "Asia/Shanghai",
    entropy: () => entropy.unit(),
    link: new MemoryRegistryLink({ service, clock, timers: clock, random: stream("registry link") }),
    recordSigner: options.signer?.(signer) ?? signer,
    logSigner,
    witness: { name: service.witnessName, spki: service.witnessSpki },
    operator: {
      show(prompt, atMs, job) {
        // Both listen to one station; each knows its own prompts by what they ask for.
        const kind: JobKind = prompt.id.startsWith("exam.") ? "exam" : "inspection";
        if (acting.includes(kind)) (kind === "exam" ? course : lane).operator.show(prompt, atMs, job);
      },
    },
    carOutput: ({ line }, on) => void (on ? carLit.add(line) : carLit.delete(line)),
    openSession: watched(options.openSession ?? openSession, states),
    onRecord: () => undefined,
    ...options.ways?.({ service, clock }),
  });
  if (options.isWatched === true) station.screen.feed.subscribe(() => undefined);
  station.start();
  await new Promise((resolve) => setImmediate(resolve));
  clock.advanceBy(2_000);

  const entries = (): JournalEntry[] =>
    [...kept.read(0)].map((record) => JSON.parse(new TextDecoder().decode(record)) as JournalEntry);
  return {
    clock,
    station,
    links,
    store,
    kept,
    lane,
    course,
    errors,
    /** The last state that was reached by each kind of job. */
    state: (kind: JobKind): unknown => states.get(kind),
    open(kind: JobKind): JobId | null {
      let job: JobId | null = null;
      station.open(JOBS[kind], (opening) => {
        if (opening.kind === "opened") job = opening.job;
      });
      return job;
    },
    /** The usual job with something changed, and what came of asking for it at once. */
    ask(kind: JobKind, changes: Partial<NewJob>): Opening | null {
      let answer: Opening | null = null;
      const usual = { ...JOBS[kind], ...(kind === "inspection" ? options.inspection : {}) };
      station.open({ ...usual, ...changes }, (opening) => {
        answer = opening;
      });
      return answer;
    },
    /** Every answer that has come so far. */
    command(job: string, value: unknown): Answer[] {
      const answers: Answer[] = [];
      station.command(asId<"job">(job), BY, value, (answer) => answers.push(answer));
      return answers;
    },
    entries,
    /** What turns, draws or shines, for somebody in the hall. */
    goingOn(): string[] {
      const bench = lane.devices["brake-bench"];
      const motors = bench instanceof Jxfz ? bench.motors : { left: true, right: true };
      return [
        ...(motors.left || motors.right ? ["rollers"] : []),
        ...(lane.devices["gas-analyser"].nextStepMs() === null ? [] : ["pump"]),
        ...(lane.devices["headlamp-tester"].nextStepMs() === null ? [] : ["headlamp tester"]),
        ...[...carLit].sort(),
      ];
    },
    lampGo: () => lines.level("lamp-go"),
    /** Anything that a reader of the journal would find wrong. */
    journalProblems(): string[] {
      return problemsOf([...kept.read(0)], options.openSession ?? openSession);
    },
    records: () =>
      entries().flatMap((entry) => (entry.type === "record-sealed" ? [documentOf(entry.envelope)] : [])),
    async close() {
      await station.stop();
      lane.stop();
      course.stop();
    },
  };
}

function watched(open: OpenSession, states: Map<JobKind, unknown>): OpenSession {
  return (order, artifact, openedWallMs) => {
    const opened = open(order, artifact, openedWallMs);
    const { session } = opened;
    return {
      ...opened,
      session: {
        ...session,
        evolve(state, event) {
          const after = session.evolve(state, event);
          states.set(order.kind, after);
          return after;
        },
      },
    };
  };
}

/** Every entry can be read again as it was written, the order is right, and a replay comes to the same. */
export function problemsOf(records: readonly Uint8Array[], open: OpenSession): string[] {
  const problems: string[] = [];
  const evidence = new JournalEvidence(STATION, sha256);
  const replay = new Replay({
    station: asId<"station">(STATION),
    openSession: open,
    bytesOf: resultBytes,
  });
  records.forEach((bytes, index) => {
    const entry = readEntry(bytes);
    if (entry === null || !Buffer.from(encodeEntry(entry)).equals(bytes)) {
      problems.push(`entry ${index} is not read as it was written`);
      return;
    }
    if (entry.type === "record-sealed") {
      const contradiction = evidence.contradictionOf(documentOf(entry.envelope), entry.job);
      if (contradiction !== null) problems.push(`entry ${index}: ${JSON.stringify(contradiction)}`);
    }
    const refusal = evidence.note(entry, index);
    if (refusal !== null) problems.push(`entry ${index}: ${JSON.stringify(refusal)}`);
    replay.note(entry);
  });
  replay.finish();
  for (const { job, outcome, difference } of replay.jobs)
    if (outcome === "differs" || outcome === "unreadable") problems.push(`${job} ${outcome}: ${difference}`);
  return problems;
}

/** The code of a refusal; or what is wrong with the way it is said. */
export function refusalProblem(why: Reason): string | null {
  if (!REASON_CODES.includes(why.code)) return `no code ${why.code}`;
  const { zh, en } = sentenceOf(why);
  for (const text of [zh, en]) {
    if (text.length < 5 || text.length > 400) return `a sentence of ${text.length} characters`;
    if (/undefined|\[object|[\p{Cc}\p{Cf}\p{Cs}]/u.test(text)) return `a sentence with holes: ${text}`;
  }
  return zh === en ? "one sentence for both languages" : null;
}
