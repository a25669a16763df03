import type { Dossier } from "../../../src/core/inspection/dossier.ts";
import type { MeasurementFile } from "../../../src/core/inspection/measurements.ts";
import { scoreInspection } from "../../../src/core/inspection/score.ts";
import type { Finding } from "../../../src/core/rules/finding.ts";
import type { SessionReport } from "../../../src/core/session.ts";
import { rulebook } from "./lane-fixture.ts";

export type Items = MeasurementFile["items"];

/** A car that passes everything; forces in newtons. */
export function goodCar(): Record<string, { facts: Record<string, string> }> {
  return {
    W1: { facts: { "axle.loadKg": "820" } },
    B1: { facts: { "brake.maxLeftN": "2800", "brake.maxRightN": "2700", "brake.differenceN": "300" } },
    W2: { facts: { "axle.loadKg": "560" } },
    B2: { facts: { "brake.maxLeftN": "1500", "brake.maxRightN": "1400", "brake.differenceN": "200" } },
    B0: { facts: { "parking.maxLeftN": "1400", "parking.maxRightN": "1350" } },
    H: { facts: { "lamp.leftMainHighCd": "18200", "lamp.rightMainHighCd": "17600" } },
    E: {
      facts: {
        "exhaust.idleCoSumPct": "3.10",
        "exhaust.idleHcSumPpm": "620",
        "exhaust.idleSamples": "31",
        "exhaust.highIdleCoSumPct": "2.48",
        "exhaust.highIdleHcSumPpm": "465",
        "exhaust.highIdleLambdaSum": "31.00",
        "exhaust.highIdleSamples": "31",
      },
    },
  };
}

export function scoreItems(dossier: Dossier, items: Items): SessionReport {
  const measurements: MeasurementFile = { schema: "proofmark/measurements/v1", items };
  const scored = scoreInspection({ dossier, rulebook, measurements, today: "2026-06-01" });
  if (scored.kind === "refused") throw new Error(scored.reason.code);
  return scored.report;
}

export function findingOf(report: SessionReport, rule: string, item?: string): Finding {
  const all = [...report.items.flatMap((i) => i.findings), ...report.findings];
  const found = all.find((f) => f.rule === rule && (item === undefined || f.item === item));
  if (found === undefined) throw new Error(`no finding of ${rule}`);
  return found;
}
