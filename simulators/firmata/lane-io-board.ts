import type { BoardDefect } from "../../src/scenario/board-defect.ts";
import { ReadingFaults } from "../kit/defects.ts";
import { SeededRandom } from "../kit/seeded-random.ts";
import type { SimDevice } from "../sim-device.ts";
import type { BoardProfile } from "./board-profile.ts";
import { Channel } from "./channel.ts";
import { Contact, type ContactSettings } from "./contact.ts";
import { FirmataListener, type FirmataMessage } from "./firmata-listener.ts";
import { FirmataPins } from "./firmata-pins.ts";
import {
  decodeLaneIo,
  EDGE,
  ENABLE,
  encodeLaneIo,
  HELLO,
  IDENTITY,
  LANE_IO,
  type LaneIoPayload,
  OVERRUN,
  READING,
  STATE,
  u16,
  u32,
} from "./lane-io-frame.ts";

export interface LaneIoBoardOptions {
  readonly name: string;
  readonly profile: BoardProfile;
  readonly serial: number;
  /** Of the microsecond counter; a test starts it just below its wrap. */
  readonly microsAtPowerUp?: number;
  /** How fast the board's quartz runs against true time. */
  readonly clockPpm?: number;
  /** Absent: contacts that close once, and a firmware that tells each change. */
  readonly contacts?: ContactSettings;
  readonly seed?: number;
}

const BOOT_MS = 80;
const STATE_EVERY_MS = 500;
const NEVER = Number.POSITIVE_INFINITY;
const CLEAN: ContactSettings = { bounceMinMs: 0, bounceMaxMs: 0, debounceMs: 0 };
const FIRMATA_VERSION = [2, 6] as const;

/** The board side of lane-io SysEx v1 and of the Firmata 2.6 subset it stands on (`firmware-bridge/README.md`). */
export class LaneIoBoard implements SimDevice {
  readonly name: string;
  readonly misuse: string[] = [];
  readonly readingFaults = new ReadingFaults();
  readonly #profile: BoardProfile;
  readonly #options: LaneIoBoardOptions;
  readonly #lines: readonly Contact[];
  readonly #channels: readonly Channel[];
  readonly #listener = new FirmataListener();
  readonly #pins: FirmataPins;
  #output: number[] = [];
  #powered = false;
  #powerUpMs = 0;
  #bootedMs = NEVER;
  #running = false;
  #seq = 0;
  #hostSeq: number | null = null;
  #enabledLines = 0;
  #enabledChannels = 0;
  #stateDueMs = NEVER;
  #silentUntilMs = Number.NEGATIVE_INFINITY;
  #gapFrames = 0;
  #overrunFrames = 0;
  #lost = 0;
  #badCrcFrames = 0;
  #wake: () => void = () => undefined;

  constructor(options: LaneIoBoardOptions) {
    this.name = options.name;
    this.#options = options;
    this.#profile = options.profile;
    this.#pins = new FirmataPins(options.profile);
    const { name, profile, seed = 1, contacts = CLEAN } = options;
    const random = (part: string) => new SeededRandom(seed, `${name}/${part}`);
    this.#lines = profile.lines.map((line) => new Contact(contacts, random(line)));
    this.#channels = profile.channels.map((channel) => new Channel(channel, contacts, random(channel.name)));
  }

  /** The car's ignition key has nothing to do with it: the board lives on the station's supply, and boots when the port is opened. */
  connected(atMs: number): void {
    this.#output = [];
    this.#powerUp(atMs);
  }

