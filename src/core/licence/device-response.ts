import { type CborMap, type CborNode, countOf, entryOf, shownNode, textOf } from "../cbor/cbor-node.ts";
import { readCbor } from "../cbor/read-cbor.ts";
import { reason } from "../trade/reasons.ts";
import {
  cborReason,
  type Embedded,
  embeddedAt,
  type Found,
  found,
  notFound,
  shapeReason,
  versionReason,
} from "./licence-shape.ts";

/** One document of an answer, as far as its form goes: nothing of it is believed yet. */
export interface LicenceDocument {
  /** Null where the issuer's part came alone. */
  readonly docType: string | null;
  readonly items: readonly DisclosedItem[];
  readonly issuerAuth: CborNode;
  /** Null where there is none. */
  readonly deviceSigned: CborNode | null;
}

export interface DisclosedItem {
  readonly namespace: string;
  readonly digestId: number;
  readonly element: string;
  readonly value: CborNode;
  /** What its digest is over. */
  readonly whole: Uint8Array;
}

export interface LicenceAnswer {
  /** Null where the issuer's part came alone. */
  readonly status: number | null;
  readonly document: LicenceDocument;
  /** Kinds of the other documents, which are not looked at. */
  readonly others: readonly string[];
}

/** A DeviceResponse, or the part of the issuer alone. Of several documents the one that is asked for, else the first. */
export function readAnswer(bytes: Uint8Array, docType: string): Found<LicenceAnswer> {
  const read = readCbor(bytes);
  if (read.kind === "refused") return notFound(cborReason("file", read));
  const { node } = read;
  if (node.kind !== "map") return notFound(shapeReason("file", node, "response"));
  if (entryOf(node, "issuerAuth") !== null) {
    const part = issuerPart(node);
    return part.kind === "refused"
      ? part
      : found({
          status: null,
          document: { ...part.value, docType: null, deviceSigned: null },
          others: [],
        });
  }
  const version = versionReason("version", entryOf(node, "version"));
  if (version !== null) return notFound(version);
  const status = entryOf(node, "status");
  const code = countOf(status);
  if (code === null) return notFound(shapeReason("status", status, "count"));
  const documents = entryOf(node, "documents");
  if (documents === null) return notFound(reason("LICENCE_DOCUMENT_NONE", { status: code }));
  if (documents.kind !== "array") return notFound(shapeReason("documents", documents, "array"));
  const maps = documents.items.filter((item): item is CborMap => item.kind === "map");
  const chosen = maps.find((map) => textOf(entryOf(map, "docType")) === docType) ?? maps[0];
  if (chosen === undefined) return notFound(reason("LICENCE_DOCUMENT_NONE", { status: code }));
  const document = documentOf(chosen);
  if (document.kind === "refused") return document;
  const others = maps.filter((map) => map !== chosen).map((map) => shownNode(entryOf(map, "docType")));
  return found({ status: code, document: document.value, others });
}

function documentOf(map: CborMap): Found<LicenceDocument> {
  const docType = entryOf(map, "docType");
  if (docType?.kind !== "text") return notFound(shapeReason("docType", docType, "text"));
  const issuerSigned = entryOf(map, "issuerSigned");
  if (issuerSigned?.kind !== "map") return notFound(shapeReason("issuerSigned", issuerSigned, "map"));
  const part = issuerPart(issuerSigned);
  if (part.kind === "refused") return part;
  return found({ ...part.value, docType: docType.value, deviceSigned: entryOf(map, "deviceSigned") });
}

function issuerPart(map: CborMap): Found<Pick<LicenceDocument, "items" | "issuerAuth">> {
  const issuerAuth = entryOf(map, "issuerAuth");
  if (issuerAuth === null) return notFound(shapeReason("issuerAuth", null, "array"));
  const spaces = entryOf(map, "nameSpaces");
  if (spaces === null) return found({ items: [], issuerAuth });
  if (spaces.kind !== "map") return notFound(shapeReason("nameSpaces", spaces, "map"));
  const items: DisclosedItem[] = [];
  for (const { key, value } of spaces.entries) {
    if (key.kind !== "text") return notFound(shapeReason("nameSpaces", key, "text"));
    if (value.kind !== "array") return notFound(shapeReason(`nameSpaces.${key.value}`, value, "array"));
    for (const [at, each] of value.items.entries()) {
      const item = itemOf(key.value, `${key.value}[${at}]`, each);
      if (item.kind === "refused") return item;
      items.push(item.value);
    }
  }
  return found({ items, issuerAuth });
}

function itemOf(namespace: string, where: string, node: CborNode): Found<DisclosedItem> {
  const read = embeddedAt(where, node);
  if (read.kind === "refused") return read;
  const { node: map, whole }: Embedded = read.value;
  if (map.kind !== "map") return notFound(shapeReason(where, map, "map"));
  const [id, random, element, value] = ["digestID", "random", "elementIdentifier", "elementValue"].map(
    (key) => entryOf(map, key),
  ) as [CborNode | null, CborNode | null, CborNode | null, CborNode | null];
  const digestId = countOf(id);
  if (digestId === null) return notFound(shapeReason(`${where}.digestID`, id, "count"));
  if (random?.kind !== "bytes") return notFound(shapeReason(`${where}.random`, random, "bytes"));
  if (element?.kind !== "text") return notFound(shapeReason(`${where}.elementIdentifier`, element, "text"));
  if (value === null) return notFound(shapeReason(`${where}.elementValue`, null, "text"));
  return found({ namespace, digestId, element: element.value, value, whole });
}
