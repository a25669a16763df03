import { PRIVATE_FOLDER } from "../adapters/disk/file-modes.ts";
import { inTheWayOf, makeDirectories } from "../adapters/disk/make-directory.ts";
import { EdgeError } from "../errors.ts";

/** Makes the directory if it is not there, closed to strangers unless told otherwise: number plates and names stand in it. Throws EdgeError DIRECTORY_UNWRITABLE. */
export function makeDirectory(directory: string, mode = PRIVATE_FOLDER): void {
  try {
    makeDirectories(directory, mode);
  } catch (cause) {
    const inTheWay = inTheWayOf(directory);
    throw new EdgeError(
      "DIRECTORY_UNWRITABLE",
      `Cannot make the directory ${directory}${inTheWay === null ? "" : `: ${inTheWay}`}.`,
      { directory },
      cause,
    );
  }
}
