import { SM2_SM3 } from "../record/signature.ts";
import type { TrustListDocument } from "../record/trust-list.ts";

type ListedKey = TrustListDocument["keys"][number];

/** Of each role and algorithm: a station whose keys were changed more often is told of the newest. What the older ones signed is judged by the whole list. */
const KEYS_OF_ROLE_MAX = 16;

/**
 * For each station of a list the part that it needs, which is a list itself: its own keys and all witnesses. `of`: SHA-256 of the payload of the whole one. A list
 * of a country has some 20 MB, and a station looks at its own keys alone.
 */
export function excerptsOf(list: TrustListDocument, of: string): ReadonlyMap<string, TrustListDocument> {
  const { stations = [], ...whole } = list;
  const witnesses = list.keys.filter(({ role }) => role === "witness");
  const own = new Map<string, TrustListDocument["keys"]>();
  for (const key of list.keys) {
    if (key.station === null) continue;
    const keys = own.get(key.station);
    if (keys === undefined) own.set(key.station, [key]);
    else keys.push(key);
  }
  const excerpts = new Map<string, TrustListDocument>();
  for (const [station, keys] of own) {
    // In the list the keys of a role stand in their order, the newest last.
    const isSecond = ({ algorithm }: ListedKey) => algorithm === SM2_SM3;
    const roles: readonly ((key: ListedKey) => boolean)[] = [
      ({ role }) => role === "log",
      (key) => key.role === "record" && !isSecond(key),
      (key) => key.role === "record" && isSecond(key),
    ];
    const newest = roles.flatMap((isOfRole) => keys.filter(isOfRole).slice(-KEYS_OF_ROLE_MAX));
    const asked = stations.filter((one) => one.station === station);
    excerpts.set(station, {
      ...whole,
      excerpt: { station, of },
      keys: [...newest, ...witnesses],
      ...(asked.length > 0 && { stations: asked }),
    });
  }
  return excerpts;
}
