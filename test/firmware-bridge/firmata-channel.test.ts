import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import type { OutputsState } from "../../firmware-bridge/firmata-board.ts";
import { createFirmataChannel, type FirmataChannel } from "../../firmware-bridge/firmata-channel.ts";
import { createLaneIoSession } from "../../firmware-bridge/lane-io-session.ts";
import { EXAM_CAR_V1 } from "../../simulators/firmata/board-profile.ts";
import { LaneIoBoard } from "../../simulators/firmata/lane-io-board.ts";
import { createMemoryEndpoint, type MemoryEndpoint } from "../../simulators/kit/memory-endpoint.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import type { DeviceFault, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import type { ByteChannelListener } from "../../src/ports/byte-channel.ts";
import type { SessionOutput } from "../../src/ports/protocol-session.ts";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";

const profile = loadYamlFile(join(ROOT, "config/boards/exam-car-v1.yaml"), boardProfileSchema).value;
const LAMP_ITEM = 13;
const LAMP_FAULT = 12;
const clock = new SystemClock();

/** A simulated board on a memory line, with a lane-io session and outputs on the two sides of one channel. */
class Car {
  readonly board = new LaneIoBoard({ name: "board", profile: EXAM_CAR_V1, serial: 1 });
  readonly inner: MemoryEndpoint;
  readonly channel: FirmataChannel;
  readonly session = createLaneIoSession({ device: asId<"device">("io"), profile });
  readonly observations: Observation[] = [];
  readonly faults: DeviceFault[] = [];
  readonly outputs: OutputsState["kind"][] = [];
  readonly warnings: string[] = [];
  closed: string | null = null;

  constructor() {
    this.inner = createMemoryEndpoint({
      device: this.board,
      clock,
      timers: clock,
      random: new SeededRandom(5, "line"),
    });
    this.channel = createFirmataChannel({
      inner: this.inner,
      profile,
      timers: clock,
      log: {
        info: () => undefined,
        warn: (what) => this.warnings.push(what),
        error: (what) => this.warnings.push(what),
      },
    });
    this.channel.onOutputs(({ kind }) => this.outputs.push(kind));
  }

  open(): void {
    this.closed = null;
    this.channel.open({
      onOpen: () => this.#take(this.session.connected(clock.monoMs())),
      onBytes: (bytes, atMs) => this.#take(this.session.receive(bytes, atMs)),
      onClose: ({ code }) => {
        this.closed = code;
      },
    });
  }

  async end(): Promise<void> {
    this.channel.close();
    this.inner.stop();
    await eventually("the channel is closed", () => this.closed !== null);
  }

  #take(output: SessionOutput): void {
    for (const write of output.writes) this.channel.write(write);
    this.observations.push(...output.observations);
    this.faults.push(...output.faults);
  }
}

describe("a board's channel, with its outputs beside it", () => {
  let car = new Car();
  afterEach(async () => {
    await car.end();
    car = new Car();
  });

  test("outputs go through johnny-five while evidence goes to the session, and neither hooks the process", async () => {
    const hooks = () => [
      process.listenerCount("SIGINT"),
      process.listenerCount("exit"),
      process.stdin.listenerCount("data"),
    ];
    const before = hooks();
    car.open();
    expect(car.channel.setOutput("lamp-item", true)).toBe("waiting");
    await eventually("the outputs are ready", () => car.outputs.includes("ready"));
    await eventually("the lamp is on", () => car.board.output(LAMP_ITEM) === true);
    expect(car.board.output(LAMP_FAULT)).toBe(false);

    expect(car.channel.setOutput("lamp-fault", true)).toBe("sent");
    car.channel.setOutput("lamp-item", false);
    await eventually(
      "the lamps have changed",
      () => car.board.output(LAMP_FAULT) === true && car.board.output(LAMP_ITEM) === false,
    );

    car.board.setLine("belt", true, clock.monoMs());
    await eventually("the belt is told", () =>
      car.observations.some((o) => o.kind === "digital" && o.line === "belt" && o.active),
    );
    expect(car.faults).toEqual([]);
    expect(car.board.misuse).toEqual([]);
    expect(hooks()).toEqual(before);
  });

  test("a lost board leaves its outputs unknown, told once, and off after the next connect", async () => {
    car.open();
    await eventually("the outputs are ready", () => car.outputs.includes("ready"));
    car.channel.setOutput("lamp-item", true);
    await eventually("the lamp is on", () => car.board.output(LAMP_ITEM) === true);
    car.inner.close();
    await eventually("the loss is told", () => car.closed !== null);
    expect(car.outputs).toEqual(["ready", "unknown"]);
    expect(car.channel.setOutput("lamp-item", true)).toBe("unknown");
    expect(car.channel.write(Uint8Array.of(1))).toBe("closed");

    car.open();
    await eventually("ready again", () => car.outputs.length === 3);
    expect(car.outputs.at(-1)).toBe("ready");
    await eventually("the lamp is an output, and off", () => car.board.output(LAMP_ITEM) === false);
  });

  test("closing switches the outputs off", async () => {
    car.open();
    await eventually("the outputs are ready", () => car.outputs.includes("ready"));
    car.channel.setOutput("lamp-item", true);
    await eventually("the lamp is on", () => car.board.output(LAMP_ITEM) === true);
    car.channel.close();
    await eventually("the lamp is off", () => car.board.output(LAMP_ITEM) === false);
  });

  test("bytes that kill firmata-io, in the middle of the work, kill nothing", async () => {
    car.open();
    await eventually("the outputs are ready", () => car.outputs.includes("ready"));
    const { board } = car;
    const speak = board.takeOutput.bind(board);
    const killer = [0xf0, 0x79, 0xf7, 0xf0, 0x6e, 0x7f, 0, 0, 0xf7, 0xf0, 0x73, 0x73, 0xf7];
    let sent = 0;
    board.takeOutput = () => Uint8Array.from([...(sent++ < 5 ? killer : []), ...speak()]);
    board.setLine("door", true, clock.monoMs());
    await eventually("killers were sent, and the door told", () =>
      car.observations.some((o) => o.kind === "digital" && o.line === "door" && o.active),
    );
    car.channel.setOutput("lamp-item", true);
    await eventually("the lamp is on", () => board.output(LAMP_ITEM) === true);
    expect(sent).toBeGreaterThan(0);
  });
});

