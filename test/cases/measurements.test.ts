import { describe, expect, test } from "vitest";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { dossierSchema } from "../../src/core/inspection/dossier.ts";
import { measurementFileSchema } from "../../src/core/inspection/measurements.ts";
import { inspectionRulebookSchema } from "../../src/core/inspection/rulebook.ts";
import { scoreInspection } from "../../src/core/inspection/score.ts";
import { sharedCase } from "../support/shared-cases.ts";

/** Section 3 of the cases: measurements that contradict themselves, or that are no evidence, and their controls. */
const { value: rulebook } = loadYamlFile("config/rules/cn-inspection-2021.yaml", inspectionRulebookSchema);
const K3 = "config/dossiers/demo-k3.yaml";
const H31 = "dossiers/h31-solid-axle.yaml";

interface Row {
  readonly name: string;
  readonly verdict: "pass" | "fail" | "void" | "undecided";
  readonly dossier?: string;
  /** What a finding or a reason says of it. */
  readonly says: RegExp;
}

const ROWS: readonly Row[] = [
  { name: "k33-sound", verdict: "pass", says: /./ },
  { name: "plateau-600-left-locks-2200", verdict: "fail", says: /1600 N \/ \(560 kg/ },
  { name: "plateau-600-no-lock", verdict: "fail", says: /1600 N \/ \(560 kg/ },
  { name: "dead-right-rear-0N", verdict: "fail", says: /2200 N \/ \(560 kg/ },
  { name: "dead-right-rear-flicker-after-release", verdict: "fail", says: /2200 N \/ \(560 kg/ },
  { name: "one-sample-curve", verdict: "void", says: /SAMPLES_TOO_FEW/ },
  { name: "neg-exhaust", verdict: "undecided", says: /NOT_CREDIBLE.*exhaust\.idleSamples/ },
  { name: "neg-difference", verdict: "undecided", says: /NOT_CREDIBLE.*brake\.differenceN/ },
  { name: "difference-over-maximum", verdict: "undecided", says: /NOT_CREDIBLE.*brake\.greatestN/ },
  { name: "one-side-zero", verdict: "undecided", says: /CREDIBLE_DEPENDS.*brake\.windowEnd/ },
  { name: "scale-30-low", verdict: "undecided", says: /NOT_CREDIBLE.*vehicle\.loadSumKg/ },
  { name: "huge-lamp", verdict: "undecided", says: /NOT_CREDIBLE|TOO_MANY_DIGITS/ },
  { name: "slip-999", verdict: "undecided", dossier: H31, says: /NOT_CREDIBLE.*slip\.mPerKm/ },
  { name: "lamp-overflow", verdict: "undecided", dossier: H31, says: /NOT_CREDIBLE.*lamp\.leftMainHighCd/ },
  { name: "h31-dazzles", verdict: "fail", dossier: H31, says: /900 mm/ },
];

describe("measurements that are no evidence decide nothing", () => {
  for (const { name, verdict, dossier, says } of ROWS)
    test(`${name}: ${verdict}`, (ctx) => {
      const file = dossier === undefined ? K3 : sharedCase(ctx, dossier);
      const scored = scoreInspection({
        today: "2026-06-01",
        dossier: loadYamlFile(file, dossierSchema).value,
        rulebook,
        measurements: loadYamlFile(sharedCase(ctx, `measurements/${name}.yaml`), measurementFileSchema).value,
      });
      if (scored.kind === "refused") throw new Error(scored.reason.code);
      expect(scored.report.verdict).toBe(verdict);
      expect(JSON.stringify(scored.report)).toMatch(says);
    });
});
