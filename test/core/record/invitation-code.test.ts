import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CODE_RANDOM_BYTES,
  codeFrom,
  formatCode,
  readCode,
} from "../../../src/core/record/invitation-code.ts";

/** Goal: what a person mistypes is told at the station, before anything is made of it. */
const codes = fc
  .uint8Array({ minLength: CODE_RANDOM_BYTES, maxLength: CODE_RANDOM_BYTES })
  .map((random) => codeFrom(random));

describe("the code of an invitation", () => {
  test("has at least 80 bits that are not its label, in five groups of four", () => {
    const one = codeFrom(Uint8Array.from({ length: CODE_RANDOM_BYTES }, (_none, at) => at));
    expect((one.whole.length - one.label.length) * 5).toBeGreaterThanOrEqual(80);
    expect(formatCode(one)).toMatch(/^(\w{4}-){4}\w{4}$/);
  });

  test("is read however it is typed", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const printed = formatCode(code);
        const typed = [
          printed,
          printed.toLowerCase(),
          printed.replaceAll("-", " "),
          ` ${printed.replaceAll("-", "")}\n`,
          printed.replaceAll("0", "o").replaceAll("1", "l"),
        ];
        for (const one of typed) expect(readCode(one)).toEqual(code);
      }),
    );
  });

  test("one wrong character, and any two that changed places, are always told", () => {
    const ALPHABET = [..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"];
    const [code] = fc.sample(codes, { numRuns: 1, seed: 7 });
    if (code === undefined) throw new Error("one was drawn");
    const chars = [...formatCode(code).replaceAll("-", "")];
    for (const [at, right] of chars.entries()) {
      for (const wrong of ALPHABET.filter((char) => char !== right))
        expect(readCode(chars.with(at, wrong).join(""))).toMatchObject({ reason: { code: "CODE_MISTYPED" } });
      for (const [other, char] of chars.entries())
        if (char !== right)
          expect(readCode(chars.with(at, char).with(other, right).join(""))).toMatchObject({
            reason: { code: "CODE_MISTYPED" },
          });
    }
  });

  test.each([
    ["", "CODE_LENGTH"],
    ["7K3A-AAAA-AAAA-AAAA-AAA", "CODE_LENGTH"],
    ["7K3A-AAAA-AAAA-AAAA-AAAU", "CODE_CHARACTER"],
    ["７K3A-AAAA-AAAA-AAAA-AAA4", "CODE_CHARACTER"],
  ])("%j is refused: %s", (typed, code) => {
    expect(readCode(typed)).toMatchObject({ kind: "refused", reason: { code } });
  });
});
