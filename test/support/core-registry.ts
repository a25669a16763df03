import { createPrivateKey } from "node:crypto";
import type { RegistryServiceOptions } from "../../simulators/registry/registry-service.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { WitnessKey } from "../../src/adapters/keys/witness-key.ts";
import { readRotation } from "../../src/core/record/key-request.ts";
import { decideBatch, weigh } from "../../src/core/registry/decide-batch.ts";
import type { DecideTools } from "../../src/core/registry/decide-submission.ts";
import {
  firstKey,
  firstKeys,
  followed,
  keysOfRole,
  newestKey,
} from "../../src/core/registry/following-keys.ts";
import { HeldBook } from "../../src/core/registry/held-book.ts";
import { emptyHead, jobNumber, resumeLog } from "../../src/core/registry/log-resumption.ts";
import type { RegistryHead, StationAccount, TakenRecord } from "../../src/core/registry/station-account.ts";
import type { HeldRecord } from "../../src/core/registry/take-in.ts";

const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const REASON = {
  zh: "本站恢复了较早的日志副本；日志自此接续，此前的分支保留并继续有效。",
  en: "The station restored an earlier copy of its journal; the log goes on from there, and the branch before stays in force.",
};

type Kept = TakenRecord & { readonly station: string; readonly branch: number };

/** The decisions of the product's registry over tables in memory: what the intake does with a database, without one. */
export class CoreRegistry {
  readonly accounts = new Map<string, StationAccount>();
  readonly kept: Kept[] = [];
  readonly #heads: { readonly station: string; readonly head: RegistryHead }[] = [];
  readonly #abandoned = new Map<string, Set<Kept>>();
  readonly #witness: WitnessKey;
  readonly #tools: DecideTools;

  constructor({ witnessSeed, witnessName, stations, simulation }: RegistryServiceOptions) {
    const key = Buffer.concat([ED25519_PKCS8, witnessSeed]);
    this.#witness = new WitnessKey(
      witnessName ?? "proofmark-registry/witness-1",
      createPrivateKey({ key, format: "der", type: "pkcs8" }),
      "a test",
    );
    this.#tools = {
      digest: sha256,
      verify: verifySignature,
      simulation: simulation === true,
      cosign: (text, timeS) => [this.#witness.cosignature(text, timeS)],
    };
    for (const { station, logKeySpki, recordKeySpki, second = null } of stations)
      this.accounts.set(station, {
        station,
        log: firstKey({ keyId: keyIdOf(logKeySpki), spki: logKeySpki }),
        record: firstKeys({ keyId: keyIdOf(recordKeySpki), spki: recordKeySpki }, second),
        head: emptyHead(sha256),
        branch: 0,
      });
  }

  handle(bytes: Uint8Array, atMs: number): Uint8Array {
    const message = weigh(bytes, this.#tools, (station) => this.accounts.get(station)?.record ?? null);
    const station = message.kind === "weighed" ? message.submission.station : "";
    const held = new Map([[station, new HeldBook(this.#held(station))]]);
    const decided = decideBatch({ accounts: this.accounts, held, messages: [message], atMs }, this.#tools);
    for (const { station: of, change } of decided.changes) {
      const branch = this.accounts.get(of)?.branch ?? 0;
      this.kept.push(...change.taken.map((record) => ({ ...record, station: of, branch })));
      this.#heads.push({ station: of, head: change.head });
    }
    for (const [of, account] of decided.accounts) this.accounts.set(of, account);
    return decided.answers[0] as Uint8Array;
  }

  rotate(request: string): boolean {
    const rotation = readRotation({ digest: sha256, verify: verifySignature }, request.trim());
    const account = "kind" in rotation ? undefined : this.accounts.get(rotation.station);
    if ("kind" in rotation || account === undefined) return false;
    const keys = keysOfRole(account, rotation.role);
    if (keys === undefined || newestKey(keys)?.keyId !== rotation.oldKeyId) return false;
    const next = followed(keys, { keyId: rotation.newKeyId, spki: rotation.newSpki });
    const { beside } = account.record;
    if (rotation.role === "second" && beside !== undefined)
      this.accounts.set(account.station, {
        ...account,
        record: { ...account.record, beside: { ...beside, keys: next.keys } },
      });
    else this.accounts.set(account.station, { ...account, [rotation.role]: next });
    return true;
  }

  resume(station: string, { size, atMs }: { readonly size: number; readonly atMs: number }): string {
    const account = this.accounts.get(station);
    const found = this.#heads.findLast((held) => held.station === station && held.head.size === size)?.head;
    const resume = size === 0 ? emptyHead(sha256) : found;
    if (account === undefined || resume === undefined) throw new Error("never cosigned");
    const own = this.kept.filter((record) => record.station === station);
    const jobSeen = Math.max(0, ...own.map((one) => ("job" in one ? jobNumber(one.job) : 0)));
    const { account: next, decision } = resumeLog(
      { account, resume, jobSeen, atMs, reason: REASON },
      { sign: (message) => this.#witness.sign(message), keyId: this.#witness.keyId },
    );
    const gone = this.#abandoned.get(station) ?? new Set();
    for (const one of own) if (one.index >= size) gone.add(one);
    this.#abandoned.set(station, gone);
    this.accounts.set(station, next);
    return decision;
  }

  #held(station: string): HeldRecord[] {
    const own = this.kept.filter((record) => record.station === station);
    const withdrawn = new Set(
      own.flatMap((one) => (one.kind === "withdrawal" ? [one.withdraws.record] : [])),
    );
    return own.flatMap((one) => {
      if (one.kind === "quarantined") return [];
      const { kind, record, index, sequence, job, of } = one;
      const isAbandoned = this.#abandoned.get(station)?.has(one) === true;
      return [{ kind, record, index, sequence, job, of, isWithdrawn: withdrawn.has(record), isAbandoned }];
    });
  }
}
