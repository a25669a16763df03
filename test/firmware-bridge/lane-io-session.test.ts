import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import { FRAME_BYTES_MAX } from "../../firmware-bridge/frame-guard.ts";
import { createLaneIoSession } from "../../firmware-bridge/lane-io-session.ts";
import { EXAM_CAR_V1 } from "../../simulators/firmata/board-profile.ts";
import { LaneIoBoard } from "../../simulators/firmata/lane-io-board.ts";
import { encodeLaneIo } from "../../simulators/firmata/lane-io-frame.ts";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import type { DeviceFault, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { SessionOutput } from "../../src/ports/protocol-session.ts";
import { ROOT } from "../support/source-tree.ts";

const device = asId<"device">("exam-car-io");
const profile = loadYamlFile(join(ROOT, "config/boards/exam-car-v1.yaml"), boardProfileSchema).value;
const SERIAL = 4711;

/** A simulated board and a session on a line that takes no time, stepped millisecond by millisecond. */
class Bench {
  readonly board: LaneIoBoard;
  readonly session;
  readonly observations: Observation[] = [];
  readonly faults: DeviceFault[] = [];
  nowMs = 0;
  connected = false;
  spoil: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;

  constructor(options: { expectedSerial?: number; microsAtPowerUp?: number } = {}) {
    const { microsAtPowerUp, ...rest } = options;
    this.board = new LaneIoBoard({
      name: "board",
      profile: EXAM_CAR_V1,
      serial: SERIAL,
      contacts: { bounceMinMs: 0, bounceMaxMs: 0, debounceMs: 20 },
      ...(microsAtPowerUp === undefined ? {} : { microsAtPowerUp }),
    });
    this.session = createLaneIoSession({ device, profile, ...rest });
  }

  connect(): void {
    this.board.connected(this.nowMs);
    this.connected = true;
    this.#take(this.session.connected(this.nowMs));
  }

  run(ms: number): this {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; this.nowMs++) {
      if (this.connected) {
        this.board.step(this.nowMs);
        const bytes = this.spoil(this.board.takeOutput());
        if (bytes.length > 0) this.#take(this.session.receive(bytes, this.nowMs));
      }
      const dueMs = this.session.nextDueMs();
      if (dueMs !== null && dueMs <= this.nowMs) this.#take(this.session.tick(this.nowMs));
    }
    return this;
  }

  codes(): string[] {
    return this.faults.map(({ code, raised }) => `${raised ? "+" : "-"}${code}`);
  }

  lines(): string[] {
    return this.observations.flatMap((o) => (o.kind === "digital" ? [`${o.line} ${o.active}`] : []));
  }

  #take(output: SessionOutput): void {
    this.observations.push(...output.observations);
    this.faults.push(...output.faults);
    for (const write of output.writes) if (this.connected) this.board.receive(write, this.nowMs);
  }
}

function connectedBench(options: ConstructorParameters<typeof Bench>[0] = {}): Bench {
  const bench = new Bench(options);
  bench.connect();
  bench.run(1_000);
  return bench;
}

