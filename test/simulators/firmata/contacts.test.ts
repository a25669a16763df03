import { describe, expect, test } from "vitest";
import { EXAM_CAR_V1 } from "../../../simulators/firmata/board-profile.ts";
import { Contact, type Edge } from "../../../simulators/firmata/contact.ts";
import { LaneIoBoard } from "../../../simulators/firmata/lane-io-board.ts";
import {
  decodeLaneIo,
  EDGE,
  ENABLE,
  encodeLaneIo,
  type LaneIoPayload,
  READING,
  STATE,
} from "../../../simulators/firmata/lane-io-frame.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { CAR_LINES, contactsSchema } from "../../../src/scenario/board-defect.ts";

/** Contacts that bounce, come late, and pulses that are lost, in the frames of the board. */
const CLEAN = { bounceMinMs: 0, bounceMaxMs: 0, debounceMs: 0 };

function enabled(contacts = contactsSchema.parse({}), seed = 1): LaneIoBoard {
  const board = new LaneIoBoard({ name: "vehicle-io", profile: EXAM_CAR_V1, serial: 1, contacts, seed });
  board.connected(0);
  board.step(80);
  const body = [0xff, 0x07, 0x03];
  board.receive(Uint8Array.from(encodeLaneIo({ type: ENABLE, seq: 0, timeUs: 0, body })), 100);
  board.takeOutput();
  return board;
}

function framesOf(board: LaneIoBoard, type: number): LaneIoPayload[] {
  const bytes = [...board.takeOutput()];
  const found: LaneIoPayload[] = [];
  for (let at = bytes.indexOf(0xf0); at >= 0; at = bytes.indexOf(0xf0, at + 1)) {
    if (bytes[at + 1] !== 0x0d) continue;
    const frame = decodeLaneIo(bytes.slice(at + 2, bytes.indexOf(0xf7, at)));
    if (typeof frame !== "string" && frame.type === type) found.push(frame);
  }
  return found;
}

/** Value of a READING or of a channel in a STATE. */
function int32At(bytes: readonly number[], at: number): number {
  return Buffer.from(bytes).readInt32LE(at);
}

