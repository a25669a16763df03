import { describe, expect, test } from "vitest";
import { LastResort } from "../../src/runtime/last-resort.ts";
import { endOf, untilStopped } from "../../src/runtime/shutdown.ts";

/** Goal: whatever nobody caught is told once, with exit code 3, after the station had its chance to stop. */
function bench() {
  const said: string[] = [];
  const codes: number[] = [];
  const last = new LastResort({ say: (line) => said.push(line), exit: (code) => codes.push(code) });
  return { last, said, codes };
}

describe("the last resort", () => {
  test("a bug without a station is told and ends the process with 3", () => {
    const { last, said, codes } = bench();
    last.onBug(new TypeError("x is not y"));
    expect(codes).toEqual([3]);
    expect(said[0]).toMatch(/^A fault of the software: TypeError: x is not y.*\[SOFTWARE_FAULT\]$/);
    expect(said.length).toBe(2);
  });

  test("what is thrown need not be an error, and may not write over the line", () => {
    const { last, said } = bench();
    last.onBug("gone\nwrong");
    expect(said[0]).toMatch(/Error: gone \(at .*\)\. \[SOFTWARE_FAULT\]$/);
  });

  test("a failure before anybody waits is kept, and thrown after the station was closed", async () => {
    const { last, codes } = bench();
    const stop = untilStopped(last);
    const bug = new Error("early");
    last.onBug(bug);
    expect(codes).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await stop.stopped).toEqual({ kind: "failed", cause: bug });
    let isClosed = false;
    await expect(
      endOf(stop, async () => {
        isClosed = true;
        throw new Error("closing failed too");
      }),
    ).rejects.toBe(bug);
    expect(isClosed).toBe(true);
    stop.dispose();
  });

  test("a failure after a stop was asked for is no exit code 0", async () => {
    const { last } = bench();
    const stop = untilStopped(last);
    stop.request();
    expect((await stop.stopped).kind).toBe("requested");
    const late = new Error("the journal could not be closed");
    await expect(endOf(stop, async () => stop.fail(late))).rejects.toBe(late);
    stop.dispose();
  });

  test("the second bug ends the process at once, and both are told", () => {
    const { last, said, codes } = bench();
    const stop = untilStopped(last);
    last.onBug(new Error("first"));
    last.onBug(new Error("second"));
    expect(codes).toEqual([3]);
    expect(said.filter((line) => line.includes("[SOFTWARE_FAULT]")).length).toBe(2);
    stop.dispose();
  });

  test("an empty loop and a rude exit in the middle of a command are failures; after it they are not", () => {
    const { last, said, codes } = bench();
    const before = process.exitCode;
    last.onExit(0);
    expect(process.exitCode).toBe(3);
    process.exitCode = before;
    last.onEmpty();
    expect(codes).toEqual([3]);
    const told = said.length;
    last.onEmpty();
    last.onExit(0);
    expect(said.length).toBe(told);
  });
});
