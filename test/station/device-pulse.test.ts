import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { LineStatistics, SessionOutput } from "../../src/ports/protocol-session.ts";
import { SILENT } from "../../src/ports/protocol-session.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { DevicePulse } from "../../src/station/device-pulse.ts";
import { FAULTS_KEPT_MS } from "../../src/station/fault-history.ts";
import { InstrumentLink } from "../../src/station/instrument-link.ts";
import { rawFrameView } from "../../src/station/raw-frames.ts";
import { ScriptedChannel } from "../support/scripted-channel.ts";
import { DEVICE, fault, heard, ScriptedSession } from "../support/scripted-session.ts";

/** Goal: what a device said lately can be counted and seen, in bounded memory, and costs nothing of the codecs while nobody looks. */
function load(atMs: number, raw = `r${atMs}`, quality: Observation["quality"] = "good"): Observation {
  const device = asId<"device">("device-1");
  return { kind: "axle-load", device, atMs, quality, raw, loadKg: "1" as never, stable: true };
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A codec that counts, and counts how often it is asked. */
class CountingSession extends ScriptedSession {
  asks = 0;
  counts: LineStatistics = { acceptedFrames: 0, rejectedBytes: 0, heldBytes: 0, refused: [] };
  after: LineStatistics | null = null;

  get statistics(): LineStatistics {
    this.asks += 1;
    return this.counts;
  }

  override receive(got: Uint8Array, atMs: number): SessionOutput {
    const output = super.receive(got, atMs);
    this.counts = this.after ?? this.counts;
    return output;
  }
}

describe("readings", () => {
  test("the last good one is known; bad ones and missing answers are none", () => {
    const pulse = new DevicePulse(0);
    expect(pulse.lastGoodMs).toBeNull();
    pulse.read([load(1_000)]);
    pulse.read([load(2_000, "x", "bad")]);
    const answer = {
      kind: "answer",
      device: DEVICE,
      atMs: 3_000,
      quality: "good",
      command: "brake.stop",
    } as const;
    pulse.read([{ ...answer, outcome: "no-answer" }]);
    expect(pulse.lastGoodMs).toBe(1_000);
    pulse.read([{ ...answer, outcome: "ok" }]);
    expect(pulse.lastGoodMs).toBe(3_000);
  });

  test("are counted by frame and over whole seconds; a line that falls silent comes to nothing within some", () => {
    const pulse = new DevicePulse(0);
    expect(pulse.rate(500)).toBeNull();
    for (let atMs = 0; atMs < 10_000; atMs += 50) pulse.read([load(atMs), load(atMs, `r${atMs}`)]);
    expect(pulse.rate(10_000)).toBe(20);
    expect(pulse.rate(12_000)).toBe(12);
    expect(pulse.rate(15_999)).toBe(0);
    expect(pulse.rate(1e9)).toBe(0);
    pulse.read([load(1e9 + 1)]);
    expect(pulse.rate(1e9 + 1_000)).toBe(0.2);
  });
});

describe("frames", () => {
  test("the last fifty are kept in order, each with no more than its first bytes, and in memory of their own", () => {
    const pulse = new DevicePulse(0);
    const session = new ScriptedSession();
    const large = new Uint8Array(100_000).fill(65);
    for (let i = 0; i < 120; i++) pulse.heard(session, large.subarray(0, 300 + i), i);
    const frames = pulse.look(120);
    expect(frames.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 50 }, (_, i) => 70 + i));
    const last = frames.at(-1);
    expect([last?.size, last?.bytes.length, last?.bytes.buffer.byteLength]).toEqual([419, 256, 256]);
    large.fill(66);
    expect(last?.bytes[0]).toBe(65);
  });

  test("a codec is asked for its counts only while somebody looks, and for five seconds after", () => {
    const pulse = new DevicePulse(0);
    const session = new CountingSession();
    for (let i = 0; i < 100; i++) pulse.heard(session, bytes("x"), i * 100);
    expect(session.asks).toBe(0);
    pulse.look(10_000);
    pulse.heard(session, bytes("x"), 14_999);
    expect(session.asks).toBe(2);
    pulse.heard(session, bytes("x"), 15_000);
    expect(session.asks).toBe(2);
  });

  test("a frame says what was made of it, or why nothing was", () => {
    const pulse = new DevicePulse(0);
    const session = new CountingSession();
    const why = reason("FIELD_MALFORMED" as never, {} as never);
    const seen = (after: Partial<LineStatistics>, observations: Observation[] = []) => {
      session.next = { ...SILENT, observations };
      session.after = { ...session.counts, ...after };
      pulse.look(0);
      pulse.heard(session, bytes("$A\r\n"), 1);
      const frame = pulse.look(1).at(-1);
      return frame === undefined ? null : rawFrameView(frame, 1_000);
    };
    expect(seen({ acceptedFrames: 1 }, [load(1)])).toMatchObject({
      ...{
        atWallMs: 1_001,
        way: "in",
        hex: "24 41 0d 0a",
        text: "$A..",
        bytes: 4,
        unshown: 0,
        instead: null,
      },
      decoded: [{ words: "axle-load loadKg=1 stable=true", quality: "good", why: null }],
    });
    expect(seen({ acceptedFrames: 2 })).toMatchObject({ instead: "part", decoded: [] });
    expect(seen({ heldBytes: 4 })).toMatchObject({ instead: "held" });
    expect(seen({ rejectedBytes: 4, refused: [{ why, frames: 1, bytes: 4 }] })).toMatchObject({
      ...{ instead: "refused", why: { code: "FIELD_MALFORMED" } },
    });
    // The same bytes once more, with nothing new of that kind: another kind is why.
    const other = reason("OTHER" as never, {} as never);
    expect(
      seen({
        rejectedBytes: 8,
        refused: [
          { why, frames: 1, bytes: 4 },
          { why: other, frames: 1, bytes: 4 },
        ],
      }),
    ).toMatchObject({ why: { code: "OTHER" } });
    const unseen = new DevicePulse(0);
    unseen.heard(session, bytes("x"), 9);
    const [frame] = unseen.look(9);
    expect(frame && rawFrameView(frame, 0).instead).toBe("unknown");
  });

  test("a codec of the house says why: a sentence with a wrong checksum", () => {
    const pulse = new DevicePulse(0);
    const session = createNmeaSession({ device: DEVICE });
    pulse.look(0);
    pulse.heard(session, bytes("$GPGGA,1,2,3*00\r\n"), 10);
    const [frame] = pulse.look(10);
    expect(frame && rawFrameView(frame, 0)).toMatchObject({
      instead: "refused",
      why: { zh: expect.any(String) },
    });
  });
});

