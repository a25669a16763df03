import type { BrakeBenchState, DeviceFault, InstrumentCommand, Observation } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import type { PlcValue } from "../../ports/plc.ts";
import type { SessionOutput } from "../../ports/protocol-session.ts";
import { type ForcePair, ForcePairs, type SideForce } from "./force-pairs.ts";

/**
 * A roller brake bench behind a PLC. The trade has no standard for the variables; these are our own program's. Forces
 * are doubles in newtons, one `SampleIndex` for each of the 100 sampling instants of a second; `Notice` is 0 none, 1 roll
 * free, 2 press the brake, 3 ended, 4 third-roller fault; `Run`, the only one to be written, is 0 stop, 1 service
 * brake, 2 parking brake, and falls back to 0 when the run has ended.
 */
export const BRAKE_PLC_VARIABLES = {
  leftForceN: "Bench.LeftForceN",
  rightForceN: "Bench.RightForceN",
  leftMotorOn: "Bench.LeftMotorOn",
  rightMotorOn: "Bench.RightMotorOn",
  leftLocked: "Bench.LeftLocked",
  rightLocked: "Bench.RightLocked",
  notice: "Bench.Notice",
  sampleIndex: "Bench.SampleIndex",
  run: "Bench.Run",
} as const;

/** 0 asks the server to report every change as it happens; sampling at the bench's own rate would miss some. */
const SAMPLING_MS = 0;
const SILENT_AFTER_MS = 500;
/** From the begin of a run to its first sample: the rollers may take that long to come up. */
const START_TAKES_MS_MAX = 2_000;
const ANSWER_WITHIN_MS = 1_000;
const NOTICES = ["none", "drag", "brake", "ended", "third-roller-fault"] as const;
const RUNS = { stop: 0, service: 1, parking: 2 } as const;

export interface BrakePlcSession {
  /** What to watch, and with which sampling interval. */
  readonly variables: readonly string[];
  readonly samplingMs: number;
  values(values: readonly PlcValue[]): SessionOutput;
  /**
   * What to write, in order. The answer (`ok`, `no-answer` after 1 s) comes with the PLC's own `Bench.Run`, not with the
   * write's acknowledgement. A start while a run is on is answered `busy`; commands other than start and stop `refused`.
   */
  request(command: InstrumentCommand, atMs: number): BrakePlcRequest;
  down(reason: string, atMs: number): SessionOutput;
  up(atMs: number): SessionOutput;
  tick(atMs: number): SessionOutput;
  nextDueMs(): number | null;
}

export interface BrakePlcRequest {
  readonly writes: readonly { readonly variable: string; readonly value: boolean | number }[];
  readonly output: SessionOutput;
}

interface Turn {
  readonly writes: readonly Uint8Array[];
  readonly observations: Observation[];
  readonly faults: DeviceFault[];
}

type FaultCode = "disconnected" | "silent" | "evidence-lost" | "bad-quality";

export function createBrakePlcSession(options: { readonly device: DeviceId }): BrakePlcSession {
  return new BenchSession(options.device);
}

const STATE_VARIABLES: readonly string[] = [
  BRAKE_PLC_VARIABLES.leftMotorOn,
  BRAKE_PLC_VARIABLES.rightMotorOn,
  BRAKE_PLC_VARIABLES.leftLocked,
  BRAKE_PLC_VARIABLES.rightLocked,
  BRAKE_PLC_VARIABLES.notice,
];

class BenchSession implements BrakePlcSession {
  readonly variables = Object.values(BRAKE_PLC_VARIABLES);
  readonly samplingMs = SAMPLING_MS;
  readonly #device: DeviceId;
  readonly #raised = new Set<FaultCode>();
  readonly #latest = new Map<string, PlcValue>();
  readonly #pairs = new ForcePairs();
  #sampleIndex: number | null = null;
  #running = false;
  #silentAtMs: number | null = null;
  #asked: { command: InstrumentCommand["name"]; run: number; untilMs: number } | null = null;

  constructor(device: DeviceId) {
    this.#device = device;
  }

