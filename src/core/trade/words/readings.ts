import type {
  AxleLoad,
  BrakeBenchSummary,
  BrakeForce,
  ExhaustGas,
  HeadlampReading,
  Observation,
  SideSlip,
  SmokePeak,
  SmokeReading,
  SmokeSummary,
} from "../../observation.ts";
import type { DecimalString } from "../../quantities/exact.ts";
import type { Sentence } from "../reason-shape.ts";
import { FIGURES } from "./figures.ts";

/** A figure that no formula takes may be no number; it is evidence only. */
interface FigureWords extends Sentence {
  readonly judged: boolean;
}

/** Every figure of a reading must stand here, so that one more, or one less, does not compile. */
type FiguresOf<Reading> = {
  readonly [Name in keyof Reading as Reading[Name] extends DecimalString | null
    ? Name extends "kind" | "device" | "side" | "lamp" | "quality" | "raw"
      ? never
      : Name
    : never]: FigureWords;
};

interface ReadingWords<Reading> extends Sentence {
  readonly figures: FiguresOf<Reading>;
}

const evidence = (zh: string, en: string): FigureWords => ({ zh, en, judged: false });
const judged = (zh: string, en: string): FigureWords => ({ zh, en, judged: true });
const gas = (name: keyof typeof FIGURES, isJudged: boolean): FigureWords => ({
  ...FIGURES[name],
  judged: isJudged,
});

interface Readings {
  readonly "axle-load": ReadingWords<AxleLoad>;
  readonly "brake-force": ReadingWords<BrakeForce>;
  readonly "brake-bench-summary": ReadingWords<BrakeBenchSummary>;
  readonly headlamp: ReadingWords<HeadlampReading>;
  readonly "exhaust-gas": ReadingWords<ExhaustGas>;
  readonly smoke: ReadingWords<SmokeReading>;
  readonly "smoke-peak": ReadingWords<SmokePeak>;
  readonly "smoke-summary": ReadingWords<SmokeSummary>;
  readonly "side-slip": ReadingWords<SideSlip>;
}

/** The readings that items are measured with, and the figures of each that a formula may use. */
export const READINGS: Readings = {
  "axle-load": { zh: "轴荷读数", en: "axle load reading", figures: { loadKg: judged("轴荷", "load") } },
  "brake-force": {
    zh: "制动力读数",
    en: "brake force reading",
    figures: { leftN: judged("左轮制动力", "force left"), rightN: judged("右轮制动力", "force right") },
  },
  "brake-bench-summary": {
    zh: "制动检验台汇总",
    en: "summary of the brake bench",
    figures: {
      dragLeftN: evidence("左轮阻滞力", "drag left"),
      dragRightN: evidence("右轮阻滞力", "drag right"),
      maxLeftN: judged("左轮最大制动力", "greatest force left"),
      maxRightN: judged("右轮最大制动力", "greatest force right"),
      differenceLeftN: evidence("差值点左轮制动力", "force left at the difference"),
      differenceRightN: evidence("差值点右轮制动力", "force right at the difference"),
    },
  },
  headlamp: {
    zh: "前照灯读数",
    en: "headlamp reading",
    figures: {
      highIntensityCd: judged("远光发光强度", "high-beam intensity"),
      highHorizontalMm: judged("远光水平偏移", "high beam sideways"),
      highVerticalMm: judged("远光垂直偏移", "high beam up or down"),
      lowHorizontalMm: judged("近光水平偏移", "low beam sideways"),
      lowVerticalMm: judged("近光垂直偏移", "low beam up or down"),
      lampHeightMm: judged("灯高", "lamp height"),
    },
  },
  "exhaust-gas": {
    zh: "排气读数",
    en: "exhaust reading",
    figures: {
      hcPpm: gas("hcPpm", true),
      coPct: gas("coPct", true),
      co2Pct: gas("co2Pct", true),
      o2Pct: gas("o2Pct", false),
      noPpm: gas("noPpm", false),
      engineSpeedRpm: gas("engineSpeedRpm", true),
      oilTemperatureC: gas("oilTemperatureC", true),
      lambda: gas("lambda", true),
      sampleFlow: gas("sampleFlow", false),
    },
  },
  smoke: {
    zh: "烟度读数",
    en: "smoke reading",
    figures: {
      kPerM: gas("kPerM", true),
      opacityPct: gas("opacityPct", true),
      engineSpeedRpm: gas("engineSpeedRpm", true),
      oilTemperatureC: gas("oilTemperatureC", true),
      gasTemperatureC: gas("gasTemperatureC", true),
    },
  },
  "smoke-peak": {
    zh: "一次加速的烟度峰值",
    en: "smoke peak of one acceleration",
    figures: { kPerM: gas("kPerM", true), engineSpeedRpm: gas("engineSpeedRpm", true) },
  },
  "smoke-summary": {
    zh: "烟度计加速测量结果",
    en: "the opacimeter's own results",
    figures: {
      meanPerM: judged("平均值", "mean"),
      lastPerM: judged("最近一次加速", "last acceleration"),
      secondLastPerM: judged("最近第二次加速", "last acceleration but one"),
      thirdLastPerM: judged("最近第三次加速", "last acceleration but two"),
    },
  },
  "side-slip": { zh: "侧滑读数", en: "side-slip reading", figures: { slipMPerKm: judged("侧滑量", "slip") } },
};

/** Looked at with every reading, so gathered once. */
const JUDGED = new Map<string, readonly string[]>(
  Object.entries(READINGS).map(([reading, { figures }]) => [
    reading,
    Object.entries<FigureWords>(figures).flatMap(([name, words]) => (words.judged ? [name] : [])),
  ]),
);

/** Names of the figures that have to be numbers; none for an observation without figures. */
export function judgedFigures(reading: Observation["kind"]): readonly string[] {
  return JUDGED.get(reading) ?? [];
}

const WITHOUT_FIGURES: Readonly<Record<string, Sentence>> = {
  answer: { zh: "设备应答", en: "answer of the instrument" },
  "brake-bench-state": { zh: "制动检验台状态", en: "state of the brake bench" },
};

export function readingName(reading: string): Sentence {
  if (Object.hasOwn(READINGS, reading)) return READINGS[reading as keyof Readings];
  return WITHOUT_FIGURES[reading] ?? { zh: reading, en: reading };
}

export function figureOfReading(reading: string, figure: string): Sentence {
  return figuresOf(reading)[figure] ?? { zh: figure, en: figure };
}

function figuresOf(reading: string): Readonly<Record<string, FigureWords>> {
  return Object.hasOwn(READINGS, reading) ? { ...READINGS[reading as keyof Readings].figures } : {};
}
