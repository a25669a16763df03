import { dirname, join, normalize } from "node:path";
import type { Import } from "./source-tree.ts";

/** The layer law of the house. A folder may import itself and what its row names; `npm` and `node` are gates of their own. */
export interface Layer {
  readonly folder: string;
  readonly may: readonly string[];
  /** By `import()` alone, so that it starts without them. */
  readonly mayLoad?: readonly string[];
  readonly node: boolean;
  /** true: any package; a list: only these. */
  readonly npm: true | readonly string[];
}

const CORE = "src/core";
const PORTS = "src/ports";
const ERRORS = "src/errors.ts";
const SCENARIO = "src/scenario";
const STAGE = "src/stage";

/** Curves and digests, each by its own file. */
const VERIFIER_PACKAGES = [
  "@noble/curves/nist.js",
  "@noble/curves/ed25519.js",
  "@noble/curves/abstract/weierstrass.js",
  "@noble/hashes/sha2.js",
];

export const LAYERS: readonly Layer[] = [
  { folder: "src/core", may: [], node: false, npm: ["zod"] },
  // For anybody who checks: it shares no code with the side that signs.
  {
    folder: "src/verifier",
    may: [],
    node: false,
    npm: VERIFIER_PACKAGES,
  },
  // It shows what the verifier says; of the rest of the house it has words alone, and nothing that judges.
  {
    folder: "src/verifier/page",
    may: ["src/verifier", "src/core/trade/words"],
    node: false,
    npm: ["preact", "preact/hooks", "@preact/signals", "jsqr"],
  },
  // One folder that writes and reads CBOR: the package is pure, and nothing else of the core needs it.
  { folder: "src/core/cose", may: [CORE], node: false, npm: ["cborg"] },
  { folder: "src/errors.ts", may: [], node: false, npm: [] },
  { folder: "src/ports", may: [CORE, ERRORS], node: false, npm: ["zod"] },
  { folder: "src/protocols", may: [CORE, PORTS], node: false, npm: ["zod"] },
  { folder: SCENARIO, may: [CORE], node: false, npm: ["zod"] },
  { folder: "src/station", may: [CORE, PORTS, ERRORS], node: false, npm: ["zod"] },
  { folder: "src/registry", may: [CORE, PORTS, ERRORS], node: false, npm: ["zod"] },
  { folder: "src/adapters", may: [CORE, PORTS, "src/protocols", ERRORS], node: true, npm: true },
  {
    folder: "src/national",
    may: ["src/core/events/station-event.ts", "src/core/trade", "src/adapters/disk/durable-fs.ts", ERRORS],
    node: true,
    npm: ["zod"],
  },
  { folder: "firmware-bridge", may: [CORE, PORTS, ERRORS], node: true, npm: true },
  {
    folder: "src/console/web",
    may: [
      "src/station/live-message.ts",
      "src/station/station-problems.ts",
      "src/station/station-report.ts",
      "src/console/course-map.ts",
      CORE,
    ],
    node: false,
    npm: ["preact", "@preact/signals", "uplot", "uqr", "preact/hooks"],
  },
  // A page that carries evidence: the verifier alone judges it, and the console's own drawings show how it went.
  {
    folder: "src/console/web/appeal",
    may: [
      CORE,
      ERRORS,
      "src/verifier",
      "src/console/web",
      "src/console/course-map.ts",
      "src/station/job-again.ts",
      "src/station/session-opener.ts",
      "src/station/live-message.ts",
      "src/adapters/config/plain-value.ts",
    ],
    node: false,
    npm: ["preact", "preact/hooks", "@preact/signals", "zod", "@noble/hashes/sha2.js"],
  },
  { folder: "src/console", may: [CORE, PORTS, ERRORS, "src/station"], node: true, npm: true },
  {
    folder: "src/cli",
    may: [CORE, PORTS, ERRORS, "src/adapters", "src/protocols", "src/station", "src/verifier"],
    node: true,
    npm: true,
  },
  {
    folder: "src/runtime",
    may: [
      CORE,
      PORTS,
      ERRORS,
      "src/protocols",
      "src/adapters",
      "src/station",
      "src/registry",
      "src/console",
      "src/cli",
      "src/national",
      "firmware-bridge",
      SCENARIO,
    ],
    mayLoad: [STAGE],
    node: true,
    npm: true,
  },
  {
    folder: STAGE,
    may: [
      CORE,
      PORTS,
      ERRORS,
      SCENARIO,
      "src/protocols",
      "src/adapters",
      "src/station",
      "src/console",
      "src/cli",
      "src/runtime",
      "firmware-bridge",
      "simulators",
    ],
    node: true,
    npm: true,
  },
  { folder: "simulators", may: ["src/core/quantities", PORTS, SCENARIO], node: true, npm: true },
];

export function layerOf(path: string): Layer | undefined {
  return LAYERS.filter((l) => path === l.folder || path.startsWith(`${l.folder}/`)).sort(
    (a, b) => b.folder.length - a.folder.length,
  )[0];
}

/** Null if allowed, else a sentence with the way out. Type-only imports of core types are allowed to simulators through ports. */
export function importProblem(path: string, { specifier, isStatic }: Omit<Import, "isType">): string | null {
  const layer = layerOf(path);
  if (layer === undefined)
    return `${path} stands in no layer; put it into one of the folders of docs/architecture.md.`;
  if (specifier.startsWith("node:")) {
    return layer.node
      ? null
      : `${path} imports ${specifier}; ${layer.folder} does no I/O: take a port instead.`;
  }
  if (!specifier.startsWith(".")) {
    const known = layer.npm === true || layer.npm.includes(specifier);
    return known
      ? null
      : `${path} imports the package ${specifier}; in ${layer.folder} that needs an adapter behind a port.`;
  }
  const target = normalize(join(dirname(path), specifier));
  const own = target === layer.folder || target.startsWith(`${layer.folder}/`);
  const holds = (folder: string): boolean => target === folder || target.startsWith(`${folder}/`);
  if (own || layer.may.some(holds)) return null;
  if (layer.mayLoad?.some(holds) === true)
    return isStatic ? `${path} imports ${target} statically; it must start without it: use import().` : null;
  return `${path} imports ${target}; ${layer.folder} may import only ${[layer.folder, ...layer.may].join(", ")}.`;
}
