import { bytesOf, type CborMap, type CborNode, entryOf, textOf } from "../cbor/cbor-node.ts";
import type { DisclosedItem } from "./device-response.ts";
import { dateIn, type LicenceDate } from "./licence-dates.ts";

/** ISO/IEC 18013-5, 7.1 and 7.2: the licence, and where its elements stand. Codes of other namespaces mean something else. */
export const LICENCE_DOC_TYPE = "org.iso.18013.5.1.mDL";
const NAMESPACE = "org.iso.18013.5.1";

/** What a licence says, as far as its holder discloses it: null or empty for what was not shown, which means nothing. */
export interface LicenceContent {
  readonly number: string | null;
  readonly family: string | null;
  readonly given: string | null;
  /** In the letters of the country. */
  readonly familyNational: string | null;
  readonly givenNational: string | null;
  readonly birth: LicenceDate | null;
  readonly issued: LicenceDate | null;
  readonly expiry: LicenceDate | null;
  readonly country: string | null;
  readonly jurisdiction: string | null;
  readonly authority: string | null;
  /** Null: not disclosed. Empty: there is none. Codes are the issuer's: ISO's A1 is no Chinese A1. */
  readonly privileges: readonly Privilege[] | null;
  /** To be looked at beside the person, never kept. */
  readonly portrait: Portrait | null;
  /** Names of all that was disclosed. */
  readonly elements: readonly string[];
  /** Elements that are not what they have to be. */
  readonly malformed: readonly { readonly element: string; readonly value: CborNode }[];
}

export interface Privilege {
  readonly category: string;
  readonly issued: LicenceDate | null;
  readonly expiry: LicenceDate | null;
  /** Restrictions, as `code sign value`. */
  readonly codes: readonly string[];
}

export interface Portrait {
  readonly mediaType: "image/jpeg" | "image/jp2" | null;
  readonly bytes: Uint8Array;
}

export function licenceContent(items: readonly DisclosedItem[]): LicenceContent {
  const own = items.filter(({ namespace }) => namespace === NAMESPACE);
  const malformed: { element: string; value: CborNode }[] = [];
  /** Null where it is not there; what is there and is not what it has to be is told. */
  const read = <Value>(element: string, as: (node: CborNode) => Value | null): Value | null => {
    const node = own.find((item) => item.element === element)?.value;
    if (node === undefined) return null;
    const value = as(node);
    if (value === null) malformed.push({ element, value: node });
    return value;
  };
  const text = (element: string): string | null => read(element, textOf);
  const content = {
    number: text("document_number"),
    family: text("family_name"),
    given: text("given_name"),
    familyNational: text("family_name_national_character"),
    givenNational: text("given_name_national_character"),
    birth: read("birth_date", dateIn),
    issued: read("issue_date", dateIn),
    expiry: read("expiry_date", dateIn),
    country: text("issuing_country"),
    jurisdiction: text("issuing_jurisdiction"),
    authority: text("issuing_authority"),
    privileges: read("driving_privileges", privilegesIn),
    portrait: read("portrait", portraitIn),
  };
  const elements = items.map(({ namespace, element }) => `${namespace}/${element}`);
  return { ...content, elements, malformed };
}

function portraitIn(node: CborNode): Portrait | null {
  const bytes = bytesOf(node);
  if (bytes === null) return null;
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  const isJp2 = bytes[4] === 0x6a && bytes[5] === 0x50 && bytes[6] === 0x20 && bytes[7] === 0x20;
  return { mediaType: isJpeg ? "image/jpeg" : isJp2 ? "image/jp2" : null, bytes };
}

function privilegesIn(node: CborNode): readonly Privilege[] | null {
  if (node.kind !== "array") return null;
  const privileges = node.items.map((item) => (item.kind === "map" ? privilegeIn(item) : null));
  return privileges.every((each) => each !== null) ? privileges : null;
}

function privilegeIn(map: CborMap): Privilege | null {
  const category = textOf(entryOf(map, "vehicle_category_code"));
  const [begin, end] = [entryOf(map, "issue_date"), entryOf(map, "expiry_date")];
  const [issued, expiry] = [dateIn(begin), dateIn(end)];
  // An end that cannot be read is not "no end".
  const isBroken = (begin !== null && issued === null) || (end !== null && expiry === null);
  const codes = codesIn(entryOf(map, "codes"));
  return category === null || isBroken || codes === null ? null : { category, issued, expiry, codes };
}

function codesIn(node: CborNode | null): readonly string[] | null {
  if (node === null) return [];
  if (node.kind !== "array") return null;
  const codes = node.items.map((item) => {
    if (item.kind !== "map" || textOf(entryOf(item, "code")) === null) return null;
    return ["code", "sign", "value"].flatMap((key) => textOf(entryOf(item, key)) ?? []).join(" ");
  });
  return codes.every((code) => code !== null) ? codes : null;
}
