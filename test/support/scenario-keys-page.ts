/** The part of a JSON Schema that the page of keys is made of. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

const HEAD = `# Keys of a scenario

Every key that a scenario file may have, made from the form that the program checks with (\`npx vitest run test/scenarios-page.test.ts -u\` makes it
again, and the same test compares). [Scenarios](scenarios.md) says how to write one. A key in **bold** has to be there.
`;

/** Units by how a key ends, the longest first. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/MPerKm$/, "m/km"],
  [/NPerMin$/, "N/min"],
  [/PerHourMin$/, "1/h"],
  [/PerMinute$|perMinute$/, "unit of the reading a minute"],
  [/PerS$/, "1/s"],
  [/PerM$/, "1/m"],
  [/(?:cmPerS)$/, "cm/s"],
  [/Mps$/, "m/s"],
  [/Kg$/, "kg"],
  [/Rpm$/, "1/min"],
  [/Hz$/, "Hz"],
  [/Deg$/, "degrees"],
  [/Ppm$/, "10^-6"],
  [/Cd$/, "cd"],
  [/Mm$/, "mm"],
  [/Cm$/, "cm"],
  [/Ms$/, "ms"],
  [/[a-z]S$/, "s"],
  [/[a-z]M$/, "m"],
  [/[a-z]N$/, "N"],
];

export function scenarioKeysPage(schema: unknown): string {
  const known = new Map<string, string>();
  const sections = branchesOf(schema as Node).flatMap((branch) => section(nameOf(branch), branch, known));
  return [HEAD, ...sections].join("\n");
}

function branchesOf(node: Node): readonly Node[] {
  return node.oneOf ?? node.anyOf ?? [node];
}

function nameOf(branch: Node): string {
  return `kind: ${String(branch.properties?.kind?.const)}`;
}

/** A table of one object's keys, and after it those of the objects within. What stood above is named, not told again. */
function section(title: string, node: Node, known: Map<string, string>): string[] {
  const inner: string[] = [];
  const rows = rowsOf(node, (key, value) => {
    const within = objectsIn(value);
    if (within.length === 0) return "";
    const form = JSON.stringify(within);
    const before = known.get(form);
    if (before !== undefined) return `as \`${before}\``;
    const path = title.startsWith("kind: ") ? `${title.slice(6)}.${key}` : `${title}.${key}`;
    known.set(form, path);
    inner.push(
      ...(within.length === 1 ? section(path, within[0] as Node, known) : kinds(path, within, known)),
    );
    return `see \`${path}\``;
  });
  const level = title.startsWith("kind: ") ? "##" : "###";
  return [
    `${level} ${title.startsWith("kind: ") ? title : `\`${title}\``}`,
    "",
    TABLE,
    ...rows,
    "",
    ...inner,
  ];
}

const TABLE = "| key | unit | allowed | what |\n|---|---|---|---|";

/** Of objects that are told apart by a word: one table of them all. */
function kinds(path: string, options: readonly Node[], known: Map<string, string>): string[] {
  const inner: string[] = [];
  const rows = options.flatMap((option) => {
    const word = Object.entries(option.properties ?? {}).find(([, value]) => value.const !== undefined);
    const head =
      word === undefined
        ? []
        : [`| **${word[0]}: ${String(word[1].const)}** | | | ${text(option.description)} |`];
    const keys = rowsOf(option, (key, value) => {
      const within = objectsIn(value);
      if (within.length === 0) return "";
      const form = JSON.stringify(within);
      const name = known.get(form) ?? `${path}.${key}`;
      if (!known.has(form)) {
        known.set(form, name);
        inner.push(
          ...(within.length === 1 ? section(name, within[0] as Node, known) : kinds(name, within, known)),
        );
      }
      return `see \`${name}\``;
    });
    return [...head, ...keys];
  });
  return [`### \`${path}\``, "", TABLE, ...rows, "", ...inner];
}

/** A key that has one value alone, and has to be there, heads its section instead. */
function rowsOf(node: Node, seen: (key: string, value: Node) => string): string[] {
  return Object.entries(node.properties ?? {})
    .filter(([key, value]) => value.const === undefined || node.required?.includes(key) !== true)
    .map(([key, value]) => {
      const where = seen(key, value);
      const name = node.required?.includes(key) === true ? `**${key}**` : key;
      const allowed = [where === "" ? allowedIn(value) : where, defaultOf(value)]
        .filter((part) => part !== "")
        .join("; ");
      return `| ${name} | ${unitOf(key)} | ${allowed} | ${text(value.description)} |`;
    });
}

/** The objects with keys of their own that a value may be, in a list or as it is. */
function objectsIn(node: Node): readonly Node[] {
  if (node.properties !== undefined) return [node];
  if (node.items !== undefined) return objectsIn(node.items);
  return [...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap(objectsIn);
}

function allowedIn(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((word) => `\`${String(word)}\``).join(", ");
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  const options = node.oneOf ?? node.anyOf;
  if (options !== undefined) return [...new Set(options.map(allowedIn))].join(" or ");
  if (node.items !== undefined) return `list of ${allowedIn(node.items)}`;
  if (typeof node.additionalProperties === "object")
    return `table of ${allowedIn(node.additionalProperties)}`;
  return [TYPES[node.type ?? ""] ?? node.type ?? "anything", boundsOf(node)]
    .filter((part) => part !== "")
    .join(" ");
}

const TYPES: Readonly<Record<string, string>> = {
  integer: "whole number",
  string: "text",
  boolean: "`true`, `false`",
};

function boundsOf({ minimum, maximum, exclusiveMinimum, type }: Node): string {
  const isBound = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (type !== "number" && type !== "integer") return "";
  const least = isBound(minimum)
    ? `${minimum}`
    : isBound(exclusiveMinimum)
      ? `above ${exclusiveMinimum}`
      : "";
  const most = isBound(maximum) ? `${maximum}` : "";
  if (least === "" && most === "") return "";
  if (most === "") return least.startsWith("above") ? least : `from ${least}`;
  return least === "" ? `to ${most}` : `${least} to ${most}`;
}

function defaultOf({ default: value }: Node): string {
  if (value === undefined || (typeof value === "object" && value !== null)) return "";
  return `absent: \`${String(value)}\``;
}

function unitOf(key: string): string {
  return UNITS.find(([end]) => end.test(key))?.[1] ?? "";
}

function text(description = ""): string {
  return description.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Every path of keys in the form, for whoever holds something against it. */
export function keyNames(schema: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (node: Node): void => {
    for (const [key, value] of Object.entries(node.properties ?? {})) {
      names.add(key);
      walk(value);
    }
    for (const one of [...(node.oneOf ?? []), ...(node.anyOf ?? [])]) walk(one);
    if (node.items !== undefined) walk(node.items);
    if (typeof node.additionalProperties === "object") walk(node.additionalProperties);
  };
  walk(schema as Node);
  return names;
}
