import type { DeviceFault } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import type { ByteChannel } from "../ports/byte-channel.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { ProtocolSession, SessionOutput } from "../ports/protocol-session.ts";
import { type DeviceLink, type DeviceLinkListener, makesSafe, StandingFaults } from "./device-link.ts";
import { SessionTicker } from "./session-ticker.ts";

export interface InstrumentLinkOptions {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly channel: ByteChannel;
  readonly session: ProtocolSession;
  readonly clock: Clock;
  readonly timers: Timers;
}

const RECONNECT_MS_FIRST = 200;
const RECONNECT_MS_MAX = 5_000;

/** Drives one protocol session over one byte channel: connects, reconnects with back-off, ticks, raises and clears faults. */
export class InstrumentLink implements DeviceLink {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly #options: InstrumentLinkOptions;
  readonly #faults = new StandingFaults();
  #listener: DeviceLinkListener | null = null;
  readonly #ticker: SessionTicker;
  #reconnect: TimerHandle | null = null;
  #reconnectMs = RECONNECT_MS_FIRST;
  #open = false;
  #owed: InstrumentCommand | null = null;
  #stopped = false;

  constructor(options: InstrumentLinkOptions) {
    this.role = options.role;
    this.device = options.device;
    this.#options = options;
    const { session, clock, timers } = options;
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
    if (this.#open) {
      this.#handle(session.request(command, clock.monoMs()));
      return;
    }
    if (makesSafe(this.role, command)) this.#owed = command;
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
        this.#reconnectMs = RECONNECT_MS_FIRST;
        this.#note("disconnected", false, null);
        this.#handle(session.connected(clock.monoMs()));
        if (this.#owed !== null) this.#handle(session.request(this.#owed, clock.monoMs()));
        this.#owed = null;
      },
      onBytes: (bytes, atMs) => this.#handle(session.receive(bytes, atMs)),
      onClose: (why) => this.#lost(why),
    });
  }

  #lost(why: Reason): void {
    this.#open = false;
    this.#ticker.cancel();
    if (this.#stopped) return;
    this.#note("disconnected", true, why);
    this.#reconnect = this.#options.timers.start(`reconnect ${this.device}`, this.#reconnectMs, () =>
      this.#connect(),
    );
    this.#reconnectMs = Math.min(this.#reconnectMs * 2, RECONNECT_MS_MAX);
  }

  #handle(output: SessionOutput): void {
    if (this.#stopped) return;
    for (const bytes of output.writes) {
      if (this.#options.channel.write(bytes) === "full") this.#note("silent", true, reason("LINE_STUCK", {}));
    }
    for (const fault of output.faults) this.#tell(fault);
    for (const observation of output.observations) this.#listener?.onObservation(this.role, observation);
    this.#ticker.arm(this.#open ? this.#options.session.nextDueMs() : null);
  }

  #note(code: DeviceFault["code"], raised: boolean, detail: Reason | null): void {
    this.#tell({ device: this.device, code, raised, atMs: this.#options.clock.monoMs(), detail });
  }

  #tell(fault: DeviceFault): void {
    if (this.#faults.note(fault)) this.#listener?.onFault(this.role, fault);
  }
}
