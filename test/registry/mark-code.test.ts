import jsqr from "jsqr";
import { describe, expect, test } from "vitest";
import { CODE_MM, markCode } from "../../src/console/registry/mark-code.ts";
import { markSection } from "../../src/console/registry/mark-section.ts";
import { MARK_BYTES_MAX, markBody, markText } from "../../src/core/marks/mark-text.ts";
import { toldMark } from "../../src/core/marks/told-mark.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { CLAIMS, ISSUER, STATUS, signedMark, signedStatus, VEHICLE } from "../support/mark-issuer.ts";
import { markVectors } from "../support/mark-vectors.ts";

/** Goal: what is drawn is read again, sign for sign, and what stands beside it is what the mark says. */
const PIXELS = 3;

/** The drawing as a camera would have it, from its path alone. */
function seen(svg: string): string | null {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const side = size * PIXELS;
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  for (const [, x = "0", y = "0", length = "0"] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g))
    for (let at = 0; at < Number(length) * PIXELS; at++)
      for (let row = 0; row < PIXELS; row++) {
        const place = 4 * ((Number(y) * PIXELS + row) * side + Number(x) * PIXELS + at);
        pixels.fill(0, place, place + 3);
      }
  return jsqr.default(pixels, side, side)?.data ?? null;
}

describe("the code of a mark", () => {
  test.each(
    markVectors()
      .cases.filter(({ word }) => word === "valid")
      .slice(0, 6),
  )("$name is read as it was written", ({ text }) => {
    expect(seen(markCode(text, "mark").svg)).toBe(text);
  });

  test("the largest that is issued is read, and its modules are not too fine to print", () => {
    const text = markText(new Uint8Array(MARK_BYTES_MAX).map((_none, at) => (at * 73 + 11) & 255));
    const { svg, modules, version } = markCode(text, "mark");
    expect(seen(svg)).toBe(text);
    expect(version).toBeLessThanOrEqual(19);
    // Of a print of 35 mm; phones read a third of a millimetre.
    expect(35 / modules).toBeGreaterThan(0.33);
    expect(CODE_MM).toBeGreaterThanOrEqual(35);
    expect(CODE_MM).toBeLessThanOrEqual(60);
  });

  test("a label is a text and nothing else", () => {
    expect(markCode("PM1:0", `"><script>`).svg).not.toContain("<script>");
  });
});

describe("beside it", () => {
  const mark = signedMark();
  const text = markText(markBody({ mark, status: signedStatus(mark) }));
  const shown = (flags: number, value: 0 | 1 | 2 | 3, iatS = STATUS.iatS): string => {
    const claims = { ...CLAIMS, content: { ...VEHICLE, flags } };
    const told = toldMark({
      ...{ record: "ab".repeat(32), text, claims, lastDay: "2028-11-30" },
      status: { ...STATUS, value, iatS },
    });
    const issuer = { zh: ISSUER.nameZh, en: ISSUER.nameEn };
    return markSection({ kind: "mark", mark: told, issuer }).text;
  };

  test("stands in both languages what the mark says, and until when", () => {
    const page = shown(0, 0);
    for (const word of [
      "鄂A12345",
      "123456",
      "K33",
      "2026-11-28",
      "2028-11-30",
      "HB-WH-0042",
      ISSUER.nameZh,
      ISSUER.nameEn,
    ])
      expect(page, word).toContain(word);
    expect(page).toMatch(/有效 valid/);
    expect(page).toContain("is-good");
    expect(page).not.toContain("SIMULATED");
  });

  test.each([
    ["withdrawn", 0, 1, "已撤销 withdrawn"],
    ["suspended", 0, 2, "已暂停 suspended"],
    ["superseded", 0, 3, "superseded by a later result"],
    ["of a trial", 2, 0, "SIMULATED"],
  ] as const)("one that is %s is not shown as good", (_what, flags, value, word) => {
    const page = shown(flags, value);
    expect(page).toContain(word);
    expect(page).toContain("is-bad");
    expect(page).not.toContain("is-good");
  });

  test("nor one that is past its day", () => {
    expect(shown(0, 0, CLAIMS.expS)).toMatch(/is-bad[\s\S]*已过期 expired/);
    expect(shown(0, 0, CLAIMS.expS - 1)).toContain("is-good");
  });

  test("why there is none is said in both languages", () => {
    const page = markSection({ kind: "none", reason: reason("MARK_AGE_UNKNOWN", {}) }).text;
    expect(page).toMatch(/初次登记日期[\s\S]*day of first registration/);
  });
});
