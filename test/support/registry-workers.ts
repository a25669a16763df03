import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadOrCreateWitness, type WitnessKey } from "../../src/adapters/keys/witness-key.ts";
import { eventually } from "./eventually.ts";
import { ROOT } from "./source-tree.ts";

export const WITNESS_NAME = "registry/witness-1";

export interface RegistryFileOf {
  readonly directory: string;
  readonly url: string;
  readonly others?: readonly string[];
  readonly password: string;
  readonly broker: string;
}

/** A registry file of that worker, with the password beside it; its path. */
export function registryFile(
  name: string,
  { directory, url, others, password, broker }: RegistryFileOf,
): string {
  writeFileSync(join(directory, "database-password"), `${password}\n`, { mode: 0o600 });
  const file = join(directory, `${name}.yaml`);
  writeFileSync(
    file,
    [
      "schema: proofmark/registry/v1",
      `name: ${name}`,
      "database:",
      `  url: ${url}`,
      ...(others === undefined ? [] : [`  others: [${others.map((other) => `"${other}"`).join(", ")}]`]),
      "  passwordFile: ./database-password",
      `broker: { url: "${broker}" }`,
      `witnesses: [{ name: ${WITNESS_NAME}, key: ./witness.pem }]`,
      "authority: { key: ./authority.pem }",
      "simulation: true",
    ].join("\n"),
  );
  return file;
}

export function witnessIn(directory: string): WitnessKey {
  return loadOrCreateWitness(WITNESS_NAME, join(directory, "witness.pem"));
}

/** `proofmark registry` as a process of its own. `words`: for node, to run it. */
export class RegistryWorker {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  readonly #ended: Promise<void>;

  constructor(words: readonly string[], file: string) {
    this.child = spawn(process.execPath, [...words, "registry", "--config", file], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => this.lines.push(line));
    this.#ended = new Promise((resolve) => this.child.on("close", () => resolve()));
  }

  /** Until it hears its stations: `hears N of`, N not 0. */
  async hears(): Promise<void> {
    await eventually(
      `hears: ${this.lines.join(" | ")}`,
      () => this.lines.some((line) => /hears [1-9]/.test(line)),
      90_000,
    );
  }

  async end(signal: "SIGINT" | "SIGKILL" = "SIGINT"): Promise<void> {
    this.child.kill(signal);
    await this.#ended;
  }
}
