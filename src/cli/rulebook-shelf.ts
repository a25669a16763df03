import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readArtifact } from "../adapters/config/artifact-file.ts";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { toHex } from "../core/record/base64.ts";
import { type RulebookTexts, rulebookTexts, rulebookTextsSchema } from "../core/record/rulebook-texts.ts";
import { EdgeError } from "../errors.ts";

export interface ShelvedRulebook {
  readonly file: string;
  readonly texts: RulebookTexts;
}

/** The rulebooks at hand, by the hash of their bytes: those that were named, then those of the folders. */
export class RulebookShelf {
  readonly #files = new Map<string, string>();
  readonly #named: readonly (readonly [file: string, sha256: string])[];
  readonly #found = new Map<string, ShelvedRulebook | null>();

  /** Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID for a named file; what cannot be read in a folder is none that is looked for. */
  constructor(named: readonly string[], folders: readonly string[]) {
    this.#named = named.map((file) => [file, hashOf(file)]);
    for (const [file, hash] of this.#named) this.#files.set(hash, file);
    for (const file of folders.flatMap(rulebooksIn)) {
      const hash = hashIfReadable(file);
      if (hash !== null && !this.#files.has(hash)) this.#files.set(hash, file);
    }
  }

  /** Null where no file at hand has this hash. Throws EdgeError CONFIG_INVALID where one has it and is no rulebook. */
  find(hash: string): ShelvedRulebook | null {
    const known = this.#found.get(hash);
    if (known !== undefined) return known;
    const file = this.#files.get(hash);
    const found = file === undefined ? null : { file, texts: textsOf(file) };
    this.#found.set(hash, found);
    return found;
  }

  /** Named files that nobody asked for, with their hashes. */
  unasked(): readonly (readonly [file: string, sha256: string])[] {
    return this.#named.filter(([, hash]) => !this.#found.has(hash));
  }
}

function rulebooksIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    // A folder that is not there has no rulebook in it; the record then says which one is missing.
    return [];
  }
}

function hashIfReadable(file: string): string | null {
  try {
    return hashOf(file);
  } catch (cause) {
    if (cause instanceof EdgeError) return null;
    throw cause;
  }
}

function hashOf(file: string): string {
  return toHex(sha256(new TextEncoder().encode(readArtifact(file, "rulebook").text)));
}

function textsOf(file: string): RulebookTexts {
  return rulebookTexts(parseYamlText(readArtifact(file, "rulebook").text, rulebookTextsSchema, file).value);
}