describe("a lane-io session", () => {
  test("a board that boots while its port is opened is asked, enabled, and told whole once", () => {
    const bench = connectedBench();
    expect(bench.lines()).toEqual(profile.lines.map(({ name }) => `${name} false`));
    expect(bench.observations.filter((o) => o.kind === "channel" && o.channel === "gear")).toHaveLength(1);
    expect(bench.faults).toEqual([]);
    expect(bench.board.misuse).toEqual([]);
  });

  test("an edge carries the board's time of the edge, before its debouncing, and its bytes", () => {
    const bench = connectedBench();
    bench.observations.length = 0;
    const beforeMs = bench.nowMs;
    bench.board.setLine("belt", true, beforeMs);
    bench.run(100);
    const edges = bench.observations.filter((o) => o.kind === "digital");
    expect(edges).toMatchObject(
      [{ line: "belt", active: true, quality: "good", raw: /^hex:f00d/ }].map((edge) => ({
        ...edge,
        raw: expect.stringMatching(edge.raw),
      })),
    );
    const edge = edges[0];
    expect(edge?.atMs).toBe(beforeMs + 20);
    expect(edge?.kind === "digital" && edge.boardTimeUs).toBe(beforeMs * 1_000);
  });

  test("STATE tells nothing that is known already", () => {
    const bench = connectedBench();
    bench.observations.length = 0;
    bench.run(3_000);
    expect(bench.lines()).toEqual([]);
  });

  test("engine speed comes at 20 Hz, gear when it changes", () => {
    const bench = connectedBench();
    bench.observations.length = 0;
    bench.board.setChannel("engine-speed", 850, bench.nowMs);
    bench.board.setChannel("gear", -1, bench.nowMs);
    bench.run(1_000);
    const values = (name: string) =>
      bench.observations.flatMap((o) => (o.kind === "channel" && o.channel === name ? [o.value] : []));
    expect(values("engine-speed").length).toBeGreaterThanOrEqual(19);
    expect(new Set(values("engine-speed"))).toEqual(new Set([850]));
    expect(values("gear")).toEqual([-1]);
  });

  test("a value outside the profile's range is kept, with quality bad", () => {
    const bench = connectedBench();
    bench.observations.length = 0;
    bench.board.setChannel("gear", 9, bench.nowMs);
    bench.run(50);
    expect(bench.observations.filter((o) => o.kind === "channel" && o.channel === "gear")).toMatchObject([
      {
        value: 9,
        quality: "bad",
        qualityReason: reason("VALUE_IMPLAUSIBLE", { min: -1, max: 6, unit: "gear" }),
      },
    ]);
  });

  test.each([
    ["sequence-gap", { kind: "sequence-gap", frames: 1 }],
    ["overrun", { kind: "overrun", frames: 2 }],
    ["bad-crc", { kind: "bad-crc", frames: 1 }],
  ] as const)("%s is evidence-lost, and the next STATE gives the level that was missed", (_, defect) => {
    const bench = connectedBench();
    bench.run(300);
    bench.observations.length = 0;
    bench.board.fail(defect, bench.nowMs);
    bench.board.setLine("door", true, bench.nowMs);
    bench.run(1_200);
    expect(bench.codes()).toEqual(["+evidence-lost", "-evidence-lost"]);
    expect(bench.lines()).toEqual(["door true"]);
  });

  test("a frame that is cut off is evidence-lost even before the next number shows it", () => {
    const bench = connectedBench();
    const state = encodeLaneIo({ type: 0x84, seq: 0, timeUs: 0, body: [0, 0] });
    const output = bench.session.receive(Uint8Array.from([...state.slice(0, -3), 0xf9, 2, 6]), bench.nowMs);
    expect(output.faults).toMatchObject([{ code: "evidence-lost", raised: true }]);
  });

  test("a board that is silent is raised after 1.5 s, and cleared by its next STATE", () => {
    const bench = connectedBench();
    const fromMs = bench.nowMs;
    bench.board.fail({ kind: "silent", forS: 3 }, fromMs);
    bench.run(6_000);
    const [raised, ...rest] = bench.faults.filter(({ code }) => code === "silent");
    expect(raised).toMatchObject({ raised: true });
    expect((raised?.atMs ?? 0) - fromMs).toBeLessThanOrEqual(1_500);
    expect(rest).toMatchObject([{ raised: false }]);
  });

  test("a board that starts again is enabled anew, without a word from outside", () => {
    const bench = connectedBench();
    bench.run(2_000);
    bench.board.fail({ kind: "reset" }, bench.nowMs);
    bench.run(1_000);
    expect(bench.codes()).toEqual(["+evidence-lost", "-evidence-lost"]);
    bench.observations.length = 0;
    bench.board.setLine("clutch", true, bench.nowMs);
    bench.run(100);
    expect(bench.lines()).toEqual(["clutch true"]);
    const edge = bench.observations.find((o) => o.kind === "digital");
    expect(edge?.kind === "digital" && edge.boardTimeUs).toBeLessThan(2_000_000);
  });

  test("a board that starts again while its IDENTITY is lost is enabled anew all the same", () => {
    const bench = connectedBench();
    bench.run(2_000);
    bench.spoil = (bytes) => (bytes[0] === 0xf9 ? new Uint8Array() : bytes);
    bench.board.fail({ kind: "reset" }, bench.nowMs);
    bench.run(2_200);
    bench.observations.length = 0;
    bench.board.setLine("brake", true, bench.nowMs);
    bench.run(100);
    expect(bench.lines()).toEqual(["brake true"]);
  });

  test("board time goes on over the counter's wrap", () => {
    const bench = connectedBench({ microsAtPowerUp: 2 ** 32 - 1_500_000 });
    bench.observations.length = 0;
    bench.board.setLine("belt", true, bench.nowMs);
    bench.run(1_000);
    bench.board.setLine("belt", false, bench.nowMs);
    bench.run(100);
    const times = bench.observations.flatMap((o) => (o.kind === "digital" ? [o.boardTimeUs ?? 0] : []));
    expect(times).toHaveLength(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(1_000_000);
    expect(times[1]).toBeGreaterThan(2 ** 32);
  });

  test("the wrong serial number is wrong-identity, and nothing of it is believed", () => {
    const bench = connectedBench({ expectedSerial: SERIAL + 1 });
    bench.board.setLine("belt", true, bench.nowMs);
    bench.run(3_000);
    expect(bench.codes()).toEqual(["+wrong-identity"]);
    expect(bench.observations).toEqual([]);
  });

  test("another profile is wrong-identity too, and the right board clears it", () => {
    const session = createLaneIoSession({ device, profile });
    session.connected(0);
    const identity = (name: string, seq: number) =>
      Uint8Array.from(
        encodeLaneIo({
          type: 0x81,
          seq,
          timeUs: 0,
          body: [1, 0, 0, 0, 0, 11, 2, ...new TextEncoder().encode(name)],
        }),
      );
    expect(session.receive(identity("lane-v1", 3), 10).faults).toMatchObject([
      {
        code: "wrong-identity",
        raised: true,
        detail: reason("BOARD_PROFILE", { found: "lane-v1", expected: profile.id }),
      },
    ]);
    expect(session.receive(identity("exam-car-v1", 4), 20).faults).toMatchObject([
      { code: "wrong-identity", raised: false },
    ]);
  });

  test("after a reconnect every line is told anew", () => {
    const bench = connectedBench();
    bench.connected = false;
    bench.run(200);
    bench.observations.length = 0;
    bench.connect();
    bench.run(1_000);
    expect(bench.lines()).toHaveLength(profile.lines.length);
    expect(bench.codes()).toEqual([]);
  });

  test("commands are refused, since a board takes none", () => {
    expect(createLaneIoSession({ device, profile }).request({ name: "brake.stop" }, 5).observations).toEqual([
      { kind: "answer", device, atMs: 5, quality: "good", command: "brake.stop", outcome: "refused" },
    ]);
  });

  test("chunk borders and plain Firmata in between mean nothing", () => {
    const recorded: Uint8Array[] = [];
    const bench = new Bench();
    bench.spoil = (bytes) => {
      recorded.push(bytes);
      return bytes;
    };
    bench.connect();
    bench.run(700);
    const stream = Uint8Array.from([...recorded.flatMap((bytes) => [...bytes, 0x90, 1, 0])]);
    const heard = (cuts: readonly number[]) => {
      const session = createLaneIoSession({ device, profile });
      session.connected(0);
      const out = [];
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = cuts[turn % cuts.length] ?? 1;
        out.push(...session.receive(stream.slice(at, at + size), 1).observations);
        at += size;
      }
      expect(session.statistics.rejectedBytes).toBe(0);
      return out;
    };
    const whole = heard([stream.length]);
    expect(whole.length).toBeGreaterThan(profile.lines.length);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (cuts) => {
        expect(heard(cuts)).toEqual(whole);
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  test("noise neither throws, nor makes an observation, nor grows the memory", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 900 }), { maxLength: 6 }), (noises) => {
        const session = createLaneIoSession({ device, profile });
        session.connected(0);
        for (const noise of noises) {
          expect(session.receive(noise, 1).observations).toEqual([]);
          expect(session.statistics.heldBytes).toBeLessThanOrEqual(FRAME_BYTES_MAX);
        }
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
