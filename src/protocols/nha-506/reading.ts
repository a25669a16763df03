import type { ExhaustGas, Quality } from "../../core/observation.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { Figure } from "../../core/trade/words/figures.ts";
import type { Turn } from "../turn.ts";
import { hexRaw, scaledDecimal } from "../wire-text.ts";
import { type MainData, NO_VALUE, NO_VALUE_UNSIGNED } from "./frame.ts";

/** The main data as an observation; every figure keeps the decimals the analyser resolves. */
export function gasReading(data: MainData, raw: Uint8Array, turn: Turn, oilDecimals: 0 | 1): ExhaustGas {
  const [quality, why] = judge(data);
  return {
    kind: "exhaust-gas",
    device: turn.device,
    atMs: turn.atMs,
    quality,
    ...(why === null ? {} : { qualityReason: why }),
    raw: hexRaw(raw),
    hcPpm: scaledDecimal(data.hcPpm, 0),
    coPct: scaledDecimal(data.coHundredths, 2),
    co2Pct: scaledDecimal(data.co2Hundredths, 2),
    o2Pct: scaledDecimal(data.o2Hundredths, 2),
    noPpm: scaledDecimal(data.noPpm, 0),
    engineSpeedRpm: scaledDecimal(data.engineSpeedRpm, 0),
    oilTemperatureC: scaledDecimal(data.oilTemperature, oilDecimals),
    lambda: scaledDecimal(data.lambdaHundredths, 2),
    sampleFlow: scaledDecimal(data.sampleFlow, 0),
  };
}

function judge(data: MainData): readonly [Quality, Reason | null] {
  const signed: readonly (readonly [Figure, number])[] = [
    ["hcPpm", data.hcPpm],
    ["coPct", data.coHundredths],
    ["co2Pct", data.co2Hundredths],
    ["o2Pct", data.o2Hundredths],
    ["noPpm", data.noPpm],
    ["oilTemperatureC", data.oilTemperature],
    ["sampleFlow", data.sampleFlow],
    ["lambda", data.lambdaHundredths],
  ];
  const missing = signed.filter(([, value]) => value === NO_VALUE).map(([name]) => name);
  if (data.engineSpeedRpm === NO_VALUE_UNSIGNED) missing.push("engineSpeedRpm");
  if (missing.length > 0) return ["bad", reason("NO_VALUE_FOR", { figures: missing })];
  const aged: Figure[] = [];
  if (data.oxygenCellAged) aged.push("o2Pct");
  if (data.noCellAged) aged.push("noPpm");
  return aged.length > 0 ? ["uncertain", reason("CELL_AGED", { figures: aged })] : ["good", null];
}
