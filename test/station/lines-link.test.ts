import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import type { DigitalIo, LineLevel } from "../../src/ports/digital-io.ts";
import { LinesLink } from "../../src/station/lines-link.ts";
import { DEVICE, heard } from "../support/scripted-session.ts";

/** A bank of lines that opens, fails and is lost when the test says; throws on use while it is not open. */
class ScriptedBank implements DigitalIo {
  readonly written: string[] = [];
  readonly watched = new Map<string, (level: LineLevel) => void>();
  closes = 0;
  opened: () => void = () => undefined;
  failed: (cause: Error) => void = () => undefined;
  lost: (why: Reason) => void = () => undefined;
  #open = false;

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.opened = resolve;
      this.failed = reject;
    });
    this.#open = true;
  }

  watch(line: string, listener: (level: LineLevel) => void): void {
    if (!this.#open) throw new Error(`${line} is watched on a bank that is not open`);
    if (this.watched.has(line)) throw new Error(`${line} is watched twice`);
    this.watched.set(line, listener);
  }

  write(line: string, active: boolean): void {
    if (!this.#open) throw new Error(`${line} is written on a bank that is not open`);
    this.written.push(`${line} ${active ? "on" : "off"}`);
  }

  close(): void {
    this.#open = false;
    this.closes += 1;
  }

  onLost(listener: (why: Reason) => void): void {
    this.lost = (why) => {
      this.#open = false;
      listener(why);
    };
  }
}

function rig() {
  const clock = new VirtualClock();
  const io = new ScriptedBank();
  const { told, listener } = heard();
  const problems: string[] = [];
  const note = (what: string): number => problems.push(what);
  const log = { info: () => undefined, warn: note, error: note };
  const link = new LinesLink({
    role: "lane-beams",
    device: DEVICE,
    io,
    lines: ["beam-1", "beam-2"],
    clock,
    timers: clock,
    log,
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { io, told, listener, problems, link, settled };
}

describe("a bank of lines", () => {
  test("reports its inputs with their own time, once it is open", async () => {
    const { io, told, listener, link, settled } = rig();
    link.start(listener);
    expect(link.state()).toBe("connecting");
    io.opened();
    await settled();
    expect({ watched: [...io.watched.keys()], state: link.state() }).toEqual({
      watched: ["beam-1", "beam-2"],
      state: "ready",
    });
    io.watched.get("beam-2")?.({ line: "beam-2", active: true, atMs: 12.5 });
    expect(told).toEqual(["lane-beams digital beam-2 true 12.5"]);
  });

  test("an output asked for before the bank is open is set at open, at its last value", async () => {
    const { io, listener, link, settled } = rig();
    link.start(listener);
    link.output("lamp-go", true);
    link.output("lamp-stop", true);
    link.output("lamp-go", false);
    expect(io.written).toEqual([]);
    io.opened();
    await settled();
    expect(io.written).toEqual(["lamp-go off", "lamp-stop on"]);
    link.output("lamp-go", true);
    expect(io.written.at(-1)).toBe("lamp-go on");
  });

  test("a bank that is lost is a fault, told once; lamps asked for then do no harm", async () => {
    const { io, told, listener, link, settled } = rig();
    link.start(listener);
    io.opened();
    await settled();
    io.lost({ code: "LINE_UNPLUGGED", params: {} });
    io.lost({ code: "LINE_UNPLUGGED", params: {} });
    link.output("lamp-go", true);
    expect(told).toEqual(["lane-beams raised disconnected"]);
    expect({ state: link.state(), detail: link.faults()[0]?.detail }).toEqual({
      state: "fault",
      detail: { code: "LINE_UNPLUGGED", params: {} },
    });
    expect(io.written).toEqual([]);
  });

  test("a bank that cannot be opened is the same fault, with its reason", async () => {
    const { io, told, problems, listener, link, settled } = rig();
    link.start(listener);
    io.failed(new Error("no such chip"));
    await settled();
    expect(told).toEqual(["lane-beams raised disconnected"]);
    expect({ detail: link.faults()[0]?.detail, problems }).toEqual({
      detail: { code: "SYSTEM_SAID", params: { text: "Error: no such chip" } },
      problems: ["the lines cannot be opened"],
    });
  });

  test("stopped while it opens: nothing is watched, written or told afterwards", async () => {
    const { io, told, problems, listener, link, settled } = rig();
    link.start(listener);
    link.output("lamp-go", true);
    link.stop();
    io.opened();
    await settled();
    io.lost({ code: "LINE_UNPLUGGED", params: {} });
    expect({ watched: io.watched.size, written: io.written, told, problems, closes: io.closes }).toEqual({
      watched: 0,
      written: [],
      told: [],
      problems: [],
      closes: 1,
    });
  });
});
