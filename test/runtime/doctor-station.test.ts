import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { doctorDocumentSchema, exitCodeOf } from "../../src/core/doctor/check-result.ts";
import { type Reason, sentenceOf } from "../../src/core/trade/reasons.ts";
import { EdgeError } from "../../src/errors.ts";
import { checkUp } from "../../src/runtime/doctor/doctor.ts";
import { startDemoSimulators } from "../../src/stage/demo-simulators.ts";
import { loadDemoSubjects } from "../../src/stage/demo-subjects.ts";
import { proofmark } from "../support/cli-run.ts";
import { doctorWorld, looked, ports, saidOf, serving, stateOf } from "../support/doctor-world.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { journalOf } from "../support/station-evidence.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: whole stations, standing still beside their instruments, and running. */
describe("a station that stands still", () => {
  test.each(["serial", "plc"] as const)("hears all its instruments, the bench behind %s", async (bench) => {
    const clock = new SystemClock();
    const sims = await startDemoSimulators({
      clock,
      subjects: loadDemoSubjects(),
      bench,
      line: "tcp",
      seed: 1,
    });
    const broker = await startBroker({ port: 0 });
    onTestFinished(async () => {
      await broker.close();
      await sims.close();
    });
    const world = doctorWorld({
      devices: sims.devices,
      registry: { url: broker.url, witness: { name: "w", spki: "AAAA" } },
    });
    const before = stateOf(world.directory);
    const checkup = await looked(world);
    const said = Object.fromEntries<string>(
      checkup.results
        .filter(({ check }) => check === "device")
        .map(({ about, state, found }) => [about ?? "", `${state} ${found.code}`]),
    );
    expect(said).toMatchObject({
      "scale-1": "well DEVICE_SPEAKS",
      // It speaks from its start on alone.
      "brake-bench-1": bench === "plc" ? "well DEVICE_GIVES_VALUES" : "not-known DEVICE_QUIET",
      "gnss-1": "well DEVICE_SPEAKS",
      "car-io-1": "well DEVICE_SPEAKS",
      "beams-1": "not-known DEVICE_SIMULATED",
    });
    expect(Object.values(said).filter((one) => /^(?:wrong|doubtful)/.test(one))).toEqual([]);
    // A bank of lines that is a simulator's among instruments that are said to be real.
    expect(saidOf(checkup, "simulated")).toEqual(["doubtful STATION_SIMULATES"]);
    expect(exitCodeOf(checkup.results)).toBe(1);
    expect(stateOf(world.directory)).toEqual(before);
  });

  test("whose devices are simulated is told so, and which simulators stand there", async () => {
    const port = await serving((socket) => socket.write("x"));
    const scale = {
      role: "axle-scale",
      model: "mettler-toledo",
      serial: "1",
      calibration: null,
      simulated: true,
    };
    const world = doctorWorld({
      devices: [
        { ...scale, device: "scale-1", address: "tcp://127.0.0.1:1" },
        {
          ...scale,
          role: "side-slip-tester",
          model: "jx-side-slip",
          device: "slip-1",
          address: `tcp://127.0.0.1:${port}`,
        },
      ],
    });
    const checkup = await looked(world);
    expect(saidOf(checkup, "device", "scale-1")).toEqual(["doubtful DEVICE_SIMULATOR_AWAY"]);
    expect(saidOf(checkup, "device", "slip-1")).not.toContain("wrong DEVICE_AWAY");
    const whole = checkup.results.find(({ check }) => check === "simulated");
    expect(whole).toMatchObject({
      state: "well",
      found: { params: { devices: ["scale-1", "slip-1"], of: 2 } },
    });
    expect(
      sentenceOf(checkup.results.find(({ about }) => about === "scale-1")?.remedy as Reason).en,
    ).toContain(`npx proofmark simulate station --config ${world.file}`);
  });
});

/** What the station notes by itself meanwhile, of its clock, is no trace of being asked; nor is that the test looks at its page. */
const traces = (data: string): unknown[] =>
  journalOf(data).filter(({ type }) => type !== "clock-noted" && type !== "console-acted");

