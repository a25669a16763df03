import type { DeviceFault } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Plc } from "../ports/plc.ts";
import type { PlcSession } from "../ports/plc-session.ts";
import type { SessionOutput } from "../ports/protocol-session.ts";
import { type DeviceLink, type DeviceLinkListener, OwedSafety } from "./device-link.ts";
import { DevicePulse, noteFault } from "./device-pulse.ts";
import { FaultTeller } from "./fault-teller.ts";
import { SessionTicker } from "./session-ticker.ts";

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
  readonly pulse: DevicePulse;
  readonly #options: PlcLinkOptions;
  readonly #faults: FaultTeller;
  #listener: DeviceLinkListener | null = null;
  readonly #ticker: SessionTicker;
  #up = false;
  readonly #owed: OwedSafety;
  #stopped = false;

  constructor(options: PlcLinkOptions) {
    this.role = options.role;
    this.device = options.device;
    this.#options = options;
    const { session, clock, timers, device, role } = options;
    this.pulse = new DevicePulse(clock.monoMs());
    this.#owed = new OwedSafety(role);
    this.#faults = new FaultTeller({
      device,
      clock,
      timers,
      tell: noteFault(this.pulse, (fault) => this.#listener?.onFault(role, fault)),
    });
    this.#ticker = new SessionTicker(`tick ${options.device}`, clock, timers, (atMs) =>
      this.#handle(session.tick(atMs)),
    );
  }

  start(listener: DeviceLinkListener): void {
    this.#listener = listener;
    const { plc, session, clock } = this.#options;
    plc.open({
      onUp: () => {
        if (this.#stopped) return;
        this.#up = true;
        this.#note("disconnected", false, null);
        this.#handle(session.up(clock.monoMs()));
        const owed = this.#owed.command;
        if (owed !== null) this.request(owed);
      },
      onValues: (values) => {
        const output = session.values(values);
        this.pulse.told(values, output.observations, clock.monoMs());
        this.#handle(output);
      },
      onDown: (why) => {
        this.#up = false;
        this.#note("disconnected", true, why);
        this.#handle(session.down(why, clock.monoMs()));
      },
    });
    plc.watch(session.variables, session.samplingMs);
  }

  request(command: InstrumentCommand): void {
    const { plc, session, clock, log } = this.#options;
    this.#owed.asked(command, !this.#up);
    const { writes, output } = session.request(command, clock.monoMs());
    for (const { variable, value } of writes) {
      this.pulse.wrote(variable, value, clock.monoMs());
      plc.write(variable, value).catch((cause: unknown) => {
        log.warn("a PLC write failed", { device: this.device, variable, cause: String(cause) });
        this.#answerFailed(command, variable);
      });
    }
    this.#handle(output);
  }

  stop(): void {
    this.#stopped = true;
    this.#ticker.cancel();
    this.#faults.stop();
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

  #answerFailed(command: InstrumentCommand, variable: string): void {
    if (this.#stopped) return;
    this.#listener?.onObservation(this.role, {
      kind: "answer",
      device: this.device,
      atMs: this.#options.clock.monoMs(),
      quality: "bad",
      qualityReason: reason("PLC_WRITE_REFUSED", { variable }),
      command: command.name,
      outcome: "no-answer",
    });
  }

  #handle(output: SessionOutput): void {
    if (this.#stopped) return;
    this.pulse.read(output.observations);
    for (const fault of output.faults) this.#faults.note(fault);
    for (const observation of output.observations) {
      this.#owed.answered(observation);
      this.#listener?.onObservation(this.role, observation);
    }
    this.#ticker.arm(this.#options.session.nextDueMs());
  }

  #note(code: DeviceFault["code"], raised: boolean, detail: Reason | null): void {
    this.#faults.note({ device: this.device, code, raised, atMs: this.#options.clock.monoMs(), detail });
  }
}
