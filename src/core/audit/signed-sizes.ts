import { type RegistryDecision, readDecision } from "../delivery/registry-decision.ts";
import { sameBytes } from "../journal/merkle-proof.ts";
import { decodeBase64 } from "../record/base64.ts";
import { isValidAt } from "../record/trust-list.ts";
import { verifyReceipt } from "../record/verify-checkpoint.ts";
import type { Verifier } from "../record/verify-record.ts";
import { reason } from "../trade/reasons.ts";
import type { AuditFindings } from "./audit-report.ts";
import type { RegistryCheckpoint, RegistryCopy } from "./registry-copy.ts";
import type { StationLog } from "./station-log.ts";

/** A size of the log that both keys signed, with the root that they signed. */
export interface SignedSize {
  readonly size: number;
  readonly root: Uint8Array;
}

interface KeptReceipt extends SignedSize {
  readonly at: number;
}

/** Everything that log and witness signed together, whoever keeps it. What does not verify is a finding, and proves nothing. */
export class SignedSizes {
  /** Of the log as it goes on, rising; one root each. */
  readonly going: readonly SignedSize[];
  /** The largest of them; 0 for none. */
  readonly due: number;
  /** Receipts of the station that verify. */
  readonly receipts: number;
  /** Receipts that verify and stand before the last entry that they cover. */
  readonly ahead: readonly KeptReceipt[];
  readonly decisions: readonly RegistryDecision[];
  readonly #byBranch = new Map<string, Uint8Array>();

  constructor(verifier: Verifier, log: StationLog, copy: RegistryCopy, findings: AuditFindings) {
    this.decisions = decisionsOf(verifier, copy);
    const found = this.decisions.length;
    if (copy.branch > found)
      findings.add("registry", "unproven", reason("AUDIT_DECISION_MISSING", { branch: copy.branch, found }));
    const going = new Map<number, Uint8Array>();
    const forks = new Set<number>();
    const note = (size: number, root: Uint8Array): void => {
      const known = going.get(size);
      if (known === undefined) going.set(size, root);
      else if (!sameBytes(known, root)) forks.add(size);
    };
    const cosigned = this.#cosigned(verifier, copy, findings);
    for (const { branch, size, root } of cosigned) {
      this.#byBranch.set(`${branch} ${size}`, root);
      if (!this.#isGivenUp(branch, size)) note(size, root);
    }
    const receipts = receiptsOf(verifier, log, findings);
    for (const { size, root } of receipts) note(size, root);
    for (const size of forks) findings.add("registry", "unproven", reason("AUDIT_FORK", { size }));
    this.receipts = receipts.length;
    this.ahead = receipts.filter(({ at, size }) => size > at);
    this.going = [...going].map(([size, root]) => ({ size, root })).sort((a, b) => a.size - b.size);
    this.due = this.going.at(-1)?.size ?? 0;
    const kept = new Set(copy.checkpoints.map(({ size }) => size));
    for (const size of new Set(receipts.map((receipt) => receipt.size)))
      if (!kept.has(size))
        findings.add("registry", "missing", reason("AUDIT_CHECKPOINT_MISSING", { size }), 0);
    if (copy.head.size < this.due)
      findings.add(
        "registry",
        "unproven",
        reason("AUDIT_HEAD_BEHIND", { held: copy.head.size, size: this.due }),
      );
  }

  /** Root that was signed for the size in the branch; undefined where nothing proves it. */
  rootOf(branch: number, size: number): Uint8Array | undefined {
    return this.#byBranch.get(`${branch} ${size}`);
  }

  /** Whether a signed decision took the log up before this entry after the branch. */
  isAbandoned(branch: number, index: number): boolean {
    return this.decisions.slice(branch).some(({ resume }) => index >= resume.size);
  }

  #isGivenUp(branch: number, size: number): boolean {
    return this.decisions.slice(branch).some(({ resume }) => size > resume.size);
  }

  #cosigned(
    verifier: Verifier,
    { station, checkpoints, head }: RegistryCopy,
    findings: AuditFindings,
  ): readonly RegistryCheckpoint[] {
    const isKnown = checkpoints.some(({ size, note }) => size === head.size && note === head.note);
    const all = head.size === 0 || isKnown ? checkpoints : [...checkpoints, head];
    const good = all.filter((checkpoint) => {
      const verified = verifyReceipt(verifier, station, checkpoint.note);
      const { size } = checkpoint;
      if (verified.kind === "refused") {
        const forged = reason("AUDIT_CHECKPOINT_FORGED", { size, because: verified.reason });
        findings.add("registry", "unproven", forged);
        return false;
      }
      if (isAsSigned(checkpoint, verified.checkpoint)) return true;
      findings.add("registry", "unproven", reason("AUDIT_CHECKPOINT_ALTERED", { size }));
      return false;
    });
    // The note may be right where the columns beside it, or the station's row, are not.
    const held = good.find(({ size, note }) => size === head.size && note === head.note);
    if (held !== undefined && !isAsSigned(head, held))
      findings.add("registry", "unproven", reason("AUDIT_CHECKPOINT_ALTERED", { size: head.size }));
    return good;
  }
}

function isAsSigned(
  one: { size: number; root: Uint8Array },
  other: { size: number; root: Uint8Array },
): boolean {
  return one.size === other.size && sameBytes(one.root, other.root);
}

function receiptsOf(verifier: Verifier, log: StationLog, findings: AuditFindings): readonly KeptReceipt[] {
  return log.receipts.flatMap(({ at, size, note }) => {
    const verified = verifyReceipt(verifier, log.station, note);
    if (verified.kind === "refused") {
      const forged = reason("AUDIT_RECEIPT_FORGED", { entry: at, size, because: verified.reason });
      findings.add("station", "unproven", forged);
      return [];
    }
    const { checkpoint } = verified;
    if (checkpoint.size !== size) {
      const because = reason("CHECKPOINT_FOREIGN", { origin: checkpoint.origin, size: checkpoint.size });
      const why =
        size > at
          ? reason("AUDIT_RECEIPT_AHEAD", { entry: at, size })
          : reason("AUDIT_RECEIPT_FORGED", { entry: at, size, because });
      findings.add("station", "unproven", why);
      return [];
    }
    return [{ at, size, root: checkpoint.root }];
  });
}

/** Those that a witness of the trust list signed for this log, and that follow each other. */
function decisionsOf(verifier: Verifier, { station, decisions }: RegistryCopy): readonly RegistryDecision[] {
  const witnesses = verifier.trust.keys.filter(({ role }) => role === "witness");
  return decisions.flatMap((text) => {
    for (const witness of witnesses) {
      const read = readDecision({ ...verifier, witness }, text);
      if (read.kind === "refused" || read.decision.station !== station) continue;
      const isWhole = decodeBase64(read.decision.resume.root) !== null;
      if (isWhole && isValidAt(witness, Date.parse(read.decision.issued))) return [read.decision];
    }
    return [];
  });
}
