import { readFileSync } from "node:fs";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { type Candidate, candidateSchema } from "../../src/core/exam/candidate.ts";
import { type Course, parseCourse } from "../../src/core/exam/course.ts";
import type { ExamRulebook } from "../../src/core/exam/rulebook.ts";
import { createExamSession, type ExamCommand, type ExamState } from "../../src/core/exam/session.ts";
import { type VehicleBody, vehicleSchema } from "../../src/core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../../src/core/exam/watched-rulebook.ts";
import type { GnssEpoch, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { CommonCommand, SessionEffect, SessionInput } from "../../src/core/session.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import type { DeviceRole } from "../../src/core/trade/words/roles.ts";

/** A driver who follows the course's route exactly, and the receiver and board of the car. Only for tests. */
export const START_UTC_MS = Date.UTC(2026, 10, 2, 1, 0, 0);

export function demoCourseDocument(name = "demo-c1"): { features: RouteFeature[] } {
  return JSON.parse(readFileSync(`config/courses/${name}.geojson`, "utf8"));
}

/** Read once a test file and frozen: hundreds of runs take them, and none may change them for the next. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: frozen(make()) };
    return made.value;
  };
}

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

export const demoCourse = once((): Course => courseNamed("demo-c1"));

export function courseNamed(name: string): Course {
  const result = parseCourse(demoCourseDocument(name));
  if (!result.ok) throw new Error(result.reason.code);
  return result.course;
}

export const demoVehicle = once(
  (): VehicleBody => loadYamlFile("config/vehicles/santana-c1.yaml", vehicleSchema).value,
);
export const demoRulebook = once(
  (): ExamRulebook => loadYamlFile("config/rules/cn-exam-c1-2022.yaml", watchedRulebookSchema).value,
);
export const demoCandidate = once(
  () => loadYamlFile("config/dossiers/candidate-c1.yaml", candidateSchema).value,
);

export interface RouteFeature {
  readonly properties: {
    readonly item: string;
    readonly role: string;
    readonly leg: number;
    readonly direction: "forward" | "reverse";
    readonly speedKmh: number;
    readonly stopS: number;
    readonly signal: "none" | "left" | "right";
    readonly handbrake: boolean;
  };
  readonly geometry: { readonly coordinates: [number, number][] };
}

export interface Leg {
  readonly item: string;
  readonly number: number;
  readonly points: readonly (readonly [number, number])[];
  readonly reverse: boolean;
  readonly speedMps: number;
  readonly stopS: number;
  readonly signal: "none" | "left" | "right";
  readonly handbrake: boolean;
  /** The way's points before its first and after its last one, where it is a part of a longer one. */
  readonly behind?: readonly [number, number] | undefined;
  readonly ahead?: readonly [number, number] | undefined;
}

export function legsOf(course: Course, document = demoCourseDocument()): Leg[] {
  return document.features
    .filter((feature) => feature.properties.role === "route")
    .map(({ properties: p, geometry }) => ({
      item: p.item,
      number: p.leg,
      points: geometry.coordinates.map(([lon, lat]) => course.frame.toLocal(lat, lon)),
      reverse: p.direction === "reverse",
      speedMps: p.speedKmh / 3.6,
      stopS: p.stopS,
      signal: p.signal,
      handbrake: p.handbrake,
    }));
}

export type Fed = { readonly role: DeviceRole; readonly observation: Observation };

export interface Truth {
  readonly leg: Leg;
  readonly legTimeS: number;
  readonly eastM: number;
  readonly northM: number;
  readonly headingRad: number;
  readonly speedMps: number;
  readonly standing: boolean;
}

export interface DriveOptions {
  readonly hz?: number;
  readonly legs?: readonly Leg[];
  /** Metres to the right of the route; where it changes the car points where it goes, for none moves sideways. */
  readonly aside?: (truth: Truth) => number;
  readonly epoch?: (epoch: GnssEpoch, truth: Truth) => GnssEpoch | null;
  /** Extra or changed board readings at a moment. */
  readonly board?: (fed: Fed[], truth: Truth, atMs: number) => Fed[];
}

