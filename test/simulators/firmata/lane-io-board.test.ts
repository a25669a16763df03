import { describe, expect, test } from "vitest";
import { EXAM_CAR_V1 } from "../../../simulators/firmata/board-profile.ts";
import { LaneIoBoard, type LaneIoBoardOptions } from "../../../simulators/firmata/lane-io-board.ts";
import {
  decodeLaneIo,
  EDGE,
  ENABLE,
  encodeLaneIo,
  HELLO,
  IDENTITY,
  type LaneIoPayload,
  OVERRUN,
  READING,
  STATE,
} from "../../../simulators/firmata/lane-io-frame.ts";

const SERIAL = 0x00c0ffee;
type More = Partial<Pick<LaneIoBoardOptions, "microsAtPowerUp" | "clockPpm" | "contacts" | "seed">>;

/** A firmware that waits until an input is quiet, and contacts that close once: what the contract is tried with. */
const DEBOUNCED = { bounceMinMs: 0, bounceMaxMs: 0, debounceMs: 20 };

function board(more: More = {}): LaneIoBoard {
  const device = new LaneIoBoard({
    name: "vehicle-io",
    profile: EXAM_CAR_V1,
    serial: SERIAL,
    contacts: DEBOUNCED,
    ...more,
  });
  device.connected(0);
  device.step(80);
  return device;
}

/** SysEx of the board, cut apart; plain Firmata messages are dropped. */
function frames(device: LaneIoBoard): (LaneIoPayload | string)[] {
  const bytes = [...device.takeOutput()];
  const found: (LaneIoPayload | string)[] = [];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 0xf0) continue;
    const end = bytes.indexOf(0xf7, i);
    if (bytes[i + 1] === 0x0d) found.push(decodeLaneIo(bytes.slice(i + 2, end)));
    i = end;
  }
  return found;
}

function of(device: LaneIoBoard, type: number): LaneIoPayload[] {
  return frames(device).filter((f): f is LaneIoPayload => typeof f !== "string" && f.type === type);
}

let hostSeq = 0;
function tell(device: LaneIoBoard, type: number, body: number[], atMs: number): void {
  device.receive(Uint8Array.from(encodeLaneIo({ type, seq: hostSeq++, timeUs: 0, body })), atMs);
}

function enabled(more: More = {}): LaneIoBoard {
  hostSeq = 0;
  const device = board(more);
  tell(device, ENABLE, [0xff, 0x07, 0x03], 100);
  device.takeOutput();
  return device;
}

const send = (device: LaneIoBoard, ...bytes: number[]): number[] => {
  device.receive(Uint8Array.from(bytes), 100);
  return [...device.takeOutput()];
};

