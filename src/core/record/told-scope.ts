import type { Named, Scope } from "../rules/scope.ts";
import type { Told } from "../trade/reason-shape.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { toldOnce } from "../trade/told-once.ts";

/** What was asked for and done, as records and screens carry it: the reasons with their sentences. */
export interface ToldScope {
  readonly required: number;
  readonly done: string[];
  readonly open: Named[];
  readonly missing: (Named & { readonly reason: Told })[];
  readonly elsewhere: {
    readonly part: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly codes: string[];
  }[];
  readonly voluntary: Named[];
  /** Absent where nothing hangs on one word alone. */
  readonly restsOn?: Told;
}

/** Written out in full: field order is byte order in a record. */
export function toldScope(scope: Scope): ToldScope {
  const { required, done, open, missing, elsewhere, voluntary } = scope;
  const rests = restsOnWords(scope);
  return {
    required,
    done: [...done],
    open: open.map(named),
    missing: missing.map((one) => ({ ...named(one), reason: toldOnce(one.reason) })),
    elsewhere: elsewhere.map(({ part, nameZh, nameEn, codes }) => ({
      part,
      nameZh,
      nameEn,
      codes: [...codes],
    })),
    voluntary: voluntary.map(named),
    ...(rests === null ? {} : { restsOn: toldOnce(rests) }),
  };
}

/** Null where nothing hangs on one word alone. */
export function restsOnWords({ restsOn }: Pick<Scope, "restsOn">): Reason | null {
  return restsOn.length === 0 ? null : reason("RESTS_ON_WORDS", { facts: restsOn });
}

function named({ code, nameZh, nameEn }: Named): Named {
  return { code, nameZh, nameEn };
}

/** In one sentence, beside the verdict wherever that stands. */
export function scopeCounted(scope: {
  readonly required: number;
  readonly done: readonly unknown[];
  readonly open: readonly unknown[];
  readonly missing: readonly unknown[];
  readonly elsewhere: readonly { readonly codes: readonly unknown[] }[];
}): Reason {
  return reason("SCOPE_COUNTED", {
    required: scope.required,
    done: scope.done.length,
    open: scope.open.length,
    missing: scope.missing.length,
    elsewhere: scope.elsewhere.reduce((sum, { codes }) => sum + codes.length, 0),
  });
}
