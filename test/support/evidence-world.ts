import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import type { EvidenceCheck } from "../../src/core/evidence/disclosed-entries.ts";
import type { EvidenceBundle } from "../../src/core/evidence/evidence-bundle.ts";
import { gatherJob, type JournalSource } from "../../src/core/evidence/gather.ts";
import { MerkleTree } from "../../src/core/journal/merkle.ts";
import { multiProof } from "../../src/core/journal/multi-proof.ts";
import { StoredHashes } from "../../src/core/journal/stored-hashes.ts";
import { TreeFrontier } from "../../src/core/journal/tree-frontier.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import { readTrustList } from "../../src/core/record/trust-list.ts";
import { sentenceOf } from "../../src/core/trade/reasons.ts";
import type { SingleScenario } from "../../src/scenario/scenario-schema.ts";
import { runScenario, type SingleRun } from "../../src/stage/run-scenario.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { singleScenario } from "./single-scenario.ts";

/** Evidence of journals in memory: what a station gives away, and what somebody with its whole journal could give away instead. */
export const SPAN = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2099-12-31T00:00:00.000Z" };
const SOFTWARE = { name: "proofmark", version: "test", sha256: "00" };

export interface ProvenJournal extends JournalSource {
  readonly count: number;
  /** The same bundle of these of the journal's entries alone, with the proof that fits. */
  disclosing(bundle: EvidenceBundle, indexes: readonly number[]): EvidenceBundle;
}

export function provenJournal(station: string, records: readonly Uint8Array[]): ProvenJournal {
  const stored = new StoredHashes();
  const frontier = new TreeFrontier(sha256);
  for (const record of records) stored.push(frontier.append(record));
  const tree = new MerkleTree(sha256, stored);
  const again = (index: number): Uint8Array => records[index] ?? new Uint8Array(0);
  const proofOf = (indexes: readonly number[], size: number) => multiProof(tree, indexes, size);
  return {
    station,
    count: records.length,
    records: () => records,
    again,
    multiProof: proofOf,
    disclosing: (bundle, indexes) => ({
      ...bundle,
      entries: indexes.map((index) => ({ index, entry: new TextDecoder().decode(again(index)) })),
      hashes: proofOf(indexes, bundle.size),
    }),
  };
}

export function bundleOf(journal: JournalSource, job: string): EvidenceBundle {
  const gathered = gatherJob(journal, job);
  if (gathered.kind === "refused") throw new Error(sentenceOf(gathered.reason).en);
  const { kind: _, ...disclosed } = gathered;
  return { ...disclosed, photos: [] };
}

export interface PlayedScenario {
  readonly run: SingleRun;
  readonly journal: ProvenJournal;
  readonly records: readonly Uint8Array[];
  readonly check: EvidenceCheck;
  readonly trustText: string;
}

export async function playedScenario(
  name: string,
  times = 1,
  change = (scenario: SingleScenario): SingleScenario => scenario,
): Promise<PlayedScenario> {
  const file = `test/scenarios/${name}.yaml`;
  const scenario = change(singleScenario(file));
  const run = await runScenario({ file, scenario, seed: 3, times, software: SOFTWARE });
  const records = [...run.store.read(0)];
  const { record, log, authority } = run.signers;
  const { witnessName, witnessSpki } = run.registry;
  const witness = { keyId: keyIdOf(witnessSpki), algorithm: "ed25519", publicKeySpki: witnessSpki } as const;
  const of = { station: SCENARIO_STATION, ...SPAN };
  const trustText = createTrustList({
    authority,
    issued: SPAN.notBefore,
    validTo: SPAN.notAfter,
    keys: [
      { key: record, role: "record", name: "records", ...of },
      { key: log, role: "log", name: logName(SCENARIO_STATION), ...of },
      { key: witness, role: "witness", name: witnessName, ...of, station: null },
    ],
  });
  const read = readTrustList({ text: trustText, digest: sha256, verify: verifySignature });
  if (read.kind === "refused") throw new Error(sentenceOf(read.reason).en);
  const verifier = { trust: read.list, digest: sha256, verify: verifySignature };
  const journal = provenJournal(SCENARIO_STATION, records);
  return { run, records, journal, trustText, check: { digest: sha256, verifier } };
}
