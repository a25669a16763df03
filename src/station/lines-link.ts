import type { DeviceFault, DigitalLevel } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { Log } from "../ports/log.ts";
import type { DeviceLink, DeviceLinkListener } from "./device-link.ts";
import { DevicePulse, noteFault } from "./device-pulse.ts";
import { faultInOneLine } from "./fault-line.ts";
import { FaultTeller } from "./fault-teller.ts";

export interface LinesLinkOptions {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly io: DigitalIo;
  /** Input lines to report. */
  readonly lines: readonly string[];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** A bank of digital lines as a device: photo-beams in, lamps out. */
export class LinesLink implements DeviceLink {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly pulse: DevicePulse;
  readonly #options: LinesLinkOptions;
  #connected = false;
  #stopped = false;
  readonly #faults: FaultTeller;
  #listener: DeviceLinkListener | null = null;
  /** What was last asked of each output: a bank that opens later, or again, is set to it. */
  readonly #outputs = new Map<string, boolean>();

  constructor(options: LinesLinkOptions) {
    this.role = options.role;
    this.device = options.device;
    this.#options = options;
    const { device, role, clock, timers } = options;
    this.pulse = new DevicePulse(clock.monoMs());
    this.#faults = new FaultTeller({
      device,
      clock,
      timers,
      tell: noteFault(this.pulse, (fault) => this.#listener?.onFault(role, fault)),
    });
  }

  start(listener: DeviceLinkListener): void {
    this.#listener = listener;
    this.#open(listener);
  }

  #open(listener: DeviceLinkListener): void {
    const { io, lines, log } = this.#options;
    const lost = (detail: Reason): void => {
      this.#connected = false;
      if (this.#stopped) return;
      this.#note(true, detail);
      if (io.comesBack === true) this.#open(listener);
    };
    io.onLost(lost);
    io.open().then(
      () => {
        if (this.#stopped) return;
        this.#connected = true;
        this.#note(false, null);
        for (const [line, on] of this.#outputs) io.write(line, on);
        for (const line of lines) {
          io.watch(line, ({ active, atMs }) => {
            const level: DigitalLevel = {
              kind: "digital",
              device: this.device,
              atMs,
              quality: "good",
              line,
              active,
              boardTimeUs: null,
            };
            this.pulse.edge(level);
            listener.onObservation(this.role, level);
          });
        }
      },
      (cause: unknown) => {
        log.error("the lines cannot be opened", { device: this.device, cause: String(cause) });
        lost(whyNotOpened(cause));
      },
    );
  }

  #note(raised: boolean, detail: Reason | null): void {
    const atMs = this.#options.clock.monoMs();
    this.#faults.note({ device: this.device, code: "disconnected", raised, atMs, detail });
  }

  request(_command: InstrumentCommand): void {
    this.#options.log.warn("a bank of lines takes no instrument command", { device: this.device });
  }

  output(line: string, on: boolean): void {
    this.#outputs.set(line, on);
    if (this.#connected) this.#options.io.write(line, on);
  }

  stop(): void {
    this.#stopped = true;
    this.#connected = false;
    this.#faults.stop();
    this.#options.io.close();
  }

  state(): "connecting" | "ready" | "fault" {
    if (this.#faults.list().length > 0) return "fault";
    return this.#connected ? "ready" : "connecting";
  }

  faults(): readonly DeviceFault[] {
    return this.#faults.list();
  }
}

function whyNotOpened(cause: unknown): Reason {
  if (cause instanceof EdgeError) return reason("LINES_NOT_OPENED", { error: cause.code });
  return reason("SYSTEM_SAID", { text: faultInOneLine(cause) });
}
