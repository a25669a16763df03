import type { GnssDisturbance, GnssReceiverSettings } from "../../src/scenario/gnss.ts";
import { ReadingFaults } from "../kit/defects.ts";
import { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { BodyPoint, CarPose } from "../world/car-pose.ts";
import { xorChecksum } from "./checksums.ts";
import { SolutionError } from "./error-model.ts";
import { type FixState, SENTENCE_SETS, type SentenceSet, type Solution } from "./sentences.ts";
import { type Geodetic, LocalFrame } from "./wgs84.ts";

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

interface Active {
  readonly disturbance: GnssDisturbance;
  readonly fromMs: number;
  readonly untilMs: number;
}

const RAD = Math.PI / 180;
const ANTENNA_HEIGHT_M = 1.5;
const SIGMA_M: Readonly<Record<FixState, number>> = { fixed: 0, float: 0.3, single: 2, none: 0 };
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
  readonly #random: SeededRandom;
  readonly #stepMs: number;
  #active: Active[] = [];
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
    this.#east = error("east", 20);
    this.#north = error("north", 20);
    this.#up = error("up", 20);
    this.#heading = error("heading", 5);
    this.#stepMs = 1000 / options.settings.rateHz;
  }

  connected(atMs: number): void {
    const { utcAtZeroMs } = this.#options;
    const next = Math.floor((utcAtZeroMs + atMs) / this.#stepMs) + 1;
    this.#nextEpochMs = next * this.#stepMs - utcAtZeroMs;
    this.#pending = [];
    this.#output = "";
  }

  /** From now on, for as long as the disturbance says. */
  disturb(disturbance: GnssDisturbance, fromMs: number): void {
    this.#active.push({ disturbance, fromMs, untilMs: fromMs + disturbance.forS * 1000 });
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
    this.#active = this.#active.filter((a) => a.untilMs > atMs);
    const solution = this.#solve(atMs);
    const { latencyMinMs, latencyMaxMs, sentences } = this.#options.settings;
    const latencyMs = latencyMinMs + this.#random.unit() * (latencyMaxMs - latencyMinMs);
    if (this.#active.some((a) => a.disturbance.kind === "time-gap" && a.fromMs <= atMs)) return;
    const last = this.#pending.at(-1)?.dueMs ?? 0;
    const encode = SENTENCE_SETS[sentences satisfies SentenceSet];
    this.#pending.push({ dueMs: Math.max(last, atMs + latencyMs), text: encode(solution) });
  }

  #solve(atMs: number): Solution {
    const { settings, antenna, headingOffsetDeg, utcAtZeroMs, poseAt } = this.#options;
    const pose = poseAt(atMs);
    const state = this.#disturbed(atMs);
    const stepS = this.#stepMs / 1000;
    const sigmaM = state.fix === "fixed" ? settings.positionSigmaM : SIGMA_M[state.fix];
    const sin = Math.sin(pose.headingDeg * RAD);
    const cos = Math.cos(pose.headingDeg * RAD);
    const pitchCos = Math.cos(pose.pitchDeg * RAD);
    const pitchSin = Math.sin(pose.pitchDeg * RAD);
    const forwardM = antenna.y * pitchCos - antenna.z * pitchSin;
    const eastM = pose.xM + cos * antenna.x + sin * forwardM + sigmaM * this.#east.next(stepS) + state.eastM;
    const northM =
      pose.yM - sin * antenna.x + cos * forwardM + sigmaM * this.#north.next(stepS) + state.northM;
    const upM = pose.zM + ANTENNA_HEIGHT_M + antenna.y * pitchSin + 2 * sigmaM * this.#up.next(stepS);
    const yaw = pose.yawRateDegPerS * RAD;
    const along = pose.speedMPerS - yaw * antenna.x;
    const across = yaw * antenna.y;
    const noise = settings.positionSigmaM;
    const vE = sin * along + cos * across + noise * this.#random.normal();
    const vN = cos * along - sin * across + noise * this.#random.normal();
    const headingError = settings.headingSigmaDeg * this.#heading.next(stepS);
    return {
      utcMs: Math.round(utcAtZeroMs + atMs),
      ...this.#frame.toGeodetic({
        eastM: this.readingFaults.apply("east", eastM, atMs),
        northM: this.readingFaults.apply("north", northM, atMs),
        upM,
      }),
      geoidM: settings.geoidM,
      fix: state.fix,
      satellites: SATELLITES[state.fix],
      correctionAgeS: 1 + ((atMs / 1000) % 1),
      station: 2,
      speedMPerS: Math.hypot(vE, vN),
      courseDeg: Math.atan2(vE, vN) / RAD,
      velocityEnu: [vE, vN, Math.sin(pose.pitchDeg * RAD) * pose.speedMPerS],
      headingDeg: pose.headingDeg - headingOffsetDeg + headingError,
      pitchDeg: Math.abs(headingOffsetDeg) === 90 ? 0 : pose.pitchDeg,
      headingFix: state.headingFix,
      headingSatellites: SATELLITES.fixed - 1,
    };
  }

  #disturbed(atMs: number): { fix: FixState; headingFix: FixState; eastM: number; northM: number } {
    let fix: FixState = this.#options.settings.fix;
    let headingFix: FixState = fix === "none" ? "none" : "fixed";
    let eastM = 0;
    let northM = 0;
    for (const { disturbance, fromMs } of this.#active) {
      if (fromMs > atMs) continue;
      if (disturbance.kind === "rtk-lost") fix = disturbance.fix;
      if (disturbance.kind === "heading-lost" || fix === "none") headingFix = "none";
      if (disturbance.kind === "jump") {
        eastM += disturbance.eastM;
        northM += disturbance.northM;
      }
      if (disturbance.kind === "multipath") {
        const phase = (2 * Math.PI * (atMs - fromMs)) / 1000 / disturbance.periodS;
        eastM += disturbance.amplitudeM * Math.sin(phase);
        northM += disturbance.amplitudeM * Math.sin(2 * phase) * 0.5;
      }
    }
    return { fix, headingFix, eastM, northM };
  }
}
