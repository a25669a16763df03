import { readAtMost } from "../adapters/disk/bounded-file.ts";
import { PRIVATE_FILE } from "../adapters/disk/file-modes.ts";
import { writeWholeOrSay } from "../adapters/disk/write-file.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import { type AppealContent, pageWithEvidence } from "../core/evidence/appeal-page.ts";
import { TRUST_LIST_CHARS_MAX } from "../core/record/trust-list.ts";
import { EdgeError } from "../errors.ts";
import type { CliIo } from "./command.ts";

/** The page as it was built, into which the evidence goes. Throws EdgeError FILE_UNREADABLE. */
export type LoadAppealPage = () => { readonly path: string; readonly html: string };

/** Names, plates and photos are in it. Gives its size. Throws EdgeError FILE_UNREADABLE, FILE_UNWRITABLE. */
export function writeAppeal(out: string, content: AppealContent, load: LoadAppealPage): number {
  const { path, html } = load();
  const page = pageWithEvidence(html, content);
  if (page === null)
    throw new EdgeError("FILE_UNREADABLE", `${path} is not the page that was built: build it again.`, {
      file: path,
    });
  writeWholeOrSay(out, page, PRIVATE_FILE);
  return Buffer.byteLength(page);
}

/** The bytes of a list that somebody could believe. Throws EdgeError FILE_UNREADABLE, TRUST_LIST_INVALID. */
export function trustBytes(file: string | undefined): Uint8Array | null {
  if (file === undefined) return null;
  loadTrustList(file);
  return readAtMost(file, TRUST_LIST_CHARS_MAX);
}

/** `hasList`: in the page, or in the bundle itself. */
export function tellTrust(io: CliIo, hasList: boolean): void {
  if (!hasList)
    io.out("No trust list is in it: its reader has to load one before anything is believed (--trust).");
}
