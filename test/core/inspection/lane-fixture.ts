import { loadYamlFile } from "../../../src/adapters/config/yaml-file.ts";
import type { DatedDossier, Dossier } from "../../../src/core/inspection/dossier.ts";
import { dossierSchema } from "../../../src/core/inspection/dossier.ts";
import type { InspectionEvent, InspectionState } from "../../../src/core/inspection/inspection-state.ts";
import { type LaneLayout, ONE_POSITION } from "../../../src/core/inspection/lane/layout.ts";
import type { InspectionRulebook } from "../../../src/core/inspection/rulebook.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import type { InspectionCommand, InspectionSession } from "../../../src/core/inspection/session.ts";
import { createInspectionSession } from "../../../src/core/inspection/session.ts";
import type { DeviceIdentity, EarlierAttempt } from "../../../src/core/journal/entry.ts";
import type { Observation } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { CommonCommand, SessionEffect, SessionInput, SessionReport } from "../../../src/core/session.ts";
import type { InstrumentCommand } from "../../../src/core/trade/words/commands.ts";
import type { DeviceRole } from "../../../src/core/trade/words/roles.ts";

export const rulebook: InspectionRulebook = loadYamlFile(
  "config/rules/cn-inspection-2021.yaml",
  inspectionRulebookSchema,
).value;

/** The day on which these lanes inspect. */
export const TODAY = "2026-11-26";
const dossiers = new Map<string, DatedDossier>();

/** Read once a test file: hundreds of lanes take it. */
export function dossierNamed(name: string): DatedDossier {
  const known = dossiers.get(name) ?? {
    ...loadYamlFile(`config/dossiers/${name}.yaml`, dossierSchema).value,
    inspectedOn: TODAY,
  };
  dossiers.set(name, known);
  return structuredClone(known);
}

/** As its file has it: the date of the inspection is not the registry's. */
export function inFile({ inspectedOn: _, ...dossier }: DatedDossier): Dossier {
  return dossier;
}

const ROLES: readonly DeviceRole[] = [
  "axle-scale",
  "brake-bench",
  "headlamp-tester",
  "gas-analyser",
  "opacimeter",
  "side-slip-tester",
  "lane-beams",
];

export const SAMPLE_RATE_HZ = 100;

export const devices: readonly DeviceIdentity[] = ROLES.map((role) => ({
  role,
  device: asId<"device">(`${role}-1`),
  model: "hand-made",
  serial: "0",
  simulated: true,
  calibration: { certificate: `C-${role}`, validTo: "2026-12-31" },
  ...(role === "brake-bench" ? { bench: { sampleRateHz: SAMPLE_RATE_HZ, summary: false } } : {}),
}));

export type Input = SessionInput<InspectionCommand | CommonCommand>;
type Bare<T> = T extends Observation ? Omit<T, "device" | "atMs" | "quality"> & Partial<T> : never;

/**
 * A lane without a shell: feeds hand-made inputs, keeps the events, runs the timers in its own time. Replaying the
 * events over the initial state must give the state it has, which `replayed` is for.
 */
export class HandLane {
  readonly session: InspectionSession;
  readonly layout: LaneLayout;
  state: InspectionState;
  nowMs = 0;
  readonly events: InspectionEvent[] = [];
  readonly effects: SessionEffect[] = [];
  grants = true;
  readonly #rules: InspectionRulebook;
  readonly #timers = new Map<string, number>();

  constructor(options: {
    dossier: DatedDossier;
    devices?: readonly DeviceIdentity[];
    today?: string;
    rules?: InspectionRulebook;
    layout?: LaneLayout;
    isAttended?: boolean;
    after?: EarlierAttempt;
  }) {
    this.layout = options.layout ?? ONE_POSITION;
    this.#rules = options.rules ?? rulebook;
    this.session = createInspectionSession({
      dossier: options.dossier,
      rulebook: this.#rules,
      devices: options.devices ?? devices,
      today: options.today ?? "2026-11-23",
      layout: this.layout,
      isAttended: options.isAttended ?? false,
      after: options.after,
    });
    this.state = this.session.initial;
  }

  /** What the rulebook says of the items of this kind. */
  limitOf(key: string): InspectionRulebook["items"][number] {
    const item = this.#rules.items.find((one) => one.key === key);
    if (item === undefined) throw new Error(`no item ${key}`);
    return item;
  }

  get report(): SessionReport {
    return this.session.report(this.state);
  }

  get action(): string {
    return this.report.prompt?.action ?? "nothing";
  }

  replayed(): InspectionState {
    return this.events.reduce(this.session.evolve, this.session.initial);
  }

  feed(input: Input): readonly SessionEffect[] {
    const decision = this.session.decide(this.state, input);
    if (decision.kind === "rejected") throw new Error(`rejected: ${decision.reason.code}`);
    for (const event of decision.events) this.state = this.session.evolve(this.state, event);
    this.events.push(...decision.events);
    this.effects.push(...decision.effects);
    for (const effect of decision.effects) {
      if (effect.kind === "start-timer") this.#timers.set(effect.id, this.nowMs + effect.afterMs);
      if (effect.kind === "cancel-timer") this.#timers.delete(effect.id);
    }
    // A lane that nobody else is in gives what is asked for.
    const { wants } = this.state.lane;
    if (wants === null || !this.grants) return decision.effects;
    const granted = this.grant(wants);
    return [...decision.effects, ...granted];
  }

  /** As a station does it: how the beams there stand is told first. */
  grant(position: string): readonly SessionEffect[] {
    const known = this.layout.find((one) => one.position === position)?.places ?? [];
    for (const place of known) if (this.state.beams[place] === undefined) this.beam(place, false);
    return this.feed({ kind: "granted", position, atMs: this.nowMs });
  }

