import { describe, expect, test } from "vitest";
import { purityProblems } from "./support/purity.ts";

/** The law of pure code, against the spellings with which one could get round it: each is refused, with the way out. */
const refused: readonly [spelling: string, fix: string][] = [
  [`globalThis["process"].exit(1);`, "argument"],
  ["const { process: p } = globalThis; export { p };", "argument"],
  ["const stamp = Date(); export { stamp };", "clock"],
  [`export const now = Date["now"]();`, "clock"],
  ["export const now = new Date(/* the present */).getTime();", "clock"],
  ["export const now = new Date(\n  // now\n);", "clock"],
  ["const D = Date; export const now = new D();", "clock"],
  ["export const now = new Date(...[]);", "clock"],
  ["export const there = new Date(2026, 0, 1);", "clock"],
  [`export const chance = Math["random"]();`, "chance"],
  ["const { random } = Math; export const chance = random();", "chance"],
  ["export const chance = (0, Math.random)();", "chance"],
  [`export const chance = Reflect.get(Math, "random");`, "chance"],
  ["export const id = crypto.randomUUID();", "port"],
  [`fetch("http://example.org");`, "adapter"],
  ["queueMicrotask(() => undefined);", "due time"],
  ["const later = globalThis.setTimeout; later(() => undefined, 1);", "argument"],
  ["setTimeout(() => undefined, 1);", "due time"],
  ["export const text = (1.5).toLocaleString();", "language"],
  [`export const text = (1.5)["toLocaleString"]();`, "language"],
  [`export const order = "a".localeCompare("b");`, "language"],
  ["export const text = new Intl.NumberFormat().format(1);", "language"],
  ["export const hour = new Date(0).getHours();", "time zone"],
  ["import(`node:fs`);", "top"],
  [`import("node:fs");`, "top"],
  ["export const here = import.meta.url;", "adapter"],
  ["console.log(1);", "adapter"],
  ["export const f = async () => 1;", "synchronous"],
  ["for await (const x of []) x;", "synchronous"],
  [`export const run = (() => 1).constructor("return process")();`, "name the class"],
  [`eval("process");`, "write the code"],
  ["function f(process: number) { return process; }\nf(process.uptime());", "adapter"],
  ["export const s = structuredClone({});", "port"],
];

describe("pure code is refused", () => {
  test.each(refused)("%s", async (spelling, fix) => {
    const problems = await purityProblems("src/core/a.ts", spelling);
    expect(problems.join("\n")).toContain(fix);
    expect(problems.join("\n")).toContain("src/core/a.ts: ");
  });
});

describe("pure code is let through", () => {
  test.each([
    [
      "an instant that was given",
      "export const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);",
    ],
    [
      "a date that is worked out",
      `export const at = Date.UTC(2026, 0, 1) + Date.parse("2026-01-01T00:00:00Z");`,
    ],
    ["arithmetic", "export const r = Math.round(Math.PI * Number.parseInt('3', 10)) + Number(BigInt(1));"],
    [
      "bytes and text",
      "export const bytes = new TextEncoder().encode(JSON.stringify({ a: [1, undefined] }));",
    ],
    [
      "names of its own that platforms have too",
      "export function f(process: string, { fetch = 1, ...rest }: { fetch?: number }) { return [process, fetch, rest]; }",
    ],
    [
      "properties that are named like globals",
      "export const p = (x: { process: number; Date: number }) => x.process + x.Date;",
    ],
    [
      "types of anything",
      "export interface Port { close(): Promise<void>; at: Date; run: typeof globalThis; }",
    ],
    [
      "classes, labels, switches and catches",
      "class A { #x = 1; static y = 2; get x() { return this.#x; } }\nouter: for (const a of [new A()]) { switch (a.x) { case 1: { const z = a; try { if (z) break outer; } catch (cause) { throw cause; } } } }",
    ],
  ])("%s", async (_, text) => {
    expect(await purityProblems("src/core/a.ts", text)).toEqual([]);
  });
});
