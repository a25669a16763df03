import { join } from "node:path";
import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { EdgeError } from "../errors.ts";
import { packageRoot } from "./package-files.ts";

const PAGE_BYTES_MAX = 8 * 1024 * 1024;

export interface BuiltPage {
  readonly path: string;
  readonly html: string;
}

/** A page that is one file, as the build has made it. Throws EdgeError FILE_UNREADABLE. */
export function builtPage(name: "verifier.html" | "appeal.html"): BuiltPage {
  const path = join(packageRoot(), "dist", "web", name);
  try {
    return { path, html: readTextUpTo(path, PAGE_BYTES_MAX) ?? "" };
  } catch (cause) {
    throw new EdgeError(
      "FILE_UNREADABLE",
      `Cannot read ${path}: npm run build makes it.`,
      { file: path },
      cause,
    );
  }
}