  values(values: readonly PlcValue[]): SessionOutput {
    const turn = newTurn();
    // `Bench.Run` first within an instant: it says whether the sample beside it belongs to a run.
    const rank = (value: PlcValue) => (value.variable === BRAKE_PLC_VARIABLES.run ? 0 : 1);
    const ordered = [...values].sort(
      (a, b) => (a.sourceTimeMs ?? 0) - (b.sourceTimeMs ?? 0) || rank(a) - rank(b),
    );
    let stateChanged = false;
    ordered.forEach((value, at) => {
      const before = this.#latest.get(value.variable);
      this.#latest.set(value.variable, value);
      if (!STATE_VARIABLES.includes(value.variable)) this.#take(turn, value);
      else if (before?.value !== value.value || before.good !== value.good) stateChanged = true;
      // What changed at one instant is one state.
      const instantEnds = ordered[at + 1]?.sourceTimeMs !== value.sourceTimeMs;
      if (stateChanged && instantEnds) this.#tellState(turn, value.atMs);
      if (instantEnds) stateChanged = false;
    });
    const last = ordered.at(-1);
    if (last !== undefined) this.#judgeQuality(turn, last.atMs);
    return turn;
  }

  request(command: InstrumentCommand, atMs: number): BrakePlcRequest {
    const turn = newTurn();
    const run = runOf(command);
    const problem = this.#refusal(run);
    if (run === null || problem !== null) {
      this.#answer(turn, command.name, problem ?? "refused", atMs);
      return { writes: [], output: turn };
    }
    if (this.#asked !== null) this.#answer(turn, this.#asked.command, "no-answer", atMs);
    this.#asked = { command: command.name, run, untilMs: atMs + ANSWER_WITHIN_MS };
    if (this.#toldRun() === run) this.#settleAsked(turn, run, atMs);
    return { writes: [{ variable: BRAKE_PLC_VARIABLES.run, value: run }], output: turn };
  }

  down(reason: string, atMs: number): SessionOutput {
    const turn = newTurn();
    this.#latest.clear();
    this.#pairs.forget();
    this.#sampleIndex = null;
    this.#running = false;
    this.#silentAtMs = null;
    if (this.#asked !== null) this.#answer(turn, this.#asked.command, "no-answer", atMs);
    this.#asked = null;
    this.#raise(turn, "disconnected", reason, atMs);
    return turn;
  }

  up(atMs: number): SessionOutput {
    const turn = newTurn();
    this.#clear(turn, "disconnected", "the PLC is back", atMs);
    this.#clear(turn, "silent", "the PLC is back", atMs);
    return turn;
  }

  tick(atMs: number): SessionOutput {
    const turn = newTurn();
    for (const pair of this.#pairs.overdue(atMs)) this.#tellPair(turn, pair);
    if (this.#silentAtMs !== null && atMs >= this.#silentAtMs) {
      this.#silentAtMs = null;
      this.#raise(turn, "silent", "no sample while the bench runs", atMs);
    }
    if (this.#asked !== null && atMs >= this.#asked.untilMs) {
      this.#answer(turn, this.#asked.command, "no-answer", atMs);
      this.#asked = null;
    }
    return turn;
  }

  nextDueMs(): number | null {
    const dues = [this.#pairs.nextDueMs(), this.#silentAtMs, this.#asked?.untilMs ?? null];
    const times = dues.filter((due) => due !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  #refusal(run: number | null): "refused" | "busy" | "no-answer" | null {
    if (run === null) return "refused";
    if (this.#raised.has("disconnected")) return "no-answer";
    return run !== RUNS.stop && this.#running ? "busy" : null;
  }

  #take(turn: Turn, value: PlcValue): void {
    switch (value.variable) {
      case BRAKE_PLC_VARIABLES.run:
        this.#takeRun(turn, value);
        break;
      case BRAKE_PLC_VARIABLES.sampleIndex:
        this.#takeIndex(turn, value);
        break;
      case BRAKE_PLC_VARIABLES.leftForceN:
        for (const pair of this.#pairs.add("left", value)) this.#tellPair(turn, pair);
        break;
      case BRAKE_PLC_VARIABLES.rightForceN:
        for (const pair of this.#pairs.add("right", value)) this.#tellPair(turn, pair);
        break;
    }
  }

  #takeRun(turn: Turn, value: PlcValue): void {
    const run = this.#toldRun();
    if (run === null) return;
    const runs = run !== RUNS.stop;
    if (runs && !this.#running) {
      this.#sampleIndex = null;
      this.#silentAtMs = value.atMs + START_TAKES_MS_MAX;
    }
    if (!runs) {
      this.#silentAtMs = null;
      this.#clear(turn, "silent", "the bench stands", value.atMs);
    }
    this.#running = runs;
    this.#settleAsked(turn, run, value.atMs);
  }

  #takeIndex(turn: Turn, value: PlcValue): void {
    if (!value.good || typeof value.value !== "number") return;
    const index = value.value;
    const before = this.#sampleIndex;
    if (index === before) return;
    this.#sampleIndex = index;
    if (!this.#running) return;
    this.#silentAtMs = value.atMs + SILENT_AFTER_MS;
    this.#clear(turn, "silent", "samples come", value.atMs);
    if (before === null) return;
    if (index === before + 1) this.#clear(turn, "evidence-lost", "samples come one by one", value.atMs);
    else this.#raise(turn, "evidence-lost", `sample ${index} came after sample ${before}`, value.atMs);
  }

  #toldRun(): number | null {
    const told = this.#latest.get(BRAKE_PLC_VARIABLES.run);
    return told?.good === true && typeof told.value === "number" ? told.value : null;
  }

  #settleAsked(turn: Turn, run: number, atMs: number): void {
    if (this.#asked?.run !== run) return;
    this.#answer(turn, this.#asked.command, "ok", atMs);
    this.#asked = null;
  }

  #answer(
    turn: Turn,
    command: InstrumentCommand["name"],
    outcome: "ok" | "refused" | "busy" | "no-answer",
    atMs: number,
  ): void {
    turn.observations.push({ kind: "answer", device: this.#device, atMs, quality: "good", command, outcome });
  }

  #tellPair(turn: Turn, pair: ForcePair): void {
    const reasons = [pair.left, pair.right].flatMap((side) => (side.kind === "none" ? [side.reason] : []));
    turn.observations.push({
      kind: "brake-force",
      device: this.#device,
      atMs: pair.atMs,
      quality: reasons.length === 0 ? "good" : "bad",
      ...(reasons.length === 0 ? {} : { qualityReason: reasons.join("; ") }),
      leftN: newtonsOf(pair.left),
      rightN: newtonsOf(pair.right),
    });
  }

  #tellState(turn: Turn, atMs: number): void {
    const told = STATE_VARIABLES.map((variable) => this.#latest.get(variable));
    if (told.includes(undefined)) return;
    const isOn = (variable: string) => {
      const value = this.#latest.get(variable);
      return value?.good === true && value.value === true;
    };
    const noticed = this.#latest.get(BRAKE_PLC_VARIABLES.notice);
    const notice = NOTICES[typeof noticed?.value === "number" ? noticed.value : -1];
    const reasons = told.flatMap((value) =>
      value === undefined || value.good ? [] : [`${value.variable}: ${value.status}`],
    );
    if (notice === undefined) reasons.push(`${BRAKE_PLC_VARIABLES.notice}: unknown notice`);
    const state: BrakeBenchState = {
      kind: "brake-bench-state",
      device: this.#device,
      atMs,
      quality: reasons.length === 0 ? "good" : "bad",
      ...(reasons.length === 0 ? {} : { qualityReason: reasons.join("; ") }),
      leftMotorOn: isOn(BRAKE_PLC_VARIABLES.leftMotorOn),
      rightMotorOn: isOn(BRAKE_PLC_VARIABLES.rightMotorOn),
      leftLocked: isOn(BRAKE_PLC_VARIABLES.leftLocked),
      rightLocked: isOn(BRAKE_PLC_VARIABLES.rightLocked),
      notice: notice ?? "none",
    };
    turn.observations.push(state);
  }

  #judgeQuality(turn: Turn, atMs: number): void {
    const bad = [...this.#latest.values()].filter((value) => !value.good);
    if (bad.length === 0) this.#clear(turn, "bad-quality", "every variable is good", atMs);
    else
      this.#raise(
        turn,
        "bad-quality",
        bad.map((value) => `${value.variable}: ${value.status}`).join("; "),
        atMs,
      );
  }

  #raise(turn: Turn, code: FaultCode, detail: string, atMs: number): void {
    if (this.#raised.has(code)) return;
    this.#raised.add(code);
    turn.faults.push({ device: this.#device, code, raised: true, atMs, detail });
  }

  #clear(turn: Turn, code: FaultCode, detail: string, atMs: number): void {
    if (!this.#raised.delete(code)) return;
    turn.faults.push({ device: this.#device, code, raised: false, atMs, detail });
  }
}

function newTurn(): Turn {
  return { writes: [], observations: [], faults: [] };
}

function newtonsOf(side: SideForce): string | null {
  return side.kind === "force" ? side.forceN : null;
}

function runOf(command: InstrumentCommand): number | null {
  if (command.name === "brake.start") return RUNS[command.run];
  return command.name === "brake.stop" ? RUNS.stop : null;
}
