import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { decodeBase64, encodeBase64 } from "../../core/record/base64.ts";
import { parseStrictJson } from "../../core/record/strict-json.ts";
import type { WitnessedTree } from "../../core/registry/witness/add-checkpoint.ts";
import { EdgeError } from "../../errors.ts";
import type { WitnessStates } from "../../ports/witness-link.ts";
import { type DirectoryLock, lockDirectory } from "./directory-lock.ts";
import { type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { errnoOf } from "./errno-words.ts";

const tree = { size: z.int().min(0), root: z.string() };

const stateSchema = z.strictObject({
  schema: z.literal("proofmark/witness-state/v1"),
  origin: z.string(),
  ...tree,
  /** Trees that a person gave up, oldest first. */
  forgotten: z.array(z.strictObject({ ...tree, by: z.string(), at: z.string() })),
});

type State = z.infer<typeof stateSchema>;

const BYTES_MAX = 1024 * 1024;

/**
 * What a witness cosigned last, a file for each log under the hash of its origin; two levels of folders, so that none holds too many. A file is replaced in one step and is on
 * disk before the call returns. One that cannot be read is never taken for a log that is not known yet.
 */
export class DiskWitnessStates implements WitnessStates {
  readonly #directory: string;
  readonly #fs: DurableFs;
  readonly #lock: DirectoryLock;

  /** Throws EdgeError JOURNAL_LOCKED where another process has it, and what the file system throws. */
  constructor(directory: string, fs: DurableFs = nodeDurableFs) {
    this.#directory = directory;
    this.#fs = fs;
    fs.makeDirectory(directory);
    this.#lock = lockDirectory(directory);
  }

  close(): void {
    this.#lock.release();
  }

  held(origin: string): WitnessedTree | null {
    const state = this.#read(origin);
    if (state === null || state.size === 0) return null;
    return { size: state.size, root: rootOf(state.root) };
  }

  keep(origin: string, { size, root }: WitnessedTree): void {
    const forgotten = this.#read(origin)?.forgotten ?? [];
    this.#write({ schema: "proofmark/witness-state/v1", origin, size, root: encodeBase64(root), forgotten });
  }

  /** A person gave up what was cosigned of that log; null where nothing was. It stays in the file. */
  forget(origin: string, by: string, at: string): WitnessedTree | null {
    const state = this.#read(origin);
    if (state === null || state.size === 0) return null;
    const { size, root } = state;
    this.#write({ ...state, size: 0, root: "", forgotten: [...state.forgotten, { size, root, by, at }] });
    return { size, root: rootOf(root) };
  }

  /** Throws EdgeError WITNESS_STATE_DAMAGED. */
  #read(origin: string): State | null {
    const path = this.#pathOf(origin).file;
    const bytes = this.#bytesOf(path);
    if (bytes === null) return null;
    const json = parseStrictJson(bytes, { bytesMax: BYTES_MAX });
    const parsed = json.kind === "refused" ? null : stateSchema.safeParse(json.value);
    const state = parsed?.success === true ? parsed.data : null;
    const isWhole = state !== null && (state.size === 0 || decodeBase64(state.root)?.length === 32);
    if (state === null || !isWhole || state.origin !== origin)
      throw new EdgeError(
        "WITNESS_STATE_DAMAGED",
        `${path} does not say what was cosigned of ${origin}: nothing of that log is cosigned.`,
        { path, origin },
      );
    return state;
  }

  #bytesOf(path: string): Uint8Array | null {
    try {
      const file = this.#fs.open(path, "read");
      try {
        const bytes = new Uint8Array(Math.min(file.size(), BYTES_MAX + 1));
        return bytes.subarray(0, file.read(bytes, 0));
      } finally {
        file.close();
      }
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT") return null;
      throw cause;
    }
  }

  #write(state: State): void {
    const { folder, file: path } = this.#pathOf(state.origin);
    this.#fs.makeDirectory(folder);
    const file = this.#fs.open(`${path}.new`, "create");
    try {
      file.write(new TextEncoder().encode(`${JSON.stringify(state)}\n`), 0);
      file.sync();
    } finally {
      file.close();
    }
    this.#fs.rename(`${path}.new`, path);
    this.#fs.syncDirectory(folder);
    // The folder itself may be new.
    this.#fs.syncDirectory(this.#directory);
  }

  #pathOf(origin: string): { readonly folder: string; readonly file: string } {
    const name = createHash("sha256").update(origin).digest("hex");
    const folder = join(this.#directory, name.slice(0, 2));
    return { folder, file: join(folder, `${name}.json`) };
  }
}

function rootOf(text: string): Uint8Array {
  return decodeBase64(text) ?? new Uint8Array();
}
