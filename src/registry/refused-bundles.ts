import { EVIDENCE_TERMS } from "../core/evidence/evidence-sending.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { ArrivingBundle } from "../ports/evidence-arrivals.ts";

/** A station leaves what was refused alone for as long. */
const KNOWN_MS = EVIDENCE_TERMS.asideMs;
const KNOWN_MAX = 256;

/** Bundles that were looked at and refused, by their bytes: sent again at once, they cost no second look. What is forgotten is looked at anew. */
export class RefusedBundles {
  readonly #wallMs: () => number;
  /** The oldest first. */
  readonly #known = new Map<string, { readonly why: Reason; readonly atMs: number }>();

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** Null where nothing is known. */
  whyOf(bundle: ArrivingBundle): Reason | null {
    const found = this.#known.get(nameOf(bundle));
    if (found === undefined) return null;
    const ageMs = this.#wallMs() - found.atMs;
    if (ageMs >= 0 && ageMs < KNOWN_MS) return found.why;
    this.#known.delete(nameOf(bundle));
    return null;
  }

  note(bundle: ArrivingBundle, why: Reason): void {
    this.#known.delete(nameOf(bundle));
    this.#known.set(nameOf(bundle), { why, atMs: this.#wallMs() });
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size > KNOWN_MAX) this.#known.delete(oldest);
  }
}

/** `bytes` is what a station says, and the hash holds. */
function nameOf({ record, sha256 }: ArrivingBundle): string {
  return `${record} ${sha256}`;
}
