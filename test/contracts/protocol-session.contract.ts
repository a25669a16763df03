import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { Observation } from "../../src/core/observation.ts";
import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import type { DecodingSession, SessionOutput } from "../../src/ports/protocol-session.ts";

/** One conversation as a test tells it: what we ask, what the instrument sends, when time has passed. */
export type Step =
  | { readonly request: InstrumentCommand }
  | { readonly bytes: Uint8Array }
  | { readonly waitMs: number };

export interface SessionUnderTest {
  readonly name: string;
  create(): DecodingSession;
  /** A sound conversation; everything it brings forth is right. */
  readonly conversation: readonly Step[];
  /** Measured values of an observation, each as text; empty for answers. */
  valuesOf(observation: Observation): readonly string[];
  /** True where a checksum guards every value: then one flipped bit may lose values, but never change one. */
  readonly checksummed: boolean;
  readonly heldBytesMax: number;
  /** Bytes that no frame of this protocol can begin with. */
  readonly noise: Uint8Array;
}

const SEED = 20_261_123;

/** The promises of `ProtocolSession`, asked of every implementation. */
export function describeProtocolSession(subject: SessionUnderTest): void {
  const { create, conversation, valuesOf } = subject;
  describe(`${subject.name} keeps the promises of a protocol session`, () => {
    const clean = hold(create(), conversation, whole);
    const right = new Set(clean.observations.flatMap(valuesOf));

    test("the conversation yields values at all", () => {
      expect(right.size).toBeGreaterThan(0);
      expect(clean.faults).toEqual([]);
    });

    test("chunk borders mean nothing", () => {
      expect(hold(create(), conversation, byteByByte)).toEqual(clean);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (cuts) => {
          expect(hold(create(), conversation, (bytes) => cutBy(bytes, cuts))).toEqual(clean);
        }),
        { seed: SEED, numRuns: 60 },
      );
    });

    test("what was received may be overwritten", () => {
      const buffer = new Uint8Array(4096);
      const inOneBuffer = function* (bytes: Uint8Array): Iterable<Uint8Array> {
        for (const piece of cutBy(bytes, [7, 1, 30])) {
          buffer.set(piece);
          yield buffer.subarray(0, piece.length);
          buffer.fill(0x55);
        }
      };
      expect(hold(create(), conversation, inOneBuffer)).toEqual(clean);
    });

    test("every reading carries the bytes it came from", () => {
      for (const observation of clean.observations)
        if (valuesOf(observation).length > 0) expect(observation.raw).toMatch(/^(?:hex:[0-9a-f]+|txt:.)/);
    });

    test("noise anywhere neither throws nor grows the memory", () => {
      const noise = fc.uint8Array({ minLength: 1, maxLength: 300 });
      fc.assert(
        fc.property(fc.array(noise, { minLength: 1, maxLength: 6 }), fc.nat(), (noises, salt) => {
          const session = create();
          hold(session, conversation, (bytes) => interleave(bytes, noises, salt));
          expect(session.statistics.heldBytes).toBeLessThanOrEqual(subject.heldBytesMax);
        }),
        { seed: SEED, numRuns: 80 },
      );
    });

    test("a long run of chance, made of the bytes the protocol uses, neither throws nor grows", () => {
      const random = new SeededRandom(SEED, subject.name);
      const alphabet = sent(conversation);
      const session = create();
      session.connected(0);
      for (let round = 0; round < 2000; round++) {
        const chunk = Uint8Array.from({ length: 1 + random.below(99) }, () =>
          random.chance(0.9) ? (alphabet[random.below(alphabet.length)] ?? 0) : random.below(256),
        );
        for (const observation of session.receive(chunk, round).observations)
          expect(observation.raw?.length ?? 0).toBeLessThan(4096);
        if (round % 7 === 0) session.tick(round);
        expect(session.statistics.heldBytes).toBeLessThanOrEqual(subject.heldBytesMax);
      }
    });

    test("one flipped bit never makes a wrong value where a checksum guards", () => {
      const length = sent(conversation).length;
      fc.assert(
        fc.property(fc.nat(length * 8 - 1), (bit) => {
          const heard = hold(create(), flipped(conversation, bit), whole).observations.flatMap(valuesOf);
          if (subject.checksummed) for (const value of heard) expect(right).toContain(value);
        }),
        { seed: SEED, numRuns: 400 },
      );
    });

    test("garbage raises `garbled`, the next good frame clears it", () => {
      const session = create();
      hold(session, conversation, whole);
      const raised: SessionOutput[] = [];
      for (let round = 0; round < 40; round++) raised.push(session.receive(subject.noise, 10_000));
      expect(raised.flatMap((o) => o.faults).filter((f) => f.code === "garbled")).toMatchObject([
        { raised: true },
      ]);
      expect(session.statistics.rejectedBytes).toBeGreaterThanOrEqual(subject.noise.length * 39);
      const after = hold(session, conversation, whole, 10_001);
      expect(after.faults.filter((f) => f.code === "garbled")).toMatchObject([{ raised: false }]);
    });

    test("a flood of requests is answered or refused, and the memory stays small", () => {
      const session = create();
      session.connected(0);
      const steps = conversation.flatMap((step) => ("request" in step ? [step.request] : []));
      const command = steps[0] ?? { name: "brake.zero" };
      let refused = 0;
      for (let round = 0; round < 500; round++)
        for (const observation of session.request(command, 1).observations)
          if (observation.kind === "answer") refused++;
      expect(refused).toBeGreaterThan(480);
    });

    test("every tick that is due moves the due time on", () => {
      const session = create();
      session.connected(0);
      hold(session, conversation, whole);
      let dueMs = session.nextDueMs();
      for (let round = 0; round < 200 && dueMs !== null; round++) {
        session.tick(Math.max(dueMs, 0));
        const next = session.nextDueMs();
        if (next !== null) expect(next).toBeGreaterThan(dueMs);
        dueMs = next;
      }
    });
  });
}

