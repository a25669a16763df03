import { basename, dirname } from "node:path";

/** In a data directory: rulebooks that the registry ordered. */
export const ORDERED_RULEBOOKS_FOLDER = "rulebooks-by-order";

/** `inspection` or `exam`, and the SHA-256 of the text. */
export const ORDERED_RULEBOOK_NAME = /^(inspection|exam)-([0-9a-f]{64})\.yaml$/;

/** Whether a rulebook of that path came from the registry: its edition ends the one before it. */
export function isByOrder(path: string): boolean {
  return basename(dirname(path)) === ORDERED_RULEBOOKS_FOLDER && ORDERED_RULEBOOK_NAME.test(basename(path));
}
