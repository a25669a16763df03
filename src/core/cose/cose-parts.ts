import type { CborMap, CborNode } from "../cbor/cbor-node.ts";
import { entryOf } from "../cbor/cbor-node.ts";
import { type CborRefused, readWithin } from "../cbor/read-cbor.ts";
import type { CoseFault } from "../trade/words/cose-faults.ts";

export interface CoseRefused {
  readonly kind: "refused";
  readonly fault: CoseFault;
  /** Set where a part of it is no CBOR. */
  readonly cbor?: CborRefused;
}

/**
 * strict: the algorithm has to be protected, as licences and our own marks have it. lenient: it may stand in the other bucket,
 * as COSE itself allows.
 */
export type CoseProfile = "strict" | "lenient";

/** How a message comes: with what it signs inside, or with that known from elsewhere. */
export interface CoseAsk {
  readonly profile: CoseProfile;
  /** Whether the tag of its kind has to be there. */
  readonly isTagged: boolean;
  /** Null: it carries what it signs. */
  readonly detached: Uint8Array | null;
  readonly aad?: Uint8Array;
}

export interface CoseParts {
  readonly kind: "parts";
  /** As they enter what is signed. */
  readonly protectedBytes: Uint8Array;
  readonly headers: CoseHeaders;
  readonly payload: Uint8Array;
  /** Where the payload begins in the file; null where it was detached. */
  readonly payloadAt: number | null;
  readonly proof: Uint8Array;
}

export interface CoseHeaders {
  readonly protected: CborMap | null;
  readonly unprotected: CborMap;
}

const ALGORITHM = 1;
const CRITICAL = 2;
/** Content type, kid, CWT claims, type, x5chain, x5t: what is known here, and so may be marked as critical. */
const UNDERSTOOD: ReadonlySet<number> = new Set([ALGORITHM, CRITICAL, 3, 4, 15, 16, 33, 34]);
const PARTS = 4;

/** The four parts of a COSE_Sign1 (tag 18) or COSE_Mac0 (tag 17), with the rules that both have. */
export function cosePartsOf(node: CborNode, tag: 17 | 18, ask: CoseAsk): CoseParts | CoseRefused {
  const shape = tag === 18 ? "not-sign1" : "not-mac0";
  if (node.kind === "tag" && node.tag !== tag) return refused(shape);
  if (node.kind !== "tag" && ask.isTagged) return refused(node.kind === "array" ? "untagged" : shape);
  const array = node.kind === "tag" ? node.content : node;
  if (array.kind !== "array" || array.items.length !== PARTS) return refused(shape);
  const [first, unprotected, payload, proof] = array.items as readonly [
    CborNode,
    CborNode,
    CborNode,
    CborNode,
  ];
  if (first.kind !== "bytes") return refused("protected-headers");
  if (unprotected.kind !== "map") return refused("unprotected-headers");
  if (proof.kind !== "bytes") return refused(shape);
  const inner = protectedMap(first);
  if ("fault" in inner) return inner;
  const headers = { protected: inner.map, unprotected };
  const fault = headerFault(headers);
  if (fault !== null) return refused(fault);
  const held = payloadOf(payload, ask.detached, shape);
  if ("fault" in held) return held;
  // An empty map is signed as no bytes at all.
  const protectedBytes = inner.map === null || isEmptyOnWire(inner.map) ? new Uint8Array(0) : first.value;
  return { kind: "parts", protectedBytes, headers, ...held, proof: proof.value };
}

function payloadOf(
  node: CborNode,
  detached: Uint8Array | null,
  shape: CoseFault,
): { readonly payload: Uint8Array; readonly payloadAt: number | null } | CoseRefused {
  if (node.kind !== "bytes" && node.kind !== "null") return refused(shape);
  if (detached !== null)
    return node.kind === "null" ? { payload: detached, payloadAt: null } : refused("payload-present");
  return node.kind === "bytes"
    ? { payload: node.value, payloadAt: node.valueAt }
    : refused("payload-missing");
}

function protectedMap(
  node: Extract<CborNode, { kind: "bytes" }>,
): { readonly map: CborMap | null } | CoseRefused {
  if (node.value.length === 0) return { map: null };
  const read = readWithin(node);
  if (read.kind === "refused") return { kind: "refused", fault: "protected-headers", cbor: read };
  return read.node.kind === "map" ? { map: read.node } : refused("protected-headers");
}

function isEmptyOnWire(map: CborMap): boolean {
  return map.bytes.length === 1 && map.entries.length === 0;
}

function headerFault({ protected: inner, unprotected }: CoseHeaders): CoseFault | null {
  const keys = [...(inner?.entries ?? []), ...unprotected.entries].map(({ key }) => key);
  if (keys.some(({ kind }) => kind !== "integer" && kind !== "text")) return "label-kind";
  const names = keys.map((key) => `${key.kind} ${"value" in key ? key.value : ""}`);
  if (new Set(names).size !== names.length) return "label-twice";
  if (entryOf(unprotected, CRITICAL) !== null) return "critical";
  const critical = inner === null ? null : entryOf(inner, CRITICAL);
  if (critical === null || inner === null) return null;
  if (critical.kind !== "array" || critical.items.length === 0) return "critical";
  const isKnown = (label: CborNode): boolean =>
    label.kind === "integer" && UNDERSTOOD.has(label.value) && entryOf(inner, label.value) !== null;
  return critical.items.every(isKnown) ? null : "critical";
}

/** The label of its algorithm; a text is a name that nobody here knows. */
export function algorithmLabel(headers: CoseHeaders, profile: CoseProfile): number | CoseRefused {
  const inside = headers.protected === null ? null : entryOf(headers.protected, ALGORITHM);
  const outside = entryOf(headers.unprotected, ALGORITHM);
  if (inside === null && outside === null) return refused("algorithm-missing");
  if (inside === null && profile === "strict") return refused("algorithm-unprotected");
  const node = inside ?? outside;
  return node?.kind === "integer" ? node.value : refused("algorithm-unknown");
}

/** From either bucket; the same label in both was refused. */
export function headerOf({ protected: inner, unprotected }: CoseHeaders, label: number): CborNode | null {
  return (inner === null ? null : entryOf(inner, label)) ?? entryOf(unprotected, label);
}

export function refused(fault: CoseFault): CoseRefused {
  return { kind: "refused", fault };
}
