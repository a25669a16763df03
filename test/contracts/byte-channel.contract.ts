import { afterEach, describe, expect, type TestContext, test } from "vitest";
import type { ByteChannel } from "../../src/ports/byte-channel.ts";
import { eventually } from "../support/eventually.ts";

/** The other end of a channel under test. */
export interface ChannelPeer {
  send(bytes: Uint8Array): void;
  /** Everything that has arrived, in order. */
  received(): Uint8Array;
  /** Breaks the connection from the far side. */
  hangUp(): void;
  /** Stops taking bytes until the function it returns is called; null where the medium always takes them. */
  readonly stall: (() => () => void) | null;
}

export interface ChannelUnderTest {
  readonly channel: ByteChannel;
  /** Resolves when the channel is open at both ends. */
  peer(): Promise<ChannelPeer>;
  dispose(): Promise<void>;
}

export interface ByteChannelSubject {
  readonly name: string;
  /** A reason to skip, or null: something of the machine may be missing. */
  readonly missing: string | null;
  create(): Promise<ChannelUnderTest>;
  /** A channel whose connect must fail. */
  createUnreachable(): ByteChannel;
  /** False where the far side is gone for good after `hangUp`. */
  readonly reopensAfterHangUp: boolean;
}

export interface HeardChannel {
  readonly events: string[];
  readonly chunks: Uint8Array[];
  readonly times: number[];
}

const UNSENT_MAX_BYTES = 64 * 1024;

/** Opens and writes down everything the listener is told; fails if it is told anything inside the call. */
export function listen(channel: ByteChannel): HeardChannel {
  const heard: HeardChannel = { events: [], chunks: [], times: [] };
  channel.open({
    onOpen: () => heard.events.push("open"),
    onBytes: (bytes, atMs) => {
      heard.chunks.push(bytes);
      heard.times.push(atMs);
    },
    onClose: ({ code }) => heard.events.push(`close: ${code}`),
  });
  expect(heard.events).toEqual([]);
  return heard;
}

