import { basename, join } from "node:path";
import { readArtifact } from "../../adapters/config/artifact-file.ts";
import { PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import type { PapersRule } from "../../core/requests/papers-rule.ts";
import type { PreCheckRule } from "../../core/requests/pre-check-rule.ts";

const PROVENANCE = {
  clause: null,
  source: "made up for the simulated country: our sources say that it is asked, and not what comes of it",
  confidence: "recalled",
  verifiedBy: null,
} as const satisfies Partial<PapersRule>;

/** Old enough for a registry that was away over a night. */
const ANSWER_AGE_HOURS_MAX = 24;

const ASKED: readonly PreCheckRule[] = (
  [
    ["theft", "stop"],
    ["insurance", "stop"],
    ["recall", "say"],
    ["openElsewhere", "stop"],
  ] as const
).map(([check, whenFound]) => ({
  ...{ check, whenFound, whenUnanswered: "say", answerAgeHoursMax: ANSWER_AGE_HOURS_MAX },
  ...PROVENANCE,
}));

const PAPERS: PapersRule = {
  ...{ whenMissing: "say", whenChanged: "say", answerAgeHoursMax: ANSWER_AGE_HOURS_MAX },
  ...PROVENANCE,
};

/**
 * A shipped rulebook, and that the registry is asked: in `directory`, under its own name. Nobody is kept from being served by a registry that
 * is away; the record says so.
 */
export function writeAskingRulebook(shipped: string, kind: "inspection" | "exam", directory: string): string {
  const file = join(directory, basename(shipped));
  const asked = kind === "inspection" ? [`preChecks: ${JSON.stringify(ASKED)}`] : [];
  // JSON is YAML.
  const lines = [readArtifact(shipped).text.trimEnd(), ...asked, `papers: ${JSON.stringify(PAPERS)}`, ""];
  writeFileOrSay(file, lines.join("\n"), PRIVATE_FILE);
  return file;
}
