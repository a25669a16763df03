import { assert } from "../src/core/machine.ts";
import { type Reason, reason } from "../src/core/trade/reasons.ts";
import { EdgeError } from "../src/errors.ts";
import type { ByteChannel } from "../src/ports/byte-channel.ts";
import type { TimerHandle, Timers } from "../src/ports/clock.ts";
import type { Log } from "../src/ports/log.ts";
import type { BoardProfile } from "./board-profile.ts";
import { createFrameCutter, createFrameJudge, type FrameJudge } from "./frame-guard.ts";
import { createOutputPins, type OutputPins, type OutputPinsOptions } from "./johnny-five-outputs.ts";

/** REPORT_VERSION is the only sign of life that every Firmata board gives when asked. */
const POLL_EVERY_MS = 1_000;
const POLL_MISSES_MAX = 3;
const SET_UP_MS_MAX = 10_000;
/** For the last messages to leave: a channel that is closed drops what it still holds. */
const GOODBYE_MS = 50;
const REPORT_VERSION = Uint8Array.of(0xf9);
const REPORT_FIRMWARE = Uint8Array.of(0xf0, 0x79, 0xf7);

/** `unknown`: nobody can say what the outputs are; what was set is forgotten and must be set again after `ready`. */
export type OutputsState =
  | { readonly kind: "unknown"; readonly why: Reason }
  /** All outputs are off, or as set while waiting. */
  | { readonly kind: "ready" };

export interface FirmataBoardOptions {
  readonly channel: ByteChannel;
  readonly profile: BoardProfile;
  readonly timers: Timers;
  readonly log: Log;
  readonly onOpen: () => void;
  /**
   * The board's bytes as they came, for the lane-io session, which cuts out its own frames: were the rest taken away
   * here, it could not see what was damaged.
   */
  readonly onEvidence: (bytes: Uint8Array, atMs: number) => void;
  readonly onClose: (why: Reason) => void;
  readonly onOutputs: (state: OutputsState) => void;
  /** johnny-five over firmata-io if absent; tests give another. */
  readonly createPins?: (options: OutputPinsOptions) => OutputPins;
}

export interface FirmataBoard {
  /** `waiting`: done as soon as the board is set up. Throws EdgeError GPIO_LINE_UNKNOWN for a name not among the outputs. */
  setOutput(name: string, on: boolean): "sent" | "waiting";
  write(bytes: Uint8Array): "accepted" | "full" | "closed";
  /** Outputs off as far as the line still carries it, then closes the channel. */
  close(): void;
}

/**
 * One connection to a board: evidence to the one side, outputs through johnny-five to the other. Outputs may fail, wait
 * and start again without the evidence noticing.
 */
export function openFirmataBoard(options: FirmataBoardOptions): FirmataBoard {
  const connection = new BoardConnection(options);
  connection.open();
  return connection;
}

class BoardConnection implements FirmataBoard {
  readonly #options: FirmataBoardOptions;
  readonly #cutter = createFrameCutter();
  readonly #wanted = new Map<string, boolean>();
  #judge: FrameJudge = createFrameJudge();
  #pins: OutputPins | null = null;
  #ready = false;
  /** Words of an attempt that was given up count no more. */
  #attempt = 0;
  #misses = 0;
  /** The log has it; set-up is tried again every few seconds. */
  #saidUnknown = false;
  #poll: TimerHandle | null = null;
  #deadline: TimerHandle | null = null;
  #state: "opening" | "open" | "closing" | "closed" = "opening";

  constructor(options: FirmataBoardOptions) {
    this.#options = options;
  }