/** The promises of `ByteChannel`, asked of every implementation. */
export function describeByteChannel(subject: ByteChannelSubject): void {
  describe(`${subject.name} keeps the promises of a byte channel`, () => {
    const made: ChannelUnderTest[] = [];
    afterEach(async () => {
      for (const one of made.splice(0)) {
        one.channel.close();
        await one.dispose();
      }
    });

    async function create(ctx: TestContext): Promise<ChannelUnderTest> {
      if (subject.missing !== null) {
        if (process.env.PROOFMARK_FULL) throw new Error(subject.missing);
        ctx.skip(subject.missing);
      }
      const one = await subject.create();
      made.push(one);
      return one;
    }

    test("bytes go both ways, whole and in order", async (ctx) => {
      const { channel, peer } = await create(ctx);
      const heard = listen(channel);
      const other = await peer();
      await eventually("the channel opens", () => heard.events.includes("open"));
      const sent = pattern(20_000, 7);
      for (let at = 0; at < sent.length; at += 777) other.send(sent.subarray(at, at + 777));
      await eventually("every byte arrives", () => total(heard.chunks) >= sent.length);
      expect(Buffer.concat(heard.chunks).equals(sent)).toBe(true);
      const answer = pattern(20_000, 3);
      for (let at = 0; at < answer.length; at += 501)
        expect(channel.write(answer.subarray(at, at + 501))).toBe("accepted");
      await eventually("the peer has every byte", () => other.received().length >= answer.length);
      expect(Buffer.from(other.received()).equals(answer)).toBe(true);
      expect(heard.times).toEqual([...heard.times].sort((a, b) => a - b));
    });

    test("chunks are the listener's to keep, and written bytes are the caller's again at once", async (ctx) => {
      const { channel, peer } = await create(ctx);
      const heard = listen(channel);
      const other = await peer();
      await eventually("the channel opens", () => heard.events.includes("open"));
      other.send(Uint8Array.of(1, 2, 3));
      await eventually("every byte arrives", () => total(heard.chunks) === 3);
      const first = [...Buffer.concat(heard.chunks)];
      other.send(pattern(5000, 9));
      await eventually("every byte arrives", () => total(heard.chunks) === 5003);
      expect([...Buffer.concat(heard.chunks)].slice(0, 3)).toEqual(first);
      const reused = Uint8Array.of(0x11, 0x22);
      channel.write(reused);
      reused.fill(0xff);
      await eventually("the peer has every byte", () => other.received().length === 2);
      expect([...other.received()]).toEqual([0x11, 0x22]);
    });

    test("nothing can be written before it is open and after it is closed", async (ctx) => {
      const { channel, peer } = await create(ctx);
      expect(channel.write(Uint8Array.of(1))).toBe("closed");
      const heard = listen(channel);
      expect(channel.write(Uint8Array.of(1))).toBe("closed");
      await peer();
      await eventually("the channel opens", () => heard.events.includes("open"));
      channel.close();
      expect(channel.write(Uint8Array.of(1))).toBe("closed");
      await eventually("the close is told", () => heard.events.length === 2);
      expect(channel.write(Uint8Array.of(1))).toBe("closed");
    });

    test("bytes that wait for a slow peer are safe from what the caller does with its array", async (ctx) => {
      const { channel, peer } = await create(ctx);
      const heard = listen(channel);
      const other = await peer();
      await eventually("the channel opens", () => heard.events.includes("open"));
      if (other.stall === null) return;
      const resume = other.stall();
      const piece = new Uint8Array(4096);
      let sent = 0;
      for (; sent < 5000 && channel.write(piece.fill(sent)) === "accepted"; sent++)
        if (sent % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
      piece.fill(0xee);
      resume();
      await eventually("the peer has every byte", () => other.received().length === sent * piece.length);
      const arrived = other.received();
      for (let at = 0; at < sent; at++) {
        const slice = arrived.subarray(at * piece.length, (at + 1) * piece.length);
        expect(slice.every((byte) => byte === (at & 0xff))).toBe(true);
      }
    });

    test("what is written while `onOpen` runs is taken: identification goes out first of all", async (ctx) => {
      const { channel, peer } = await create(ctx);
      const results: string[] = [];
      const events: string[] = [];
      channel.open({
        onOpen: () => results.push(channel.write(Uint8Array.of(0x26))),
        onBytes: () => undefined,
        onClose: ({ code }) => events.push(code),
      });
      const other = await peer();
      await eventually("the peer has the byte", () => other.received().length === 1);
      expect(results).toEqual(["accepted"]);
      expect(events).toEqual([]);
    });

    test("`close` is idempotent and told once, never inside the call; then it opens again", async (ctx) => {
      const { channel, peer } = await create(ctx);
      channel.close();
      const first = listen(channel);
      await peer();
      await eventually("the channel opens", () => first.events.includes("open"));
      channel.close();
      channel.close();
      expect(first.events).toEqual(["open"]);
      await eventually("the close is told", () => first.events.length === 2);
      channel.close();
      const second = listen(channel);
      await eventually("the channel opens", () => second.events.includes("open"));
      expect(first.events).toHaveLength(2);
    });

    test("closing while it opens is told once, and no `onOpen` comes after it", async (ctx) => {
      const { channel } = await create(ctx);
      const heard = listen(channel);
      channel.close();
      await eventually("the close is told", () => heard.events.some((event) => event.startsWith("close")));
      const again = listen(channel);
      await eventually("the channel opens", () => again.events.includes("open"));
      expect(heard.events).toHaveLength(1);
    });

    test("opening twice is a bug of the caller", async (ctx) => {
      const { channel } = await create(ctx);
      const heard = listen(channel);
      expect(() => channel.open({ onOpen() {}, onBytes() {}, onClose() {} })).toThrow();
      await eventually("the channel opens", () => heard.events.includes("open"));
      expect(() => channel.open({ onOpen() {}, onBytes() {}, onClose() {} })).toThrow();
    });

    test("a connection broken by the other side is told once, and soon", async (ctx) => {
      const { channel, peer } = await create(ctx);
      const heard = listen(channel);
      const other = await peer();
      await eventually("the channel opens", () => heard.events.includes("open"));
      const brokenAt = performance.now();
      other.hangUp();
      await eventually("the close is told", () => heard.events.length > 1);
      expect(performance.now() - brokenAt).toBeLessThan(5_000);
      channel.close();
      expect(heard.events).toHaveLength(2);
      if (!subject.reopensAfterHangUp) return;
      const again = listen(channel);
      await eventually("the channel opens", () => again.events.includes("open"));
      expect(heard.events).toHaveLength(2);
    });

    test("a failed connect is told as a close with a reason, once", async (ctx) => {
      await create(ctx);
      const channel = subject.createUnreachable();
      for (let attempt = 0; attempt < 2; attempt++) {
        const heard = listen(channel);
        await eventually("the close is told", () => heard.events.length > 0);
        expect(heard.events).toEqual([expect.stringMatching(/^close: [A-Z_]+$/)]);
      }
    });

    test("a peer that takes nothing fills 64 KiB and not more; closing still works", async (ctx) => {
      const { channel, peer } = await create(ctx);
      const heard = listen(channel);
      const other = await peer();
      await eventually("the channel opens", () => heard.events.includes("open"));
      expect(channel.write(new Uint8Array(UNSENT_MAX_BYTES + 1))).toBe("full");
      if (other.stall === null) return;
      other.stall();
      const piece = pattern(4096, 5);
      let taken = 0;
      let full = false;
      for (let round = 0; round < 20_000 && !full; round++) {
        full = channel.write(piece) === "full";
        if (!full) taken += piece.length;
        if (round % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
      }
      expect(full).toBe(true);
      expect(taken).toBeGreaterThan(0);
      channel.close();
      await eventually("the close is told", () => heard.events.length === 2);
    });
  });
}

function pattern(length: number, step: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * step + (at >> 8)) & 0xff);
}

function total(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