describe("lane-io board", () => {
  test("power-up: version, firmware, identity, in this order and not before it has booted", () => {
    const device = new LaneIoBoard({ name: "vehicle-io", profile: EXAM_CAR_V1, serial: SERIAL });
    device.connected(0);
    device.step(79);
    expect(device.takeOutput()).toHaveLength(0);
    device.step(80);
    const bytes = [...device.takeOutput()];
    expect(bytes.slice(0, 3)).toEqual([0xf9, 2, 6]);
    expect(bytes.slice(3, 7)).toEqual([0xf0, 0x79, 1, 0]);
    const name = bytes.slice(7, bytes.indexOf(0xf7)).filter((_, i) => i % 2 === 0);
    expect(String.fromCharCode(...name)).toBe("proofmark-lane-io");
    const identity = decodeLaneIo(bytes.slice(bytes.lastIndexOf(0xf0) + 2, -1));
    expect(identity).toEqual({
      type: IDENTITY,
      seq: 0,
      timeUs: 80_000,
      body: [1, 0xee, 0xff, 0xc0, 0x00, 11, 2, ...Buffer.from("exam-car-v1")],
    });
  });

  test("HELLO is answered by IDENTITY, ENABLE by STATE", () => {
    hostSeq = 0;
    const device = board();
    device.takeOutput();
    tell(device, HELLO, [], 90);
    expect(of(device, IDENTITY)).toHaveLength(1);
    device.setLine("belt", true, 95);
    device.setChannel("engine-speed", 850, 95);
    device.setChannel("gear", -1, 95);
    device.step(120);
    tell(device, ENABLE, [0x01, 0x00, 0x00], 130);
    expect(of(device, STATE)[0]?.body).toEqual([1, 0, 0x52, 0x03, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    expect(device.misuse).toEqual([]);
  });

  test("an edge carries the time it happened and comes after the debounce", () => {
    const device = enabled();
    device.setLine("handbrake", true, 250);
    device.step(269);
    expect(of(device, EDGE)).toHaveLength(0);
    device.step(270);
    expect(of(device, EDGE)).toEqual([{ type: EDGE, seq: 5, timeUs: 250_000, body: [2, 1] }]);
  });

  test("a bounce shorter than the debounce is no edge", () => {
    const device = enabled();
    device.setLine("door", true, 200);
    device.setLine("door", false, 212);
    device.step(400);
    expect(of(device, EDGE)).toHaveLength(0);
  });

  test("lines that are not enabled keep quiet, and still stand in STATE", () => {
    hostSeq = 0;
    const device = board();
    tell(device, ENABLE, [0x01, 0, 0], 100);
    device.takeOutput();
    device.setLine("door", true, 150);
    device.step(700);
    const all = frames(device).filter((f) => typeof f !== "string");
    expect(all.map((f) => f.type)).toEqual([STATE]);
    expect(all[0]?.body.slice(0, 2)).toEqual([2, 0]);
  });

  test("engine speed at 20 Hz, gear at its change, STATE each 500 ms, no number left out", () => {
    const device = enabled();
    device.setChannel("engine-speed", 850, 101);
    device.setChannel("gear", 1, 333);
    device.step(2100);
    const all = frames(device).filter((f) => typeof f !== "string");
    const readings = all.filter((f) => f.type === READING);
    expect(readings.filter((f) => f.body[0] === 0)).toHaveLength(40);
    expect(readings.filter((f) => f.body[0] === 1).map((f) => f.timeUs)).toEqual([333_000]);
    expect(all.filter((f) => f.type === STATE)).toHaveLength(4);
    expect(all.map((f) => f.seq)).toEqual(all.map((_, i) => i + 2));
  });

  test("the microsecond counter wraps", () => {
    const device = enabled({ microsAtPowerUp: 2 ** 32 - 200_000 });
    device.setLine("belt", true, 150);
    device.setLine("door", true, 250);
    device.step(300);
    expect(of(device, EDGE).map((f) => f.timeUs)).toEqual([2 ** 32 - 50_000, 50_000]);
  });

  test("a quartz that runs 100 ppm fast", () => {
    const device = enabled({ clockPpm: 100 });
    device.setLine("belt", true, 10_000);
    device.step(10_100);
    expect(of(device, EDGE)[0]?.timeUs).toBe(10_001_000);
  });

  test("plain Firmata queries", () => {
    const device = board();
    device.takeOutput();
    expect(send(device, 0xf9)).toEqual([0xf9, 2, 6]);
    expect(send(device, 0xf0, 0x79, 0xf7).slice(0, 4)).toEqual([0xf0, 0x79, 1, 0]);
    const capability = send(device, 0xf0, 0x6b, 0xf7);
    expect(capability.slice(0, 4)).toEqual([0xf0, 0x6c, 0x7f, 0x7f]);
    expect(capability.filter((b) => b === 0x7f)).toHaveLength(20);
    expect(send(device, 0xf0, 0x69, 0xf7)).toEqual([0xf0, 0x6a, ...Array(20).fill(0x7f), 0xf7]);
    expect(device.misuse).toEqual([]);
  });

  test("outputs: pin mode, port message, single pin, system reset", () => {
    const device = board();
    expect(device.output(13)).toBeNull();
    send(device, 0xf4, 13, 1);
    expect(device.output(13)).toBe(false);
    send(device, 0x91, 0x20, 0x00);
    expect(device.output(13)).toBe(true);
    send(device, 0xf5, 13, 0);
    expect(device.output(13)).toBe(false);
    send(device, 0xff);
    expect(device.output(13)).toBeNull();
    expect(device.misuse).toEqual([]);
  });

  test.each([
    ["data without a command", [0x12], /stray/],
    ["a command it does not have", [0xe0, 1, 2], /command E0/],
    ["an output on a measuring line", [0xf4, 2, 1], /pin 2/],
    ["a value for a pin that is no output", [0xf5, 13, 1], /pin 13/],
    ["a message cut short", [0xf4, 13, 0xf9], /cut short/],
    ["a SysEx nobody knows", [0xf0, 0x55, 0xf7], /SysEx 55/],
    ["an empty SysEx", [0xf0, 0xf7], /empty/],
    ["a SysEx without end", [0xf0, ...Array(80).fill(1)], /beyond/],
    [
      "a lane-io frame with a bad CRC",
      encodeLaneIo({ type: HELLO, seq: 0, timeUs: 0, body: [] }, true),
      /CRC/,
    ],
    ["a time from the host", encodeLaneIo({ type: HELLO, seq: 0, timeUs: 5, body: [] }), /time 5/],
    [
      "lines that are not there",
      encodeLaneIo({ type: ENABLE, seq: 0, timeUs: 0, body: [0, 0xff, 0] }),
      /lines/,
    ],
  ])("it notes %s", (_, bytes, note) => {
    const device = board();
    send(device, ...bytes);
    expect(device.misuse.join()).toMatch(note);
  });

  test("it notes a gap in the host's numbers", () => {
    hostSeq = 0;
    const device = board();
    tell(device, HELLO, [], 100);
    hostSeq++;
    tell(device, HELLO, [], 101);
    expect(device.misuse).toEqual(["host frame 2, expected 1"]);
  });

  test("sequence gap, bad CRC and overrun", () => {
    const device = enabled();
    device.fail({ kind: "sequence-gap", frames: 2 }, 100);
    device.step(300);
    const seqs = frames(device).map((f) => (typeof f === "string" ? f : f.seq));
    expect(seqs).toEqual([4, 5]);
    device.fail({ kind: "bad-crc", frames: 1 }, 300);
    device.step(350);
    expect(frames(device)).toEqual([expect.stringMatching(/CRC/)]);
    device.fail({ kind: "overrun", frames: 3 }, 350);
    device.step(550);
    const after = frames(device).filter((f) => typeof f !== "string");
    expect(after[0]).toMatchObject({ type: OVERRUN, seq: 7, body: [3, 0] });
  });

  test("reset: numbers and time from zero, nothing enabled", () => {
    const device = enabled();
    device.fail({ kind: "reset" }, 1000);
    device.step(2000);
    const all = frames(device).filter((f) => typeof f !== "string");
    const identity = all.find((f) => f.type === IDENTITY);
    expect(identity).toMatchObject({ seq: 0, timeUs: 80_000 });
    const later = all.slice(all.findIndex((f) => f.type === IDENTITY) + 1);
    expect(later.map((f) => f.type)).toEqual([STATE]);
    hostSeq = 40;
    tell(device, HELLO, [], 2100);
    expect(device.misuse).toEqual([]);
  });

  test("silence, and a line that sticks", () => {
    const device = enabled();
    device.fail({ kind: "silent", forS: 2 }, 100);
    device.step(2099);
    expect(device.takeOutput()).toHaveLength(0);
    device.step(2700);
    expect(of(device, STATE)).not.toHaveLength(0);
    device.fail({ kind: "stuck-line", line: "belt", forS: 1 }, 3000);
    device.setLine("belt", true, 3100);
    device.step(3900);
    expect(of(device, EDGE)).toHaveLength(0);
    device.step(4100);
    expect(of(device, EDGE)).toEqual([expect.objectContaining({ timeUs: 4_000_000, body: [0, 1] })]);
  });

  test("a reading that sticks", () => {
    const device = enabled();
    device.setChannel("engine-speed", 850, 101);
    device.step(160);
    device.readingFaults.setStuck(true);
    device.step(210);
    device.setChannel("engine-speed", 2000, 220);
    device.takeOutput();
    device.step(260);
    expect(of(device, READING)[0]?.body.slice(0, 3)).toEqual([0, 0x52, 0x03]);
  });

  test("a change tells whoever steps it", () => {
    const device = enabled();
    let woken = 0;
    device.onWake(() => woken++);
    device.setLine("belt", true, 101);
    device.setChannel("gear", 1, 102);
    expect(woken).toBe(2);
    expect(device.nextStepMs()).toBe(101);
  });
});
