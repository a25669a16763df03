import { base64Of } from "../bytes/octets.ts";
import { readStrictJson, strictJson } from "../bytes/strict-json.ts";
import { anything, faultOf, listOf, matched, maybe, members, type Of, oneOf, text, whole } from "../shape.ts";
import { envelopeIn, envelopeOf, idOf } from "../signed/envelope.ts";
import { isIncluded } from "../signed/tree.ts";
import { Refused, refuse, tell, within } from "../told.ts";
import { type Receipt, receiptIn } from "./checkpoint.ts";
import { type Sealed, type Standing, sealedOf } from "./sealed.ts";

/** A record with its entry in the station's log, the way from that entry to a root, and the signatures under that root. */
export const PROOF_SCHEMA = "proofmark/proof/v1";
export const PROOF_CHARS_MAX = 4 * 1024 * 1024;
const ENTRY_BYTES_MAX = 1024 * 1024;

const form = members({
  schema: oneOf(PROOF_SCHEMA),
  record: anything,
  entry: text(),
  index: whole(0),
  size: whole(1),
  inclusion: listOf(text(0, 44), 64),
  checkpoint: text(),
});

const entryForm = members(
  {
    type: oneOf("record-sealed", "withdrawal-sealed"),
    job: text(),
    record: text(),
    withdraws: maybe(text()),
    envelope: text(),
  },
  true,
);

export type Proven = Sealed & { readonly index: number; readonly receipt: Receipt };

/** Throws Refused, as everything here. */
export function provenIn(standing: Standing, source: string): Proven {
  const value = within(
    () => strictJson(source, PROOF_CHARS_MAX),
    (because) => tell("PROOF_MALFORMED", { because }),
  );
  return provenOf(standing, value);
}

/** Of a value that came out of the strict reader. */
export function provenOf(standing: Standing, value: unknown): Proven {
  const { proof, entry, path } = within(
    () => partsOf(value),
    (because) => tell("PROOF_MALFORMED", { because }),
  );
  const envelope = within(
    () => envelopeOf(proof.record),
    (because) => tell("ENVELOPE_MALFORMED", { because }),
  );
  const sealed = sealedOf(standing, envelope);
  if (!isEntryOf(entry, sealed)) refuse("ENTRY_MISMATCH", {});
  const { index, size } = proof;
  mustComeAfterEvidence(sealed, index);
  const receipt = receiptIn(standing, sealed.document.station, proof.checkpoint);
  if (receipt.size !== size) refuse("CHECKPOINT_FOREIGN", { origin: receipt.origin, size: receipt.size });
  if (!isIncluded({ entry, index, size, path, root: receipt.root })) refuse("INCLUSION_INVALID", {});
  return { ...sealed, index, receipt };
}

function partsOf(value: unknown) {
  const proof: Of<typeof form> = matched(form, value);
  const entry = base64Of(proof.entry) ?? refuse("NOT_BASE64", { field: "entry" });
  const path = proof.inclusion.map((hash) => base64Of(hash) ?? refuse("NOT_BASE64", { field: "inclusion" }));
  return { proof, entry, path };
}

/** A record is made of what stands before it. */
export function mustComeAfterEvidence(sealed: Sealed, index: number): void {
  if (sealed.kind !== "record") return;
  const { endIndex } = sealed.document.evidence;
  if (endIndex > index)
    refuse("EVIDENCE_INCONSISTENT", { because: tell("EVIDENCE_AHEAD", { endIndex, index }) });
}

/** The entry of a sealed record or withdrawal; null for any other. */
export function sealedEntryIn(entry: Uint8Array): Of<typeof entryForm> | null {
  const read = readStrictJson(entry, ENTRY_BYTES_MAX);
  if ("because" in read || faultOf(entryForm, read.value) !== null) return null;
  return read.value as Of<typeof entryForm>;
}

/** Is this the entry by which that was noted? */
export function isEntryOf(entry: Uint8Array, sealed: Sealed): boolean {
  const noted = sealedEntryIn(entry);
  if (noted === null || noted.record !== sealed.record || noted.job !== sealed.document.job) return false;
  const withdraws = sealed.kind === "withdrawal" ? sealed.document.withdraws.record : undefined;
  const type = sealed.kind === "withdrawal" ? "withdrawal-sealed" : "record-sealed";
  if (noted.type !== type || noted.withdraws !== withdraws) return false;
  try {
    return idOf(envelopeIn(noted.envelope)) === sealed.record;
  } catch (cause) {
    if (cause instanceof Refused) return false;
    throw cause;
  }
}
