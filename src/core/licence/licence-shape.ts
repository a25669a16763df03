import { type CborNode, shownNode, textOf } from "../cbor/cbor-node.ts";
import { type CborRefused, embeddedIn, readWithin } from "../cbor/read-cbor.ts";
import type { CoseRefused } from "../cose/cose-parts.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { LicenceShape } from "../trade/words/licence-steps.ts";

/** Either what was sought, or why it is not there. */
export type Found<Value> =
  | { readonly kind: "found"; readonly value: Value }
  | { readonly kind: "refused"; readonly reason: Reason };

export function found<Value>(value: Value): Found<Value> {
  return { kind: "found", value };
}

export function notFound(why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: why };
}

export function shapeReason(where: string, node: CborNode | null, allowed: LicenceShape): Reason {
  return reason("LICENCE_SHAPE", { where, found: shownNode(node), allowed });
}

export function cborReason(where: string, { at, fault }: CborRefused): Reason {
  return reason("LICENCE_FORMAT", { where, at, fault });
}

export function coseReason(part: "issuer" | "device", { fault, cbor }: CoseRefused): Reason {
  return cbor === undefined
    ? reason("LICENCE_COSE", { part, fault })
    : cborReason(`${part} protected headers`, cbor);
}

const OK_VERSION = /^1\.\d{1,3}$/;

/** A later version of the same kind may say more; another kind may mean something else. */
export function versionReason(where: string, node: CborNode | null): Reason | null {
  return OK_VERSION.test(textOf(node) ?? "") ? null : shapeReason(where, node, "version");
}

export interface Embedded {
  /** With its tag, as it came: what digests are over. */
  readonly whole: Uint8Array;
  readonly inner: Uint8Array;
  readonly node: CborNode;
}

/** CBOR under tag 24, read. */
export function embeddedAt(where: string, node: CborNode | null): Found<Embedded> {
  const outer = embeddedIn(node);
  if (outer === null) return notFound(shapeReason(where, node, "embedded"));
  const read = readWithin(outer);
  return read.kind === "refused"
    ? notFound(cborReason(where, read))
    : found({ whole: outer.whole, inner: outer.value, node: read.node });
}
