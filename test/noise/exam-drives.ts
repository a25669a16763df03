import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { GnssEpoch } from "../../src/core/observation.ts";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import type { DriverDefect } from "../../src/scenario/driver.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import type { Fed } from "../support/exam-drive.ts";
import { singleScenario } from "../support/single-scenario.ts";

const RULES = "config/rules/cn-exam-c1-2022.yaml";
const HZ = 10;
const FILE = "test/scenarios/c1-sound.yaml";

/** The receiver makes none, and no contact bounces: what goes wrong is put on what was said. */
const NO_ERROR = {
  positionWhiteM: 0,
  positionDriftM: 0,
  headingWhiteDeg: 0,
  headingDriftDeg: 0,
  speedWhiteMps: 0,
};
const CLEAN = { bounceMinMs: 0, bounceMaxMs: 0, debounceMs: 0 };

/** What receiver and board said of one drive of the simulated car, whose receiver makes no error: the truth, as it would be read. */
export async function trueDrive(defects: readonly DriverDefect[], seed = 1): Promise<readonly Fed[]> {
  const sound = singleScenario(FILE);
  if (sound.kind !== "exam") throw new Error(`${FILE} is an exam`);
  const { world } = sound;
  const folder = mkdtempSync(join(tmpdir(), "never-failed-"));
  const rulebook = join(folder, "never-failed.yaml");
  writeFileSync(rulebook, neverFailed(readFileSync(RULES, "utf8")));
  const run = await runScenario({
    file: FILE,
    scenario: {
      ...sound,
      rulebook,
      world: {
        ...world,
        gnss: { ...world.gnss, receiver: { ...world.gnss.receiver, ...NO_ERROR } },
        car: { ...world.car, contacts: CLEAN },
        driver: { ...world.driver, defects: [...defects] },
      },
    },
    seed,
    software: softwareIdentity(),
  });
  rmSync(folder, { recursive: true });
  const fed: Fed[] = [];
  for (const bytes of run.store.read(0)) {
    const entry = readEntry(bytes);
    if (entry === null || entry.type !== "job-input" || entry.input.kind !== "observation") continue;
    const { raw: _, ...observation } = entry.input.observation;
    fed.push({ role: entry.input.role, observation });
  }
  return [...fed, ...drivenOn(fed)];
}

/** By these rules a test goes on to its last item whatever happened. */
function neverFailed(rules: string): string {
  return rules.replace("fullMark: 100", "fullMark: 1000").replace("passMark: 80", "passMark: 1");
}

/** The car does not vanish where the test ended: some seconds more, straight on. */
function drivenOn(fed: readonly Fed[]): Fed[] {
  const last = fed.findLast(({ observation }) => observation.kind === "gnss-epoch")?.observation;
  if (last?.kind !== "gnss-epoch") return [];
  const metres = (last.speedKmh ?? 0) / 3.6 / HZ;
  const north = (metres * Math.cos((last.courseDeg ?? 0) * RAD)) / METRES_PER_DEGREE;
  const east =
    (metres * Math.sin((last.courseDeg ?? 0) * RAD)) / (METRES_PER_DEGREE * Math.cos(last.latitudeDeg * RAD));
  return Array.from({ length: 3 * HZ }, (_, i) => ({
    role: "gnss",
    observation: {
      ...last,
      atMs: last.atMs + ((i + 1) * 1000) / HZ,
      utcMs: last.utcMs + ((i + 1) * 1000) / HZ,
      latitudeDeg: last.latitudeDeg + (i + 1) * north,
      longitudeDeg: last.longitudeDeg + (i + 1) * east,
    },
  }));
}

/** Standard deviations of what a receiver's solution is off by. */
export interface ReceiverNoise {
  readonly whiteM: number;
  /** First-order Gauss-Markov, 20 s. */
  readonly driftM: number;
  readonly whiteDeg: number;
  readonly driftDeg: number;
  readonly speedMps: number;
  /** Time constant with which the receiver smooths its speed; 0: it does not. */
  readonly speedLagS: number;
  /** Share of epochs that lie far off and are called `fixed` all the same. */
  readonly outliers: number;
  /** How often a second a contact of the car bounces for a moment, or a reading of the engine's speed is lost. */
  readonly bouncesPerS: number;
}

export const NO_NOISE: ReceiverNoise = {
  whiteM: 0,
  driftM: 0,
  whiteDeg: 0,
  driftDeg: 0,
  speedMps: 0,
  speedLagS: 0,
  outliers: 0,
  bouncesPerS: 0,
};

const METRES_PER_DEGREE = 111_320;
const RAD = Math.PI / 180;
const DRIFT_S = 20;
const HEADING_DRIFT_S = 5;

