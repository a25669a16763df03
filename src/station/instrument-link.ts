import { FIRST_PACE, lost, type ReconnectPace, unwell, well } from "../core/link/reconnect-pace.ts";
import type { DeviceFault } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import type { ByteChannel } from "../ports/byte-channel.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { ProtocolSession, SessionOutput } from "../ports/protocol-session.ts";
import { type DeviceLink, type DeviceLinkListener, OwedSafety } from "./device-link.ts";
import { DevicePulse, noteFault } from "./device-pulse.ts";
import { FaultTeller } from "./fault-teller.ts";
import { SessionTicker } from "./session-ticker.ts";

export interface InstrumentLinkOptions {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly channel: ByteChannel;
  readonly session: ProtocolSession;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Drives one protocol session over one byte channel: connects, reconnects with back-off, ticks, raises and clears faults. */
export class InstrumentLink implements DeviceLink {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly pulse: DevicePulse;
  readonly #options: InstrumentLinkOptions;
  readonly #faults: FaultTeller;
  #listener: DeviceLinkListener | null = null;
  readonly #ticker: SessionTicker;
  #reconnect: TimerHandle | null = null;
  #pace: ReconnectPace = FIRST_PACE;
  #open = false;
  /** The line was full, and `silent` is raised for that alone: no frame of the session ends it, a new connection does. */
  #stuck = false;
  readonly #owed: OwedSafety;
  #stopped = false;

  constructor(options: InstrumentLinkOptions) {
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
    this.#connect();
  }

  request(command: InstrumentCommand): void {
    const { session, clock } = this.#options;
    this.#owed.asked(command, !this.#open);
    if (this.#open) {
      this.#handle(session.request(command, clock.monoMs()));
      return;
    }
    this.#listener?.onObservation(this.role, {
      kind: "answer",
      device: this.device,
      atMs: clock.monoMs(),
      quality: "bad",
      qualityReason: reason("NOT_CONNECTED", { device: this.device }),
      command: command.name,
      outcome: "no-answer",
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#ticker.cancel();
    this.#faults.stop();
    this.#reconnect?.cancel();
    this.#options.channel.close();
  }

  state(): "connecting" | "ready" | "fault" {
    if (this.#faults.list().length > 0) return "fault";
    return this.#open ? "ready" : "connecting";
  }

  faults(): readonly DeviceFault[] {
    return this.#faults.list();
  }

  #connect(): void {
    const { channel, session, clock } = this.#options;
    channel.open({
      onOpen: () => {
        this.#open = true;
        this.#note("disconnected", false, null);
        if (this.#stuck) this.#note("silent", false, null);
        this.#stuck = false;
        this.#handle(session.connected(clock.monoMs()));
        const owed = this.#owed.command;
        if (owed !== null) this.#handle(session.request(owed, clock.monoMs()));
      },
      onBytes: (bytes, atMs) => this.#handle(this.pulse.heard(session, bytes, atMs)),
      onClose: (why) => this.#lost(why),
    });
  }

  #lost(why: Reason): void {
    this.#open = false;
    this.#ticker.cancel();
    if (this.#stopped) return;
    const { timers, clock } = this.#options;
    const { afterMs, pace } = lost(this.#pace, clock.monoMs());
    this.#pace = pace;
    this.#note("disconnected", true, why);
    this.#reconnect = timers.start(`reconnect ${this.device}`, afterMs, () => this.#connect());
  }

  #handle(output: SessionOutput): void {
    if (this.#stopped) return;
    for (const bytes of output.writes) {
      this.pulse.said(bytes, this.#options.clock.monoMs());
      if (this.#options.channel.write(bytes) === "full") this.#noteStuck();
    }
    this.pulse.read(output.observations);
    for (const fault of output.faults) this.#tell(fault);
    for (const observation of output.observations) {
      this.#owed.answered(observation);
      this.#listener?.onObservation(this.role, observation);
    }
    this.#ticker.arm(this.#open ? this.#options.session.nextDueMs() : null);
  }

  #note(code: DeviceFault["code"], raised: boolean, detail: Reason | null): void {
    this.#tell({ device: this.device, code, raised, atMs: this.#options.clock.monoMs(), detail });
  }

  #noteStuck(): void {
    if (this.#faults.hasRaised("silent")) return;
    this.#stuck = true;
    this.#note("silent", true, reason("LINE_STUCK", {}));
  }

  #tell(fault: DeviceFault): void {
    const atMs = this.#options.clock.monoMs();
    this.#faults.note(fault);
    this.#pace = this.#open && this.#faults.isWell ? well(this.#pace, atMs) : unwell(this.#pace, atMs);
  }
}
