import type { SmokePeak, SmokeSummary } from "../../observation.ts";
import { absolute, compare, divide, exact, maximum, roundHalfUp, subtract } from "../../quantities/exact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import { sumOfDecimals } from "../decimal-sum.ts";
import type { SettingsOf } from "../procedure-settings.ts";

/** What speaks against one free acceleration, against a row of them, and against the row by the opacimeter's own results. Null: nothing. */
type Settings = SettingsOf<"free-acceleration">;

/** The last accelerations that the instrument keeps its mean of. */
const OWN_MEAN_OF = 3;
const DECIMALS = 2;

/** The instrument samples faster than it can be asked, but it must have seen the same acceleration. */
export function whyPeakDoubted(
  peak: Pick<SmokePeak, "kPerM" | "engineSpeedRpm">,
  readPerM: string,
  neededRpm: number,
  settings: Settings,
): Reason | null {
  if (compare(exact(peak.engineSpeedRpm), exact(neededRpm)) < 0)
    return reason("PEAK_SPEED_LOW", { foundRpm: peak.engineSpeedRpm, neededRpm });
  const mostPerM = settings.peakDiffersPerMMax;
  return differ(peak.kPerM, readPerM, mostPerM)
    ? reason("PEAK_CONTRADICTED", { peakPerM: peak.kPerM, readPerM, mostPerM })
    : null;
}

/** One peak that lies apart from the others, or an engine that still clears its exhaust, is no result. */
export function whyUnsteady(row: readonly string[], settings: Settings): Reason | null {
  const values = row.map(exact);
  const [first, ...others] = values;
  const last = values.at(-1);
  if (first === undefined || last === undefined) return null;
  const greatest = others.reduce(maximum, first);
  const least = others.reduce((a, b) => (compare(a, b) <= 0 ? a : b), first);
  const spread = subtract(greatest, least);
  if (compare(spread, exact(settings.spreadPerMMax)) > 0)
    return reason("ROW_SPREAD", { spreadPerM: rounded(spread), mostPerM: settings.spreadPerMMax });
  const steps = others.map((value, i) => Math.sign(compare(value, values[i] ?? value)));
  const oneWay = steps.every((step) => step === steps[0] && step !== 0);
  return oneWay && compare(spread, exact(settings.trendPerMMax)) > 0
    ? reason("ROW_TREND", { changePerM: rounded(subtract(last, first)) })
    : null;
}

export function whySummaryContradicts(
  summary: Pick<SmokeSummary, "meanPerM" | "lastPerM" | "secondLastPerM" | "thirdLastPerM">,
  row: readonly string[],
  settings: Settings,
): Reason | null {
  const ours = row.slice(-OWN_MEAN_OF);
  const found = [summary.thirdLastPerM, summary.secondLastPerM, summary.lastPerM];
  if (ours.some((value, i) => compare(exact(value), exact(found[i] ?? "")) !== 0))
    return reason("SUMMARY_OF_OTHERS", { found, ours });
  const mean = divide(exact(sumOfDecimals(ours)), exact(ours.length));
  const oursPerM = mean === null ? "" : roundHalfUp(mean, DECIMALS);
  const mostPerM = settings.meanDiffersPerMMax;
  return differ(summary.meanPerM, oursPerM, mostPerM)
    ? reason("SUMMARY_CONTRADICTS", { foundPerM: summary.meanPerM, oursPerM, mostPerM })
    : null;
}

function differ(a: string, b: string, most: string): boolean {
  return compare(absolute(subtract(exact(a), exact(b))), exact(most)) > 0;
}

function rounded(value: ReturnType<typeof exact>): string {
  return roundHalfUp(value, DECIMALS);
}
