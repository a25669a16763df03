import type { Verdict } from "../verdict.ts";
import { documentIn, fieldsList } from "./read-value.ts";

/** Whether it comes from simulated devices or a registry on trial: then it is good for nothing real, whatever its word is. */
export function isTrial(verdict: Verdict): boolean {
  return verdict.facts.simulated === true || hasSimulated(verdict.content);
}

function hasSimulated(document: unknown): boolean {
  return fieldsList(documentIn(document)?.devices).some(({ simulated }) => simulated === true);
}
