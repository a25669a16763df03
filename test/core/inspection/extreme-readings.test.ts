import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { measurementFileSchema } from "../../../src/core/inspection/measurements.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import { scoreInspection } from "../../../src/core/inspection/score.ts";
import { readSource } from "../../support/source-tree.ts";
import { dossierNamed, rulebook, TODAY } from "./lane-fixture.ts";

/** Whatever passes the form of a measurement or a rulebook is judged or refused: never a broken invariant. */
const EXTREMES = [
  ...["0", "-0", "0.000000000000000001", "999999999999999999", "-999999999999999999"],
  ...["999999999999999999.999999999999999999", "0.5", "-1", "1"],
];
const text = readSource("test/vectors/measurements-k3.yaml");
const curve = `
  B1: { curve: [["999999999999999999", "999999999999999999.999999999999999999"], ["-1", "0.000000000000000001"], ["5", "999999999999999999"]], wheelLocked: false, dragLeftN: "999999999999999999.9", dragRightN: "-999999999999999999" }`;

describe("extreme readings", () => {
  test("are judged, never a pass by overflow and never a throw", () => {
    const random = new SeededRandom(7, "extremes");
    for (let n = 0; n < 40; n++) {
      const changed = text.replace(/"-?\d+(?:\.\d+)?"/g, (was) =>
        random.unit() < 0.2 ? `"${EXTREMES[Math.floor(random.unit() * EXTREMES.length)]}"` : was,
      );
      const measurements = parseYamlText(changed, measurementFileSchema, "m.yaml").value;
      expect(
        scoreInspection({ dossier: dossierNamed("demo-k3"), today: TODAY, rulebook, measurements }).kind,
      ).toBe("scored");
    }
  });

  test("in a brake curve too", () => {
    const file = `schema: proofmark/measurements/v1\nitems:${curve}\n`;
    const measurements = parseYamlText(file, measurementFileSchema, "m.yaml").value;
    const scored = scoreInspection({
      dossier: dossierNamed("demo-k3"),
      today: TODAY,
      rulebook,
      measurements,
    });
    expect(scored.kind === "scored" && scored.report.verdict).not.toBe("pass");
  });

  test("and extreme numbers of a rulebook", () => {
    const random = new SeededRandom(8, "extremes");
    const measurements = parseYamlText(text, measurementFileSchema, "m.yaml").value;
    for (let n = 0; n < 8; n++) {
      // As JSON, past the checks of the form, which refuse such a book.
      const changed: typeof rulebook = JSON.parse(
        JSON.stringify(rulebook).replace(
          /(?<=(?:atLeast|atMost|below|above|PerKg|blockShare|ThresholdN)":)"[\d.-]+"/g,
          (was) => (random.unit() < 0.2 ? `"${EXTREMES[2 + Math.floor(random.unit() * 7)]}"` : was),
        ),
      );
      expect(inspectionRulebookSchema.safeParse(changed).success).toBe(false);
      expect(
        scoreInspection({ dossier: dossierNamed("demo-k3"), today: TODAY, rulebook: changed, measurements })
          .kind,
      ).toBe("scored");
    }
  });
});
