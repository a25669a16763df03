import { byteString, cborInteger, embedded, mapOf } from "../cbor/write-head.ts";
import type { CurveKey } from "../cose/algorithms.ts";
import { LICENCE_DOC_TYPE } from "./licence-content.ts";

/** What a reader asks for, and whether it means to keep it: what an exam needs, and nothing besides. The portrait is looked at and let go. */
export const LICENCE_REQUEST = {
  docType: LICENCE_DOC_TYPE,
  nameSpaces: {
    "org.iso.18013.5.1": {
      document_number: true,
      driving_privileges: true,
      issue_date: true,
      expiry_date: true,
      issuing_country: true,
      issuing_authority: true,
      family_name: false,
      given_name: false,
      birth_date: false,
      portrait: false,
    },
  },
} as const;

const EC2 = 2;
const P256 = 1;

/** EReaderKeyBytes: what stands in the transcript, byte for byte. */
export function readerKeyBytes({ x, y }: CurveKey): Uint8Array {
  const key = mapOf([
    [cborInteger(1), cborInteger(EC2)],
    [cborInteger(-1), cborInteger(P256)],
    [cborInteger(-2), byteString(x)],
    [cborInteger(-3), byteString(y ?? new Uint8Array(0))],
  ]);
  return embedded(key);
}
