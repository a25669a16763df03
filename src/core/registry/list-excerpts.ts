import type { TrustListDocument } from "../record/trust-list.ts";

/** Of each role: a station whose keys were changed more often is told of the newest. What the older ones signed is judged by the whole list. */
const KEYS_OF_ROLE_MAX = 16;

/**
 * For each station of a list the part that it needs, which is a list itself: its own keys and all witnesses. `of`: SHA-256 of the payload of the whole one. A list
 * of a country has some 20 MB, and a station looks at its own keys alone.
 */
export function excerptsOf(list: TrustListDocument, of: string): ReadonlyMap<string, TrustListDocument> {
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
    const newest = (["log", "record"] as const).flatMap((role) =>
      keys.filter((key) => key.role === role).slice(-KEYS_OF_ROLE_MAX),
    );
    excerpts.set(station, { ...list, excerpt: { station, of }, keys: [...newest, ...witnesses] });
  }
  return excerpts;
}
