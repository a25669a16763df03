import { listNotes } from "./list-notes.ts";
import { issuerListIn } from "./marks/issuer-list.ts";
import { trustListIn } from "./signed/trust-list.ts";
import { refusalOf, tell } from "./told.ts";
import { type Context, refusedAs, type Verdict } from "./verdict.ts";

/** Which keys may sign records, logs and cosignatures. */
export function verifyTrustList(text: string, context: Context): Verdict {
  const list = refusalOf(() => trustListIn(text, context.authority));
  if ("code" in list) return refusedAs("trust", tell("LIST_UNTRUSTED", { because: list }), context);
  const { number, issued, validTo, authority, keys, excerptOf } = list;
  const stations = new Set(keys.map(({ station }) => station).filter((station) => station !== null));
  return {
    ...{ kind: "trust", word: "verified", failures: [], checked: [tell("CHECKED_LIST", {})] },
    notes: listNotes(list, context.nowMs, context.authority),
    facts: {
      ...{ authority, number, issued, validTo, keys: keys.length, stations: stations.size },
      ...(excerptOf === null ? {} : { excerptOf }),
    },
    content: keys.map(({ spki: _, ...key }) => key),
    seen: context.seen,
  };
}

/** Which keys may sign marks and statuses. */
export function verifyIssuerList(text: string, context: Context): Verdict {
  const list = refusalOf(() => issuerListIn(text, context.authority));
  if ("code" in list) return refusedAs("issuers", tell("LIST_UNTRUSTED", { because: list }), context);
  const { number, issued, validTo, authority, keys, issuers } = list;
  return {
    ...{ kind: "issuers", word: "verified", failures: [], checked: [tell("CHECKED_LIST", {})] },
    notes: listNotes(list, context.nowMs, context.authority),
    facts: {
      authority,
      number,
      issued,
      validTo,
      keys: keys.length,
      issuers: issuers.map(({ name }) => name),
    },
    content: { issuers, keys: keys.map(({ spki: _, ...key }) => key) },
    seen: context.seen,
  };
}
