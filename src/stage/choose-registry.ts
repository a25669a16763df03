import { existsSync } from "node:fs";
import type { Broker } from "../../simulators/registry/broker.ts";
import type { StationKeys } from "../adapters/keys/key-directory.ts";
import type { CliIo } from "../cli/command.ts";
import type { DemoOptions, RegistryKind } from "../cli/demo.ts";
import { NOT_HERE_WORDS, type NotHere } from "../core/trade/reasons/which-registry.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import {
  brokerOrSentence,
  type DemoRegistry,
  standInFolder,
  standInSince,
  startDemoRegistry,
} from "./demo-registry.ts";
import { absentRegistry, hasOwnRegistry, startOwnRegistry } from "./own-registry.ts";

export interface DemoRegistryOptions {
  readonly data: string;
  readonly station: string;
  readonly keys: StationKeys;
  readonly wallMs: () => number;
  readonly io: CliIo;
  /** Null: that with which the data directory began; of a new one Proofmark's own, or the stand-in where that does not start. */
  readonly wanted: RegistryKind | null;
}

/**
 * The registry to which a demo delivers. What was begun goes on, whatever is wanted (`refuseOtherRegistry`). Throws what starting it throws.
 */
export async function openDemoRegistry(options: DemoRegistryOptions): Promise<DemoRegistry> {
  const { data, wanted } = options;
  const began = beganWith(data);
  const broker = await brokerOrSentence();
  try {
    const kind = began ?? wanted ?? "own";
    return kind === "own"
      ? await ownOrNot(options, broker, began)
      : await standIn(
          options,
          broker,
          wanted === null
            ? { line: "with which this data directory began", reason: reason("STAND_IN_BEGUN", {}) }
            : { line: "as asked for", reason: reason("STAND_IN_ASKED", {}) },
        );
  } catch (cause) {
    await broker.close();
    throw cause;
  }
}

/** One data directory stays with one registry: another would cosign a second history of the same log. Throws EdgeError DIRECTORY_USED. */
export function refuseOtherRegistry({ data, registry }: Pick<DemoOptions, "data" | "registry">): void {
  const began = beganWith(data);
  if (began !== null && registry !== null && began !== registry) throw otherRegistry(data, began, registry);
}

/** Null: with none yet. A stand-in that took the place of one that did not start stays too. */
function beganWith(data: string): RegistryKind | null {
  if (existsSync(standInFolder(data))) return "stand-in";
  return hasOwnRegistry(data) ? "own" : null;
}

async function ownOrNot(
  options: DemoRegistryOptions,
  broker: Broker,
  began: RegistryKind | null,
): Promise<DemoRegistry> {
  try {
    return await startOwnRegistry({ ...options, broker });
  } catch (cause) {
    const notHere = notHereOf(cause);
    if (notHere === null || (options.wanted === "own" && began === null)) throw cause;
    const message = notHere.params.detail;
    options.io.err(`Proofmark's own registry does not start here: ${message}`);
    if (began === "own") return absentRegistry({ ...options, broker }, message, notHere);
    const line = `since Proofmark's own does not start here: ${message}`;
    return await standIn(options, broker, { line, reason: notHere });
  }
}

/** Of the machine, as it is today. Null: a mistake of the files or of ours, which ends the start. */
function notHereOf(cause: unknown) {
  if (!(cause instanceof EdgeError)) return null;
  const { code, message: detail } = cause;
  return isNotHere(code) ? reason("OWN_REGISTRY_NOT_HERE", { code, detail }) : null;
}

function isNotHere(code: string): code is NotHere {
  return Object.hasOwn(NOT_HERE_WORDS, code);
}

/** `line`: as the terminal says it. */
async function standIn(
  options: DemoRegistryOptions,
  broker: Broker,
  why: { readonly line: string; readonly reason: Reason },
): Promise<DemoRegistry> {
  const registry = await startDemoRegistry({ ...options, broker });
  return {
    ...registry,
    which: { is: "stand-in", why: standInSince(why.reason) },
    lines: [`Registry: a stand-in, ${why.line.replace(/\.$/, "")}.`],
  };
}

const CALLED: Readonly<Record<RegistryKind, string>> = {
  own: "Proofmark's own registry",
  "stand-in": "the registry stand-in",
};

function otherRegistry(data: string, began: RegistryKind, wanted: RegistryKind): EdgeError {
  return new EdgeError(
    "DIRECTORY_USED",
    `proofmark demo --registry: found ${wanted}, allowed in ${data}: ${began}, since its journal is delivered to ${CALLED[began]}; for another one name another folder with --data.`,
    { data, began },
  );
}