describe("faults over time", () => {
  test("each is a span; what is over for an hour is forgotten, and what stands is not", () => {
    const { faults } = new DevicePulse(1_000);
    faults.note(fault("disconnected", true, 2_000));
    faults.note({ ...fault("disconnected", true, 2_500), again: true });
    faults.note(fault("disconnected", false, 5_000));
    faults.note(fault("silent", true, 6_000));
    expect(faults.since(10_000)).toEqual({
      fromMs: 1_000,
      spans: [
        { code: "disconnected", fromMs: 2_000, toMs: 5_000 },
        { code: "silent", fromMs: 6_000, toMs: null },
      ],
    });
    const later = FAULTS_KEPT_MS + 9_000;
    expect(faults.since(later)).toEqual({
      fromMs: 9_000,
      spans: [{ code: "silent", fromMs: 6_000, toMs: null }],
    });
  });

  test("a device that flaps for ever is bounded, and its history says from when it is whole", () => {
    const { faults } = new DevicePulse(0);
    for (let i = 0; i < 1_000; i++) {
      faults.note(fault("garbled", true, i * 20));
      faults.note(fault("garbled", false, i * 20 + 10));
    }
    const { fromMs, spans } = faults.since(20_000);
    expect(spans).toHaveLength(120);
    expect(fromMs).toBe(880 * 20 - 10);
  });
});

test("a link counts by itself: what it hears and says, its readings, its faults", () => {
  const clock = new VirtualClock();
  const channel = new ScriptedChannel();
  const session = new ScriptedSession();
  const link = new InstrumentLink({
    role: "axle-scale",
    device: DEVICE,
    channel,
    session,
    clock,
    timers: clock,
  });
  link.start(heard().listener);
  clock.advanceBy(1_000);
  channel.drop(reason("CONNECTION_REFUSED", {}));
  clock.advanceBy(1_000);
  channel.connect();
  session.next = { ...SILENT, observations: [load(2_000)] };
  channel.bytes("w", 2_000);
  const frames = link.pulse.look(clock.monoMs()).map((frame) => rawFrameView(frame, 0));
  expect(frames.map(({ way, text }) => `${way} ${text}`)).toEqual(["out hello", "in w"]);
  expect(link.pulse.lastGoodMs).toBe(2_000);
  expect(link.pulse.faults.since(clock.monoMs()).spans[0]).toMatchObject({
    code: "disconnected",
    fromMs: 1_000,
  });
});
