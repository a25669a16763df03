import { base64Of } from "../bytes/octets.ts";
import { gunzip } from "../bytes/packed.ts";
import { strictJson } from "../bytes/strict-json.ts";
import { anything, listOf, matched, maybe, members, type Of, oneOf, sha256Hex, text } from "../shape.ts";
import { refuse, tell, within } from "../told.ts";
import { disclosedRows, hashesOf } from "./disclosed.ts";

/** All that one record was made from: its entries of the journal, what shows that they stand there, and photos. */
const MIB_MAX = 64;
/** A text of one character more than this no engine holds. */
const UNPACKED_MAX = 512 * 2 ** 20 - 64;
const PHOTOS_MAX = 400;

const form = members({
  schema: oneOf("proofmark/evidence/v1"),
  ...disclosedRows,
  job: text(1, 200),
  record: sha256Hex,
  photos: listOf(
    members({
      sha256: sha256Hex,
      mediaType: oneOf("image/jpeg", "image/png", "image/webp"),
      data: text(),
    }),
    PHOTOS_MAX,
  ),
  trust: maybe(anything),
});

export interface Photo {
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface EvidenceFile {
  readonly file: Of<typeof form>;
  readonly hashes: readonly Uint8Array[];
  readonly photos: readonly Photo[];
}

/** What is packed in it, whole or redacted. Throws Refused. */
export function unpackedBundle(packed: Uint8Array, unpackedMax = UNPACKED_MAX): unknown {
  const most = Math.min(unpackedMax, UNPACKED_MAX);
  const mib = Math.ceil(packed.length / 2 ** 20);
  if (mib > MIB_MAX) refuse("EVIDENCE_TOO_LARGE", { mib, mostMiB: MIB_MAX });
  return within(
    () => strictJson(gunzip(packed, most), most),
    (because) => tell("EVIDENCE_MALFORMED", { because }),
  );
}

/** Its form alone. Throws Refused. */
export function evidenceIn(value: unknown): EvidenceFile {
  return within(
    () => {
      const file = matched(form, value);
      const photos = file.photos.map(({ sha256, mediaType, data }) => ({
        ...{ sha256, mediaType },
        bytes: base64Of(data) ?? refuse("NOT_BASE64", { field: "photos" }),
      }));
      return { file, hashes: hashesOf(file.hashes), photos };
    },
    (because) => tell("EVIDENCE_MALFORMED", { because }),
  );
}
