import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import {
  DECISION_CHARS_MAX,
  type RegistryDecision,
  readDecision,
} from "../core/delivery/registry-decision.ts";
import { isValidAt, type TrustList } from "../core/record/trust-list.ts";
import { reason } from "../core/trade/reasons.ts";
import { namedText } from "./bounded-text.ts";
import { actRefused } from "./stopped-station.ts";

/** Decisions of registries that the trust list knows as witnesses. Throws EdgeError FILE_UNREADABLE or ACT_REFUSED. */
export function loadDecisions(files: readonly string[], trust: TrustList): readonly RegistryDecision[] {
  return files.map((file) => decisionOf(namedText(file, DECISION_CHARS_MAX, "decision"), trust));
}

function decisionOf(text: string, trust: TrustList): RegistryDecision {
  const witnesses = trust.keys.filter(({ role }) => role === "witness");
  for (const witness of witnesses) {
    const read = readDecision({ digest: sha256, verify: verifySignature, witness }, text);
    if (read.kind === "decision" && isValidAt(witness, Date.parse(read.decision.issued)))
      return read.decision;
  }
  const names = witnesses.map(({ name }) => name).join(", ");
  throw actRefused(reason("DECISION_UNSIGNED", { witness: names }));
}

/** Two records of one number, each in its branch: both lie at or above where the log was taken up again. */
export function areParted(
  decisions: readonly RegistryDecision[],
  station: unknown,
  indexes: readonly number[],
): boolean {
  return decisions.some(
    (decision) => decision.station === station && indexes.every((index) => index >= decision.resume.size),
  );
}
