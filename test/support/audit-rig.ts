import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { Audit } from "../../src/core/audit/audit.ts";
import type { AuditReport } from "../../src/core/audit/audit-report.ts";
import type { RegistryCheckpoint, RegistryRow } from "../../src/core/audit/registry-copy.ts";
import { StationLog } from "../../src/core/audit/station-log.ts";
import type { TrustedKey } from "../../src/core/record/trust-list.ts";
import type { Verifier } from "../../src/core/record/verify-record.ts";
import { decideBatch, weigh } from "../../src/core/registry/decide-batch.ts";
import type { DecideTools } from "../../src/core/registry/decide-submission.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { HeldBook } from "../../src/core/registry/held-book.ts";
import { emptyHead, resumeLog } from "../../src/core/registry/log-resumption.ts";
import type { RegistryHead, StationAccount, TakenRecord } from "../../src/core/registry/station-account.ts";
import type { HeldRecord } from "../../src/core/registry/take-in.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { WITNESS } from "./registry-rig.ts";
import { PlainJournal, SealingStation } from "./sealing-station.ts";
import { bytesOf, messageOf, sealedBelow, submissionOf } from "./submissions.ts";

const TOOLS: DecideTools = {
  ...{ digest: sha256, verify: verifySignature, simulation: false },
  cosign: (text, timeS) => [WITNESS.cosignature(text, timeS)],
};

export type Changing<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** A station and a registry that took in what it sent, both in memory and open to every hand. */
export class AuditRig {
  readonly station: SealingStation;
  account: StationAccount;
  head: Changing<RegistryCheckpoint>;
  rows: Changing<RegistryRow>[] = [];
  checkpoints: Changing<RegistryCheckpoint>[] = [];
  decisions: string[] = [];
  #held = new HeldBook();

  constructor(name = "TEST-0001") {
    this.station = new SealingStation(name);
    const { logSigner, recordSigner } = this.station;
    this.account = {
      ...{ station: name, branch: 0, head: emptyHead(sha256) },
      log: firstKey({ keyId: logSigner.keyId, spki: logSigner.publicKeySpki }),
      record: firstKey({ keyId: recordSigner.keyId, spki: recordSigner.publicKeySpki }),
    };
    this.head = this.#checkpointOf(this.account.head);
  }

