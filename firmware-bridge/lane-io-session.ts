import type { DeviceFault, Observation } from "../src/core/observation.ts";
import type { DeviceId } from "../src/core/quantities/ids.ts";
import { type Reason, reason } from "../src/core/trade/reasons.ts";
import type { InstrumentCommand } from "../src/core/trade/words/commands.ts";
import type { DecodingSession, LineStatistics, SessionOutput } from "../src/ports/protocol-session.ts";
import type { BoardProfile } from "./board-profile.ts";
import { createBoardTime } from "./board-time.ts";
import { createFrameCutter, LANE_IO, START_SYSEX } from "./frame-guard.ts";
import { decodeLaneIo, encodeEnable, encodeHello, type LaneIoFrame } from "./lane-io-codec.ts";

/** No accepted STATE for this long is `silent` (README.md of this folder). */
const SILENT_AFTER_MS = 1_500;
/** A board that is reset by the opening of its port hears nothing for a second or two. */
const ASK_AGAIN_MS = 500;
const VERSION = 1;

export interface LaneIoSessionOptions {
  readonly device: DeviceId;
  readonly profile: BoardProfile;
  /** Serial number the configuration expects; any board with the profile if absent. */
  readonly expectedSerial?: number;
}

interface Turn {
  readonly atMs: number;
  readonly writes: Uint8Array[];
  readonly observations: Observation[];
  readonly faults: DeviceFault[];
}

type FaultCode = "silent" | "wrong-identity" | "evidence-lost";

/**
 * The evidence side of a board: lane-io SysEx in, observations and faults out. Ignores plain Firmata. Nothing is believed
 * before the board's IDENTITY has matched the configuration. Takes no commands: each is answered `refused`.
 */
export function createLaneIoSession(options: LaneIoSessionOptions): DecodingSession {
  return new LaneIoSession(options);
}

class LaneIoSession implements DecodingSession {
  readonly #device: DeviceId;
  readonly #profile: BoardProfile;
  readonly #expectedSerial: number | null;
  readonly #raised = new Set<FaultCode>();
  readonly #levels = new Map<number, boolean>();
  readonly #values = new Map<number, number>();
  #boardTime = createBoardTime();
  #cutter = createFrameCutter();
  #hostSeq = 0;
  #expectedSeq: number | null = null;
  #identified = false;
  #stated = false;
  #silentAtMs: number | null = null;
  #askAtMs: number | null = null;
  #enabledAtMs = 0;
  #droppedBefore = 0;
  #acceptedFrames = 0;
  #rejectedBytes = 0;

  constructor(options: LaneIoSessionOptions) {
    this.#device = options.device;
    this.#profile = options.profile;
    this.#expectedSerial = options.expectedSerial ?? null;
  }

  get statistics(): LineStatistics {
    return {
      acceptedFrames: this.#acceptedFrames,
      rejectedBytes: this.#rejectedBytes,
      heldBytes: this.#cutter.heldBytes(),
    };
  }

