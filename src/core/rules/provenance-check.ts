import type { Slip } from "./condition-check.ts";
import type { Confidence } from "./finding.ts";

/** "Verified" and the name of who did it stand together, or the record says more, or less, than somebody signed. */
export function slipsOfProvenance(
  { confidence, verifiedBy }: { readonly confidence: Confidence; readonly verifiedBy: string | null },
  at: readonly (string | number)[],
): readonly Slip[] {
  const path = [...at, "verifiedBy"];
  const named = verifiedBy !== null && verifiedBy.trim() !== "";
  if (confidence === "verified") return named ? [] : [{ path, message: "form:verifiedBy" }];
  return verifiedBy === null ? [] : [{ path, message: "form:verifiedByNobody" }];
}
