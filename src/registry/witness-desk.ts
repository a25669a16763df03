import type { Digest } from "../core/journal/merkle.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { decideCosigning, readAddCheckpoint } from "../core/registry/witness/add-checkpoint.ts";
import type { WitnessStates } from "../ports/witness-link.ts";

export interface WitnessDeskOptions {
  readonly states: WitnessStates;
  /** Keys that may sign for the log of that origin now; none where it is not known. */
  readonly logKeys: (origin: string) => readonly Uint8Array[];
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** The line under a note's text, with its newline. */
  readonly cosign: (text: string, timeS: number) => string;
  readonly wallMs: () => number;
  /** Somebody showed a second history of a log, signed by it. */
  readonly onFork: (origin: string, size: number) => void;
}

export interface DeskAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const PLAIN = "text/plain; charset=utf-8";
/** C2SP tlog-witness: the body of 409 is the size held. */
const SIZE = "text/x.tlog.size";

/**
 * Cosigns checkpoints of other people's logs. From the look at what is held to its change on disk nothing else comes between: each call runs to its end before the next one
 * begins. What is held is durable before anything is signed.
 */
export class WitnessDesk {
  readonly #options: WitnessDeskOptions;

  constructor(options: WitnessDeskOptions) {
    this.#options = options;
  }

  /** Throws what `states` throws. */
  addCheckpoint(text: string): DeskAnswer {
    const { states, logKeys, digest, verify, cosign, wallMs, onFork } = this.#options;
    const asked = readAddCheckpoint(text);
    if (asked.kind === "malformed") return plain(400);
    const { origin } = asked.checkpoint;
    const keys = logKeys(origin);
    // Nothing is read from disk for a log that nobody knows.
    const held = keys.length === 0 ? null : states.held(origin);
    const decision = decideCosigning({ held, logKeys: keys, asked, digest, verify });
    if (decision.status === 409) {
      if (decision.isFork) onFork(origin, decision.size);
      return { status: 409, type: SIZE, body: `${decision.size}\n` };
    }
    if (decision.status !== 200) {
      if (decision.status === 422) onFork(origin, asked.checkpoint.size);
      return plain(decision.status);
    }
    if (decision.next !== null) states.keep(origin, decision.next);
    return { status: 200, type: PLAIN, body: cosign(decision.text, Math.floor(wallMs() / 1000)) };
  }
}

function plain(status: number): DeskAnswer {
  return { status, type: PLAIN, body: "" };
}
