import type { Sentence } from "../reason-shape.ts";

/** The figures of one exhaust or smoke reading, by the names that observations and rules use. */
export const FIGURES = {
  hcPpm: { zh: "碳氢化合物", en: "HC" },
  coPct: { zh: "一氧化碳", en: "CO" },
  co2Pct: { zh: "二氧化碳", en: "CO2" },
  o2Pct: { zh: "氧气", en: "O2" },
  noPpm: { zh: "一氧化氮", en: "NO" },
  engineSpeedRpm: { zh: "发动机转速", en: "engine speed" },
  oilTemperatureC: { zh: "机油温度", en: "oil temperature" },
  lambda: { zh: "过量空气系数", en: "lambda" },
  kPerM: { zh: "光吸收系数", en: "absorption coefficient k" },
  opacityPct: { zh: "不透光度", en: "opacity" },
  gasTemperatureC: { zh: "排气温度", en: "gas temperature" },
  sampleFlow: { zh: "采样流量", en: "sample flow" },
} as const satisfies Record<string, Sentence>;

export type Figure = keyof typeof FIGURES;

export function figureName(figure: string): Sentence {
  return Object.hasOwn(FIGURES, figure) ? FIGURES[figure as Figure] : { zh: figure, en: figure };
}