describe("contacts", () => {
  test("as a default every input bounces for 5 to 20 ms, and each opening and closing is told", () => {
    const board = enabled();
    const spans: number[] = [];
    for (const [number, line] of CAR_LINES.entries()) {
      const fromMs = 1000 + 1000 * number;
      board.step(fromMs - 1);
      board.takeOutput();
      board.setLine(line, true, fromMs);
      board.step(fromMs + 100);
      const edges = framesOf(board, EDGE);
      expect(edges.length, line).toBeGreaterThanOrEqual(3);
      expect(edges.length % 2, line).toBe(1);
      expect(edges.map(({ body }) => body)).toEqual(edges.map((_, i) => [number, i % 2 === 0 ? 1 : 0]));
      expect(edges[0]?.timeUs, line).toBe(fromMs * 1000);
      spans.push((edges.at(-1)?.timeUs ?? 0) / 1000 - fromMs);
    }
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...spans)).toBeLessThanOrEqual(20);
    expect(Math.max(...spans) - Math.min(...spans)).toBeGreaterThan(5);
    board.setLine("belt", false, 20_000);
    board.step(20_500);
    expect(framesOf(board, EDGE).at(-1)?.body).toEqual([0, 0]);
  });

  test("the switches of the gear lever bounce too", () => {
    const board = enabled();
    board.setChannel("gear", -1, 1000);
    board.step(1100);
    const gears = framesOf(board, READING).flatMap(({ body }) => (body[0] === 1 ? [int32At(body, 1)] : []));
    expect(gears.length).toBeGreaterThanOrEqual(3);
    expect(gears).toEqual(gears.map((_, i) => (i % 2 === 0 ? -1 : 0)));
  });

  test("only a firmware that debounces tells one edge, with the time at which it was quiet", () => {
    const board = enabled({ bounceMinMs: 10, bounceMaxMs: 10, debounceMs: 20 });
    board.setLine("belt", true, 1000);
    board.step(1029);
    expect(framesOf(board, EDGE)).toEqual([]);
    board.step(1030);
    expect(framesOf(board, EDGE)).toMatchObject([{ timeUs: 1_010_000, body: [0, 1] }]);
  });

  test("the same seed bounces the same, and another one does not", () => {
    const edges = (seed: number) => {
      const board = enabled(undefined, seed);
      board.setLine("belt", true, 1000);
      board.step(1100);
      return framesOf(board, EDGE).map(({ timeUs }) => timeUs);
    };
    expect(edges(3)).toEqual(edges(3));
    expect(edges(3)).not.toEqual(edges(4));
  });

  test("a slow contact follows late, for as long as it is slow", () => {
    const board = enabled(CLEAN);
    board.fail({ kind: "slow-contact", line: "handbrake", lateMs: 250, forS: 10 }, 1000);
    board.setLine("handbrake", true, 2000);
    board.step(2249);
    expect(framesOf(board, EDGE)).toEqual([]);
    board.step(2250);
    expect(framesOf(board, EDGE)).toMatchObject([{ timeUs: 2_250_000, body: [2, 1] }]);
    board.setLine("handbrake", false, 12_000);
    board.step(12_000);
    expect(framesOf(board, EDGE)).toMatchObject([{ timeUs: 12_000_000, body: [2, 0] }]);
  });

  test("what is pressed again while it bounces stays as it was left", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const contact = new Contact(contactsSchema.parse({}), new SeededRandom(seed));
      const edges: Edge[] = [];
      for (const [active, atMs] of [
        [true, 0],
        [false, 6],
        [true, 11],
        [false, 30],
      ] as const) {
        edges.push(...contact.step(atMs));
        contact.move(active, atMs);
      }
      edges.push(...contact.step(100));
      expect(contact.told).toBe(false);
      expect(contact.nextMs()).toBe(Number.POSITIVE_INFINITY);
      for (const [i, edge] of edges.entries()) {
        expect(edge.active).toBe(i % 2 === 0);
        expect(edge.atMs).toBeGreaterThanOrEqual(edges[i - 1]?.atMs ?? 0);
      }
    }
  });
});

describe("lost pulses", () => {
  const readings = (loss: { missing: number; doubled: number } | null, rpm = 800): number[] => {
    const board = enabled(CLEAN);
    board.setChannel("engine-speed", rpm, 110);
    if (loss !== null) board.fail({ kind: "rpm-pulses", forS: 60, ...loss }, 120);
    board.step(60_000);
    return framesOf(board, READING).map(({ body }) => int32At(body, 1));
  };
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

  test("a share that is missing is missing from the speed, at idle sometimes all of it", () => {
    expect(new Set(readings(null))).toEqual(new Set([800]));
    const some = readings({ missing: 0.1, doubled: 0 });
    expect(mean(some)).toBeGreaterThan(0.85 * 800);
    expect(mean(some)).toBeLessThan(0.95 * 800);
    expect(Math.min(...some)).toBe(0);
    expect(Math.max(...some)).toBe(800);
    expect(new Set(readings({ missing: 1, doubled: 0 }))).toEqual(new Set([0]));
  });

  test("doubled pulses are speed that is not there", () => {
    const some = readings({ missing: 0, doubled: 0.1 });
    expect(mean(some)).toBeGreaterThan(1.05 * 800);
    expect(mean(some)).toBeLessThan(1.15 * 800);
    expect(Math.max(...some)).toBe(1600);
  });

  test("STATE says what the last reading said, and the truth again afterwards", () => {
    const board = enabled(CLEAN);
    board.setChannel("engine-speed", 800, 110);
    board.fail({ kind: "rpm-pulses", missing: 1, doubled: 0, forS: 2 }, 200);
    board.step(1700);
    expect(int32At(framesOf(board, STATE).at(-1)?.body ?? [], 2)).toBe(0);
    board.step(3000);
    expect(int32At(framesOf(board, STATE).at(-1)?.body ?? [], 2)).toBe(800);
  });
});
