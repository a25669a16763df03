import { bytesOf, type CborMap, type CborNode, entryOf, textOf } from "../cbor/cbor-node.ts";
import { RECEIVED, readCbor } from "../cbor/read-cbor.ts";
import type { HashName } from "../cose/algorithms.ts";
import { instantIn } from "./licence-dates.ts";
import {
  cborReason,
  embeddedAt,
  type Found,
  found,
  notFound,
  shapeReason,
  versionReason,
} from "./licence-shape.ts";

/** What the issuer signed (MobileSecurityObject): digests, the key of the holder's device, and how long this copy of the data counts. */
export interface SecurityObject {
  readonly digestAlgorithm: HashName;
  /** By namespace and number. */
  readonly digests: ReadonlyMap<string, ReadonlyMap<number, Uint8Array>>;
  readonly deviceKey: CborNode | null;
  readonly docType: string;
  readonly signedMs: number;
  readonly validFromMs: number;
  readonly validUntilMs: number;
  /** It refers to a list of revoked ones. */
  readonly hasStatus: boolean;
}

const HASHES: readonly string[] = ["SHA-256", "SHA-384", "SHA-512"] satisfies readonly HashName[];

/** `payload`: as it was signed. Keys that are not known are left alone: later editions have more. */
export function readSecurityObject(payload: Uint8Array, at: number): Found<SecurityObject> {
  const outer = readCbor(payload, RECEIVED, at);
  if (outer.kind === "refused") return notFound(cborReason("MSO", outer));
  const read = embeddedAt("MSO", outer.node);
  if (read.kind === "refused") return read;
  const { node } = read.value;
  if (node.kind !== "map") return notFound(shapeReason("MSO", node, "map"));
  const version = versionReason("MSO.version", entryOf(node, "version"));
  if (version !== null) return notFound(version);
  const algorithm = entryOf(node, "digestAlgorithm");
  const name = textOf(algorithm) ?? "";
  if (!HASHES.includes(name)) return notFound(shapeReason("MSO.digestAlgorithm", algorithm, "hash"));
  const docType = entryOf(node, "docType");
  if (docType?.kind !== "text") return notFound(shapeReason("MSO.docType", docType, "text"));
  const digests = digestsOf(entryOf(node, "valueDigests"));
  if (digests.kind === "refused") return digests;
  const times = timesOf(entryOf(node, "validityInfo"));
  if (times.kind === "refused") return times;
  const keyInfo = entryOf(node, "deviceKeyInfo");
  return found({
    digestAlgorithm: name as HashName,
    digests: digests.value,
    deviceKey: keyInfo?.kind === "map" ? entryOf(keyInfo, "deviceKey") : null,
    docType: docType.value,
    ...times.value,
    hasStatus: entryOf(node, "status") !== null,
  });
}

function digestsOf(node: CborNode | null): Found<SecurityObject["digests"]> {
  if (node?.kind !== "map") return notFound(shapeReason("MSO.valueDigests", node, "map"));
  const digests = new Map<string, ReadonlyMap<number, Uint8Array>>();
  for (const { key, value } of node.entries) {
    if (key.kind !== "text") return notFound(shapeReason("MSO.valueDigests", key, "text"));
    const where = `MSO.valueDigests.${key.value}`;
    if (value.kind !== "map") return notFound(shapeReason(where, value, "map"));
    const ofSpace = new Map<number, Uint8Array>();
    for (const entry of value.entries) {
      const digest = bytesOf(entry.value);
      if (entry.key.kind !== "integer" || entry.key.value < 0)
        return notFound(shapeReason(where, entry.key, "count"));
      if (digest === null) return notFound(shapeReason(where, entry.value, "bytes"));
      ofSpace.set(entry.key.value, digest);
    }
    digests.set(key.value, ofSpace);
  }
  return found(digests);
}

type Times = Pick<SecurityObject, "signedMs" | "validFromMs" | "validUntilMs">;

function timesOf(node: CborNode | null): Found<Times> {
  if (node?.kind !== "map") return notFound(shapeReason("MSO.validityInfo", node, "map"));
  const [signed, from, until] = [
    momentOf(node, "signed"),
    momentOf(node, "validFrom"),
    momentOf(node, "validUntil"),
  ];
  if (signed.kind === "refused") return signed;
  if (from.kind === "refused") return from;
  if (until.kind === "refused") return until;
  return found({ signedMs: signed.value, validFromMs: from.value, validUntilMs: until.value });
}

function momentOf(map: CborMap, key: string): Found<number> {
  const node = entryOf(map, key);
  const ms = instantIn(node);
  return ms === null
    ? notFound(shapeReason(`MSO.validityInfo.${key}`, node?.kind === "tag" ? node.content : node, "moment"))
    : found(ms);
}
