import type { DeviceFault, DeviceRole, InstrumentCommand } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Plc, PlcValue } from "../ports/plc.ts";
import type { SessionOutput } from "../ports/protocol-session.ts";
import { type DeviceLink, type DeviceLinkListener, isSafetyCommand, StandingFaults } from "./device-link.ts";

/** The pure side of an instrument behind a PLC: variables in, observations out, commands as writes. */
export interface PlcSession {
  readonly variables: readonly string[];
  readonly samplingMs: number;
  values(values: readonly PlcValue[]): SessionOutput;
  request(
    command: InstrumentCommand,
    atMs: number,
  ): {
    readonly writes: readonly { readonly variable: string; readonly value: boolean | number }[];
    readonly output: SessionOutput;
  };
  up(atMs: number): SessionOutput;
  down(reason: string, atMs: number): SessionOutput;
  tick(atMs: number): SessionOutput;
  nextDueMs(): number | null;
}

export interface PlcLinkOptions {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly plc: Plc;
  readonly session: PlcSession;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** An instrument that is a set of PLC variables. The adapter reconnects by itself; this keeps faults and answers. */
export class PlcLink implements DeviceLink {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly #options: PlcLinkOptions;
  readonly #faults = new StandingFaults();
  #listener: DeviceLinkListener | null = null;
  #tick: TimerHandle | null = null;
  #tickDueMs: number | null = null;
  #up = false;
  #owed: InstrumentCommand | null = null;
  #stopped = false;

  constructor(options: PlcLinkOptions) {
    this.role = options.role;
    this.device = options.device;
    this.#options = options;
  }

  start(listener: DeviceLinkListener): void {
    this.#listener = listener;
    const { plc, session, clock } = this.#options;
    plc.open({
      onUp: () => {
        if (this.#stopped) return;
        this.#up = true;
        this.#note("disconnected", false, "connected");
        this.#handle(session.up(clock.monoMs()));
        const owed = this.#owed;
        this.#owed = null;
        if (owed !== null) this.request(owed);
      },
      onValues: (values) => this.#handle(session.values(values)),
      onDown: (reason) => {
        this.#up = false;
        this.#note("disconnected", true, reason);
        this.#handle(session.down(reason, clock.monoMs()));
      },
    });
    plc.watch(session.variables, session.samplingMs);
  }

  request(command: InstrumentCommand): void {
    const { plc, session, clock, log } = this.#options;
    if (!this.#up && isSafetyCommand(command)) this.#owed = command;
    const { writes, output } = session.request(command, clock.monoMs());
    for (const { variable, value } of writes) {
      plc.write(variable, value).catch((cause: unknown) => {
        log.warn("a PLC write failed", { device: this.device, variable, cause: String(cause) });
        this.#answerFailed(command);
      });
    }
    this.#handle(output);
  }

  stop(): void {
    this.#stopped = true;
    this.#tick?.cancel();
    this.#options.plc
      .close()
      .catch((cause: unknown) => this.#options.log.warn("closing the PLC failed", { cause: String(cause) }));
  }

  state(): "connecting" | "ready" | "fault" {
    if (this.#faults.list().length > 0) return "fault";
    return this.#up ? "ready" : "connecting";
  }

  faults(): readonly DeviceFault[] {
    return this.#faults.list();
  }

  #answerFailed(command: InstrumentCommand): void {
    if (this.#stopped) return;
    this.#listener?.onObservation(this.role, {
      kind: "answer",
      device: this.device,
      atMs: this.#options.clock.monoMs(),
      quality: "bad",
      qualityReason: "the PLC did not take the write",
      command: command.name,
      outcome: "no-answer",
    });
  }

  #handle(output: SessionOutput): void {
    if (this.#stopped) return;
    for (const fault of output.faults) this.#tell(fault);
    for (const observation of output.observations) this.#listener?.onObservation(this.role, observation);
    const dueMs = this.#options.session.nextDueMs();
    if (dueMs === this.#tickDueMs) return;
    this.#tick?.cancel();
    this.#tickDueMs = dueMs;
    if (dueMs === null) return;
    const { clock, timers, session } = this.#options;
    this.#tick = timers.start(`tick ${this.device}`, Math.max(0, dueMs - clock.monoMs()), () => {
      this.#tickDueMs = null;
      this.#handle(session.tick(clock.monoMs()));
    });
  }

  #note(code: DeviceFault["code"], raised: boolean, detail: string): void {
    this.#tell({ device: this.device, code, raised, atMs: this.#options.clock.monoMs(), detail });
  }

  #tell(fault: DeviceFault): void {
    if (this.#stopped) return;
    if (this.#faults.note(fault)) this.#listener?.onFault(this.role, fault);
  }
}
