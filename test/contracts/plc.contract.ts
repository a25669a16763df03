import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PlcDefects } from "../../simulators/opcua/plc-defects.ts";
import type { Plc, PlcValue } from "../../src/ports/plc.ts";
import type { ScriptedPlcModel } from "./scripted-plc-model.ts";

export interface PlcUnderTest {
  readonly plc: Plc;
  readonly model: ScriptedPlcModel;
  readonly defects: PlcDefects;
  /** Lets time pass until it holds; throws after a bound. */
  until(what: string, reached: () => boolean): Promise<void>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** The PLC goes away without a word and comes back. */
  restart(): Promise<void>;
}

class Listening {
  readonly calls: string[] = [];
  readonly values: PlcValue[] = [];

  onUp(): void {
    this.calls.push("up");
  }

  onDown(): void {
    this.calls.push("down");
  }

  onValues(values: readonly PlcValue[]): void {
    if (this.calls.at(-1) !== "up") this.calls.push("values while down");
    this.values.push(...values);
  }

  of(variable: string): PlcValue[] {
    return this.values.filter((value) => value.variable === variable);
  }
}

/** The promises of `Plc`, asked of every implementation. */
export function describePlc(name: string, create: () => Promise<PlcUnderTest>): void {
  describe(`${name} keeps the promises of a PLC`, () => {
    let under: PlcUnderTest;
    let heard: Listening;
    const refused = expect.objectContaining({ code: "PLC_WRITE_FAILED" });

    beforeEach(async () => {
      under = await create();
      heard = new Listening();
      under.plc.open(heard);
    });
    afterEach(() => under.plc.close());

    async function watching(...variables: readonly string[]): Promise<void> {
      under.plc.watch(variables, 0);
      await under.until("everything is told", () => variables.every((each) => heard.of(each).length > 0));
    }

    test("each variable is told once, with status and source time, and again only when it changes", async () => {
      await watching("T.Count", "T.On");
      await under.pass(150);
      expect(
        heard.values.map(({ variable, value, good, status }) => [variable, value, good, status]).sort(),
      ).toEqual([
        ["T.Count", 0, true, "Good"],
        ["T.On", false, true, "Good"],
      ]);
      for (const { sourceTimeMs, atMs } of heard.values)
        expect([typeof sourceTimeMs, typeof atMs]).toEqual(["number", "number"]);
    });

    test("every change is told, in source order", async () => {
      await watching("T.Count");
      const counts = Array.from({ length: 30 }, (_, at) => at + 1);
      under.model.will("T.Count", ...counts);
      await under.until("the last is told", () => heard.of("T.Count").at(-1)?.value === 30);
      expect(heard.of("T.Count").map(({ value }) => value)).toEqual([0, ...counts]);
      const times = heard.of("T.Count").map(({ sourceTimeMs }) => sourceTimeMs ?? 0);
      expect(new Set(times).size).toBe(times.length);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });

    test("a sample that stays the same is a sample: its source time moves on", async () => {
      await watching("T.Force");
      await under.until("ten samples", () => heard.of("T.Force").length >= 10);
      const samples = heard.of("T.Force");
      expect(new Set(samples.map(({ value }) => value))).toEqual(new Set([120.5]));
      expect(new Set(samples.map(({ sourceTimeMs }) => sourceTimeMs)).size).toBe(samples.length);
    });

    test("a bad status is told without a number, and healing is told", async () => {
      await watching("T.Count");
      under.defects.setStatus("T.Count", "BadSensorFailure");
      await under.until("the failure is told", () => heard.of("T.Count").length === 2);
      under.defects.setStatus("T.Count", "Good");
      await under.until("the healing is told", () => heard.of("T.Count").length === 3);
      expect(heard.of("T.Count").map(({ value, good, status }) => [value, good, status])).toEqual([
        [0, true, "Good"],
        [null, false, "BadSensorFailure"],
        [0, true, "Good"],
      ]);
    });

    test("a variable that is not there is told as such, and spoils no other", async () => {
      await watching("T.Nope", "T.On");
      expect(heard.of("T.Nope")).toMatchObject([{ value: null, good: false, status: "BadNodeIdUnknown" }]);
      expect(heard.of("T.On")).toMatchObject([{ good: true }]);
    });

    test("variables may be added while up", async () => {
      await watching("T.On");
      await watching("T.Count");
      expect(heard.of("T.On")).toHaveLength(1);
    });

    test("a write takes effect, and is told like any change", async () => {
      await watching("T.Run");
      await under.plc.write("T.Run", 2);
      await under.until("the write is told", () => heard.of("T.Run").length === 2);
      expect(under.model.read("T.Run")).toBe(2);
      expect(heard.of("T.Run").at(-1)).toMatchObject({ value: 2, good: true });
    });

    test.each([
      ["a variable that may not be written", "T.Count", 5],
      ["a value of the wrong type", "T.Run", true],
      ["a variable that is not there", "T.Nope", 1],
    ])("a write to %s is refused", async (_, variable, value) => {
      await watching("T.On");
      await expect(under.plc.write(variable, value)).rejects.toEqual(refused);
    });

    test("while the program stands still nothing is told, and the PLC is not taken for lost", async () => {
      await watching("T.Force");
      under.defects.frozen = true;
      await under.pass(200);
      const before = heard.values.length;
      await under.pass(1_800);
      expect(heard.values.length).toBe(before);
      under.defects.frozen = false;
      await under.until("it goes on", () => heard.values.length > before);
      expect(heard.calls).toEqual(["up"]);
    });

    test("a loss is told once; then everything is told anew, and nothing from before", async () => {
      await watching("T.Count", "T.On");
      under.model.will("T.Count", 1, 2, 3);
      await under.until("the last is told", () => heard.of("T.Count").at(-1)?.value === 3);
      const back = under.restart();
      await under.until("the loss is told", () => heard.calls.includes("down"));
      await expect(under.plc.write("T.Run", 1)).rejects.toEqual(refused);
      const before = heard.values.length;
      await back;
      await under.until("all is told anew", () => heard.values.length === before + 2);
      under.model.will("T.On", true);
      await under.until("a change is told", () => heard.of("T.On").at(-1)?.value === true);
      expect(heard.calls).toEqual(["up", "down", "up"]);
      expect(heard.values.slice(before).map(({ variable, value }) => `${variable} ${value}`)).toEqual([
        ...heard.values
          .slice(before, before + 2)
          .map(({ variable }) => (variable === "T.On" ? "T.On false" : "T.Count 3")),
        "T.On true",
      ]);
    });

    test("after close nothing is told", async () => {
      await watching("T.Force");
      await under.plc.close();
      const before = heard.values.length;
      await under.pass(150);
      expect(heard.values.length).toBe(before);
      expect(heard.calls).toEqual(["up"]);
      await expect(under.plc.write("T.Run", 1)).rejects.toEqual(refused);
    });
  });
}
