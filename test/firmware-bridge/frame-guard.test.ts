import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFrameCutter, FRAME_BYTES_MAX } from "../../firmware-bridge/frame-guard.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { createFrameGuard } from "../support/frame-guard.ts";
import { processorMs } from "../support/processor-ms.ts";

const VERSION = [0xf9, 2, 6];
/** Two pins, each input and output. */
const CAPABILITIES = [0xf0, 0x6c, 0, 1, 1, 1, 0x7f, 0, 1, 1, 1, 0x7f, 0xf7];
const MAPPING = [0xf0, 0x6a, 0x7f, 0x7f, 0xf7];
const READY = [...VERSION, ...CAPABILITIES, ...MAPPING];

interface Board extends EventEmitter {
  readonly pins: unknown[];
  readonly analogPins: unknown[];
  readonly buffer: unknown[];
  readonly reportVersionTimeoutId: NodeJS.Timeout;
}

/** The real firmata-io 2.3.0 over a transport that only delivers. */
function firmataIo(): { readonly board: Board; deliver(bytes: Iterable<number>): void; end(): void } {
  const transport = Object.assign(new EventEmitter(), { write: () => undefined });
  const load = createRequire(import.meta.url);
  const { Firmata } = load("firmata-io") as {
    Firmata: new (t: EventEmitter, o: object, d: () => void) => Board;
  };
  const board = new Firmata(transport, {}, () => undefined);
  return {
    board,
    deliver: (bytes) => transport.emit("data", Buffer.from([...bytes])),
    end: () => clearTimeout(board.reportVersionTimeoutId),
  };
}

function sysex(...data: readonly number[]): number[] {
  return [0xf0, ...data, 0xf7];
}

const KILLERS: readonly (readonly [string, readonly number[]])[] = [
  ["firmware answer without a version", sysex(0x79)],
  ["firmware answer with half a version", sysex(0x79, 2)],
  ["pin state of a pin that is not there", sysex(0x6e, 0x7f, 0, 0)],
  ["analog mapping of more pins than there are", sysex(0x6a, 0x7f, 0x7f, 0x7f)],
  ["one-wire data that names itself", sysex(0x73, 0x73)],
];

