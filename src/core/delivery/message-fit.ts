/**
 * How large a submission may be. An MQTT 5 broker can say what it takes; others drop what is too large without a word, or end the
 * connection. So a size that was lost and is larger than any that came through is suspected, and smaller ones are tried.
 */
export interface MessageFit {
  /** Nothing larger is ever sent: what the other side says it takes, or the protocol's own limit. */
  readonly bytesMax: number;
  /** For the next submission; a single record goes even if it is larger than this. */
  readonly aimBytes: number;
  /** Largest that was receipted. */
  readonly passedBytes: number;
  /** Smallest that was lost and is larger than any that was receipted; null for none. */
  readonly suspectBytes: number | null;
  /** How often in a row. Once may be any cut of the line. */
  readonly losses: number;
  /** Receipts since the last loss. */
  readonly receipts: number;
}

const LOSSES_MAX = 2;
/** After so many the suspect is tried again: somebody may have raised the broker's limit. */
const RECEIPTS_UNTIL_TRIAL = 256;

export function fitOf(bytesMax: number, aimBytes = bytesMax): MessageFit {
  return { bytesMax, aimBytes, passedBytes: 0, suspectBytes: null, losses: 0, receipts: 0 };
}

/** What a broker says anew counts from now on; the same as before changes nothing. */
export function toldLimit(fit: MessageFit, bytesMax: number): MessageFit {
  return bytesMax === fit.bytesMax ? fit : fitOf(bytesMax);
}

/** No answer came to one of this size. `isSmallest`: none can be made smaller, or it is small enough for any line. */
export function lost(fit: MessageFit, bytes: number, isSmallest: boolean): MessageFit {
  if (bytes <= fit.passedBytes) return fit;
  // Where even the smallest gets no answer, the size is not what is wrong, or nothing can be done about it.
  if (isSmallest) return { ...fit, suspectBytes: null, losses: 0, receipts: 0 };
  const again = fit.suspectBytes !== null && bytes >= fit.suspectBytes;
  return {
    ...fit,
    aimBytes: Math.floor(bytes / 2),
    suspectBytes: Math.min(bytes, fit.suspectBytes ?? bytes),
    losses: again ? fit.losses + 1 : 1,
    receipts: 0,
  };
}

export function passed(fit: MessageFit, bytes: number): MessageFit {
  const cleared = fit.suspectBytes !== null && bytes >= fit.suspectBytes;
  const known = cleared ? { suspectBytes: null, losses: 0 } : {};
  const now = { ...fit, ...known, passedBytes: Math.max(fit.passedBytes, bytes), receipts: fit.receipts + 1 };
  const settled =
    now.suspectBytes !== null && now.losses >= LOSSES_MAX && now.receipts < RECEIPTS_UNTIL_TRIAL;
  return settled ? now : { ...now, aimBytes: Math.min(now.bytesMax, now.aimBytes * 2) };
}
