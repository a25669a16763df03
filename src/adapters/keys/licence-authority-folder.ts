import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  AUTHORITY_FILE,
  type LicenceAuthorities,
  licenceAuthorities,
} from "../../core/licence/licence-authorities.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { readBytesUpTo } from "../disk/bounded-file.ts";
import { licenceCrypto } from "./licence-crypto.ts";

/** More than any list of authorities that there is. */
const FILE_BYTES_MAX = 1024 * 1024;
const FILES_MAX = 1000;

/** The authorities whose certificates lie in that folder; a file that cannot be read is told and takes no other with it. Throws EdgeError FILE_UNREADABLE for the folder itself. */
export function readAuthorityFolder(folder: string): LicenceAuthorities {
  const files: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  const unread: Reason[] = [];
  for (const name of sorted(folder)) {
    const bytes = bytesOf(join(folder, name));
    if (bytes === null) unread.push(reason("LICENCE_ISSUER_FILE", { file: name, fault: "unread" }));
    else files.push({ name, bytes });
  }
  const { authorities, refused } = licenceAuthorities(files, licenceCrypto);
  return { authorities, refused: [...unread, ...refused] };
}

function sorted(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => AUTHORITY_FILE.test(name))
      .sort()
      .slice(0, FILES_MAX);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read the folder ${folder}.`, { file: folder }, cause);
  }
}

/** Null where it cannot be read, or is larger than any list. */
function bytesOf(file: string): Uint8Array | null {
  try {
    return readBytesUpTo(file, FILE_BYTES_MAX);
  } catch {
    return null;
  }
}