describe("a board's outputs, with other pins and in virtual time", () => {
  /** The channel over a scripted line; pins that are ready at once and remember what was set. */
  function scripted(readyAfterMs = 5) {
    const time = new VirtualClock();
    const written: string[] = [];
    const states: string[] = [];
    const pins: { readonly set: string[]; disposed: boolean; problem(why: Reason): void }[] = [];
    let line: ByteChannelListener | null = null;
    const channel = createFirmataChannel({
      inner: {
        address: "script:",
        open: (listener) => {
          line = listener;
        },
        write: (bytes) => {
          written.push(Buffer.from(bytes).toString("hex"));
          return "accepted";
        },
        close: () => line?.onClose({ code: "CLOSED_BY_US", params: {} }),
      },
      profile,
      timers: time,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      createPins: ({ onReady, onProblem }) => {
        const made = { set: [] as string[], disposed: false, problem: onProblem };
        pins.push(made);
        time.start("ready", readyAfterMs, onReady);
        return {
          receive: () => undefined,
          set: (name, on) => made.set.push(`${name} ${on}`),
          dispose: () => {
            made.disposed = true;
          },
        };
      },
    });
    channel.onOutputs((state) => states.push(state.kind === "unknown" ? state.why.code : "ready"));
    channel.open({ onOpen: () => undefined, onBytes: () => undefined, onClose: () => undefined });
    const answer = () => line?.onBytes(Uint8Array.of(0xf9, 2, 6), time.monoMs());
    line = line as ByteChannelListener | null;
    return { time, written, states, pins, channel, answer, open: () => line?.onOpen() };
  }

  test("the version is asked for every second; three questions without an answer, and the outputs are unknown", () => {
    const { time, written, states, answer, open } = scripted();
    open();
    answer();
    time.advanceBy(10);
    expect(states).toEqual(["ready"]);
    for (let second = 0; second < 5; second++) {
      time.advanceBy(1_000);
      answer();
    }
    expect(written.filter((hex) => hex === "f9")).toHaveLength(6);
    expect(states).toEqual(["ready"]);
    time.advanceBy(3_000);
    expect(states).toEqual(["ready"]);
    time.advanceBy(1_000);
    expect(states).toEqual(["ready", "NO_ANSWER"]);
    answer();
    time.advanceBy(10);
    expect(states.at(-1)).toBe("ready");
  });

  test("what was set before the loss is not set again by itself", () => {
    const { time, pins, channel, answer, open } = scripted();
    open();
    expect(channel.setOutput("lamp-item", true)).toBe("waiting");
    answer();
    time.advanceBy(10);
    expect(pins[0]?.set).toEqual(["lamp-item true"]);
    pins[0]?.problem({ code: "BOARD_RESTARTED", params: {} });
    expect(pins[0]?.disposed).toBe(true);
    answer();
    time.advanceBy(10);
    expect(pins[1]?.set).toEqual([]);
    expect(channel.setOutput("lamp-item", true)).toBe("sent");
  });

  test("a board that never describes itself is given up after 10 s, and tried again", () => {
    const { time, states, pins, answer, open } = scripted(10_500);
    open();
    for (let second = 0; second < 11; second++) {
      answer();
      time.advanceBy(1_000);
    }
    expect(states).toEqual(["BOARD_UNDESCRIBED"]);
    expect(pins.map(({ disposed }) => disposed)).toEqual([true, false]);
  });

  test("a name that is no output is refused, connected or not", () => {
    const { channel, time } = scripted();
    const refusal = expect.objectContaining({ code: "GPIO_LINE_UNKNOWN" });
    expect(() => channel.setOutput("belt", true)).toThrow(refusal);
    channel.close();
    time.advanceBy(100);
    expect(() => channel.setOutput("belt", true)).toThrow(refusal);
  });
});