/** Every observation of the drive, in order. */
export function drive(course: Course, vehicle: VehicleBody, options: DriveOptions = {}): Fed[] {
  const hz = options.hz ?? 20;
  const fed: Fed[] = [];
  let tick = 0;
  let board = "";
  const legs = options.legs ?? legsOf(course);
  let firstLeg = true;
  let rolling = 0;
  let wasAsideM: number | null = null;
  for (const [index, leg] of legs.entries()) {
    const next = legs[index + 1];
    const onward = next === undefined || next.reverse !== leg.reverse ? leg.speedMps : next.speedMps;
    for (const truth of alongLeg(leg, hz, rolling, onward)) {
      rolling = truth.standing ? 0 : truth.speedMps;
      const atMs = 1000 + (tick * 1000) / hz;
      const standing = truth.standing && truth.legTimeS > 0.5;
      const state = {
        belt: true,
        door: true,
        ignition: true,
        starter: false,
        handbrake: standing && leg.handbrake,
        "signal-left": (standing ? (next?.signal ?? "none") : leg.signal) === "left",
        "signal-right": (standing ? (next?.signal ?? "none") : leg.signal) === "right",
      };
      const gear = standing ? (next?.reverse === true ? -1 : 1) : leg.reverse ? -1 : 1;
      let readings: Fed[] = [];
      const key = JSON.stringify([state, gear]);
      if (key !== board || firstLeg) readings = boardReadings(state, gear, atMs);
      board = key;
      firstLeg = false;
      readings = options.board?.(readings, truth, atMs) ?? readings;
      fed.push(...readings);
      const asideM = options.aside?.(truth) ?? 0;
      const wayM = (truth.speedMps / hz) * (leg.reverse ? -1 : 1);
      const turnRad = wasAsideM === null || wayM === 0 ? 0 : Math.atan((asideM - wasAsideM) / wayM);
      wasAsideM = asideM;
      const epoch = epochOf(course, vehicle, truth, { asideM, turnRad, tick, hz });
      const kept = options.epoch === undefined ? epoch : options.epoch(epoch, truth);
      if (kept !== null) fed.push({ role: "gnss", observation: kept });
      tick++;
    }
  }
  return fed;
}

function boardReadings(lines: Record<string, boolean>, gear: number, atMs: number): Fed[] {
  return [
    ...Object.entries(lines).map(([line, active]) => digital(line, active, atMs)),
    channel("gear", gear, atMs),
    channel("engine-speed", 1500, atMs),
  ];
}

export function digital(line: string, active: boolean, atMs: number): Fed {
  return {
    role: "vehicle-io",
    observation: {
      kind: "digital",
      device: asId("car-board"),
      atMs,
      quality: "good",
      line,
      active,
      boardTimeUs: null,
    },
  };
}

export function channel(name: string, value: number, atMs: number): Fed {
  return {
    role: "vehicle-io",
    observation: {
      kind: "channel",
      device: asId("car-board"),
      atMs,
      quality: "good",
      channel: name,
      value,
      boardTimeUs: null,
    },
  };
}

const PACE_MPS2 = 0.8;

/** 0.8 m/s2 up and down from the speed it comes with, to the next leg's speed or to the standstill. */
function* alongLeg(leg: Leg, hz: number, fromMps: number, onwardMps: number): Generator<Truth> {
  const lengths = leg.points.slice(1).map((p, i) => {
    const q = leg.points[i] ?? p;
    return Math.hypot(p[0] - q[0], p[1] - q[1]);
  });
  const total = lengths.reduce((a, b) => a + b, 0);
  const stops = leg.stopS > 0;
  let at = 0;
  let speed = Math.max(fromMps, 0.04);
  let time = 0;
  while (at < total) {
    yield { leg, legTimeS: time, ...placed(leg, lengths, at), speedMps: speed, standing: false };
    time += 1 / hz;
    const endMps = stops ? 0 : Math.min(leg.speedMps, onwardMps);
    const braking = Math.sqrt(endMps ** 2 + 2 * PACE_MPS2 * Math.max(0, total - at));
    const wanted = Math.min(leg.speedMps, Math.max(braking, 0.04));
    speed += Math.max(-2 * PACE_MPS2, Math.min(PACE_MPS2, (wanted - speed) * hz)) / hz;
    at += speed / hz;
  }
  for (let i = 0; i < leg.stopS * hz; i++) {
    yield { leg, legTimeS: time, ...placed(leg, lengths, total), speedMps: 0, standing: true };
    time += 1 / hz;
  }
}

function placed(leg: Leg, lengths: readonly number[], at: number) {
  let rest = at;
  let i = 0;
  while (i < lengths.length - 1 && rest > (lengths[i] ?? 0)) rest -= lengths[i++] ?? 0;
  const a = leg.points[i] ?? [0, 0];
  const b = leg.points[i + 1] ?? a;
  const t = Math.min(1, rest / (lengths[i] ?? 1));
  const course = (k: number): number => {
    const first = leg.points[0] ?? a;
    const last = leg.points.at(-1) ?? b;
    if (k < 0 && leg.behind !== undefined)
      return Math.atan2(first[0] - leg.behind[0], first[1] - leg.behind[1]);
    if (k > leg.points.length - 2 && leg.ahead !== undefined)
      return Math.atan2(leg.ahead[0] - last[0], leg.ahead[1] - last[1]);
    const p = leg.points[Math.max(0, Math.min(leg.points.length - 2, k))] ?? a;
    const q = leg.points[Math.max(0, Math.min(leg.points.length - 2, k)) + 1] ?? b;
    return Math.atan2(q[0] - p[0], q[1] - p[1]);
  };
  const here = course(i);
  const mix = (other: number, share: number): number =>
    here + share * Math.atan2(Math.sin(other - here), Math.cos(other - here));
  // Long segments are straight lines: they take no heading from their neighbours but at the very end.
  const end = Math.min(0.1, (lengths[i] ?? 1) / 2);
  const fromEnd = (lengths[i] ?? 1) - rest;
  let heading = here;
  if (rest < end) heading = mix(course(i - 1), 0.5 * (1 - rest / end));
  else if (fromEnd < end) heading = mix(course(i + 1), 0.5 * (1 - fromEnd / end));
  return {
    eastM: a[0] + t * (b[0] - a[0]),
    northM: a[1] + t * (b[1] - a[1]),
    headingRad: heading + (leg.reverse ? Math.PI : 0),
  };
}

