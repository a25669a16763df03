import { ReadingFaults } from "../kit/defects.ts";
import type { SimDevice } from "../sim-device.ts";
import type { BrakeBenchPhysics } from "../world/brake-bench-physics.ts";
import { BrakeRun, type BrakeRunSettings } from "./brake-run.ts";
import type { BrakeNotice, BrakeRunEvent } from "./brake-run-events.ts";
import { bcdByte, hex, WireOut } from "./wire-out.ts";

export interface JxfzOptions extends BrakeRunSettings {
  readonly physics: BrakeBenchPhysics;
}

const HEAD = 0xff;
const TAIL = 0xee;
const NOTICE_CODES: Record<BrakeNotice, readonly [number, number]> = {
  "left-motor-on": [0x00, 0x01],
  "right-motor-on": [0x00, 0x02],
  drag: [0x00, 0x03],
  brake: [0x00, 0x04],
  "left-third-roller-fault": [0x00, 0x05],
  "right-third-roller-fault": [0x00, 0x06],
  ended: [0x00, 0x07],
  "left-locked": [0x00, 0x10],
  "right-locked": [0x00, 0x20],
  "both-locked": [0x00, 0x30],
};
/** Known to the manual and without effect on the force measurement: weigh, loading lift. */
const OTHER_COMMANDS = new Set([0x01, 0x12, 0x13, 0x14]);
/** Bytes of one command come together; a command torn apart by longer than this is two torn commands. */
const COMMAND_GAP_MS = 100;

/**
 * Roller brake bench JXFZ, BCD dialect, 9600 8N1 (docs/sources.md, brake benches). Readings of ours where the public
 * text is open: each command is echoed as it came; notices are four bytes `FF hi lo EE`; in the result, byte
 * 13 carries the sign in its high and the tens digit of percent in its low nibble, byte 14 the other two
 * digits, a tenth of percent last.
 */
export class Jxfz implements SimDevice {
  readonly name = "jxfz";
  readonly readingFaults = new ReadingFaults();
  readonly #out = new WireOut();
  readonly #run: BrakeRun;
  readonly #hole: NonNullable<BrakeRunSettings["hole"]> | null;
  /** Null until a force of this run was so great that the bench has no time for its line. */
  #mutedMs: number | null = null;
  #command: number[] = [];
  #lastByteMs = Number.NEGATIVE_INFINITY;

  constructor({ physics, ...settings }: JxfzOptions) {
    this.#run = new BrakeRun(physics, settings);
    this.#hole = settings.hole ?? null;
  }

  get misuse(): readonly string[] {
    return this.#out.misuse;
  }

  /** What somebody beside the bench sees. */
  get motors(): { readonly left: boolean; readonly right: boolean } {
    return this.#run.motors;
  }

  connected(): void {
    this.#command = [];
  }

  /** The rollers stop; what was measured is forgotten with the power. */
  powerCycle(atMs: number): void {
    this.#run.stop(atMs);
    this.#run.step(atMs + 1000);
    this.#command = [];
    this.#out.discard();
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.step(atMs);
    if (this.#command.length > 0 && atMs - this.#lastByteMs > COMMAND_GAP_MS) {
      this.#out.heardWrong(`a command broke off after ${this.#command.map(hex).join(" ")}`, atMs);
      this.#command = [];
    }
    this.#lastByteMs = atMs;
    for (const byte of bytes) {
      this.#command.push(byte);
      if (this.#command[0] !== HEAD) {
        this.#out.heardWrong(`${hex(byte)} outside a command`, atMs);
        this.#command = [];
      } else if (this.#command.length === 3) {
        const [, code = 0, tail] = this.#command;
        this.#command = [];
        if (tail === TAIL) this.#obey(code, atMs);
        else this.#out.heardWrong(`command FF ${hex(code)} ends with ${hex(byte)}`, atMs);
      }
    }
  }

  step(atMs: number): void {
    for (const event of this.#run.step(atMs)) this.#tell(event);
  }

  nextStepMs(): number | null {
    return this.#run.nextStepMs();
  }

  takeOutput(): Uint8Array {
    return this.#out.take();
  }

  #obey(code: number, atMs: number): void {
    switch (code) {
      case 0x0a: {
        const events = this.#run.start(atMs);
        if (events === null) {
          this.#out.heardWrong("start while a run is on", atMs);
          return;
        }
        this.#echo(code);
        this.#mutedMs = null;
        for (const event of events) this.#tell(event);
        return;
      }
      case 0x05:
        if (this.#run.running) {
          this.#out.heardWrong("zero while a run is on", atMs);
          return;
        }
        this.#run.zero(atMs);
        this.#echo(code);
        return;
      case 0x20:
        this.#echo(code);
        this.#run.stop(atMs);
        return;
      case 0x02:
        if (this.#run.running) {
          this.#out.heardWrong("result asked for while a run is on", atMs);
          return;
        }
        this.#echo(code);
        this.#result();
        return;
      case 0x03:
      case 0x04:
        this.#run.moveLift(code === 0x03 ? "up" : "down", atMs);
        this.#echo(code);
        return;
      default:
        if (OTHER_COMMANDS.has(code)) this.#echo(code);
        else this.#out.heardWrong(`unknown command FF ${hex(code)} EE`, atMs);
    }
  }

  #echo(code: number): void {
    this.#out.push(HEAD, code, TAIL);
  }

  #tell(event: BrakeRunEvent): void {
    if (event.kind === "notice") {
      this.#out.push(HEAD, ...NOTICE_CODES[event.notice], TAIL);
      return;
    }
    if (this.#isMuted(event)) return;
    const left = this.readingFaults.apply("left", event.leftN, event.atMs);
    const right = this.readingFaults.apply("right", event.rightN, event.atMs);
    this.#out.push(0xaa, ...decanewtons(left), TAIL, 0xbb, ...decanewtons(right), TAIL);
  }

  #isMuted({ leftN, rightN, atMs }: Extract<BrakeRunEvent, { kind: "sample" }>): boolean {
    if (this.#hole === null) return false;
    if (Math.max(leftN, rightN) >= this.#hole.fromN) this.#mutedMs ??= atMs + this.#hole.forMs;
    return this.#mutedMs !== null && atMs < this.#mutedMs;
  }

  #result(): void {
    const s = this.#run.summary;
    const difference = s.differenceLeftN - s.differenceRightN;
    const largest = Math.max(s.maxLeftN, s.maxRightN);
    const permille = largest <= 0 ? 0 : Math.min(999, Math.round((Math.abs(difference) / largest) * 1000));
    this.#out.push(
      HEAD,
      ...decanewtons(s.dragLeftN),
      ...decanewtons(s.dragRightN),
      ...decanewtons(s.maxLeftN),
      ...decanewtons(s.maxRightN),
      ...decanewtons(s.differenceLeftN),
      ...decanewtons(s.differenceRightN),
      ((difference < 0 ? 1 : 0) << 4) | Math.floor(permille / 100),
      bcdByte(permille % 100),
      TAIL,
    );
  }
}

/** Four BCD digits of decanewtons; the bench shows no pull below zero. */
function decanewtons(newtons: number): [number, number] {
  const daN = Math.min(9999, Math.max(0, Math.round(newtons / 10)));
  return [bcdByte(Math.floor(daN / 100)), bcdByte(daN % 100)];
}
