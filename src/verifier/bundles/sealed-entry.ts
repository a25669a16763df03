import { isEntryOf, mustComeAfterEvidence, sealedEntryIn } from "../sealed/proof.ts";
import { type Sealed, type Standing, sealedIn } from "../sealed/sealed.ts";
import { refuse } from "../told.ts";
import type { Entry } from "./disclosed.ts";

/** What an entry holds under seal: exactly the record that it names, and all that holds of any. Throws Refused. */
export function sealedOfEntry(standing: Standing, { index, bytes }: Entry): Sealed {
  const noted = sealedEntryIn(bytes) ?? refuse("ENTRY_MALFORMED", {});
  const sealed = sealedIn(standing, noted.envelope);
  if (!isEntryOf(bytes, sealed)) refuse("ENTRY_MISMATCH", {});
  mustComeAfterEvidence(sealed, index);
  return sealed;
}
