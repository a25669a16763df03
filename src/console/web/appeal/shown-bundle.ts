import type { Entry } from "../../../verifier/bundles/disclosed.ts";
import type { Photo } from "../../../verifier/bundles/evidence-form.ts";
import type { ResultDocument, WithdrawalDocument } from "../../../verifier/sealed/record-form.ts";
import type { Verdict } from "../../../verifier/verdict.ts";
import { withSigns } from "./hidden-parts.ts";

/** What the verifier hands over of a bundle that it believes. */
export interface ShownBundle {
  readonly document: ResultDocument;
  readonly withdrawal: WithdrawalDocument | null;
  readonly entries: readonly { readonly index: number; readonly entry: Entry["value"] }[];
  readonly photos: readonly Photo[];
  /** For others: what tells of persons is hidden, in the record and among the entries. */
  readonly isRedacted: boolean;
}

/** Null where it is not believed, or holds no whole document. */
export function bundleOf({ kind, word, content }: Verdict): ShownBundle | null {
  if (word !== "verified" || kind !== "evidence") return null;
  const { redacted, ...rest } = content as Partial<ShownBundle> & { readonly redacted?: boolean };
  const isRedacted = redacted === true;
  const { document, withdrawal, entries, photos } = isRedacted ? signed(rest) : rest;
  if (document === undefined) return null;
  const parts = { withdrawal: withdrawal ?? null, entries: entries ?? [], photos: photos ?? [] };
  return { document, ...parts, isRedacted };
}

/** With the sign in the place of each digest; that and how much is hidden says the word of the page. Entries have none. */
function signed({ document, withdrawal, entries }: Partial<ShownBundle>): Partial<ShownBundle> {
  const shown = <Value>(value: Value): Value => withSigns(value) as Value;
  return {
    ...(document === undefined ? {} : { document: shown(document) }),
    withdrawal: shown(withdrawal ?? null),
    entries: entries ?? [],
  };
}

const encoder = new TextEncoder();

/** The bytes of an entry as the log has them: the verifier refuses every other spelling of it. */
export function bytesOf(entry: Entry["value"]): Uint8Array {
  return encoder.encode(JSON.stringify(entry));
}
