import { type AskingPace, TRUST_ASKING } from "./trust-asking.ts";

/** Milliseconds since 1970. */
export interface CertificateSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Nothing is faster, however short a life is. */
const LEAST_MS = 1_000;

/** When a certificate is in the last third of its life. */
export function dueMs({ fromMs, toMs }: CertificateSpan): number {
  return toMs - (toMs - fromMs) / 3;
}

/** Minutes until its end, rounded down; negative after it. */
export function minutesLeft({ toMs }: CertificateSpan, nowMs: number): number {
  return Math.floor((toMs - nowMs) / 60_000);
}

/**
 * How often a station looks after a certificate of that life, so that one of minutes is renewed in time and those of a country are not asked for all at once: three looks at least in the last
 * third, of which each leaves room for some questions. Without a certificate that can be read as often as for the list of keys.
 */
export function renewalPace(span: CertificateSpan | null, nowMs: number): AskingPace {
  const lifeMs = span === null ? 0 : span.toMs - span.fromMs;
  if (span === null || lifeMs <= 0) return TRUST_ASKING;
  const part = (of: number, mostMs: number): number => Math.max(LEAST_MS, Math.min(mostMs, lifeMs / of));
  const leftMs = span.toMs - nowMs;
  const spreadMs = part(27, HOUR_MS);
  return {
    // What ends soon waits for nobody; after the end nothing is lost any more by waiting.
    spreadMs: leftMs > 0 ? Math.max(LEAST_MS, Math.min(spreadMs, leftMs / 3)) : spreadMs,
    patienceMs: part(27, TRUST_ASKING.patienceMs),
    againFirstMs: part(54, TRUST_ASKING.againFirstMs),
    againMostMs: part(27, TRUST_ASKING.againMostMs),
    restMs: part(9, DAY_MS),
    freshMs: part(18, TRUST_ASKING.freshMs),
  };
}
