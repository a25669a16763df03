import { findElement, readXml, type XmlElement } from "./xml-reader.ts";

/**
 * What came of a call. `unsent`: the other side cannot have it. `unknown`: it may have it. `taken` and `refused` are its own words:
 * 1 is success, below 0 failure, $E an error of its system (one program's comment); 0 failure too (another's).
 */
export type Outcome =
  | { readonly kind: "taken" }
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "unsent"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

const MESSAGE_MAX = 300;

/** Reads the answer to a call. `alreadyThere`: codes by which the other side says that it has the call already. */
export function outcomeOf(body: Uint8Array, alreadyThere: readonly string[]): Outcome {
  const text = decoded(body);
  const outer = text === null ? null : readXml(text);
  if (outer === null) return { kind: "unknown", why: "answer-unreadable" };
  if (findElement(outer, "Fault") !== null) return { kind: "unknown", why: "soap-fault" };
  const said = returned(outer);
  const inner = said === null ? null : innerDocument(said);
  const head = inner === null ? null : findElement(inner, "head");
  const code = head === null ? null : word(head, "code");
  if (code === null || code === "") return { kind: "unknown", why: "answer-without-code" };
  if (code === "1" || alreadyThere.includes(code)) return { kind: "taken" };
  if (code.startsWith("$E")) return { kind: "unknown", why: "system-error" };
  if (!/^-?\d{1,6}$/.test(code)) return { kind: "unknown", why: `code-${code.slice(0, 16)}` };
  return {
    kind: "refused",
    code,
    message: head === null ? "" : (word(head, "message") ?? "").slice(0, MESSAGE_MAX),
  };
}

/** UTF-8, or what it says itself to be; nothing is replaced. */
function decoded(body: Uint8Array): string | null {
  const start = new TextDecoder("latin1").decode(body.subarray(0, 200));
  const said = /encoding=["']([\w-]{1,20})["']/.exec(start)?.[1]?.toLowerCase() ?? "utf-8";
  // UTF-8 first: Axis says it and means it, older gateways say GBK and send either.
  return decodedAs(body, "utf-8") ?? (said === "utf-8" ? null : decodedAs(body, said));
}

function decodedAs(body: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

function returned(outer: XmlElement): string | null {
  // Axis names it Return, .asmx gateways Result.
  for (const name of ["writeObjectOutNewReturn", "writeObjectOutNewResult", "queryObjectOutNewReturn"]) {
    const found = findElement(outer, name);
    if (found !== null) return found.text;
  }
  return null;
}

/** The document in the answer is URL-encoded as a whole, or not at all. */
function innerDocument(said: string): XmlElement | null {
  const text = said.trim();
  return text.startsWith("<") ? readXml(text) : readXml(formDecode(text) ?? "");
}

export function formDecode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

/** Values in it may be URL-encoded by themselves. */
function word(head: XmlElement, name: string): string | null {
  const text = head.children.find((child) => child.name === name)?.text.trim();
  if (text === undefined) return null;
  return /%[0-9A-Fa-f]{2}/.test(text) ? (formDecode(text) ?? text) : text;
}
