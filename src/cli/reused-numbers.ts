import type { RegistryDecision } from "../core/delivery/registry-decision.ts";
import { refusal } from "../core/record/verification-failure.ts";
import { type FileVerdict, failureOf } from "./file-verdict.ts";
import { areParted } from "./parting-decisions.ts";

export interface NumberedFile {
  readonly verdict: FileVerdict;
  /** The least that its place in the log can be. */
  readonly index: number;
}

/**
 * Two records under one number: each is genuine, and one of them is not the station's answer, unless the registry decided that its log parted there.
 * Nobody can say here which, so that neither is verified.
 */
export function noteNumbers(files: readonly NumberedFile[], decisions: readonly RegistryDecision[]): void {
  const numbers = new Map<string, NumberedFile[]>();
  for (const file of files) {
    const { record, station, sequence } = file.verdict.facts;
    if (file.verdict.kind === "journal" || record === undefined) continue;
    const number = JSON.stringify([station, sequence]);
    numbers.set(number, [...(numbers.get(number) ?? []), file]);
  }
  for (const files of numbers.values()) {
    const unlike = files.map((file) => otherRecord(file, files, decisions));
    for (const [at, { verdict }] of files.entries()) {
      const record = unlike[at];
      if (record === undefined) continue;
      const reused = refusal("SEQUENCE_REUSED", { sequence: Number(verdict.facts.sequence), record });
      verdict.failures.push(failureOf(reused, verdict.kind));
    }
  }
}

function otherRecord(
  { verdict: { facts }, index }: NumberedFile,
  files: readonly NumberedFile[],
  decisions: readonly RegistryDecision[],
): string | undefined {
  const other = files.find(
    (one) =>
      one.verdict.facts.record !== facts.record && !areParted(decisions, facts.station, [index, one.index]),
  );
  return other === undefined ? undefined : String(other.verdict.facts.record);
}
