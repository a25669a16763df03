import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DigitalIo, LineLevel } from "../../src/ports/digital-io.ts";

/** A bank with the inputs `beam` and `gate` and the outputs `lamp` and `horn`, and the world at its other end. */
export interface BankUnderTest {
  readonly io: DigitalIo;
  drive(line: "beam" | "gate", active: boolean): void;
  /** What the world sees of an output. */
  level(line: "lamp" | "horn"): boolean;
  /** Lets come what is due. */
  settle(): Promise<void>;
  /** The bank goes away while open. */
  lose(): void;
}

/** The promises of `DigitalIo`, asked of every implementation. */
export function describeDigitalIo(name: string, create: () => BankUnderTest): void {
  describe(`${name} keeps the promises of digital lines`, () => {
    let bank: BankUnderTest;
    let told: LineLevel[];
    const heard = () => told.map(({ line, active }) => `${line} ${active}`);
    const listen = (level: LineLevel) => told.push(level);
    const unknownLine = expect.objectContaining({ code: "GPIO_LINE_UNKNOWN" });

    beforeEach(() => {
      bank = create();
      told = [];
    });
    afterEach(() => bank.io.close());

    test("a listener first gets the present level, then every change in order, never inside the call", async () => {
      bank.drive("beam", true);
      await bank.io.open();
      bank.io.watch("beam", listen);
      expect(told).toEqual([]);
      await bank.settle();
      expect(heard()).toEqual(["beam true"]);
      for (const active of [false, true, false]) {
        bank.drive("beam", active);
        await bank.settle();
      }
      expect(heard()).toEqual(["beam true", "beam false", "beam true", "beam false"]);
      const times = told.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });

    test("every listener is told, of its line only", async () => {
      await bank.io.open();
      const also: boolean[] = [];
      bank.io.watch("beam", listen);
      bank.io.watch("beam", ({ active }) => also.push(active));
      bank.io.watch("gate", listen);
      await bank.settle();
      bank.drive("gate", true);
      await bank.settle();
      bank.drive("beam", true);
      await bank.settle();
      expect(heard()).toEqual(["beam false", "gate false", "gate true", "beam true"]);
      expect(also).toEqual([false, true]);
    });

    test("a level that stays is not told again", async () => {
      await bank.io.open();
      bank.io.watch("beam", listen);
      await bank.settle();
      bank.drive("beam", false);
      await bank.settle();
      expect(heard()).toEqual(["beam false"]);
    });

    test("outputs are off after open, follow the writes, and are off after close", async () => {
      await bank.io.open();
      expect([bank.level("lamp"), bank.level("horn")]).toEqual([false, false]);
      bank.io.write("lamp", true);
      bank.io.write("horn", true);
      bank.io.write("horn", false);
      expect([bank.level("lamp"), bank.level("horn")]).toEqual([true, false]);
      bank.io.close();
      expect(bank.level("lamp")).toBe(false);
    });

    test("an output can be watched", async () => {
      await bank.io.open();
      bank.io.watch("lamp", listen);
      await bank.settle();
      bank.io.write("lamp", true);
      expect(told).toHaveLength(1);
      await bank.settle();
      expect(heard()).toEqual(["lamp false", "lamp true"]);
    });

    test("writing an input, and an unknown line, is refused", async () => {
      await bank.io.open();
      expect(() => bank.io.write("beam", true)).toThrow(unknownLine);
      expect(() => bank.io.write("nope", true)).toThrow(unknownLine);
      expect(() => bank.io.watch("nope", listen)).toThrow(unknownLine);
    });

    test("close stops the listeners, may be called again, and open works after it", async () => {
      await bank.io.open();
      bank.io.watch("beam", listen);
      await bank.settle();
      bank.io.watch("gate", listen);
      bank.io.close();
      bank.io.close();
      bank.drive("beam", true);
      await bank.settle();
      expect(heard()).toEqual(["beam false"]);
      await bank.io.open();
      bank.io.watch("beam", listen);
      await bank.settle();
      expect(heard()).toEqual(["beam false", "beam true"]);
    });

    test("a loss while open is told once, and nothing after it", async () => {
      const reasons: string[] = [];
      bank.io.onLost(({ code }) => reasons.push(code));
      await bank.io.open();
      bank.io.watch("beam", listen);
      await bank.settle();
      bank.lose();
      expect(reasons).toEqual([]);
      await bank.settle();
      expect(reasons).toHaveLength(1);
      bank.drive("beam", true);
      await bank.settle();
      expect(heard()).toEqual(["beam false"]);
      expect(reasons).toHaveLength(1);
    });

    test("a close is no loss", async () => {
      const reasons: string[] = [];
      bank.io.onLost(({ code }) => reasons.push(code));
      await bank.io.open();
      bank.io.close();
      await bank.settle();
      expect(reasons).toEqual([]);
    });
  });
}