type Cutter = (bytes: Uint8Array) => Iterable<Uint8Array>;

const whole: Cutter = (bytes) => [bytes];
const byteByByte: Cutter = (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte));

/** Runs the conversation and gathers what it brought forth; all of one step at one time. */
export function hold(
  session: DecodingSession,
  conversation: readonly Step[],
  cut: Cutter,
  startMs = 0,
): { writes: number[]; observations: Observation[]; faults: SessionOutput["faults"][number][] } {
  let atMs = startMs;
  const gathered: SessionOutput[] = [session.connected(atMs)];
  for (const step of conversation) {
    if ("waitMs" in step) {
      atMs += step.waitMs;
      gathered.push(session.tick(atMs));
    } else if ("request" in step) gathered.push(session.request(step.request, atMs));
    else for (const chunk of cut(step.bytes)) gathered.push(session.receive(chunk, atMs));
  }
  return {
    writes: gathered.flatMap((output) => output.writes.flatMap((write) => [...write])),
    observations: gathered.flatMap((output) => [...output.observations]),
    faults: gathered.flatMap((output) => [...output.faults]),
  };
}

function cutBy(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = cuts[turn % cuts.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function interleave(bytes: Uint8Array, noises: readonly Uint8Array[], salt: number): Uint8Array[] {
  const middle = bytes.length === 0 ? 0 : salt % bytes.length;
  const noise = (turn: number): Uint8Array => noises[(turn + salt) % noises.length] ?? new Uint8Array();
  return [noise(0), bytes.subarray(0, middle), noise(1), bytes.subarray(middle), noise(2)];
}

function sent(conversation: readonly Step[]): Uint8Array {
  return Uint8Array.from(conversation.flatMap((step) => ("bytes" in step ? [...step.bytes] : [])));
}

function flipped(conversation: readonly Step[], bit: number): readonly Step[] {
  let before = 0;
  return conversation.map((step) => {
    if (!("bytes" in step)) return step;
    const at = (bit >> 3) - before;
    before += step.bytes.length;
    if (at < 0 || at >= step.bytes.length) return step;
    const bytes = step.bytes.slice();
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
    return { bytes };
  });
}
