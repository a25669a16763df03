import { isSameBytes } from "../cbor/cbor-node.ts";
import { embeddedIn, readCbor, readWithin } from "../cbor/read-cbor.ts";
import { arrayOf, embedded, textString } from "../cbor/write-head.ts";
import type { CurveKey } from "../cose/algorithms.ts";
import { keyOf } from "../cose/read-key.ts";
import { cborReason, type Found, found, notFound, shapeReason } from "./licence-shape.ts";

/** What reader and device said to each other before: the device signs over it, so that an answer cannot be shown to another reader. */
export interface SessionTranscript {
  /** The array itself, as it came. */
  readonly inner: Uint8Array;
  /** The same under tag 24: the salt of the MAC's key is its hash. */
  readonly wrapped: Uint8Array;
  /** Null where it has none that is read here (other handovers). */
  readonly readerKey: CurveKey | null;
}

const PARTS = 3;

/** With its tag 24, as a session has it, or the array alone. */
export function readTranscript(bytes: Uint8Array): Found<SessionTranscript> {
  const where = "SessionTranscript";
  const outer = readCbor(bytes);
  if (outer.kind === "refused") return notFound(cborReason(where, outer));
  const within = embeddedIn(outer.node);
  const read = within === null ? outer : readWithin(within);
  if (read.kind === "refused") return notFound(cborReason(where, read));
  const { node } = read;
  if (node.kind !== "array" || node.items.length !== PARTS)
    return notFound(shapeReason(where, node, "transcript"));
  const reader = embeddedIn(node.items[1] ?? null);
  const key = reader === null ? null : readWithin(reader);
  const inner = within === null ? bytes : within.value;
  return found({
    inner,
    wrapped: within === null ? embedded(bytes) : within.whole,
    readerKey: key?.kind === "read" ? keyOf(key.node) : null,
  });
}

/** What the device signs: detached, so that both sides have to make it. `nameSpaces`: under their tag 24, as they came. */
export function deviceAuthentication(
  transcript: SessionTranscript,
  docType: string,
  nameSpaces: Uint8Array,
): Uint8Array {
  return embedded(
    arrayOf([textString("DeviceAuthentication"), transcript.inner, textString(docType), nameSpaces]),
  );
}

export function isSameKey(a: CurveKey, b: CurveKey): boolean {
  const empty = new Uint8Array(0);
  return a.curve === b.curve && isSameBytes(a.x, b.x) && isSameBytes(a.y ?? empty, b.y ?? empty);
}
