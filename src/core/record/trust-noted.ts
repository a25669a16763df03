import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { toHex } from "./base64.ts";
import type { VerifySignature } from "./signature.ts";
import { readTrustList, type TrustedKey, type TrustList } from "./trust-list.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What a journal says of the newest list of keys that the station took. The list itself stands in a file. */
export const trustNotedSchema = z.strictObject({
  number: z.int().min(1),
  /** Of the file. */
  sha256: hash,
  /** Fingerprint of who signed it. */
  authority: hash,
  issued: z.string(),
  validTo: z.string(),
  /** Keys of this station and of witnesses that are revoked in it. */
  revoked: z.array(
    z.strictObject({
      role: z.enum(["record", "log", "witness"]),
      keyId: hash,
      from: z.string(),
      why: z.string(),
    }),
  ),
  /** From when on what this station seals bears a second signature; absent: it need not. */
  secondFrom: z.string().exactOptional(),
});
export type TrustNoted = z.infer<typeof trustNotedSchema>;

/** Entry of a journal: a list of keys that the registry gave is the one that counts from now on. */
export interface TrustListTaken {
  readonly type: "trust-list-taken";
  readonly at: { readonly monoMs: number; readonly wallMs: number };
  readonly list: TrustNoted;
}

export interface TrustGround {
  readonly station: string;
  /** The authority's fingerprint as the station file has it; null: the first one is held to. */
  readonly authority: string | null;
  /** Null before the first list. */
  readonly held: TrustNoted | null;
  readonly nowMs: number;
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

export type TrustJudged =
  | { readonly kind: "new"; readonly noted: TrustNoted }
  /** The one that is held, again. */
  | { readonly kind: "held" }
  | { readonly kind: "refused"; readonly reason: Reason };

const DAY_MS = 86_400_000;

/** A file that the registry gave. Whoever gave it is not believed: the authority signs it, and of two lists that contradict each other the first one stays. */
export function judgeList(ground: TrustGround, text: string): TrustJudged {
  const { station, nowMs, digest, verify } = ground;
  const read = readTrustList({ text, digest, verify });
  if (read.kind === "refused") return read;
  const { list } = read;
  const held = heldOf(ground);
  const authority = ground.authority ?? held?.authority ?? list.authority;
  if (list.authority !== authority)
    return refused(reason("TRUST_LIST_OF_OTHER", { authority: list.authority }));
  const { number, excerpt } = list;
  if (number === null || excerpt?.station !== station)
    return refused(reason("TRUST_LIST_NOT_OURS", { station, found: excerpt?.station ?? null }));
  const sha256 = toHex(digest(new TextEncoder().encode(text)));
  const why = whyNotNewest(held, { number, sha256 });
  if (why !== null) return refused(why);
  if (held?.number === number) return { kind: "held" };
  if (list.validToMs < nowMs) return refused(reason("TRUST_LIST_ENDED", { until: instant(list.validToMs) }));
  if (list.issuedMs > nowMs + DAY_MS)
    return refused(reason("TRUST_LIST_EARLY", { issued: instant(list.issuedMs), now: instant(nowMs) }));
  return { kind: "new", noted: notedOf(list, number, sha256) };
}

/** The newest list that a registry says it has: older than the one that is held, or another one of its number. Null where it is neither. */
export function whyNotNewest(
  held: TrustNoted | null,
  newest: { readonly number: number; readonly sha256: string },
): Reason | null {
  if (held === null || newest.number > held.number) return null;
  if (newest.number < held.number)
    return reason("TRUST_LIST_OLDER", { number: newest.number, held: held.number });
  return newest.sha256 === held.sha256 ? null : reason("TRUST_LIST_FORKED", { number: held.number });
}

/** Null as well where it was signed by another authority than the station file names today: its numbers are not those of this one. */
export function heldOf({ authority, held }: Pick<TrustGround, "authority" | "held">): TrustNoted | null {
  return authority === null || held?.authority === authority ? held : null;
}

function notedOf(list: TrustList, number: number, sha256: string): TrustNoted {
  const { authority, issuedMs, validToMs } = list;
  const revoked = list.keys.flatMap(({ role, keyId, revoked: is }: TrustedKey) =>
    is === undefined ? [] : [{ role, keyId, from: instant(is.fromMs), why: is.why }],
  );
  const second = list.stations?.find(({ station }) => station === list.excerpt?.station);
  return {
    ...{ number, sha256, authority, revoked },
    issued: instant(issuedMs),
    validTo: instant(validToMs),
    ...(second !== undefined && { secondFrom: instant(second.fromMs) }),
  };
}

/** Whether a second signature is asked of what this station seals then. */
export function asksSecond(held: TrustNoted | null, ended: string): boolean {
  return held?.secondFrom !== undefined && Date.parse(held.secondFrom) <= Date.parse(ended);
}

/** From when on what this key signs counts no more; null where it is not revoked by then. */
export function revokedAt(
  held: TrustNoted | null,
  keyId: string,
  nowMs: number,
): TrustNoted["revoked"][number] | null {
  const key = held?.revoked.find((one) => one.keyId === keyId);
  return key !== undefined && Date.parse(key.from) <= nowMs ? key : null;
}

const instant = (ms: number): string => new Date(ms).toISOString();

function refused(why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: why };
}