function epochOf(
  course: Course,
  vehicle: VehicleBody,
  truth: Truth,
  { asideM, turnRad, tick, hz }: { asideM: number; turnRad: number; tick: number; hz: number },
): GnssEpoch {
  return epochAt(course, vehicle, {
    eastM: truth.eastM + asideM * Math.cos(truth.headingRad),
    northM: truth.northM - asideM * Math.sin(truth.headingRad),
    headingRad: truth.headingRad + turnRad,
    speedMps: truth.speedMps,
    backward: truth.leg.reverse,
    atS: tick / hz,
  });
}

/** The rear axle's centre there, as the antenna sees it. */
export function epochAt(
  course: Course,
  vehicle: VehicleBody,
  at: {
    eastM: number;
    northM: number;
    headingRad: number;
    speedMps: number;
    atS: number;
    backward?: boolean;
  },
): GnssEpoch {
  const travelDeg = (at.headingRad * 180) / Math.PI + (at.backward === true ? 180 : 0);
  const sin = Math.sin(at.headingRad);
  const cos = Math.cos(at.headingRad);
  const { x, y } = vehicle.antenna;
  const place = course.frame.toGeodetic(at.eastM + x * cos + y * sin, at.northM - x * sin + y * cos);
  const atMs = 1000 + at.atS * 1000;
  return {
    kind: "gnss-epoch",
    device: asId("rover"),
    atMs,
    quality: "good",
    utcMs: START_UTC_MS + Math.round(at.atS * 1000),
    latitudeDeg: place.latitudeDeg,
    longitudeDeg: place.longitudeDeg,
    heightM: 25,
    fix: "fixed",
    satellites: 28,
    correctionAgeS: 1,
    speedKmh: at.speedMps * 3.6,
    courseDeg: at.backward === undefined ? null : ((travelDeg % 360) + 360) % 360,
    headingDeg: ((((at.headingRad * 180) / Math.PI - vehicle.headingOffsetDeg) % 360) + 360) % 360,
    headingFix: "fixed",
    pitchDeg: null,
    rollDeg: null,
  };
}

type ExamInput = SessionInput<ExamCommand | CommonCommand>;

/** A session with the demo files, fed by hand; keeps what it answered. */
export class ExamRun {
  readonly session;
  state: ExamState;
  readonly effects: SessionEffect[] = [];
  readonly rejections: Reason[] = [];
  readonly events: unknown[] = [];

  constructor(
    parts: {
      course?: Course;
      vehicle?: VehicleBody;
      rulebook?: ExamRulebook;
      candidate?: Candidate;
      isAttended?: boolean;
    } = {},
  ) {
    this.session = createExamSession({
      candidate: parts.candidate ?? demoCandidate(),
      rulebook: parts.rulebook ?? demoRulebook(),
      course: parts.course ?? demoCourse(),
      vehicle: parts.vehicle ?? demoVehicle(),
      devices: [],
      today: null,
      isAttended: parts.isAttended ?? false,
    });
    this.state = this.session.initial;
  }

  feed(input: ExamInput): void {
    const answer = this.session.decide(this.state, input);
    if (answer.kind === "rejected") {
      this.rejections.push(answer.reason);
      return;
    }
    this.events.push(...answer.events);
    this.state = answer.events.reduce(this.session.evolve, this.state);
    this.effects.push(...answer.effects);
  }

  command(command: ExamCommand | CommonCommand, atMs = 1000): void {
    this.feed({ kind: "command", by: asId("examiner-07"), atMs, command });
  }

  observe(fed: readonly Fed[]): void {
    for (const { role, observation } of fed) this.feed({ kind: "observation", role, observation });
  }

  report() {
    return this.session.report(this.state);
  }

  deductions(): { rule: string; points: number; item: string }[] {
    const report = this.report();
    return [...report.findings, ...report.items.flatMap((item) => item.findings)].flatMap((f) =>
      f.deduction === null ? [] : [{ rule: f.rule, points: f.deduction.points, item: f.item }],
    );
  }
}
