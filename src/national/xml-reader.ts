/**
 * Reads the small XML of answers: elements, text, CDATA, comments, the five named entities and characters by number. A document type, other
 * entities and processing instructions inside are refused, so nothing grows or is fetched by being read.
 */
export interface XmlElement {
  /** Without prefix. */
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** All text directly in it. */
  readonly text: string;
}

const DEPTH_MAX = 32;
const ELEMENTS_MAX = 10_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const PROLOG = /^\ufeff?\s*(?:<\?xml\s[^?<>]{0,200}\?>)?\s*/;
const OPEN =
  /<([A-Za-z_][\w.-]{0,63}:)?([A-Za-z_][\w.-]{0,63})((?:\s+[\w.:-]{1,64}\s*=\s*(?:"[^"<]{0,1000}"|'[^'<]{0,1000}'))*)\s*(\/?)>/y;
const CLOSE = /<\/(?:[A-Za-z_][\w.-]{0,63}:)?([A-Za-z_][\w.-]{0,63})\s*>/y;

interface Open {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/** Null: no XML that this reader takes. */
export function readXml(source: string): XmlElement | null {
  const stack: Open[] = [{ name: "", children: [], text: "" }];
  let at = PROLOG.exec(source)?.[0].length ?? 0;
  let elements = 0;
  while (at < source.length) {
    const top = stack.at(-1);
    if (top === undefined) return null;
    const next = source.indexOf("<", at);
    const text = unescapeXml(source.slice(at, next === -1 ? source.length : next));
    if (text === null || (stack.length === 1 && text.trim() !== "")) return null;
    top.text += text;
    if (next === -1) break;
    const step = readMark(source, next, stack);
    if (step === null) return null;
    at = step;
    elements += 1;
    if (elements > ELEMENTS_MAX * 2 || stack.length > DEPTH_MAX) return null;
  }
  const [root] = stack[0]?.children ?? [];
  return stack.length === 1 && stack[0]?.children.length === 1 && root !== undefined ? root : null;
}

/** Where it goes on after the mark that begins here; null: none that is allowed. */
function readMark(source: string, at: number, stack: Open[]): number | null {
  const top = stack.at(-1);
  if (top === undefined) return null;
  if (source.startsWith("<!--", at)) return after(source, "-->", at + 4);
  if (source.startsWith("<![CDATA[", at)) {
    const end = source.indexOf("]]>", at);
    if (end === -1 || stack.length === 1) return null;
    top.text += source.slice(at + 9, end);
    return end + 3;
  }
  CLOSE.lastIndex = at;
  const close = CLOSE.exec(source);
  if (close !== null) {
    const parent = stack.at(-2);
    if (parent === undefined || close[1] !== top.name) return null;
    stack.pop();
    parent.children.push({ name: top.name, children: top.children, text: top.text });
    return at + close[0].length;
  }
  OPEN.lastIndex = at;
  const open = OPEN.exec(source);
  if (open === null) return null;
  const [all, , name = "", , isEmpty] = open;
  if (isEmpty === "/") top.children.push({ name, children: [], text: "" });
  else stack.push({ name, children: [], text: "" });
  return at + all.length;
}

function after(source: string, mark: string, from: number): number | null {
  const end = source.indexOf(mark, from);
  return end === -1 ? null : end + mark.length;
}

function unescapeXml(text: string): string | null {
  if (!text.includes("&")) return text;
  let isWrong = false;
  const plain = text.replace(
    /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(\w{1,8}));|&/g,
    (_, decimal, hex, name) => {
      const code =
        decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : null;
      const known =
        code === null ? ENTITIES[name ?? ""] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
      if (known === undefined) isWrong = true;
      return known ?? "";
    },
  );
  return isWrong ? null : plain;
}

/** The first element of that name, anywhere. */
export function findElement(root: XmlElement, name: string): XmlElement | null {
  if (root.name === name) return root;
  for (const child of root.children) {
    const found = findElement(child, name);
    if (found !== null) return found;
  }
  return null;
}
