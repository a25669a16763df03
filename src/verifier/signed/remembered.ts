import { Refused, refusalOf } from "../told.ts";
import type { Told } from "../words/word-shape.ts";
import { fingerprintOf } from "./keys.ts";

type ReadList<List> = (bytes: Uint8Array, pinned: string | null) => List;

/**
 * The same, but for the list that was read last, which is known by the hash of its bytes: whoever looks at one mark after another stands on one list. One that
 * was refused is known as well.
 */
export function remembering<List extends object>(read: ReadList<List>): ReadList<List> {
  let last: { readonly key: string; readonly found: List | Told } | null = null;
  return (bytes, pinned) => {
    const key = `${fingerprintOf(bytes)} ${pinned}`;
    if (last?.key !== key) last = { key, found: refusalOf(() => read(bytes, pinned)) };
    if ("code" in last.found) throw new Refused(last.found);
    return last.found;
  };
}