  open(): void {
    this.#options.channel.open({
      onOpen: () => {
        if (this.#state !== "opening") return;
        this.#state = "open";
        this.#options.onOpen();
        this.#ask();
      },
      onBytes: (bytes, atMs) => {
        this.#options.onEvidence(bytes, atMs);
        this.#receive(bytes);
      },
      onClose: (why) => {
        this.#state = "closed";
        this.#poll?.cancel();
        this.#forgetPins(why);
        this.#options.onClose(why);
      },
    });
  }

  setOutput(name: string, on: boolean): "sent" | "waiting" {
    checkOutput(this.#options.profile, name);
    this.#wanted.set(name, on);
    if (!this.#ready) return "waiting";
    this.#pins?.set(name, on);
    return "sent";
  }

  write(bytes: Uint8Array): "accepted" | "full" | "closed" {
    return this.#state === "open" ? this.#options.channel.write(bytes) : "closed";
  }

  close(): void {
    if (this.#state === "closing" || this.#state === "closed") return;
    const { profile, timers, channel } = this.#options;
    if (this.#ready) for (const { name } of profile.outputs) this.#pins?.set(name, false);
    this.#state = "closing";
    this.#poll?.cancel();
    timers.start("firmata goodbye", this.#ready ? GOODBYE_MS : 0, () => channel.close());
  }

  /** Once a second: the version, and while there is no board object, nothing else. */
  #ask(): void {
    if (this.#state !== "open") return;
    if (this.#misses >= POLL_MISSES_MAX) this.#forgetPins(reason("NO_ANSWER", {}));
    this.#misses++;
    this.write(REPORT_VERSION);
    this.#poll = this.#options.timers.start("firmata version poll", POLL_EVERY_MS, () => this.#ask());
  }

  #receive(bytes: Uint8Array): void {
    for (const frame of this.#cutter.push(bytes)) {
      if (frame[0] === REPORT_VERSION[0]) {
        this.#misses = 0;
        if (this.#pins === null) this.#setUp();
      }
      if (this.#pins !== null && this.#judge.judge(frame) === "firmata") this.#pins.receive(frame);
    }
  }

  #setUp(): void {
    const { profile, timers, log } = this.#options;
    if (this.#state !== "open" || profile.outputs.length === 0) return;
    this.#judge = createFrameJudge();
    const attempt = ++this.#attempt;
    const create = this.#options.createPins ?? createOutputPins;
    try {
      this.#pins = create({
        profile,
        write: (bytes) => {
          if (this.write(bytes) !== "accepted") log.warn("a Firmata message was not taken by the line");
        },
        onReady: () => {
          if (this.#attempt === attempt) this.#becomeReady();
        },
        onProblem: (problem) => {
          if (this.#attempt === attempt) this.#forgetPins(problem);
        },
      });
    } catch (cause) {
      log.error("outputs cannot be set up", { cause });
      this.#options.onOutputs({ kind: "unknown", why: reason("PACKAGE_MISSING", { name: "johnny-five" }) });
      return;
    }
    this.#deadline = timers.start("firmata set-up", SET_UP_MS_MAX, () =>
      this.#forgetPins(reason("BOARD_UNDESCRIBED", { ms: SET_UP_MS_MAX })),
    );
    this.write(REPORT_FIRMWARE);
  }

  #becomeReady(): void {
    assert(this.#pins !== null, "outputs become ready only while they are being set up");
    this.#deadline?.cancel();
    this.#ready = true;
    this.#saidUnknown = false;
    for (const [name, on] of this.#wanted) if (on) this.#pins.set(name, on);
    this.#options.onOutputs({ kind: "ready" });
  }

  /** The next version answer starts the set-up anew. */
  #forgetPins(why: Reason): void {
    if (this.#pins === null) return;
    this.#deadline?.cancel();
    this.#pins.dispose();
    this.#pins = null;
    this.#attempt++;
    if (this.#ready) this.#wanted.clear();
    this.#ready = false;
    // A line that is lost is told as such, once, by whoever owns it.
    if (this.#state === "open" && !this.#saidUnknown) {
      this.#saidUnknown = true;
      this.#options.log.warn("the outputs of a board are unknown", { why });
    }
    this.#options.onOutputs({ kind: "unknown", why });
  }
}

/** Throws EdgeError GPIO_LINE_UNKNOWN for a name that is not an output of the profile. */
export function checkOutput(profile: BoardProfile, name: string): void {
  if (profile.outputs.some((output) => output.name === name)) return;
  throw new EdgeError("GPIO_LINE_UNKNOWN", `Cannot switch ${name} on a ${profile.id} board.`, { line: name });
}