/** The same drive as a receiver with that noise would have told it. */
export function noisy(fed: readonly Fed[], noise: ReceiverNoise, seed: number): readonly Fed[] {
  const random = new SeededRandom(seed, "receiver");
  const drift = { east: random.normal(), north: random.normal(), heading: random.normal() };
  let lastMs: number | null = null;
  const onward = (value: number, stepS: number, overS: number): number => {
    const keep = Math.exp(-stepS / overS);
    return keep * value + Math.sqrt(1 - keep * keep) * random.normal();
  };
  const lines = new Map<string, Fed>();
  const smooth = { e: 0, n: 0 };
  return fed.flatMap((one): Fed[] => {
    const { observation } = one;
    if (observation.kind === "digital") lines.set(observation.line, one);
    if (observation.kind === "channel") lines.set(observation.channel, one);
    if (observation.kind !== "gnss-epoch") return [one];
    const stepS = lastMs === null ? 0.1 : (observation.utcMs - lastMs) / 1000;
    lastMs = observation.utcMs;
    drift.east = onward(drift.east, stepS, DRIFT_S);
    drift.north = onward(drift.north, stepS, DRIFT_S);
    drift.heading = onward(drift.heading, stepS, HEADING_DRIFT_S);
    let east = noise.driftM * drift.east + noise.whiteM * random.normal();
    let north = noise.driftM * drift.north + noise.whiteM * random.normal();
    if (noise.outliers > 0 && random.unit() < noise.outliers) {
      const offM = 0.08 + 0.27 * random.unit();
      const azimuth = 2 * Math.PI * random.unit();
      east += offM * Math.sin(azimuth);
      north += offM * Math.cos(azimuth);
    }
    const turnDeg = noise.driftDeg * drift.heading + noise.whiteDeg * random.normal();
    const told = {
      ...one,
      observation: moved(
        lagging(observation, noise.speedLagS, stepS, smooth),
        east,
        north,
        turnDeg,
        noise.speedMps,
        random,
      ),
    };
    return random.unit() < noise.bouncesPerS * stepS
      ? [told, ...bounced(lines, observation.atMs, random)]
      : [told];
  });
}

/** A contact opens and closes for up to 40 ms; of an engine's speed one reading is lost. */
function bounced(lines: ReadonlyMap<string, Fed>, atMs: number, random: SeededRandom): Fed[] {
  const known = [...lines.values()];
  const one = known[Math.floor(random.unit() * known.length)];
  const { observation } = one ?? {};
  const backMs = atMs + 1 + 39 * random.unit();
  if (one !== undefined && observation?.kind === "digital") {
    const off = { ...observation, atMs: atMs + 1, active: !observation.active };
    return [
      { ...one, observation: off },
      { ...one, observation: { ...observation, atMs: backMs } },
    ];
  }
  if (one === undefined || observation?.kind !== "channel" || observation.channel !== "engine-speed")
    return [];
  return [
    { ...one, observation: { ...observation, atMs: atMs + 1, value: 0 } },
    { ...one, observation: { ...observation, atMs: backMs } },
  ];
}

function lagging(epoch: GnssEpoch, lagS: number, stepS: number, smooth: { e: number; n: number }): GnssEpoch {
  const speed = epoch.speedKmh ?? 0;
  const course = (epoch.courseDeg ?? 0) * RAD;
  const share = lagS === 0 ? 1 : 1 - Math.exp(-stepS / lagS);
  smooth.e += share * (speed * Math.sin(course) - smooth.e);
  smooth.n += share * (speed * Math.cos(course) - smooth.n);
  return {
    ...epoch,
    speedKmh: Math.hypot(smooth.e, smooth.n),
    courseDeg: (Math.atan2(smooth.e, smooth.n) / RAD + 360) % 360,
  };
}

function moved(
  epoch: GnssEpoch,
  eastM: number,
  northM: number,
  turnDeg: number,
  speedSigmaMps: number,
  random: SeededRandom,
): GnssEpoch {
  const speed = (epoch.speedKmh ?? 0) / 3.6;
  const course = (epoch.courseDeg ?? 0) * RAD;
  const vE = speed * Math.sin(course) + speedSigmaMps * random.normal();
  const vN = speed * Math.cos(course) + speedSigmaMps * random.normal();
  return {
    ...epoch,
    latitudeDeg: epoch.latitudeDeg + northM / METRES_PER_DEGREE,
    longitudeDeg: epoch.longitudeDeg + eastM / (METRES_PER_DEGREE * Math.cos(epoch.latitudeDeg * RAD)),
    headingDeg: ((epoch.headingDeg ?? 0) + turnDeg + 720) % 360,
    ...(epoch.speedKmh === null ? {} : { speedKmh: Math.hypot(vE, vN) * 3.6 }),
    ...(epoch.courseDeg === null ? {} : { courseDeg: (Math.atan2(vE, vN) / RAD + 360) % 360 }),
  };
}
