import type { z } from "zod";
import type { BrakeBenchState, DeviceFault, Observation } from "../../core/observation.ts";
import type { DeviceId } from "../../core/quantities/ids.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { InstrumentCommand } from "../../core/trade/words/commands.ts";
import type { PlcValue } from "../../ports/plc.ts";
import type { PlcRequest, PlcSession } from "../../ports/plc-session.ts";
import type { SessionOutput } from "../../ports/protocol-session.ts";
import { inDoubt } from "../in-doubt.ts";
import { badStatus, type ForcePair, ForcePairs, type SideForce, senseless } from "./force-pairs.ts";
import { type BrakePlcSettings, brakePlcOptions } from "./options.ts";
import { SourceTimes } from "./source-times.ts";

const NOTICES = ["none", "drag", "brake", "ended", "third-roller-fault"] as const;
const RUNS = { stop: 0, service: 1, parking: 2 } as const;

interface Turn {
  readonly writes: readonly Uint8Array[];
  readonly observations: Observation[];
  readonly faults: DeviceFault[];
}

type FaultCode = "disconnected" | "silent" | "evidence-lost" | "bad-quality";

export type BrakePlcOptions = z.input<typeof brakePlcOptions> & { readonly device: DeviceId };

/**
 * A roller brake bench behind a PLC. The trade has no standard for the variables; the names by default are our own
 * program's. Forces are doubles, one sample index for each sampling instant; the run falls back to 0 when it has ended.
 *
 * A command is answered (`ok`, or `no-answer` in the end) by the PLC's own run variable, not by the acknowledgement of
 * the write. A start while a run is on is answered `busy`; commands other than start and stop `refused`.
 */
export function createBrakePlcSession({ device, ...options }: BrakePlcOptions): PlcSession {
  return new BenchSession(device, brakePlcOptions.parse(options));
}

const NEWTONS = { N: 1, daN: 10, kN: 1000 } as const;

class BenchSession implements PlcSession {
  readonly variables: readonly string[];
  readonly samplingMs: number;
  readonly #device: DeviceId;
  readonly #settings: BrakePlcSettings;
  readonly #names: BrakePlcSettings["variables"];
  readonly #stateVariables: readonly string[];
  readonly #raised = new Set<FaultCode>();
  readonly #latest = new Map<string, PlcValue>();
  readonly #pairs: ForcePairs;
  readonly #times = new SourceTimes();
  #sampleIndex: number | null = null;
  #sampled = false;
  #running = false;
  #silentAtMs: number | null = null;
  #asked: { command: InstrumentCommand["name"]; run: number; untilMs: number } | null = null;

  constructor(device: DeviceId, settings: BrakePlcSettings) {
    this.#device = device;
    this.#settings = settings;
    this.#names = settings.variables;
    this.variables = Object.values(settings.variables);
    this.samplingMs = settings.samplingMs;
    const { leftMotorOn, rightMotorOn, leftLocked, rightLocked, notice } = settings.variables;
    this.#stateVariables = [leftMotorOn, rightMotorOn, leftLocked, rightLocked, notice];
    const { sideLateMs, forceUnit, pairWithinMs } = settings;
    this.#pairs = new ForcePairs(sideLateMs, NEWTONS[forceUnit], pairWithinMs);
  }