  connected(atMs: number): SessionOutput {
    this.#cutter = createFrameCutter();
    this.#droppedBefore = 0;
    this.#boardTime = createBoardTime();
    this.#levels.clear();
    this.#values.clear();
    this.#expectedSeq = null;
    this.#identified = false;
    this.#stated = false;
    this.#silentAtMs = atMs + SILENT_AFTER_MS;
    const turn = turnAt(atMs);
    this.#ask(turn);
    return turn;
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    const turn = turnAt(atMs);
    let goodBytes = 0;
    const heldBefore = this.#cutter.heldBytes();
    for (const frame of this.#cutter.push(bytes)) {
      if (frame[1] !== LANE_IO || frame[0] !== START_SYSEX) {
        goodBytes += frame.length;
        continue;
      }
      const decoded = decodeLaneIo(frame);
      if (decoded.kind === "damaged") this.#lose(turn, decoded.why);
      else {
        goodBytes += frame.length;
        this.#acceptedFrames++;
        this.#take(turn, decoded.frame, frame);
      }
    }
    this.#rejectedBytes += heldBefore + bytes.length - goodBytes - this.#cutter.heldBytes();
    const droppedEvidence = this.#cutter.droppedEvidence();
    if (droppedEvidence > this.#droppedBefore) this.#lose(turn, reason("FRAME_CUT", {}));
    this.#droppedBefore = droppedEvidence;
    return turn;
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    const turn = turnAt(atMs);
    turn.observations.push({
      kind: "answer",
      device: this.#device,
      atMs,
      quality: "good",
      command: command.name,
      outcome: "refused",
    });
    return turn;
  }

  tick(atMs: number): SessionOutput {
    const turn = turnAt(atMs);
    if (this.#silentAtMs !== null && atMs >= this.#silentAtMs) {
      this.#silentAtMs = null;
      if (!this.#raised.has("wrong-identity")) this.#raise(turn, "silent", this.#silence());
    }
    if (this.#askAtMs !== null && atMs >= this.#askAtMs) this.#ask(turn);
    return turn;
  }

  nextDueMs(): number | null {
    if (this.#silentAtMs === null) return this.#askAtMs;
    return this.#askAtMs === null ? this.#silentAtMs : Math.min(this.#silentAtMs, this.#askAtMs);
  }

  #silence(): Reason {
    const frame = this.#identified ? "STATE" : "IDENTITY";
    return reason("BOARD_SILENT", { frame, ms: SILENT_AFTER_MS });
  }

  /** HELLO and ENABLE, and again until both an IDENTITY and a STATE have come. */
  #ask(turn: Turn): void {
    turn.writes.push(encodeHello(this.#nextHostSeq()));
    this.#enable(turn);
    this.#askAtMs = turn.atMs + ASK_AGAIN_MS;
  }

  #enable(turn: Turn): void {
    const mask = (bits: readonly number[]) => bits.reduce((all, bit) => all | (1 << bit), 0);
    const lineMask = mask(this.#profile.lines.map((entry) => entry.line));
    const channelMask = mask(this.#profile.channels.map((entry) => entry.channel));
    turn.writes.push(encodeEnable(this.#nextHostSeq(), lineMask, channelMask));
    this.#enabledAtMs = turn.atMs;
  }

  /** Whatever was lost may have been the IDENTITY of a restart, after which the board reports nothing unasked. */
  #enableAgain(turn: Turn): void {
    if (turn.atMs < this.#enabledAtMs + ASK_AGAIN_MS) return;
    this.#enable(turn);
  }

  #nextHostSeq(): number {
    const seq = this.#hostSeq;
    this.#hostSeq = (seq + 1) & 0xffff;
    return seq;
  }

  #take(turn: Turn, frame: LaneIoFrame, bytes: Uint8Array): void {
    const gap = this.#expectedSeq !== null && frame.seq !== this.#expectedSeq;
    const missing = this.#expectedSeq === null ? 0 : (frame.seq - this.#expectedSeq) & 0xffff;
    this.#expectedSeq = (frame.seq + 1) & 0xffff;
    if (frame.type === "identity") {
      this.#identify(turn, frame, gap);
      return;
    }
    if (gap) {
      this.#lose(turn, reason("FRAMES_MISSING", { count: missing, before: frame.seq }));
      this.#enableAgain(turn);
    }
    if (!this.#identified) return;
    const timeUs = this.#boardTime.unwrap(frame.timeUs);
    const raw = `hex:${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    switch (frame.type) {
      case "edge":
        this.#levels.set(frame.line, frame.active);
        this.#tellLine(turn, frame.line, frame.active, timeUs, raw);
        break;
      case "reading":
        this.#values.set(frame.channel, frame.value);
        this.#tellChannel(turn, frame.channel, frame.value, timeUs, raw);
        break;
      case "state":
        this.#settle(turn, frame.levels, frame.values, timeUs, raw);
        break;
      case "overrun":
        this.#lose(turn, reason("FRAMES_DROPPED", { count: frame.lost }));
        break;
    }
  }

  /**
   * Number 0, or a break in the numbers, is a board that was switched on: it has forgotten what to report and counts its
   * time anew.
   */
  #identify(turn: Turn, frame: LaneIoFrame & { readonly type: "identity" }, gap: boolean): void {
    if (gap || frame.seq === 0) {
      if (gap) this.#lose(turn, reason("BOARD_RESTARTED", {}));
      this.#boardTime = createBoardTime();
      this.#enable(turn);
    }
    const problem = this.#identityProblem(frame);
    this.#identified = problem === null;
    if (problem === null) this.#clear(turn, "wrong-identity");
    else this.#raise(turn, "wrong-identity", problem);
  }

  #identityProblem(frame: LaneIoFrame & { readonly type: "identity" }): Reason | null {
    const profile = this.#profile;
    if (frame.version !== VERSION)
      return reason("BOARD_VERSION", { found: frame.version, expected: VERSION });
    if (frame.profile !== profile.id)
      return reason("BOARD_PROFILE", { found: frame.profile, expected: profile.id });
    if (this.#expectedSerial !== null && frame.serial !== this.#expectedSerial)
      return reason("BOARD_SERIAL", { found: frame.serial, expected: this.#expectedSerial });
    return null;
  }

  /** A STATE: the new truth. Tells what differs from what was told, or is told for the first time. */
  #settle(turn: Turn, levels: number, values: readonly number[], timeUs: number, raw: string): void {
    for (const { line } of this.#profile.lines) {
      const active = ((levels >> line) & 1) === 1;
      if (this.#levels.get(line) === active) continue;
      this.#levels.set(line, active);
      this.#tellLine(turn, line, active, timeUs, raw);
    }
    for (const { channel } of this.#profile.channels) {
      const value = values[channel];
      if (value === undefined || this.#values.get(channel) === value) continue;
      this.#values.set(channel, value);
      this.#tellChannel(turn, channel, value, timeUs, raw);
    }
    this.#stated = true;
    this.#askAtMs = null;
    this.#silentAtMs = turn.atMs + SILENT_AFTER_MS;
    this.#clear(turn, "silent");
    this.#clear(turn, "evidence-lost");
  }

  #tellLine(turn: Turn, line: number, active: boolean, boardTimeUs: number, raw: string): void {
    const entry = this.#profile.lines.find((candidate) => candidate.line === line);
    if (entry === undefined) return;
    turn.observations.push({
      kind: "digital",
      device: this.#device,
      atMs: turn.atMs,
      quality: "good",
      raw,
      line: entry.name,
      active,
      boardTimeUs,
    });
  }

  #tellChannel(turn: Turn, channel: number, value: number, boardTimeUs: number, raw: string): void {
    const entry = this.#profile.channels.find((candidate) => candidate.channel === channel);
    if (entry === undefined) return;
    const { valueMin, valueMax, unit } = entry;
    const plausible = value >= valueMin && value <= valueMax;
    const why = plausible ? null : reason("VALUE_IMPLAUSIBLE", { min: valueMin, max: valueMax, unit });
    turn.observations.push({
      kind: "channel",
      device: this.#device,
      atMs: turn.atMs,
      quality: plausible ? "good" : "bad",
      ...(why === null ? {} : { qualityReason: why }),
      raw,
      channel: entry.name,
      value,
      boardTimeUs,
    });
  }

  /** Before the first STATE nothing is known, so nothing can be lost. */
  #lose(turn: Turn, detail: Reason): void {
    if (this.#stated) this.#raise(turn, "evidence-lost", detail);
  }

  #raise(turn: Turn, code: FaultCode, detail: Reason): void {
    if (this.#raised.has(code)) return;
    this.#raised.add(code);
    turn.faults.push({ device: this.#device, code, raised: true, atMs: turn.atMs, detail });
  }

  #clear(turn: Turn, code: FaultCode): void {
    if (!this.#raised.delete(code)) return;
    turn.faults.push({ device: this.#device, code, raised: false, atMs: turn.atMs, detail: null });
  }
}

function turnAt(atMs: number): Turn {
  return { atMs, writes: [], observations: [], faults: [] };
}
