import { existsSync, lstatSync } from "node:fs";
import { dirname } from "node:path";
import { expect, type TestContext, test } from "vitest";
import { ptyBridgeMissing } from "../../simulators/kit/pty-bridge.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { parseAddress } from "../../src/runtime/addresses.ts";
import { startDemoSimulators } from "../../src/stage/demo-simulators.ts";
import { loadDemoSubjects } from "../../src/stage/demo-subjects.ts";
import { BAUD_RATES } from "../../src/stage/simulated-lane.ts";
import { childPrograms } from "../support/child-programs.ts";
import { proofmark } from "../support/cli-run.ts";
import { eventually } from "../support/eventually.ts";

/** Goal: the demo over serial device files is the demo, and leaves nothing on the machine. */
function start(line: "tcp" | "pty") {
  const clock = new SystemClock();
  return startDemoSimulators({ clock, subjects: loadDemoSubjects(), bench: "serial", line, seed: 1 });
}

function needsSocat(ctx: TestContext): void {
  const missing = ptyBridgeMissing();
  if (missing === null) return;
  if (process.env.PROOFMARK_FULL) throw new Error(missing);
  ctx.skip(missing);
}

function serialLines(
  sims: Awaited<ReturnType<typeof start>>,
): Map<string, { path: string; baudRate: number }> {
  const lines = new Map<string, { path: string; baudRate: number }>();
  for (const { role, address } of sims.devices) {
    const outer = parseAddress(address);
    const inner = outer.kind === "firmata" ? outer.over : outer;
    if (inner.kind === "serial") lines.set(role, inner);
  }
  return lines;
}

test("demo --line pty puts every serial instrument behind a device file, and takes all of them away", async (ctx) => {
  needsSocat(ctx);
  const sims = await start("pty");
  const lines = serialLines(sims);
  try {
    expect([...lines.keys()].sort()).toEqual(Object.keys(BAUD_RATES).sort());
    for (const [role, { path, baudRate }] of lines) {
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
      expect(baudRate).toBe(BAUD_RATES[role]);
    }
    expect(childPrograms().filter((name) => name === "socat")).toHaveLength(8);
  } finally {
    await sims.close();
  }
  for (const { path } of lines.values()) expect(existsSync(dirname(path))).toBe(false);
  expect(childPrograms()).not.toContain("socat");
});

test("demo --line tcp needs no program and makes no device file", async () => {
  const sims = await start("tcp");
  expect(serialLines(sims).size).toBe(0);
  expect(childPrograms()).not.toContain("socat");
  await sims.close();
});

test("without socat the demo says so in one sentence, and what had started is ended", async () => {
  const listening = () => process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length;
  const before = listening();
  const { PATH } = process.env;
  process.env.PATH = "";
  try {
    await expect(start("pty")).rejects.toMatchObject({
      code: "PROGRAM_MISSING",
      message:
        "Simulated serial lines are made with socat: socat is not installed (Debian: apt install socat). Without it use --line tcp.",
    });
  } finally {
    process.env.PATH = PATH;
  }
  await eventually("no port of it is held", () => listening() <= before);
});

test("another word than tcp or pty is refused", async () => {
  const { code, err } = await proofmark("demo", "--line", "usb");
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('found "usb", allowed: tcp, pty.') });
});
