import type { SmokeReading } from "../../core/observation.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import { inDoubt } from "../in-doubt.ts";
import type { Turn } from "../turn.ts";
import { hexRaw, scaledDecimal } from "../wire-text.ts";
import type { MeasuredValues } from "./frame.ts";
import type { Flb100Settings } from "./options.ts";

/** Effective optical path by the manual, to which its k and its opacity belong: k = -ln(1 - N/100) / 0.430 m. */
const PATH_MM = 430;
/** Resolutions of k and of the opacity, and half a step of each for their rounding. */
const K_STEP = 0.01;
const OPACITY_STEP_PCT = 0.1;
const OIL_C_MAX = 200;

export function smokeReading(
  values: MeasuredValues,
  raw: Uint8Array,
  turn: Turn,
  settings: Pick<Flb100Settings, "oilTemperature" | "compareOpacity">,
): SmokeReading {
  const decimals = settings.oilTemperature === "tenths" ? 1 : 0;
  const doubts: Reason[] = [];
  if (settings.compareOpacity && !belongTogether(values)) doubts.push(contradiction(values));
  if (values.oilTemperature / 10 ** decimals > OIL_C_MAX)
    doubts.push(reason("VALUE_IMPLAUSIBLE", { min: 0, max: OIL_C_MAX, unit: "℃" }));
  return {
    kind: "smoke",
    device: turn.device,
    atMs: turn.atMs,
    quality: doubts.length === 0 ? "good" : "uncertain",
    ...inDoubt(doubts),
    raw: hexRaw(raw),
    kPerM: scaledDecimal(values.kHundredths, 2),
    opacityPct: scaledDecimal(values.opacityTenths, 1),
    engineSpeedRpm: scaledDecimal(values.engineSpeedRpm, 0),
    oilTemperatureC: scaledDecimal(values.oilTemperature, decimals),
    gasTemperatureC: scaledDecimal(values.gasTemperatureC, 0),
  };
}

/** Each of the two as it was before it was rounded to its own step. */
function belongTogether({ kHundredths, opacityTenths }: MeasuredValues): boolean {
  const k = kHundredths / 100;
  const opacityPct = opacityTenths / 10;
  if (opacityPct >= 100) return false;
  const coefficient = (pct: number): number => -Math.log(1 - Math.min(pct, 99.999) / 100) / (PATH_MM / 1000);
  const least = coefficient(opacityPct - OPACITY_STEP_PCT) - K_STEP;
  const most = coefficient(opacityPct + OPACITY_STEP_PCT) + K_STEP;
  return k >= least && k <= most;
}

function contradiction({ kHundredths, opacityTenths }: MeasuredValues): Reason {
  return reason("OPACITY_CONTRADICTS", {
    kPerM: scaledDecimal(kHundredths, 2),
    opacityPct: scaledDecimal(opacityTenths, 1),
    pathMm: PATH_MM,
  });
}