describe("the frame guard", () => {
  test.each(KILLERS)("keeps from firmata-io what throws in it: %s", (_, killer) => {
    const bare = firmataIo();
    bare.deliver(READY);
    expect(() => bare.deliver(killer)).toThrow();
    bare.end();

    const guarded = firmataIo();
    const guard = createFrameGuard();
    for (const frame of guard.push(Uint8Array.from([...READY, ...killer, ...VERSION])))
      guarded.deliver(frame.bytes);
    expect(guarded.board.pins).toHaveLength(2);
    expect(guard.dropped()).toBe(1);
    guarded.end();
  });

  test("a mapping before any capabilities, which throws in firmata-io, does not pass", () => {
    const bare = firmataIo();
    bare.deliver(VERSION);
    expect(() => bare.deliver(MAPPING)).toThrow();
    bare.end();
    expect(createFrameGuard().push(Uint8Array.from([...VERSION, ...MAPPING]))).toHaveLength(1);
  });

  test("capabilities that firmata-io ignores, because no version came, do not count as known pins", () => {
    const guard = createFrameGuard();
    expect(guard.push(Uint8Array.from([...CAPABILITIES, ...VERSION, ...MAPPING]))).toHaveLength(1);
  });

  test("an unterminated SysEx grows without bound in firmata-io, and to 600 bytes here", () => {
    const endless = [0xf0, 0x71, ...Array.from({ length: 100_000 }, () => 0x11)];
    const bare = firmataIo();
    bare.deliver([...VERSION, ...endless]);
    expect(bare.board.buffer.length).toBeGreaterThan(100_000);
    bare.end();

    const guard = createFrameGuard();
    expect(guard.push(Uint8Array.from([...READY, ...endless]))).toHaveLength(3);
    expect(guard.heldBytes()).toBeLessThanOrEqual(FRAME_BYTES_MAX);
    expect(guard.push(Uint8Array.from([0xf7, ...VERSION]))).toHaveLength(1);
  });

  test("a board that repeats its mapping does not grow firmata-io's list for ever", () => {
    const guard = createFrameGuard();
    const many = Array.from({ length: 100 }, () => [0xf0, 0x6a, 0, 0, 0xf7]).flat();
    expect(guard.push(Uint8Array.from([...VERSION, ...CAPABILITIES, ...many])).length).toBeLessThanOrEqual(
      10,
    );
  });

  test.each([
    ["a version", VERSION, 1],
    ["a port message of a port with pins", [...READY, 0x90, 1, 0], 4],
    ["a port message of a port without pins", [...READY, 0x91, 1, 0], 3],
    ["an analog message, which nothing here asks for", [...READY, 0xe0, 1, 0], 3],
    ["a firmware answer with a name", [...VERSION, ...sysex(0x79, 2, 6, 0x41, 0)], 2],
    ["a firmware answer whose name lost a byte", [...VERSION, ...sysex(0x79, 2, 6, 0x41)], 1],
    ["capabilities of no pin", [...VERSION, ...sysex(0x6c)], 1],
    ["capabilities that end inside a pin", [...VERSION, ...sysex(0x6c, 0, 1)], 1],
    ["capabilities of other pins than before", [...READY, ...sysex(0x6c, 0, 1, 0x7f)], 3],
    ["a pin state", [...READY, ...sysex(0x6e, 1, 1, 1)], 4],
    ["a string", [...VERSION, ...sysex(0x71, 0x41, 0)], 2],
    ["an i2c reply", [...VERSION, ...sysex(0x77, 1, 0, 1, 0, 1, 0)], 1],
    ["a frame cut off by the next", [0xf9, 2, ...VERSION], 1],
    ["lane-io before any version", sysex(0x0d, 1, 2, 3), 1],
  ])("passes what it should: %s", (_, bytes, passed) => {
    expect(createFrameGuard().push(Uint8Array.from(bytes))).toHaveLength(passed);
  });

  test("chunk borders mean nothing", () => {
    const stream = Uint8Array.from([
      7,
      ...READY,
      ...sysex(0x0d, 5, 5),
      0xf0,
      0x0d,
      1,
      ...VERSION,
      0x90,
      1,
      1,
    ]);
    const whole = createFrameGuard();
    const expected = whole.push(stream);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (cuts) => {
        const guard = createFrameGuard();
        const got = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          got.push(...guard.push(stream.slice(at, at + size)));
          at += size;
        }
        expect(got).toEqual(expected);
        expect([guard.dropped(), guard.droppedEvidence()]).toEqual([
          whole.dropped(),
          whole.droppedEvidence(),
        ]);
      }),
      { seed: 6, numRuns: 60 },
    );
    expect(whole.droppedEvidence()).toBe(1);
  });

  test("fuzzed frames neither throw in firmata-io nor grow it", () => {
    const frames = process.env.PROOFMARK_FULL ? 500_000 : 30_000;
    const random = new SeededRandom(20_261_123, "frame-guard");
    const guard = createFrameGuard();
    const target = firmataIo();
    for (const frame of guard.push(Uint8Array.from(READY))) target.deliver(frame.bytes);
    let passed = 0;
    for (let round = 0; round < frames; round++) {
      for (const frame of guard.push(fuzzedFrame(random))) {
        target.deliver(frame.bytes);
        passed++;
      }
    }
    target.end();
    expect(passed).toBeGreaterThan(frames / 100);
    expect(passed).toBeLessThan(frames);
    expect(target.board.buffer.length).toBeLessThanOrEqual(FRAME_BYTES_MAX);
    expect(target.board.analogPins.length).toBeLessThanOrEqual(20);
    expect(guard.heldBytes()).toBeLessThanOrEqual(FRAME_BYTES_MAX);
  });

  test("cuts far more frames a second than any line carries", () => {
    const stream = Uint8Array.from(Array.from({ length: 20_000 }, () => [...VERSION, 0x90, 1, 0]).flat());
    const cutter = createFrameCutter();
    let frames = 0;
    const tookMs = processorMs(() => {
      frames = cutter.push(stream).length;
    });
    // 500 000 a second on an idle machine; a tenth of that is asserted.
    expect((frames / tookMs) * 1000).toBeGreaterThan(50_000);
  });
});

/** Mostly well-framed SysEx of the commands firmata-io knows, some short messages, some pure noise. */
function fuzzedFrame(random: SeededRandom): Uint8Array {
  const commands = [0x79, 0x6c, 0x6a, 0x6e, 0x71, 0x73, 0x77, 0x60, 0x72, 0x62, 0x75, 0x42, 0x43, 0x0d];
  const data = Array.from({ length: random.below(12) }, () => random.below(0x80));
  const kind = random.below(10);
  if (kind === 0) return Uint8Array.from([random.below(256), ...data]);
  if (kind === 1) return Uint8Array.from([0x90 + random.below(16), random.below(128), random.below(128)]);
  const command = commands[random.below(commands.length)] ?? 0x79;
  const end = random.chance(0.95) ? [0xf7] : [];
  return Uint8Array.from([0xf0, command, ...data, ...end]);
}
