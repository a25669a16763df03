import type { ExhaustGas, Quality } from "../../core/observation.ts";
import type { Turn } from "../turn.ts";
import { hexRaw, scaledDecimal } from "../wire-text.ts";
import { type MainData, NO_VALUE, NO_VALUE_UNSIGNED } from "./frame.ts";

/** The main data as an observation; every figure keeps the decimals the analyser resolves. */
export function gasReading(data: MainData, raw: Uint8Array, turn: Turn): ExhaustGas {
  const [quality, reason] = judge(data);
  return {
    kind: "exhaust-gas",
    device: turn.device,
    atMs: turn.atMs,
    quality,
    ...(reason === null ? {} : { qualityReason: reason }),
    raw: hexRaw(raw),
    hcPpm: scaledDecimal(data.hcPpm, 0),
    coPct: scaledDecimal(data.coHundredths, 2),
    co2Pct: scaledDecimal(data.co2Hundredths, 2),
    o2Pct: scaledDecimal(data.o2Hundredths, 2),
    noPpm: scaledDecimal(data.noPpm, 0),
    engineSpeedRpm: scaledDecimal(data.engineSpeedRpm, 0),
    oilTemperatureC: scaledDecimal(data.oilTemperatureC, 0),
    lambda: scaledDecimal(data.lambdaHundredths, 2),
    sampleFlow: scaledDecimal(data.sampleFlow, 0),
  };
}

function judge(data: MainData): readonly [Quality, string | null] {
  const signed: readonly (readonly [string, number])[] = [
    ["HC", data.hcPpm],
    ["CO", data.coHundredths],
    ["CO2", data.co2Hundredths],
    ["O2", data.o2Hundredths],
    ["NO", data.noPpm],
    ["oil temperature", data.oilTemperatureC],
    ["sample flow", data.sampleFlow],
    ["lambda", data.lambdaHundredths],
  ];
  const missing = signed.filter(([, value]) => value === NO_VALUE).map(([name]) => name);
  if (data.engineSpeedRpm === NO_VALUE_UNSIGNED) missing.push("engine speed");
  if (missing.length > 0) return ["bad", `no value for ${missing.join(", ")}`];
  const aged = [...(data.oxygenCellAged ? ["O2"] : []), ...(data.noCellAged ? ["NO"] : [])];
  return aged.length > 0 ? ["uncertain", `${aged.join(" and ")} cell aged`] : ["good", null];
}
