import { parseAst, transformWithEsbuild } from "vite";
import { type Found, isNode, type Node, nameOf, visit } from "./free-names.ts";

/**
 * The law of pure code: it takes from outside only what is the same on every machine and at every time. Everything that
 * is not allowed here is refused, whatever its spelling, with the way out.
 */
const VALUES = [
  "undefined",
  "NaN",
  "Infinity",
  "JSON",
  "Number",
  "String",
  "Boolean",
  "BigInt",
  "Symbol",
  "RegExp",
];
const CONTAINERS = [
  "Object",
  "Array",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "ArrayBuffer",
  "DataView",
  "Reflect",
];
const ARRAYS = [
  "Uint8Array",
  "Uint16Array",
  "Uint32Array",
  "Int8Array",
  "Int16Array",
  "Int32Array",
  "Float32Array",
  "Float64Array",
];
const ERRORS = ["Error", "TypeError", "RangeError"];
/** Declared for pure code in types/text-codec.d.ts. */
const CODEC = ["TextEncoder", "TextDecoder"];
const ALLOWED = new Set([...VALUES, ...CONTAINERS, ...ARRAYS, ...ERRORS, ...CODEC]);
/** Looked at one by one, below. */
const GUARDED = new Set(["Math", "Date"]);

const FIXES: readonly [RegExp, string][] = [
  [
    /^(?:setTimeout|setInterval|setImmediate|clearTimeout|clearInterval|queueMicrotask)$/,
    "starts or ends a timer; return an effect or a due time",
  ],
  [/^(?:crypto|Crypto)$/, "draws chance; take entropy or a digest through a port"],
  [/^(?:fetch|XMLHttpRequest|WebSocket)$/, "speaks to a network; that belongs to an adapter behind a port"],
  [
    /^(?:process|performance|Buffer|require|module|navigator|console)$/,
    "touches the process; that belongs to an adapter",
  ],
  [/^(?:globalThis|window|self|global)$/, "reaches every global; take what is needed as an argument"],
  [/^(?:eval|Function)$/, "runs text as code; write the code"],
  [/^Intl$/, "depends on the machine's language; write the words or digits out"],
  [/^Promise$/, "waits; core and codecs are synchronous"],
];
const CLOCK = "reads the clock; take the time as an argument";
const CHANCE = "draws chance; take entropy through a port";
const LANGUAGE = "depends on the machine's language; compare code units, write digits out";
const ZONE = "depends on the machine's time zone; use the UTC one";
const LOCAL = /^(?:toLocale\w*|localeCompare)$/;
const ZONED =
  /^(?:get|set)(?:Date|Day|FullYear|Year|Hours|Minutes|Seconds|Milliseconds|Month|TimezoneOffset)$|^to(?:Date|Time)String$/;

function fixFor(name: string): string {
  return (
    FIXES.find(([names]) => names.test(name))?.[1] ??
    "is not of the language; take it through a port or as an argument"
  );
}

/** The name of the property that a member expression reads, where it is written out; null where it is worked out. */
function property(member: Node): string | null {
  const { property: of } = member;
  if (!isNode(of)) return null;
  if (member.computed !== true) return nameOf(of);
  return of.type === "Literal" && typeof of.value === "string" ? of.value : null;
}

/** `Math.floor`, `Date.UTC`, `new Date(x)`: nothing else may be done with these two, not even giving them another name. */
function guardedProblem({ node, parents: [parent] }: Found): string | null {
  const name = nameOf(node);
  const read = parent?.type === "MemberExpression" && parent.object === node && parent.computed !== true;
  const member = read && parent !== undefined ? property(parent) : null;
  if (name === "Math") {
    if (member === "random") return `Math.random ${CHANCE}`;
    return member === null ? `Math ${CHANCE}; name the function you want` : null;
  }
  if (member === "parse" || member === "UTC") return null;
  const made = parent?.type === "NewExpression" && parent.callee === node ? parent.arguments : null;
  const one = Array.isArray(made) && made.length === 1 && isNode(made[0]) && made[0].type !== "SpreadElement";
  return one ? null : `Date ${CLOCK}: new Date(x), Date.parse and Date.UTC are left`;
}

function nodeProblem({ node }: Found): string | null {
  switch (node.type) {
    case "ImportExpression":
      return "import() loads while it runs; import at the top";
    case "MetaProperty":
      return isNode(node.meta) && nameOf(node.meta) === "import"
        ? "import.meta touches the process; that belongs to an adapter"
        : null;
    case "AwaitExpression":
      return "await waits; core and codecs are synchronous";
    case "MemberExpression": {
      const name = property(node) ?? "";
      if (LOCAL.test(name)) return `${name} ${LANGUAGE}`;
      if (ZONED.test(name)) return `${name} ${ZONE}`;
      return name === "constructor" ? "constructor reaches a maker of code; name the class" : null;
    }
    default:
      return node.async === true || node.await === true
        ? "async waits; core and codecs are synchronous"
        : null;
  }
}

/** What this TypeScript takes from outside that pure code may not; each with its fix. Types are no code and are not looked at. */
export async function purityProblems(path: string, text: string): Promise<string[]> {
  const { code } = await transformWithEsbuild(text, path, {
    target: "esnext",
    sourcemap: false,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const problems = new Set<string>();
  const program: unknown = parseAst(code);
  if (!isNode(program)) return [];
  visit(program, (found, free) => {
    const name = free ? nameOf(found.node) : "";
    const problem = GUARDED.has(name) ? guardedProblem(found) : nodeProblem(found);
    if (problem !== null) problems.add(problem);
    else if (free && !GUARDED.has(name) && !ALLOWED.has(name)) problems.add(`${name} ${fixFor(name)}`);
  });
  return [...problems].map((problem) => `${path}: ${problem}`);
}
