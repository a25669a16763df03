import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { type Reason, reason } from "../../src/core/trade/reasons.ts";
import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import type { Plc, PlcListener, PlcValue } from "../../src/ports/plc.ts";
import type { PlcSession } from "../../src/ports/plc-session.ts";
import { type SessionOutput, SILENT } from "../../src/ports/protocol-session.ts";
import { PlcLink } from "../../src/station/plc-link.ts";
import { DEVICE, fault, heard } from "../support/scripted-session.ts";

/** A PLC whose connection is the test's to give; throws on a second open and on writes while it is away. */
class ScriptedPlc implements Plc {
  readonly calls: string[] = [];
  listener: PlcListener | null = null;
  refuses: Error | null = null;

  open(listener: PlcListener): void {
    if (this.listener !== null) throw new Error("a PLC is opened once: it reconnects by itself");
    this.listener = listener;
  }

  watch(variables: readonly string[], samplingMs: number): void {
    this.calls.push(`watch ${variables.join(",")} ${samplingMs}`);
  }

  async write(variable: string, value: boolean | number): Promise<void> {
    this.calls.push(`write ${variable} ${value}`);
    if (this.refuses !== null) throw this.refuses;
  }

  async close(): Promise<void> {
    this.calls.push("close");
    this.listener?.onDown(reason("CLOSED_BY_US", {}));
  }
}

const WATCHDOG = reason("PLC_SILENT", { ms: 1500 });

class ScriptedPlcSession implements PlcSession {
  readonly variables = ["Force.Left", "Force.Right"];
  readonly samplingMs = 10;
  readonly asked: string[] = [];
  dueMs: number | null = null;
  isUp = false;
  next: SessionOutput = SILENT;

  values(values: readonly PlcValue[]): SessionOutput {
    this.asked.push(`values ${values.map(({ variable }) => variable).join(",")}`);
    return this.next;
  }

  request(command: InstrumentCommand): ReturnType<PlcSession["request"]> {
    this.asked.push(`request ${command.name}`);
    return { writes: this.isUp ? [{ variable: command.name, value: true }] : [], output: SILENT };
  }

  up(atMs: number): SessionOutput {
    this.isUp = true;
    this.asked.push(`up ${atMs}`);
    return SILENT;
  }

  down({ code }: Reason, atMs: number): SessionOutput {
    this.isUp = false;
    this.asked.push(`down ${code} ${atMs}`);
    return SILENT;
  }

  tick(atMs: number): SessionOutput {
    this.asked.push(`tick ${atMs}`);
    this.dueMs = null;
    return { ...SILENT, faults: [fault("silent", true, atMs)] };
  }

  nextDueMs(): number | null {
    return this.dueMs;
  }
}

function rig() {
  const clock = new VirtualClock();
  const plc = new ScriptedPlc();
  const session = new ScriptedPlcSession();
  const { told, listener } = heard();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const link = new PlcLink({ role: "brake-bench", device: DEVICE, plc, session, clock, timers: clock, log });
  link.start(listener);
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { clock, plc, session, told, link, settled };
}

const value = (variable: string): PlcValue => ({
  variable,
  value: 1,
  good: true,
  status: "Good",
  sourceTimeMs: null,
  atMs: 0,
});

describe("an instrument behind a PLC", () => {
  test("watches its variables once, is ready when the PLC is up, and hands values on", () => {
    const { clock, plc, session, link } = rig();
    expect(plc.calls).toEqual(["watch Force.Left,Force.Right 10"]);
    expect(link.state()).toBe("connecting");
    clock.advanceBy(40);
    plc.listener?.onUp();
    expect(link.state()).toBe("ready");
    plc.listener?.onValues([value("Force.Left"), value("Force.Right")]);
    expect(session.asked).toEqual(["up 40", "values Force.Left,Force.Right"]);
  });

  test("a loss is a fault, told once; it is cleared when the PLC is back", () => {
    const { plc, session, told, link } = rig();
    plc.listener?.onDown(reason("HOST_UNREACHABLE", {}));
    plc.listener?.onUp();
    plc.listener?.onDown(WATCHDOG);
    expect(told).toEqual([
      "brake-bench raised disconnected",
      "brake-bench cleared disconnected",
      "brake-bench raised disconnected",
    ]);
    expect(session.asked).toEqual(["down HOST_UNREACHABLE 0", "up 0", "down PLC_SILENT 0"]);
    expect(link.faults()).toMatchObject([
      { times: 2, detail: reason("COMES_AND_GOES", { times: 2, ms: 0, line: true, last: WATCHDOG }) },
    ]);
  });

  test("a command is its writes; one that the PLC does not take is answered with no-answer", async () => {
    const { plc, told, link, settled } = rig();
    plc.listener?.onUp();
    link.request({ name: "brake.zero" });
    await settled();
    expect({ last: plc.calls.at(-1), told }).toEqual({ last: "write brake.zero true", told: [] });
    plc.refuses = new Error("BadNotWritable");
    link.request({ name: "brake.zero" });
    await settled();
    expect(told).toEqual(["brake-bench answer brake.zero no-answer"]);
  });

  test("a stop asked for while the PLC is away is written when it is back, until the bench says so; a start is not", () => {
    const { plc, session, link } = rig();
    link.request({ name: "brake.start", run: "service" });
    link.request({ name: "brake.stop" });
    expect(plc.calls.length).toBe(1);
    const flap = (): void => {
      plc.listener?.onUp();
      plc.listener?.onDown(WATCHDOG);
    };
    flap();
    flap();
    expect(plc.calls.slice(1)).toEqual(["write brake.stop true", "write brake.stop true"]);
    plc.listener?.onUp();
    const answer = { kind: "answer", device: DEVICE, atMs: 0, quality: "good" } as const;
    session.next = { ...SILENT, observations: [{ ...answer, command: "brake.stop", outcome: "ok" }] };
    plc.listener?.onValues([value("Bench.Run")]);
    plc.listener?.onDown(WATCHDOG);
    flap();
    expect(session.asked.filter((line) => line.startsWith("request"))).toEqual([
      "request brake.start",
      "request brake.stop",
      "request brake.stop",
      "request brake.stop",
      "request brake.stop",
    ]);
  });

  test("ticks when its session asked to, and not after that was withdrawn", () => {
    const { clock, plc, session, told } = rig();
    plc.listener?.onUp();
    session.dueMs = 30;
    plc.listener?.onValues([value("Force.Left")]);
    clock.advanceBy(29);
    expect(told).toEqual([]);
    clock.advanceBy(1);
    expect({ told, last: session.asked.at(-1) }).toEqual({
      told: ["brake-bench raised silent"],
      last: "tick 30",
    });
    session.dueMs = 60;
    plc.listener?.onValues([value("Force.Left")]);
    session.dueMs = null;
    plc.listener?.onValues([value("Force.Left")]);
    expect(clock.pending).toBe(0);
  });

  test("stop is final: the end of its own connection is no fault, and no tick comes", async () => {
    const { clock, plc, session, told, link, settled } = rig();
    plc.listener?.onUp();
    session.dueMs = 30;
    plc.listener?.onValues([value("Force.Left")]);
    plc.refuses = new Error("closing");
    link.request({ name: "brake.stop" });
    link.stop();
    plc.listener?.onUp();
    await settled();
    clock.advanceBy(1_000);
    expect({ told, pending: clock.pending, last: plc.calls.at(-1) }).toEqual({
      told: [],
      pending: 0,
      last: "close",
    });
  });
});