  observe(role: DeviceRole, reading: Bare<Observation>): readonly SessionEffect[] {
    const common = { device: asId<"device">(`${role}-1`), atMs: this.nowMs, quality: "good" as const };
    return this.feed({ kind: "observation", role, observation: { ...common, ...reading } as Observation });
  }

  beam(place: string, active: boolean): readonly SessionEffect[] {
    return this.observe("lane-beams", { kind: "digital", line: `at-${place}`, active, boardTimeUs: null });
  }

  /** Time passes; timers that fall due fire in order. */
  wait(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, at]) => at <= until).sort((a, b) => a[1] - b[1])[0];
      if (due === undefined) break;
      const [id, atMs] = due;
      this.#timers.delete(id);
      this.nowMs = atMs;
      this.feed({ kind: "timer", id, atMs });
    }
    this.nowMs = until;
  }

  timers(): readonly string[] {
    return [...this.#timers.keys()].sort();
  }

  command(command: InspectionCommand | CommonCommand): readonly SessionEffect[] {
    return this.feed({ kind: "command", by: asId<"actor">("inspector-1"), atMs: this.nowMs, command });
  }

  answer(
    role: DeviceRole,
    command: InstrumentCommand["name"],
    outcome: "ok" | "busy" | "refused" | "leak" | "failed" | "warming-up" | "no-answer" = "ok",
  ): readonly SessionEffect[] {
    return this.observe(role, { kind: "answer", command, outcome });
  }

  weigh(loadKg: string): void {
    this.beam("scale", true);
    for (let i = 0; i < 5; i++) this.observe("axle-scale", { kind: "axle-load", loadKg, stable: true });
    this.beam("scale", false);
  }

  bench(notice: "none" | "drag" | "brake" | "ended", flags: Partial<Record<"locked" | "off", boolean>> = {}) {
    const on = flags.off !== true;
    return this.observe("brake-bench", {
      kind: "brake-bench-state",
      leftMotorOn: on,
      rightMotorOn: on,
      leftLocked: flags.locked === true,
      rightLocked: false,
      notice,
    });
  }

  force(leftN: string | null, rightN: string | null): readonly SessionEffect[] {
    this.nowMs += 10;
    return this.observe("brake-bench", { kind: "brake-force", leftN, rightN });
  }

  /** Both wheels grow, come apart by the difference, and go on to their maxima; the bench says when it is over. */
  brakeRun(options: {
    left: number;
    right: number;
    difference: number;
    drag?: number;
    end?: "ended" | "locked";
  }): void {
    this.wait(2000);
    this.bench("none");
    if (options.drag !== undefined) {
      this.bench("drag");
      for (let i = 0; i < 20; i++) this.force(String(options.drag), String(options.drag));
    }
    this.bench("brake");
    const { left, right, difference } = options;
    const common = Math.floor(Math.min(left, right, left - difference) * 0.75);
    const path: readonly (readonly [at: number, left: number, right: number])[] = [
      [0, 0, 0],
      [30, common, common],
      [36, common + difference, common],
      [42, common + difference, common],
      [60, left, right],
      [70, left, right],
    ];
    for (const [step, [to, toLeft, toRight]] of path.entries()) {
      const [from, fromLeft, fromRight] = path[step - 1] ?? [0, 0, 0];
      for (let i = from + 1; i <= to; i++) {
        const share = (i - from) / (to - from);
        const force = (of: number, goal: number): string => String(Math.round(of + (goal - of) * share));
        this.force(force(fromLeft, toLeft), force(fromRight, toRight));
      }
    }
    if (options.end === "locked") this.bench("none", { locked: true });
    else this.bench("ended", { off: true });
  }

  /** Read twice, as a tester is asked for each lamp. */
  headlamp(side: "left" | "right", lamp: "main" | "minor", cd: string): readonly SessionEffect[] {
    return [...this.headlampOnce(side, lamp, cd), ...this.headlampOnce(side, lamp, cd)];
  }

  headlampOnce(side: "left" | "right", lamp: "main" | "minor", cd: string): readonly SessionEffect[] {
    return this.observe("headlamp-tester", {
      kind: "headlamp",
      side,
      lamp,
      highIntensityCd: cd,
      highHorizontalMm: "0",
      highVerticalMm: "20",
      lowHorizontalMm: "10",
      lowVerticalMm: "-120",
      lampHeightMm: "700",
    });
  }

  gas(values: { rpm: number; co?: string; hc?: string; co2?: string; lambda?: string; oil?: string }) {
    this.wait(1000);
    return this.observe("gas-analyser", {
      kind: "exhaust-gas",
      hcPpm: values.hc ?? "20",
      coPct: values.co ?? "0.10",
      co2Pct: values.co2 ?? "14.6",
      o2Pct: "0.3",
      noPpm: "40",
      engineSpeedRpm: String(values.rpm),
      oilTemperatureC: values.oil ?? "90",
      lambda: values.lambda ?? "1.00",
      sampleFlow: "10",
    });
  }

  /** Obeys the speed that is asked for, until the item is over. */
  exhaustRun(values: { co?: string; hc?: string } = {}): void {
    this.answer("gas-analyser", "gas.leak-test");
    this.answer("gas-analyser", "gas.zero");
    for (let i = 0; i < 400 && this.report.currentItem === "E"; i++) {
      const target = this.report.prompt?.params.targetRpm;
      this.gas({ rpm: typeof target === "number" ? target : 780, ...values });
    }
  }
}

/** Gives up every item before this one. */
export function skipTo(lane: HandLane, item: string): void {
  for (let i = 0; i < 40 && lane.report.currentItem !== item; i++)
    lane.command({ name: "stop-item", reason: "other", note: "not now" });
}
