import { join } from "node:path";
import type { z } from "zod";
import type { DurableFs } from "../adapters/disk/durable-fs.ts";
import { EdgeError } from "../errors.ts";

const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Writes beside and renames: the file is there whole, or as it was. */
export function writeWhole(fs: DurableFs, path: string, value: unknown): void {
  const file = fs.open(`${path}.new`, "create");
  try {
    file.write(new TextEncoder().encode(JSON.stringify(value)), 0);
    file.sync();
  } finally {
    file.close();
  }
  fs.rename(`${path}.new`, path);
  fs.syncDirectory(join(path, ".."));
}

/** Null: no such file. Throws EdgeError CONFIG_INVALID where it is damaged. */
export function readWhole<Schema extends z.ZodType>(
  fs: DurableFs,
  path: string,
  schema: Schema,
): z.output<Schema> | null {
  const file = ifThere(() => fs.open(path, "read"));
  if (file === null) return null;
  try {
    const bytes = new Uint8Array(Math.min(file.size(), FILE_BYTES_MAX));
    file.read(bytes, 0);
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new EdgeError("CONFIG_INVALID", `${path} is not what this program wrote.`, { file: path }, cause);
  } finally {
    file.close();
  }
}

/** Null where a file or a folder that it names is not there. */
export function ifThere<Found>(look: () => Found): Found | null {
  try {
    return look();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