  /** The contact, as it is at this instant. */
  setLine(line: string, active: boolean, atMs: number): void {
    const at = this.#lines[this.#lineNumber(line)];
    if (at === undefined) return;
    at.move(active, atMs);
    if (this.#running && Number.isFinite(at.nextMs())) this.#wake();
  }

  setChannel(channel: string, value: number, atMs: number): void {
    const number = this.#channelNumber(channel);
    if (this.#channels[number]?.set(Math.round(value), atMs) === true && this.#running) this.#wake();
  }

  onWake(wake: () => void): void {
    this.#wake = wake;
  }

  powerCycle(atMs: number): void {
    this.#powerUp(atMs);
  }

  /** Level of an output pin; null while it is not an output. */
  output(pin: number): boolean | null {
    return this.#pins.output(pin);
  }

  fail(defect: BoardDefect, atMs: number): void {
    if (defect.kind === "sequence-gap") this.#gapFrames += defect.frames;
    else if (defect.kind === "overrun") this.#overrunFrames += defect.frames;
    else if (defect.kind === "bad-crc") this.#badCrcFrames += defect.frames;
    else if (defect.kind === "silent") this.#silentUntilMs = atMs + defect.forS * 1000;
    else if (defect.kind === "reset") this.#powerUp(atMs);
    else if (defect.kind === "rpm-pulses")
      this.#channels[this.#channelNumber("engine-speed")]?.losePulses(defect, atMs + defect.forS * 1000);
    else if (defect.kind === "slow-contact")
      this.#lines[this.#lineNumber(defect.line)]?.slow(defect.lateMs, atMs + defect.forS * 1000);
    else this.#lines[this.#lineNumber(defect.line)]?.stick(atMs + defect.forS * 1000);
  }

  receive(bytes: Uint8Array, atMs: number): void {
    this.step(atMs);
    // A booting bootloader swallows what comes too early; that is why the host waits for the version report.
    if (!this.#running) return;
    for (const byte of bytes) for (const message of this.#listener.hear(byte)) this.#obey(message, atMs);
  }

  step(atMs: number): void {
    for (let due = this.nextStepMs(); due !== null && due <= atMs; due = this.nextStepMs())
      this.#advance(due);
  }

  nextStepMs(): number | null {
    if (!this.#powered) return null;
    if (!this.#running) return this.#bootedMs;
    let due = this.#stateDueMs;
    for (const line of this.#lines) due = Math.min(due, line.nextMs());
    for (const channel of this.#channels) due = Math.min(due, channel.nextMs());
    return due;
  }

  takeOutput(): Uint8Array {
    const bytes = Uint8Array.from(this.#output);
    this.#output = [];
    return bytes;
  }

  #lineNumber(line: string): number {
    const number = this.#profile.lines.indexOf(line);
    if (number < 0) throw new RangeError(`${this.#profile.name} has no line ${line}`);
    return number;
  }

  #channelNumber(channel: string): number {
    const number = this.#profile.channels.findIndex((c) => c.name === channel);
    if (number < 0) throw new RangeError(`${this.#profile.name} has no channel ${channel}`);
    return number;
  }

  #powerUp(atMs: number): void {
    this.#powered = true;
    this.#running = false;
    this.#powerUpMs = atMs;
    this.#bootedMs = atMs + BOOT_MS;
    this.#listener.reset();
    this.#wake();
  }

  #boot(atMs: number): void {
    this.#running = true;
    this.#seq = 0;
    this.#hostSeq = null;
    this.#enabledLines = 0;
    this.#enabledChannels = 0;
    this.#pins.reset();
    for (const line of this.#lines) {
      line.step(atMs);
      line.settle();
    }
    for (const channel of this.#channels) channel.restart(atMs);
    this.#stateDueMs = atMs + STATE_EVERY_MS;
    this.#put([0xf9, ...FIRMATA_VERSION], atMs);
    this.#reportFirmware(atMs);
    this.#sendIdentity(atMs);
  }

  #advance(atMs: number): void {
    if (!this.#running) {
      this.#boot(atMs);
      return;
    }
    for (const [number, line] of this.#lines.entries())
      for (const { active, atMs: edgeMs } of line.step(atMs))
        if (this.#enabledLines & (1 << number)) this.#send(EDGE, edgeMs, [number, active ? 1 : 0], atMs);
    for (const [number, channel] of this.#channels.entries())
      for (const value of channel.step(atMs))
        if (this.#enabledChannels & (1 << number)) this.#sendReading(number, value, atMs);
    if (this.#stateDueMs <= atMs) this.#sendState(atMs);
  }

  #obey(message: FirmataMessage, atMs: number): void {
    if (message.kind === "illegal") this.misuse.push(message.what);
    else if (message.kind === "report-version") this.#put([0xf9, ...FIRMATA_VERSION], atMs);
    else if (message.kind === "system-reset") this.#pins.reset();
    else if (message.kind === "set-pin-mode") this.#note(this.#pins.setMode(message.pin, message.mode));
    else if (message.kind === "set-pin-value")
      this.#note(this.#pins.setLevel(message.pin, message.value !== 0));
    else if (message.kind === "digital-port") this.#pins.setPort(message.port, message.mask);
    else this.#sysex(message.command, message.data, atMs);
  }

  #note(wrong: string | null): void {
    if (wrong !== null) this.misuse.push(wrong);
  }

  #sysex(command: number, data: readonly number[], atMs: number): void {
    if (command === LANE_IO) this.#laneIo(data, atMs);
    else if (data.length > 0) this.misuse.push(`SysEx ${command.toString(16)} with data`);
    else if (command === 0x79) this.#reportFirmware(atMs);
    else if (command === 0x6b) this.#put([0xf0, 0x6c, ...this.#pins.capabilities(), 0xf7], atMs);
    else if (command === 0x69) this.#put([0xf0, 0x6a, ...this.#pins.analogMapping(), 0xf7], atMs);
    else this.misuse.push(`SysEx ${command.toString(16)}`);
  }

  #laneIo(data: readonly number[], atMs: number): void {
    const payload = decodeLaneIo(data);
    if (typeof payload === "string") {
      this.misuse.push(payload);
      return;
    }
    this.#checkHost(payload);
    if (payload.type === HELLO && payload.body.length === 0) this.#sendIdentity(atMs);
    else if (payload.type === ENABLE && payload.body.length === 3) this.#enable(payload.body, atMs);
    else this.misuse.push(`lane-io type ${payload.type} with ${payload.body.length} bytes`);
  }

  #checkHost(payload: LaneIoPayload): void {
    const expected = this.#hostSeq === null ? payload.seq : (this.#hostSeq + 1) & 0xffff;
    if (payload.seq !== expected) this.misuse.push(`host frame ${payload.seq}, expected ${expected}`);
    if (payload.timeUs !== 0) this.misuse.push(`host frame with time ${payload.timeUs}`);
    this.#hostSeq = payload.seq;
  }

  #enable([low = 0, high = 0, channels = 0]: readonly number[], atMs: number): void {
    const lines = low | (high << 8);
    if (lines >>> this.#profile.lines.length !== 0) this.misuse.push("ENABLE of lines that are not there");
    if (channels >>> this.#profile.channels.length !== 0)
      this.misuse.push("ENABLE of channels that are not there");
    this.#enabledLines = lines;
    this.#enabledChannels = channels;
    for (const channel of this.#channels) channel.enable(atMs);
    this.#sendState(atMs);
  }

  #sendIdentity(atMs: number): void {
    const { name, lines, channels } = this.#profile;
    const profile = [...name].map((char) => char.charCodeAt(0));
    this.#send(
      IDENTITY,
      atMs,
      [1, ...u32(this.#options.serial), lines.length, channels.length, ...profile],
      atMs,
    );
  }

  #sendReading(channel: number, value: number, atMs: number): void {
    this.#send(READING, atMs, [channel, ...u32(this.#read(channel, value, atMs))], atMs);
  }

  #sendState(atMs: number): void {
    this.#stateDueMs = atMs + STATE_EVERY_MS;
    let levels = 0;
    for (const [number, line] of this.#lines.entries()) if (line.told) levels |= 1 << number;
    const values = this.#channels.flatMap(({ value }, number) => u32(this.#read(number, value, atMs)));
    this.#send(STATE, atMs, [...u16(levels), ...values], atMs);
  }

  /** What is wrong with the readings is wrong in every frame. */
  #read(channel: number, value: number, atMs: number): number {
    const name = this.#profile.channels[channel]?.name ?? "";
    return Math.round(this.readingFaults.apply(name, value, atMs));
  }

  #send(type: number, eventMs: number, body: readonly number[], atMs: number): void {
    if (this.#overrunFrames > 0) {
      this.#overrunFrames--;
      this.#lost++;
      return;
    }
    if (this.#lost > 0) {
      const lost = this.#lost;
      this.#lost = 0;
      this.#send(OVERRUN, atMs, u16(lost), atMs);
    }
    const seq = this.#seq;
    this.#seq = (this.#seq + 1) & 0xffff;
    if (this.#gapFrames > 0) {
      this.#gapFrames--;
      return;
    }
    const spoil = this.#badCrcFrames > 0;
    if (spoil) this.#badCrcFrames--;
    this.#put(encodeLaneIo({ type, seq, timeUs: this.#micros(eventMs), body }, spoil), atMs);
  }

  #micros(atMs: number): number {
    const { microsAtPowerUp = 0, clockPpm = 0 } = this.#options;
    const sinceUs = Math.round((atMs - this.#powerUpMs) * 1000 * (1 + clockPpm / 1e6));
    return (((microsAtPowerUp + sinceUs) % 2 ** 32) + 2 ** 32) % 2 ** 32;
  }

  #reportFirmware(atMs: number): void {
    const name = [...this.#profile.firmwareName].flatMap((char) => [
      char.charCodeAt(0) & 0x7f,
      char.charCodeAt(0) >> 7,
    ]);
    this.#put([0xf0, 0x79, 1, 0, ...name, 0xf7], atMs);
  }

  #put(bytes: readonly number[], atMs: number): void {
    if (atMs >= this.#silentUntilMs) this.#output.push(...bytes);
  }
}