  values(values: readonly PlcValue[]): SessionOutput {
    const turn = newTurn();
    // `Bench.Run` first within an instant: it says whether the sample beside it belongs to a run.
    const rank = (value: PlcValue) => (value.variable === this.#names.run ? 0 : 1);
    const ordered = [...values].sort(
      (a, b) => (a.sourceTimeMs ?? 0) - (b.sourceTimeMs ?? 0) || rank(a) - rank(b),
    );
    let stateChanged = false;
    ordered.forEach((value, at) => {
      const before = this.#latest.get(value.variable);
      this.#latest.set(value.variable, value);
      if (!this.#stateVariables.includes(value.variable)) this.#take(turn, value);
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

  request(command: InstrumentCommand, atMs: number): PlcRequest {
    const turn = newTurn();
    const run = runOf(command);
    const problem = this.#refusal(run);
    if (run === null || problem !== null) {
      this.#answer(turn, command.name, problem ?? "refused", atMs);
      return { writes: [], output: turn };
    }
    if (this.#asked !== null) this.#answer(turn, this.#asked.command, "no-answer", atMs);
    this.#asked = { command: command.name, run, untilMs: atMs + this.#settings.answerWithinMs };
    if (this.#toldRun() === run) this.#settleAsked(turn, run, atMs);
    return { writes: [{ variable: this.#names.run, value: run }], output: turn };
  }

  down(why: Reason, atMs: number): SessionOutput {
    const turn = newTurn();
    this.#latest.clear();
    this.#pairs.forget();
    this.#times.forget();
    this.#sampleIndex = null;
    this.#running = false;
    this.#silentAtMs = null;
    if (this.#asked !== null) this.#answer(turn, this.#asked.command, "no-answer", atMs);
    this.#asked = null;
    this.#raise(turn, "disconnected", why, atMs);
    return turn;
  }

  up(atMs: number): SessionOutput {
    const turn = newTurn();
    this.#clear(turn, "disconnected", atMs);
    this.#clear(turn, "silent", atMs);
    return turn;
  }

  tick(atMs: number): SessionOutput {
    const turn = newTurn();
    for (const pair of this.#pairs.overdue(atMs)) this.#tellPair(turn, pair);
    if (this.#silentAtMs !== null && atMs >= this.#silentAtMs) {
      this.#silentAtMs = null;
      const ms = this.#sampled ? this.#settings.silentAfterMs : this.#settings.startWithinMs;
      this.#raise(turn, "silent", reason("NO_SAMPLE_IN_RUN", { ms }), atMs);
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
      case this.#names.run:
        this.#takeRun(turn, value);
        break;
      case this.#names.sampleIndex:
        this.#takeIndex(turn, value);
        break;
      case this.#names.leftForceN:
        this.#takeForce(turn, "left", value);
        break;
      case this.#names.rightForceN:
        this.#takeForce(turn, "right", value);
        break;
    }
  }

  #takeForce(turn: Turn, side: "left" | "right", value: PlcValue): void {
    if (this.#running) this.#times.force(value);
    for (const pair of this.#pairs.add(side, value)) this.#tellPair(turn, pair);
  }

  #takeRun(turn: Turn, value: PlcValue): void {
    const run = this.#toldRun();
    if (run === null) return;
    const runs = run !== RUNS.stop;
    if (runs !== this.#running) this.#times.forget();
    if (runs && !this.#running) {
      this.#sampleIndex = null;
      this.#sampled = false;
      this.#silentAtMs = value.atMs + this.#settings.startWithinMs;
    }
    if (!runs) {
      this.#silentAtMs = null;
      this.#clear(turn, "silent", value.atMs);
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
    if (value.sourceTimeMs !== null)
      for (const pair of this.#pairs.instant(value.sourceTimeMs)) this.#tellPair(turn, pair);
    if (!this.#running) return;
    this.#times.index(index, value);
    if (before === null) return;
    if (index === before + 1) this.#clear(turn, "evidence-lost", value.atMs);
    else this.#raise(turn, "evidence-lost", reason("SAMPLE_SKIPPED", { sample: index, before }), value.atMs);
  }

  #toldRun(): number | null {
    const told = this.#latest.get(this.#names.run);
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

  /** Alive is what is judged: a counter that runs beside forces that stand still is no bench. */
  #tellPair(turn: Turn, pair: ForcePair): void {
    if (this.#running && (pair.left.kind === "force" || pair.right.kind === "force")) {
      this.#sampled = true;
      this.#silentAtMs = pair.atMs + this.#settings.silentAfterMs;
      this.#clear(turn, "silent", pair.atMs);
    }
    const doubts = [pair.left, pair.right].flatMap((side) => (side.kind === "none" ? [side.why] : []));
    turn.observations.push({
      kind: "brake-force",
      device: this.#device,
      atMs: pair.atMs,
      quality: doubts.length === 0 ? "good" : "bad",
      ...inDoubt(doubts),
      leftN: newtonsOf(pair.left),
      rightN: newtonsOf(pair.right),
    });
  }

  #tellState(turn: Turn, atMs: number): void {
    const told = this.#stateVariables.map((variable) => this.#latest.get(variable));
    if (told.includes(undefined)) return;
    const isOn = (variable: string) => {
      const value = this.#latest.get(variable);
      return value?.good === true && value.value === true;
    };
    const noticed = this.#latest.get(this.#names.notice);
    const notice = NOTICES[typeof noticed?.value === "number" ? noticed.value : -1];
    const doubts = told.flatMap((value) => (value === undefined || value.good ? [] : [badStatus(value)]));
    if (notice === undefined && noticed?.good === true) doubts.push(senseless(noticed));
    const state: BrakeBenchState = {
      kind: "brake-bench-state",
      device: this.#device,
      atMs,
      quality: doubts.length === 0 ? "good" : "bad",
      ...inDoubt(doubts),
      leftMotorOn: isOn(this.#names.leftMotorOn),
      rightMotorOn: isOn(this.#names.rightMotorOn),
      leftLocked: isOn(this.#names.leftLocked),
      rightLocked: isOn(this.#names.rightLocked),
      notice: notice ?? "none",
    };
    turn.observations.push(state);
  }

  #judgeQuality(turn: Turn, atMs: number): void {
    const bad = [...this.#latest.values()].filter((value) => !value.good);
    const times = this.#times.problem;
    const { qualityReason } = inDoubt([...bad.map(badStatus), ...(times === null ? [] : [times])]);
    if (qualityReason === undefined) this.#clear(turn, "bad-quality", atMs);
    else this.#raise(turn, "bad-quality", qualityReason, atMs);
  }

  #raise(turn: Turn, code: FaultCode, detail: Reason, atMs: number): void {
    if (this.#raised.has(code)) return;
    this.#raised.add(code);
    turn.faults.push({ device: this.#device, code, raised: true, atMs, detail });
  }

  #clear(turn: Turn, code: FaultCode, atMs: number): void {
    if (!this.#raised.delete(code)) return;
    turn.faults.push({ device: this.#device, code, raised: false, atMs, detail: null });
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