  /** Sends what is new; the receipt becomes an entry of the journal, unless it is lost on the way. */
  deliver({ isLost = false } = {}): void {
    const { station, journal } = this.station;
    const message = bytesOf(submissionOf(this.station, this.account.head.size));
    const weighed = weigh(message, TOOLS, () => this.account.record);
    const accounts = new Map([[String(station), this.account]]);
    const held = new Map([[String(station), this.#held]]);
    const { answers, changes } = decideBatch({ accounts, held, messages: [weighed], atMs: 1_000 }, TOOLS);
    for (const { change } of changes) {
      this.account = { ...this.account, head: change.head };
      this.head = this.#checkpointOf(change.head);
      this.checkpoints.push(this.#checkpointOf(change.head));
      for (const taken of change.taken) this.#keep(taken, change.head);
    }
    const receipt = messageOf(answers[0]) as { size?: number; checkpoint?: string };
    if (receipt.size === undefined) throw new Error("the registry of the rig refused");
    if (!isLost) journal.append([receiptEntry(receipt.size, receipt.checkpoint ?? "")], () => undefined);
  }

  /** As if the journal had other entries: hashes and tree follow, as whoever rewrites files would make them. */
  rewrite(change: (entries: Uint8Array[]) => Uint8Array[]): void {
    const journal = new PlainJournal();
    journal.append(change([...this.station.journal.entries]), () => undefined);
    this.station.journal = journal;
  }

  audit(witness: Signer | typeof WITNESS = WITNESS): AuditReport {
    const verifier = verifierFor(this.station, witness);
    const { journal, station } = this.station;
    const log = new StationLog(verifier, station);
    for (const entry of journal.entries) log.take(entry);
    const audit = new Audit({
      ...{ verifier, log, stoppedBy: null, rootAt: (size) => journal.root(size) },
      copy: {
        ...{ station, branch: this.account.branch, head: this.head },
        ...{ checkpoints: this.checkpoints, decisions: this.decisions },
      },
    });
    for (const row of this.rows) audit.row(row);
    audit.conclude();
    return audit.report(null);
  }

  /** The disk is replaced by a copy of when it had `entries`; the registry takes the log up where it cosigned it last at or below that. */
  restore(entries: number): void {
    const heads = this.checkpoints.filter(({ size }) => size <= entries);
    const at = heads.reduce((last, head) => (head.size > last.size ? head : last));
    const resumed = { ...at, cosignedMs: 1_000 };
    const reason = { zh: "恢复", en: "restored" };
    const of = { account: this.account, resume: resumed, jobSeen: 0, atMs: 2_000, reason };
    const sign = (message: Uint8Array): Uint8Array => WITNESS.sign(message);
    const { account, decision } = resumeLog(of, { sign, keyId: WITNESS.keyId });
    this.account = account;
    this.head = this.#checkpointOf(account.head);
    this.decisions.push(decision);
    for (const row of this.rows) if (row.index >= at.size) row.isAbandoned = true;
    this.#held = new HeldBook(this.rows.flatMap(heldIn));
    this.station.journal = this.station.journal.copy(entries);
    this.station.sealed = sealedBelow(this.station, entries).length;
  }

  #checkpointOf({ size, root, records, note }: RegistryHead): Changing<RegistryCheckpoint> {
    return { branch: this.account.branch, size, root, records, note };
  }

  #keep(taken: TakenRecord, head: RegistryHead): void {
    this.rows.push({ ...rowOf(taken, head), branch: this.account.branch });
    if (taken.kind !== "withdrawal") return;
    const named = this.rows.find(({ record }) => record === taken.withdraws.record);
    if (named !== undefined) named.withdrawnBy = taken.record;
  }
}

export function receiptEntry(size: number, checkpoint: string): Uint8Array {
  return bytesOf({ type: "receipt", at: { monoMs: 0, wallMs: 0 }, size, checkpoint });
}

export function verifierFor(station: SealingStation, witness: Signer | typeof WITNESS = WITNESS): Verifier {
  const spki = "spki" in witness ? witness.spki : witness.publicKeySpki;
  const key = (role: TrustedKey["role"], own: Uint8Array, name: string): TrustedKey => ({
    ...{ role, name, spki: own, keyId: keyIdOf(own), station: role === "witness" ? null : station.station },
    algorithm: role === "record" ? "ecdsa-p256-sha256" : "ed25519",
    ...{ notBeforeMs: 0, notAfterMs: Date.UTC(2100, 0, 1) },
  });
  const keys = [
    key("record", station.recordSigner.publicKeySpki, station.station),
    key("log", station.logSigner.publicKeySpki, `proofmark/${station.station}`),
    key("witness", spki, WITNESS.name),
  ];
  const trust = { authority: "", number: null, issuedMs: 0, validToMs: Date.UTC(2100, 0, 1), keys };
  return { trust, digest: sha256, verify: verifySignature };
}

function heldIn(row: RegistryRow): readonly HeldRecord[] {
  const { record, kind, index, sequence, job, of, isAbandoned } = row;
  if (record === null || job === null || kind === "quarantined") return [];
  const isWithdrawn = row.withdrawnBy !== null;
  const place = { record, kind, index, sequence, job, isWithdrawn, isAbandoned };
  return [{ ...place, of: of === "exam" ? "exam" : "inspection" }];
}

function rowOf(taken: TakenRecord, { size }: RegistryHead): Changing<RegistryRow> {
  const { index, sequence, kind, entry } = taken;
  const place = { branch: 0, index, sequence, kind, size, entry, isAbandoned: false, withdrawnBy: null };
  const none = { verdict: null, plate: null, vin: null, certificate: null, withdraws: null, defect: null };
  if (taken.kind === "quarantined")
    return { ...place, ...none, record: null, job: null, of: null, inclusion: null, defect: taken.defect };
  const { record, job, of, inclusion } = taken;
  const own = { ...place, ...none, record, job, of, inclusion };
  if (taken.kind === "withdrawal") return { ...own, withdraws: taken.withdraws.record };
  const { plate = null, vin = null, learnerCertificate = null } = taken.subject;
  return { ...own, verdict: taken.verdict, plate, vin, certificate: learnerCertificate };
}
