import { describe, expect, test } from "vitest";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { sharedCase } from "../support/shared-cases.ts";
import { singleScenario } from "../support/single-scenario.ts";

/** Section 8 of the cases: on a line without a checksum noise makes neither a pass of a fail nor a fail of a pass. */
const software = softwareIdentity();

describe.each([
  { name: "noisy-parking-pass", never: "pass", truly: "fail", seed: 4 },
  { name: "noisy-sound-fails", never: "fail", truly: "pass", seed: 8 },
])("$name", ({ name, never, truly, seed }) => {
  test(`is no ${never}, by the seed that once made it one and by others`, async (ctx) => {
    const file = sharedCase(ctx, `scenarios/${name}.yaml`);
    const scenario = singleScenario(file);
    const verdicts: (string | undefined)[] = [];
    for (const by of [seed, 1, 2, 3, 5, 6, 7]) {
      const run = await runScenario({ file, scenario, seed: by, software });
      verdicts.push(run.records[0]?.document.verdict ?? undefined);
    }
    expect(verdicts).not.toContain(never);
    expect(verdicts).toContain(truly);
  });
});
