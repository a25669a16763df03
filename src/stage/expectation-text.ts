import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Expectation } from "../scenario/expectation.ts";

export type Found = Partial<Expectation>;
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * A scenario file with other expectations: each at the place of its subject (`path`), and not a byte of the rest. Keys keep their order and
 * their comments; new ones come after them.
 */
export function withExpectations(
  text: string,
  found: readonly { readonly path: readonly (string | number)[]; readonly expect: Found }[],
): string {
  const document = parseDocument(text);
  const edits = found.flatMap(({ path, expect }) => {
    const subject = path.length === 0 ? document.contents : document.getIn(path, true);
    return isMap(subject) ? editsOf(subject, expect, text) : [];
  });
  // From the end, so that places before an edit stay what they were.
  return edits
    .sort((a, b) => b.from - a.from)
    .reduce((sofar, { from, to, text: put }) => sofar.slice(0, from) + put + sofar.slice(to), text);
}

function editsOf(subject: YAMLMap, expect: Found, text: string): Edit[] {
  const pair = pairOf(subject, "expect");
  const value = pair?.value;
  if (!isMap(value)) {
    const whole = flow(expect);
    if (pair !== undefined) return []; // An expectation that is no table is refused before anything runs.
    return [after(subject, `expect: ${whole}`, text)];
  }
  const [from, to] = rangeOf(value);
  // On one line there is nothing to keep but the order.
  if (value.flow === true) return [{ from, to, text: flow(inOrder(value, expect)) }];
  const edits: Edit[] = [];
  for (const item of value.items as Pair[]) {
    const key = keyOf(item);
    const now = expect[key as keyof Found];
    const [start, end] = rangeOf(item.value);
    if (now === undefined) edits.push(lineOut(text, item, end));
    else if (flow(now) !== flow((item.value as { toJSON(): unknown }).toJSON()))
      edits.push({ from: start, to: end, text: flow(now) });
  }
  const fresh = Object.entries(expect).filter(([key]) => pairOf(value, key) === undefined);
  if (fresh.length > 0) {
    const lines = fresh.map(([key, now]) => `${key}: ${flow(now)}`);
    edits.push(after(value, lines.join(`\n${indentOf(text, value)}`), text));
  }
  return edits;
}

function inOrder(map: YAMLMap, expect: Found): Found {
  const known = (map.items as Pair[]).map(keyOf).filter((key) => Object.hasOwn(expect, key));
  const fresh = Object.keys(expect).filter((key) => !known.includes(key));
  return Object.fromEntries([...known, ...fresh].map((key) => [key, expect[key as keyof Found]]));
}

/** After the last key of a table, in its own style. */
function after(map: YAMLMap, line: string, text: string): Edit {
  const last = (map.items as Pair[]).at(-1);
  const [, end] = rangeOf(last?.value ?? last?.key);
  if (map.flow === true) return { from: end, to: end, text: `, ${line.replaceAll("\n", ", ")}` };
  const stop = lineEnd(text, end);
  return { from: stop, to: stop, text: `\n${indentOf(text, map)}${line}` };
}

function lineOut(text: string, item: Pair, end: number): Edit {
  const [start] = rangeOf(item.key);
  return {
    from: text.lastIndexOf("\n", start) + 1,
    to: Math.min(text.length, lineEnd(text, end) + 1),
    text: "",
  };
}

/** A value at whose end the line has ended already has its last line before that. */
function lineEnd(text: string, end: number): number {
  const at = text[end - 1] === "\n" ? end - 1 : end;
  const stop = text.indexOf("\n", at);
  return stop < 0 ? text.length : stop;
}

function indentOf(text: string, map: YAMLMap): string {
  const [start] = rangeOf((map.items[0] as Pair | undefined)?.key);
  return " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return (map.items as Pair[]).find((item) => keyOf(item) === key);
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : "";
}

function rangeOf(node: unknown): [number, number] {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return [range?.[0] ?? 0, range?.[1] ?? 0];
}

/** As people write it on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, inner]) => `${flow(key)}: ${flow(inner)}`);
    return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  }
  if (typeof value !== "string") return String(value);
  return /^[A-Za-z][\w.-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
