import type { Sentence } from "../trade/reason-shape.ts";
import type { Limit } from "./finding.ts";

/** The bounds as a person reads them, `≥ 60 %` or `0.95 to 1.05`; several where any of them is enough. Null for none. */
export function limitWords(limits: readonly Limit[]): Sentence | null {
  if (limits.length === 0) return null;
  const bounds = limits.map(boundWords);
  return {
    zh: bounds.map(({ zh }) => zh).join(" 或 "),
    en: bounds.map(({ en }) => en).join(" or "),
  };
}

/** The width of measurement, and where in it the machine decides; null where the bound itself decides. */
export function windowWords({ window, decidedAt, unit }: Limit): Sentence | null {
  if (window === null) return null;
  const width = withUnit(window, unit);
  const at = decidedAt === null ? null : withUnit(decidedAt, unit);
  return {
    zh: `测量宽度 ${width}${at === null ? "" : `，达到 ${at} 时判定`}`,
    en: `width of measurement ${width}${at === null ? "" : `, decided at ${at}`}`,
  };
}

function boundWords({ atLeast, atMost, unit }: Limit): Sentence {
  if (atLeast !== null && atMost !== null) {
    return {
      zh: withUnit(`${atLeast} 至 ${atMost}`, unit),
      en: withUnit(`${atLeast} to ${atMost}`, unit),
    };
  }
  const one = atLeast === null ? `≤ ${atMost ?? "?"}` : `≥ ${atLeast}`;
  return { zh: withUnit(one, unit), en: withUnit(one, unit) };
}

function withUnit(figure: string, unit: string): string {
  return unit === "" ? figure : `${figure} ${unit}`;
}
