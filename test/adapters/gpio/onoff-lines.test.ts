import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { createOnoffLines, type OnoffLine } from "../../../src/adapters/gpio/onoff-lines.ts";
import { readGpioChips, sysfsNumber } from "../../../src/adapters/gpio/sysfs-lines.ts";
import type { Reason } from "../../../src/core/trade/reasons.ts";
import { describeDigitalIo } from "../../contracts/digital-io.contract.ts";
import { ScriptedOnoff } from "./scripted-onoff.ts";

const roots: string[] = [];

/** A `/sys/class/gpio` with these controllers. */
function sysfs(...chips: readonly { label: string; base: number; ngpio: number }[]): string {
  const root = mkdtempSync(join(tmpdir(), "proofmark-gpio-"));
  roots.push(root);
  for (const { label, base, ngpio } of chips) {
    const folder = join(root, `gpiochip${base}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "label"), `${label}\n`);
    writeFileSync(join(folder, "base"), `${base}\n`);
    writeFileSync(join(folder, "ngpio"), `${ngpio}\n`);
  }
  return root;
}

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

const HEADER = { label: "pinctrl-bcm2711", base: 512, ngpio: 58 };
const headerRoot = sysfs(HEADER, { label: "raspberrypi-exp-gpio", base: 570, ngpio: 8 });
const LINES: readonly OnoffLine[] = [
  { name: "beam", line: 5, direction: "in", activeLow: true },
  { name: "gate", line: "pinctrl-bcm2711:6", direction: "in" },
  { name: "lamp", line: 7, direction: "out", activeLow: true },
  { name: "horn", line: 8, direction: "out" },
];

function lines(onoff: ScriptedOnoff, config = LINES, sysfsRoot = headerRoot) {
  const clock = new VirtualClock();
  return createOnoffLines({ lines: config, clock, sysfsRoot, loadOnoff: async () => onoff.module });
}

describeDigitalIo("the onoff adapter", () => {
  const onoff = new ScriptedOnoff();
  // `beam` and `lamp` are active when electrically low.
  onoff.drive(517, 1);
  return {
    io: lines(onoff),
    drive: (line, active) => {
      if (line === "beam") onoff.drive(517, active ? 0 : 1);
      else onoff.drive(518, active ? 1 : 0);
    },
    level: (line) => (line === "lamp" ? onoff.wires.get(519) === 0 : onoff.wires.get(520) === 1),
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    lose: () => onoff.fail(517),
  };
});

describe("the onoff adapter", () => {
  test("outputs get direction and level in one step, so that none starts with a pulse", async () => {
    const onoff = new ScriptedOnoff();
    const io = lines(onoff);
    await io.open();
    expect([519, 520].map((number) => onoff.exported.get(number)?.direction)).toEqual(["high", "low"]);
    io.close();
  });

  test("the debounce time is handed on", async () => {
    const onoff = new ScriptedOnoff();
    const io = lines(onoff, [{ name: "gate", line: 6, direction: "in", debounceMs: 15 }]);
    await io.open();
    expect(onoff.exported.get(518)?.options).toEqual({ activeLow: false, debounceTimeout: 15 });
    io.close();
  });

  test("two names for one line are refused", async () => {
    const config: OnoffLine[] = [
      { name: "gate", line: 6, direction: "in" },
      { name: "door", line: "pinctrl-bcm2711:6", direction: "in" },
    ];
    await expect(lines(new ScriptedOnoff(), config).open()).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  test("everything exported is given back at close", async () => {
    const onoff = new ScriptedOnoff();
    const io = lines(onoff);
    await io.open();
    expect(onoff.exported.size).toBe(4);
    io.close();
    expect(onoff.exported.size).toBe(0);
  });

  test("a line that cannot be exported keeps the bank closed, and the others are given back", async () => {
    const onoff = new ScriptedOnoff();
    onoff.refused.add(519);
    const io = lines(onoff);
    await expect(io.open()).rejects.toMatchObject({ code: "GPIO_UNAVAILABLE", context: { line: "lamp" } });
    expect(onoff.exported.size).toBe(0);
    onoff.refused.clear();
    await io.open();
    io.close();
  });

  test("a write that fails is a loss, not a throw", async () => {
    const onoff = new ScriptedOnoff();
    const io = lines(onoff);
    const reasons: Reason[] = [];
    io.onLost((why) => reasons.push(why));
    await io.open();
    onoff.exported.get(520)?.unexport();
    io.write("horn", true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(reasons).toMatchObject([{ code: "LINE_NOT_WRITTEN", params: { line: "horn" } }]);
  });

  test("without the package the bank is unavailable, and says why", async () => {
    const io = createOnoffLines({
      lines: LINES,
      clock: new VirtualClock(),
      sysfsRoot: headerRoot,
      loadOnoff: () => Promise.reject(new Error("Cannot find module")),
    });
    await expect(io.open()).rejects.toMatchObject({ code: "GPIO_UNAVAILABLE", cause: expect.any(Error) });
  });

  test("without the sysfs interface, and where it may not be written, the bank is unavailable", async () => {
    const onoff = new ScriptedOnoff();
    await expect(lines(onoff, LINES, join(headerRoot, "nothing")).open()).rejects.toMatchObject({
      code: "GPIO_UNAVAILABLE",
    });
    onoff.accessible = false;
    await expect(lines(onoff).open()).rejects.toMatchObject({ code: "GPIO_UNAVAILABLE" });
  });
});

describe("line numbers", () => {
  test.each([
    ["an old kernel", [{ label: "pinctrl-bcm2835", base: 0, ngpio: 54 }], 17],
    ["a Pi 5 with 6.1", [{ label: "pinctrl-rp1", base: 399, ngpio: 54 }], 416],
    ["a Raspberry kernel from 6.6", [{ label: "pinctrl-bcm2711", base: 512, ngpio: 58 }], 529],
    [
      "a Pi 5 with 6.6",
      [
        { label: "gpio-brcmstb@107d508500", base: 512, ngpio: 32 },
        { label: "pinctrl-rp1", base: 571, ngpio: 54 },
      ],
      588,
    ],
    ["another machine's only controller", [{ label: "gpio-mxs", base: 32, ngpio: 32 }], 49],
  ])("line 17 is found on %s", (_, chips, number) => {
    expect(sysfsNumber(17, readGpioChips(sysfs(...chips)))).toBe(number);
  });

  const chips = [
    { label: "a", base: 0, lines: 8 },
    { label: "b:1", base: 8, lines: 8 },
    { label: "twice", base: 16, lines: 8 },
    { label: "twice", base: 24, lines: 8 },
  ];

  test("a label may hold a colon", () => {
    expect(sysfsNumber("b:1:3", chips)).toBe(11);
  });

  test.each([
    ["an offset beyond the controller", "a:8"],
    ["a negative offset", "a:-1"],
    ["a label that is not there", "c:1"],
    ["a label that is there twice", "twice:1"],
    ["a bare offset where several controllers may be meant", 3],
    ["no number", "a:x"],
  ])("%s is refused", (_, line) => {
    expect(() => sysfsNumber(line, chips)).toThrow(expect.objectContaining({ code: "GPIO_LINE_UNKNOWN" }));
  });
});
