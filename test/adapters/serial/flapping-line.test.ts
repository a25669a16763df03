import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createSerialChannel } from "../../../src/adapters/serial/serial-channel.ts";
import { InstrumentLink } from "../../../src/station/instrument-link.ts";
import { eventually } from "../../support/eventually.ts";
import { notedReconnects } from "../../support/noted-reconnects.ts";
import { PseudoTerminal } from "../../support/pseudo-terminal.ts";
import { DEVICE, heard, ScriptedSession } from "../../support/scripted-session.ts";

/** Goal: a plug that hangs loose is one trouble, told once, on a real serial line; and it is over once, when the plug is in. */
test("a serial device that goes and comes back at the same path, six times", async (ctx) => {
  if (PseudoTerminal.missing !== null) {
    if (process.env.PROOFMARK_FULL) throw new Error(PseudoTerminal.missing);
    ctx.skip(PseudoTerminal.missing);
  }
  const folder = mkdtempSync(join(tmpdir(), "proofmark-loose-plug-"));
  const path = join(folder, "line");
  const plugIn = async (): Promise<ChildProcess> => {
    const socat = spawn("socat", [`PTY,link=${path},raw,echo=0`, "STDIO"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    await eventually("the line is there", () => existsSync(path));
    return socat;
  };
  // Waits pass at once; the line itself is looked at in its own, real time.
  const clock = new VirtualClock();
  const channel = createSerialChannel({ path, baudRate: 9600, clock: new SystemClock() });
  const session = new ScriptedSession();
  const { told, listener } = heard();
  const timers = notedReconnects(clock);
  const link = new InstrumentLink({ role: "axle-scale", device: DEVICE, channel, session, clock, timers });
  let socat = await plugIn();
  link.start(listener);
  const opened = () => session.asked.filter((line) => line.startsWith("connected")).length;
  try {
    for (let pulled = 1; pulled <= 6; pulled++) {
      await eventually(`it is open for the ${pulled}. time`, () => opened() === pulled);
      socat.kill("SIGKILL");
      rmSync(path, { force: true });
      await eventually("the loss is noticed", () => timers.waits.length === pulled);
      socat = await plugIn();
      clock.advanceBy(5_000);
    }
    await eventually("it is open again", () => opened() === 7);
    expect(told).toEqual([
      "axle-scale raised disconnected",
      "axle-scale cleared disconnected",
      "axle-scale raised disconnected",
    ]);
    expect(link.faults()).toMatchObject([{ code: "disconnected", times: 6 }]);
    clock.advanceBy(12_000);
    expect(told.slice(3)).toEqual(["axle-scale cleared disconnected"]);
    expect(link.state()).toBe("ready");
  } finally {
    link.stop();
    socat.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}, 20_000);
