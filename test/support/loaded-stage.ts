import { copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { loadOrCreateKeys, type StationKeys } from "../../src/adapters/keys/key-directory.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import type { DemoSubjects } from "../../src/scenario/demo-subjects-schema.ts";
import { type DemoRegistry, startDemoRegistry } from "../../src/stage/demo-registry.ts";
import { type DemoSimulators, startDemoSimulators } from "../../src/stage/demo-simulators.ts";
import { loadDemoSubjects } from "../../src/stage/demo-subjects.ts";
import { AS_BUILT, LoadedStation } from "./loaded-station.ts";
import { ROOT } from "./source-tree.ts";

export const LOADED_STATION = "BENCH-0002";
/** Longer ago than a waiting file has to lie still. */
const LAIN_STILL_S = 10;
/** Nothing listens there: a registry that is out of reach. */
const NOWHERE = "mqtt://127.0.0.1:9";

/** Files of a station beside its station file; each a copy that a test may spoil. */
export const STATION_FILES = {
  inspectionRulebook: "rules/cn-inspection-2021.yaml",
  examRulebook: "rules/cn-exam-c1-2022.yaml",
  course: "courses/demo-c1.geojson",
  vehicle: "vehicles/santana-c1.yaml",
  board: "boards/exam-car-v1.yaml",
} as const;
export type StationFile = keyof typeof STATION_FILES;

/** How its keys are kept, where they are no plain files. */
export interface KeptKeys {
  /** `keys` of the station file. */
  readonly block: object;
  readonly env: NodeJS.ProcessEnv;
  make(directory: string): Promise<StationKeys>;
}

const clock = new SystemClock();

/**
 * A station by its file, with instruments of every kind, files that wait and a registry; all but the station itself runs here,
 * so that it survives whatever happens to the station.
 */
export class LoadedStage {
  readonly directory: string;
  /** The station file. */
  readonly file: string;
  readonly data: string;
  readonly registry: DemoRegistry;
  readonly #program: readonly string[];
  readonly #kept: KeptKeys | null;
  readonly #sims: DemoSimulators;
  readonly #subjects: DemoSubjects;
  readonly #beams = new Map<string, boolean>();
  #on: LoadedStation | null = null;

  /** `kept`: absent, the keys are plain files. */
  static async start(
    directory: string,
    seed = 1,
    program = AS_BUILT,
    kept: KeptKeys | null = null,
  ): Promise<LoadedStage> {
    const data = join(directory, "data");
    mkdirSync(data, { recursive: true });
    const keys = kept === null ? loadOrCreateKeys(join(data, "keys")) : await kept.make(join(data, "keys"));
    const wallMs = (): number => clock.wallMs();
    const registry = await startDemoRegistry({ data, station: LOADED_STATION, keys, wallMs });
    const subjects = loadDemoSubjects();
    const sims = await startDemoSimulators({ clock, subjects, bench: "serial", line: "tcp", seed });
    return new LoadedStage(directory, program, registry, sims, subjects, kept);
  }

  private constructor(
    directory: string,
    program: readonly string[],
    registry: DemoRegistry,
    sims: DemoSimulators,
    subjects: DemoSubjects,
    kept: KeptKeys | null,
  ) {
    this.#kept = kept;
    this.directory = directory;
    this.#program = program;
    this.file = join(directory, "station.yaml");
    this.data = join(directory, "data");
    this.registry = registry;
    this.#sims = sims;
    this.#subjects = subjects;
    for (const kind of ["inspection", "exam"] as const) mkdirSync(this.waiting(kind), { recursive: true });
    for (const file of Object.keys(STATION_FILES) as StationFile[]) this.mend(file);
    this.writeStationFile();
    sims.lane.beams.onChange((line, active) => {
      this.#beams.set(line, active);
      this.#on?.line(line, active);
    });
  }

  waiting(kind: JobKind): string {
    return join(this.directory, "waiting", kind);
  }

  pathOf(file: StationFile): string {
    const name = STATION_FILES[file];
    return join(this.directory, name.slice(name.indexOf("/") + 1));
  }

  mend(file: StationFile): void {
    copyFileSync(join(ROOT, "config", STATION_FILES[file]), this.pathOf(file));
  }

  /** `reachable` false: no registry answers at its address, so that nothing is receipted. */
  writeStationFile(reachable = true): void {
    writeFileSync(this.file, stringify(this.stationFile(reachable), { aliasDuplicateObjects: false }));
  }

  stationFile(reachable = true): Record<string, unknown> & { devices: Record<string, unknown>[] } {
    const { name, spki } = this.registry.witness;
    const { inspectionRulebook, examRulebook, course, vehicle } = STATION_FILES;
    const here = (path: string): string => path.slice(path.indexOf("/") + 1);
    return {
      schema: "proofmark/station/v1",
      station: LOADED_STATION,
      data: this.data,
      console: { host: "127.0.0.1", port: 0 },
      ...(this.#kept !== null && { keys: this.#kept.block }),
      registry: {
        url: reachable ? this.registry.broker.url : NOWHERE,
        witness: { name, spki: Buffer.from(spki).toString("base64") },
      },
      rulebooks: { inspection: here(inspectionRulebook), exam: here(examRulebook) },
      course: here(course),
      vehicle: here(vehicle),
      intake: { inspection: "waiting/inspection", exam: "waiting/exam" },
      timeZone: "Asia/Shanghai",
      devices: this.#sims.devices.map((device) => ({
        ...device,
        ...("profile" in device.options && { options: { profile: here(STATION_FILES.board) } }),
      })),
    };
  }

  /** A file that waits and has lain still. */
  put(kind: JobKind, name: string, content: string | Uint8Array): void {
    const path = join(this.waiting(kind), name);
    writeFileSync(path, content);
    const at = Date.now() / 1000 - LAIN_STILL_S;
    utimesSync(path, at, at);
  }

  /** A process with everything read in, that has not begun to start. */
  station(): LoadedStation {
    return new LoadedStation({
      file: this.file,
      program: this.#program,
      ...(this.#kept !== null && { env: this.#kept.env }),
      show: (prompt) => this.#sims.people.show(prompt, clock.monoMs(), "job"),
      starting: (station) => {
        this.#on = station;
        for (const [line, active] of this.#beams) station.line(line, active);
      },
    });
  }

  /** The vehicle drives up to the lane, or the candidate gets into the car; before the job is asked for. */
  comes(kind: JobKind, subject = 0): void {
    const { inspections, exams } = this.#subjects;
    const inspection = inspections[subject % inspections.length];
    const exam = exams[subject % exams.length];
    if (kind === "inspection" && inspection !== undefined) this.#sims.lane.newVehicle(inspection.world);
    if (kind === "exam" && exam !== undefined) this.#sims.course.newCandidate(exam.world);
  }

  async close(): Promise<void> {
    await this.#sims.close();
    await this.registry.close();
  }
}

/** A sound dossier or candidate; each number makes another one. */
export function soundSubject(kind: JobKind, number: number): string {
  const text = readFileSync(
    join(ROOT, "config/dossiers", kind === "exam" ? "candidate-c1.yaml" : "demo-k3.yaml"),
    "utf8",
  );
  return kind === "exam"
    ? text.replace(/"420100\d{6}"/, `"420100${String(number).padStart(6, "0")}"`)
    : text.replace(/job: .*/, `job: J-2026-${String(number).padStart(6, "0")}`);
}
