import { listNotes } from "./list-notes.ts";
import type { Standing } from "./sealed/sealed.ts";
import { remembering } from "./signed/remembered.ts";
import { broughtTrustList, type TrustList, trustListIn } from "./signed/trust-list.ts";
import { refuse, tell, within } from "./told.ts";
import type { Context } from "./verdict.ts";
import type { Told } from "./words/word-shape.ts";

const trustListRead = remembering<TrustList>(trustListIn);

/** What the person stands on. Throws Refused. */
export function standingOf({ trust, authority, witnessesAtLeast }: Context): Standing {
  if (trust === null) return refuse("TRUST_LIST_MISSING", {});
  return { trust: untrusted(() => trustListRead(trust, authority)), witnessesAtLeast };
}

/** The same with a list that a bundle brings: it counts where the person has none. Throws Refused. */
export function standingWith(brought: unknown, context: Context): Standing {
  if (context.trust !== null || brought === undefined) return standingOf(context);
  const { authority, witnessesAtLeast } = context;
  return { trust: untrusted(() => broughtTrustList(brought, authority)), witnessesAtLeast };
}

function untrusted(read: () => TrustList): TrustList {
  return within(read, (because) => tell("TRUST_LIST_UNTRUSTED", { because }));
}

export function standingNotes({ trust }: Standing, { nowMs, authority }: Context): readonly Told[] {
  return listNotes(trust, nowMs, authority);
}

/** Whose list it was that a bundle brought, where the person knows its authority. */
export function broughtNotes(
  { trust }: Standing,
  hasBrought: boolean,
  { authority }: Pick<Context, "authority">,
): readonly Told[] {
  return hasBrought && authority !== null ? [tell("TRUST_BY_BUNDLE", { authority: trust.authority })] : [];
}
