import { describe, expect, test } from "vitest";
import {
  CONSOLE_LIMITS,
  descriptorsOfProcess,
  isLoopback,
  limitsWithin,
} from "../../src/console/console-limits.ts";
import { served } from "./served-console.ts";

describe("how much of the process the console takes", () => {
  test("all of its limits where the system allows enough, or does not say", () => {
    for (const descriptorsMax of [null, 672, 1024, 1_048_576])
      expect(limitsWithin(CONSOLE_LIMITS, descriptorsMax)).toEqual({ limits: CONSOLE_LIMITS, notice: null });
  });

  test.each([671, 512, 256, 224])(
    "with %i less, and it is said; the journal's share stays whole",
    (descriptorsMax) => {
      const { limits, notice } = limitsWithin(CONSOLE_LIMITS, descriptorsMax);
      expect(2 * limits.connectionsMax).toBeLessThanOrEqual(descriptorsMax - 160);
      expect(limits.connectionsOwn).toBeGreaterThanOrEqual(8);
      expect(limits.connectionsMax - limits.connectionsOwn).toBeGreaterThanOrEqual(
        limits.connectionsPerAddressMax,
      );
      expect(limits.pagesMax).toBeGreaterThan(limits.pagesOwn);
      expect(notice).toMatch(
        new RegExp(
          `only ${descriptorsMax} files .* ${limits.connectionsMax} connections at most; raise the limit to 672`,
        ),
      );
    },
  );

  test("with too few a station does not start, and says what to do", async () => {
    expect(() => limitsWithin(CONSOLE_LIMITS, 223)).toThrow(
      /only 223 files and connections open; a station needs 224/,
    );
    await expect(served({ descriptorsMax: 64 })).rejects.toMatchObject({ code: "DESCRIPTORS_TOO_FEW" });
    const notices: string[] = [];
    await served({ descriptorsMax: 300, onNotice: (sentence) => notices.push(sentence) });
    expect(notices).toEqual([expect.stringMatching(/only 300 files/)]);
  });

  test("the soft limit is read as the kernel writes it", () => {
    const line = (soft: string): string =>
      `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${soft}                 524288               files     \n`;
    expect(descriptorsOfProcess(() => line("1024"))).toBe(1024);
    expect(descriptorsOfProcess(() => line("unlimited"))).toBeNull();
    expect(descriptorsOfProcess(() => "")).toBeNull();
    if (process.platform === "linux") expect(descriptorsOfProcess()).not.toBeUndefined();
  });

  test.each<[string, boolean]>([
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["128.0.0.1", false],
    ["::ffff:10.0.0.1", false],
    ["fe80::1", false],
    ["", false],
  ])("%j is this machine: %j", (address, own) => {
    expect(isLoopback(address)).toBe(own);
  });
});
