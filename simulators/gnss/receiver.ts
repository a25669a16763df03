import type { GnssDisturbance, GnssReceiverSettings } from "../../src/scenario/gnss.ts";
import { ReadingFaults } from "../kit/defects.ts";
import { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { BodyPoint, CarPose } from "../world/car-pose.ts";
import { xorChecksum } from "./checksums.ts";
import { Disturbances } from "./disturbances.ts";
import { type ErrorSize, SolutionError } from "./error-model.ts";
import {
  type FixState,
  gga,
  gst,
  rmc,
  SENTENCE_SETS,
  type SentenceSet,
  type Solution,
  withTalker,
} from "./sentences.ts";
import { type Enu, type Geodetic, LocalFrame } from "./wgs84.ts";

export interface GnssReceiverOptions {
  readonly name: string;
  readonly settings: GnssReceiverSettings;
  readonly seed: number;
  readonly origin: Geodetic;
  /** z: height of the phase centre; 0 for a receiver that reduces its positions to the ground. */
  readonly antenna: BodyPoint & { readonly z: number };
  /** Added to the receiver's heading to get the vehicle's, as in the vehicle file. */
  readonly headingOffsetDeg: number;
  /** The world at an instant (monotonic milliseconds), a little in the past at most. */
  readonly poseAt: (atMs: number) => CarPose;
  /** UTC at monotonic zero. */
  readonly utcAtZeroMs: number;
}

const RAD = Math.PI / 180;
const ANTENNA_HEIGHT_M = 1.5;
/** Of a solution that is not fixed: nearly all of it moves slowly. */
const UNFIXED: Readonly<Record<Exclude<FixState, "fixed">, ErrorSize>> = {
  float: { white: 0.09, drift: 0.285 },
  single: { white: 0.6, drift: 1.9 },
  none: { white: 0, drift: 0 },
};
const SATELLITES: Readonly<Record<FixState, number>> = { fixed: 28, float: 21, single: 12, none: 0 };

/**
 * A dual-antenna RTK receiver of the Unicore UM982 kind. Epochs stand on the UTC grid; sentences leave the port
 * 20 to 80 ms later. On its port it understands the log requests (`GPGGA COM1 0.1`) and SAVECONFIG and
 * answers `$command,...,response: OK*hh`, whose sum includes the `$` (as the module really does).
 */
export class GnssReceiver implements SimDevice {
  readonly name: string;
  readonly misuse: string[] = [];
  readonly readingFaults = new ReadingFaults();
  readonly #options: GnssReceiverOptions;
  readonly #frame: LocalFrame;
  readonly #east: SolutionError;
  readonly #north: SolutionError;
  readonly #up: SolutionError;
  readonly #heading: SolutionError;
  readonly #second: SolutionError;
  readonly #random: SeededRandom;
  /** Chance of the disturbances alone, so that one more of them does not change the rest of the drive. */
  readonly #wrong: SeededRandom;
  readonly #stepMs: number;
  readonly #disturbances = new Disturbances();
  #velocity: readonly [e: number, n: number] = [0, 0];
  #last: { readonly solution: Solution; readonly text: string } | null = null;
  #lastDueMs = 0;
  #pending: { readonly dueMs: number; readonly text: string }[] = [];
  #nextEpochMs = Number.POSITIVE_INFINITY;
  #output = "";
  #heard = "";

  constructor(options: GnssReceiverOptions) {
    this.name = options.name;
    this.#options = options;
    this.#frame = new LocalFrame(options.origin);
    this.#random = new SeededRandom(options.seed, `${options.name}/latency`);
    const error = (stream: string, correlationS: number) =>
      new SolutionError(new SeededRandom(options.seed, `${options.name}/${stream}`), correlationS);
    const { positionDriftS, headingDriftS } = options.settings;
    this.#east = error("east", positionDriftS);
    this.#north = error("north", positionDriftS);
    this.#up = error("up", positionDriftS);
    this.#heading = error("heading", headingDriftS);
    this.#second = error("second", positionDriftS);
    this.#wrong = new SeededRandom(options.seed, `${options.name}/disturbances`);
    this.#stepMs = 1000 / options.settings.rateHz;
  }

  connected(atMs: number): void {
    const { utcAtZeroMs } = this.#options;
    const next = Math.floor((utcAtZeroMs + atMs) / this.#stepMs) + 1;
    this.#nextEpochMs = next * this.#stepMs - utcAtZeroMs;
    this.#pending = [];
    this.#lastDueMs = 0;
    this.#output = "";
  }

  /** From now on, for as long as the disturbance says. */
  disturb(disturbance: GnssDisturbance, fromMs: number): void {
    this.#disturbances.add(disturbance, fromMs);
  }

  receive(bytes: Uint8Array, _atMs: number): void {
    for (const byte of bytes) this.#heard += String.fromCharCode(byte);
    let end = this.#heard.search(/[\r\n]/);
    while (end >= 0) {
      const line = this.#heard.slice(0, end).trim();
      this.#heard = this.#heard.slice(end + 1);
      if (line !== "") this.#obey(line);
      end = this.#heard.search(/[\r\n]/);
    }
  }

  step(atMs: number): void {
    for (; this.#nextEpochMs <= atMs; this.#nextEpochMs += this.#stepMs) this.#epoch(this.#nextEpochMs);
    while (this.#pending[0] !== undefined && this.#pending[0].dueMs <= atMs) {
      this.#output += this.#pending[0].text;
      this.#pending.shift();
    }
  }

  nextStepMs(): number | null {
    const due = Math.min(this.#nextEpochMs, this.#pending[0]?.dueMs ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(due) ? due : null;
  }

  takeOutput(): Uint8Array {
    const bytes = new Uint8Array(this.#output.length);
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.#output.charCodeAt(at);
    this.#output = "";
    return bytes;
  }

  #obey(line: string): void {
    if (/^(?:G[NP](?:GGA|RMC|HPR|HDT|THS)|KSXT)(?: COM\d)? [\d.]+$|^SAVECONFIG$/.test(line)) {
      const answer = `$command,${line},response: OK`;
      this.#output += `${answer}*${xorChecksum(answer)}\r\n`;
    } else this.misuse.push(`not a command of the receiver: ${line.slice(0, 80)}`);
  }

  #epoch(atMs: number): void {
    this.#disturbances.forgetBefore(atMs);
    const { sentences, gst: withGst } = this.#options.settings;
    const place = this.#place(atMs);
    const truly = this.#solve(atMs, place);
    const frozen = this.#disturbances.last("frozen", atMs)?.what;
    const solution = this.#last === null ? truly : held(truly, this.#last.solution, frozen);
    const dueMs = atMs + this.#latencyMs();
    if (this.#disturbances.last("time-gap", atMs) !== undefined) return;
    const encode = SENTENCE_SETS[sentences satisfies SentenceSet];
    const text = encode(solution) + (withGst ? gst(solution) : "");
    const told = frozen === "sentences" && this.#last !== null ? this.#last : { solution, text };
    this.#last = told;
    this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
    this.#send(this.#lastDueMs, told.text);
    this.#tellSecond(atMs, truly, place);
  }

  #latencyMs(): number {
    const { latencyMinMs, latencyMaxMs } = this.#options.settings;
    return latencyMinMs + this.#random.unit() * (latencyMaxMs - latencyMinMs);
  }

  /** Two devices do not wait for each other. */
  #send(dueMs: number, text: string): void {
    const after = this.#pending.findIndex((one) => one.dueMs > dueMs);
    this.#pending.splice(after < 0 ? this.#pending.length : after, 0, { dueMs, text });
  }

  #tellSecond(atMs: number, solution: Solution, place: Enu): void {
    const stepS = this.#stepMs / 1000;
    for (const { talker, eastM, northM } of this.#disturbances.all("second-receiver", atMs)) {
      const size = errorSize("fixed", this.#options.settings);
      const there = {
        eastM: place.eastM + eastM + this.#second.next(stepS, size),
        northM: place.northM + northM + this.#second.next(stepS, size),
        upM: place.upM,
      };
      const own = { ...solution, ...this.#frame.toGeodetic(there) };
      const latencyMs = 20 + 60 * this.#wrong.unit();
      this.#send(atMs + latencyMs, withTalker(gga(own) + rmc(own), talker));
    }
  }

  /** Where the antenna seems to be. */
  #place(atMs: number): Enu {
    const { settings, antenna, headingOffsetDeg, poseAt } = this.#options;
    const pose = poseAt(atMs);
    const stepS = this.#stepMs / 1000;
    const size = errorSize(this.#fixAt(atMs), settings);
    const sin = Math.sin(pose.headingDeg * RAD);
    const cos = Math.cos(pose.headingDeg * RAD);
    const pitchCos = Math.cos(pose.pitchDeg * RAD);
    const pitchSin = Math.sin(pose.pitchDeg * RAD);
    const forwardM = antenna.y * pitchCos - antenna.z * pitchSin;
    const off = this.#disturbances.offset(atMs, pose.headingDeg - headingOffsetDeg, this.#wrong);
    const eastM = pose.xM + cos * antenna.x + sin * forwardM + this.#east.next(stepS, size) + off.eastM;
    const northM = pose.yM - sin * antenna.x + cos * forwardM + this.#north.next(stepS, size) + off.northM;
    return {
      eastM: this.readingFaults.apply("east", eastM, atMs),
      northM: this.readingFaults.apply("north", northM, atMs),
      upM: pose.zM + ANTENNA_HEIGHT_M + antenna.y * pitchSin + 2 * this.#up.next(stepS, size),
    };
  }

  #solve(atMs: number, place: Enu): Solution {
    const { settings, headingOffsetDeg, utcAtZeroMs, poseAt } = this.#options;
    const pose = poseAt(atMs);
    const fix = this.#fixAt(atMs);
    const says = this.#disturbances.last("contradicting-quality", atMs);
    const swapDeg = this.#disturbances.last("swapped-antennas", atMs)?.byDeg ?? 0;
    const across = Math.abs(headingOffsetDeg + swapDeg) % 180 === 90;
    const oldFromMs = this.#disturbances.last("old-corrections", atMs)?.fromMs ?? atMs;
    const [vE, vN] = this.#velocityAt(atMs, pose);
    const { headingWhiteDeg: white, headingDriftDeg: drift } = settings;
    return {
      utcMs: Math.round(utcAtZeroMs + atMs),
      ...this.#frame.toGeodetic(place),
      geoidM: settings.geoidM,
      fix,
      satellites: says?.satellites ?? SATELLITES[fix],
      correctionAgeS: 1 + ((atMs / 1000) % 1) + (atMs - oldFromMs) / 1000,
      station: 2,
      speedMPerS: Math.hypot(vE, vN),
      courseDeg: Math.atan2(vE, vN) / RAD,
      velocityEnu: [vE, vN, Math.sin(pose.pitchDeg * RAD) * pose.speedMPerS],
      headingDeg:
        pose.headingDeg -
        headingOffsetDeg +
        swapDeg +
        this.#heading.next(this.#stepMs / 1000, { white, drift }),
      pitchDeg: across ? 0 : swapDeg === 180 ? -pose.pitchDeg : pose.pitchDeg,
      headingFix:
        fix === "none" || this.#disturbances.last("heading-lost", atMs) !== undefined ? "none" : "fixed",
      headingSatellites: SATELLITES.fixed - 1,
      hdop: says?.hdop ?? 0.7,
      rmcSays: says?.rmc ?? null,
      date: this.#disturbances.last("wrong-date", atMs)?.date ?? "known",
      sigmaM: says?.sigmaM ?? Math.hypot(settings.positionWhiteM, settings.positionDriftM),
    };
  }

  #fixAt(atMs: number): FixState {
    return this.#disturbances.last("rtk-lost", atMs)?.fix ?? this.#options.settings.fix;
  }

  /** Of the antenna, with the receiver's own noise, smoothed where the receiver does that. */
  #velocityAt(atMs: number, pose: CarPose): readonly [e: number, n: number] {
    const { settings, antenna } = this.#options;
    const sin = Math.sin(pose.headingDeg * RAD);
    const cos = Math.cos(pose.headingDeg * RAD);
    const yaw = pose.yawRateDegPerS * RAD;
    const along = pose.speedMPerS - yaw * antenna.x;
    const across = yaw * antenna.y;
    const vE = sin * along + cos * across + settings.speedWhiteMps * this.#random.normal();
    const vN = cos * along - sin * across + settings.speedWhiteMps * this.#random.normal();
    const lag = this.#disturbances.last("speed-lag", atMs);
    const share = lag === undefined ? 1 : 1 - Math.exp(-this.#stepMs / 1000 / lag.overS);
    const [e, n] = this.#velocity;
    this.#velocity = [e + share * (vE - e), n + share * (vN - n)];
    return this.#velocity;
  }
}

function errorSize(fix: FixState, settings: GnssReceiverSettings): ErrorSize {
  return fix === "fixed" ? { white: settings.positionWhiteM, drift: settings.positionDriftM } : UNFIXED[fix];
}

/** What a receiver says whose solution stays as it was while its clock goes on. */
function held(
  now: Solution,
  before: Solution,
  what: "sentences" | "position" | "all-but-time" | undefined,
): Solution {
  if (what === "all-but-time") return { ...before, utcMs: now.utcMs };
  if (what !== "position") return now;
  const { latitudeDeg, longitudeDeg, heightM } = before;
  return { ...now, latitudeDeg, longitudeDeg, heightM };
}