describe("a station that runs", () => {
  test("has a clean bill by its own word, and is not disturbed by being asked", async () => {
    const data = join(temporaryDirectory(), "data");
    const demo = await new LiveDemo({ data }).up();
    const file = join(data, "station.yaml");
    await demo.until("the station file is told", () => demo.line(/station\.yaml/) !== undefined);
    const before = traces(data);
    const fromMs = performance.now();
    const { code, out } = await proofmark("doctor", "--config", file, "--json");
    expect(performance.now() - fromMs).toBeLessThan(20_000);
    const document = doctorDocumentSchema.parse(JSON.parse(out));
    expect(document).toMatchObject({ station: "DEMO-0001", running: true, allWell: true });
    expect(code).toBe(0);
    const devices = document.results.filter(({ check }) => check === "device");
    expect(devices.length).toBeGreaterThan(7);
    expect(new Set(devices.map(({ found }) => found.code))).toEqual(new Set(["DEVICE_HELD_READY"]));
    expect(
      document.results.filter(({ check }) => check === "registry").map(({ found }) => found.code),
    ).toEqual(["REGISTRY_WELL", "BROKER_LETS_IN"]);
    const after = await demo.snapshot();
    expect(after.station.registry.connected).toBe(true);
    expect(traces(data)).toEqual(before);
    const text = await proofmark("doctor", "--config", file);
    expect(text.out).toContain("DEMO-0001 正在运行");
    expect((await demo.interrupt()).code).toBe(0);
    const stopped = await proofmark("doctor", "--config", file);
    expect([stopped.code, stopped.out.split("\n")[1]]).toEqual([1, expect.stringContaining("wrong")]);
  });
});

describe("whatever happens to a check", () => {
  test("one that never ends is told as that, and all together stay within ten seconds", async () => {
    const silent = await serving(() => undefined);
    const world = doctorWorld({
      registry: { url: `mqtt://127.0.0.1:${silent}`, witness: { name: "w", spki: "AAAA" } },
      console: { host: "127.0.0.1", port: silent },
    });
    const fromMs = performance.now();
    const checkup = await checkUp(world.file, { ...ports(), discipline: { ask: () => undefined } });
    expect(performance.now() - fromMs).toBeLessThan(14_000);
    expect(saidOf(checkup, "clock")).toEqual(["doubtful CHECK_LATE"]);
    expect(saidOf(checkup, "console")).toEqual(["wrong CONSOLE_TAKEN"]);
    expect(saidOf(checkup, "registry")).toEqual(["wrong BROKER_SILENT"]);
  });

  test.each<[string, () => never]>([
    [
      "an error",
      () => {
        throw new Error("EIO");
      },
    ],
    [
      "one of ours",
      () => {
        throw new EdgeError("FILE_UNREADABLE", "no");
      },
    ],
  ])("one that breaks is a result: %s", async (_, fail) => {
    const checkup = await checkUp(doctorWorld().file, {
      ...ports(),
      discipline: { ask: fail },
      freeBytes: fail,
    });
    expect(saidOf(checkup, "clock")).toEqual(["wrong CHECK_BROKE"]);
    expect(saidOf(checkup, "disk")).toEqual(["wrong CHECK_BROKE"]);
    expect(saidOf(checkup, "keys")).toEqual(["well KEYS_NOT_YET"]);
  });
});

describe("the console's port", () => {
  const at = async (port: number) => {
    const checkup = await looked(doctorWorld({ console: { host: "127.0.0.1", port } }));
    return checkup.results.find(({ check }) => check === "console");
  };

  test("is free, or taken by a program that is no console", async () => {
    expect((await at(1))?.found.code).toBe("CONSOLE_FREE");
    const port = await serving((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"));
    expect(await at(port)).toMatchObject({
      state: "wrong",
      found: { code: "CONSOLE_TAKEN", params: { by: null } },
    });
  });

  test("is taken by another station, which is named", async () => {
    const view = {
      station: {
        station: "OTHER-1",
        devices: [],
        registry: { connected: true, pending: 0, trouble: null },
        clock: { status: "synchronised", by: "kernel", aheadMs: 0, word: null },
      },
    };
    const body = JSON.stringify(view);
    const port = await serving((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    );
    expect(await at(port)).toMatchObject({ found: { code: "CONSOLE_TAKEN", params: { by: "OTHER-1" } } });
  });
});
