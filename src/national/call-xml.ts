import type { FieldValue } from "./call-fields.ts";

/** The envelope's own parameters, in the order of the WSDL (`writeObjectOutNew`). */
export interface EnvelopeFields {
  /** 系统类别: 17 driving licences, 18 inspection. */
  readonly xtlb: string;
  /** 接口序列号: the credential. */
  readonly jkxlh: string;
  readonly jkid: string;
  readonly cjsqbh: string;
  readonly dwjgdm: string;
  readonly dwmc: string;
  readonly yhbz: string;
  readonly yhxm: string;
  readonly zdbs: string;
}

export interface CallShape {
  readonly element: string;
  /** true: values as `application/x-www-form-urlencoded` has them in UTF-8, as the programs in use send them. */
  readonly isUrlEncoded: boolean;
  /** What the document says of its encoding. Programs in use write GBK there and send UTF-8: a reader that believes it reads rubbish. */
  readonly prolog: "GBK" | "UTF-8";
}

/** Whether XML 1.0 has all of its characters; no escape helps with the others. */
export function isSuitable(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isWhite = code === 0x9 || code === 0xa || code === 0xd;
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    if ((code < 0x20 && !isWhite) || isHalf || code === 0xfffe || code === 0xffff) return false;
  }
  return true;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;")
    .replaceAll("\r", "&#13;");
}

/** As Java's URLEncoder: a space is +, and of the others only letters, digits and .-*_ stay. */
export function formEncode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll("%20", "+")
    .replace(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The inner document. */
export function callDocument(fields: readonly FieldValue[], shape: CallShape): string {
  const rows = fields.map(({ name, value }) => {
    const text = shape.isUrlEncoded ? formEncode(value) : escapeXml(value);
    return `<${name}>${text}</${name}>`;
  });
  const { element, prolog } = shape;
  return `<?xml version="1.0" encoding="${prolog}"?><root><${element}>${rows.join("")}</${element}></root>`;
}

/** SOAP 1.1, rpc/encoded, with the inner document as escaped text. */
export function envelope(
  operation: "writeObjectOutNew" | "queryObjectOutNew",
  fields: EnvelopeFields,
  document: string,
  namespace: string,
): string {
  const { xtlb, jkxlh, jkid, cjsqbh, dwjgdm, dwmc, yhbz, yhxm, zdbs } = fields;
  const all = { xtlb, jkxlh, jkid, cjsqbh, dwjgdm, dwmc, yhbz, yhxm, zdbs, UTF8XmlDoc: document };
  const parts = Object.entries(all).map(
    ([name, value]) => `<${name} xsi:type="xsd:string">${escapeXml(value)}</${name}>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
    `<soapenv:Body><n:${operation} xmlns:n="${escapeXml(namespace)}"`,
    ' soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">',
    ...parts,
    `</n:${operation}></soapenv:Body></soapenv:Envelope>`,
  ].join("");
}
