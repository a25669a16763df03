import { plainValueOf } from "../../src/adapters/config/plain-value.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { type GatheredJob, gatherJob } from "../../src/core/evidence/gather.ts";
import {
  REDACTED_PAYLOAD_TYPE,
  type RedactedBundle,
  type Redaction,
  redactJob,
  saltsText,
  writeRedacted,
} from "../../src/core/evidence/redaction/redacted-result.ts";
import { pae } from "../../src/core/record/dsse.ts";
import { gunzip } from "../../src/core/record/gzip.ts";
import { sentenceOf } from "../../src/core/trade/reasons.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { type PlayedScenario, provenJournal } from "./evidence-world.ts";
import { goodDay } from "./journal-day.ts";
import { KEYS, STATION } from "./sealed-results.ts";
import { signed } from "./sealing-station.ts";

/** Redacted evidence of journals in memory, and what a station that lies could give out instead. */
export interface RedactedEvidence {
  readonly gathered: GatheredJob;
  readonly redaction: Redaction;
  readonly bundle: RedactedBundle;
  readonly file: Uint8Array;
  readonly salts: string;
}

/** A month after the scenarios' day. */
const NOW_MS = Date.parse("2026-07-01T08:00:00.000Z");
let counted = 0;

/** Of tests alone: the same in each run, and never twice in one. */
export function countedBytes(bytes: number): Uint8Array {
  counted++;
  return sha256(new TextEncoder().encode(`salt ${counted}`)).slice(0, bytes);
}

export type JournalWorld = Pick<PlayedScenario, "journal" | "records">;

export function lastJobOf({ run }: PlayedScenario): string {
  return run.records.at(-1)?.document.job ?? "";
}

export interface RedactedHow {
  readonly signer: Signer;
  readonly nowMs?: number;
  readonly read?: (text: string) => unknown;
}

export function redactedEvidence(
  world: JournalWorld,
  job: string,
  { signer, nowMs = NOW_MS, read = plainValueOf }: RedactedHow,
): RedactedEvidence {
  const gathered = gatherJob(world.journal, job);
  if (gathered.kind === "refused") throw new Error(sentenceOf(gathered.reason).en);
  const tools = { digest: sha256, random: countedBytes, compress: nodeGzip, nowMs, read };
  const redaction = redactJob(gathered, tools);
  if (redaction.kind === "refused") throw new Error(sentenceOf(redaction.reason).en);
  const bundle = bundleWith(world, gathered, redaction, signer);
  return {
    ...{ gathered, redaction, bundle, file: fileOf(bundle) },
    salts: saltsText(bundle, redaction.hidden, tools),
  };
}

/** Of a scenario, its last job; signed by the key of its records. */
export function redactedScenario(played: PlayedScenario): RedactedEvidence {
  return redactedEvidence(played, lastJobOf(played), { signer: played.run.signers.record });
}

/** A job of a made journal, small enough to be looked at many times. */
export function redactedToy({ withdrawn = false }: { readonly withdrawn?: boolean | "pending" } = {}): {
  readonly world: JournalWorld;
  readonly evidence: RedactedEvidence;
} {
  const day = goodDay();
  if (withdrawn !== false)
    day.receipt((withdrawn === "pending" ? day.withdrawalActed(1) : day.withdrawn(1)) + 1);
  const records = [...day.store.read(0)];
  const world = { records, journal: provenJournal(STATION, records) };
  const nowMs = Date.parse("2026-11-30T10:00:00.000Z");
  const read = (): unknown => ({ parts: [], requires: [], items: [], rules: [] });
  return { world, evidence: redactedEvidence(world, "job-1", { signer: KEYS.record, nowMs, read }) };
}

/** Whatever is signed, over whatever of the journal is shown, with the proof that fits. */
export function bundleWith(
  { journal, records }: JournalWorld,
  { station, job, size, checkpoint }: Omit<GatheredJob, "kind">,
  { payload, disclosed }: Pick<Redaction, "payload" | "disclosed">,
  signer: Signer,
): RedactedBundle {
  const signature = signed(signer, pae(REDACTED_PAYLOAD_TYPE, payload));
  const decoder = new TextDecoder();
  return {
    ...{ station, job, size, checkpoint },
    entries: disclosed.map((index) => ({ index, entry: decoder.decode(records[index]) })),
    hashes: journal.multiProof(disclosed, size),
    document: {
      ...{ payloadType: REDACTED_PAYLOAD_TYPE, payload },
      signatures: [{ keyId: signer.keyId, signature }],
    },
  };
}

export function fileOf(bundle: RedactedBundle): Uint8Array {
  const written = writeRedacted(bundle, nodeGzip);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.bytes;
}

export function unpacked(packed: Uint8Array): string {
  const opened = gunzip(packed, 512 * 2 ** 20);
  if (opened.kind === "refused") throw new Error(opened.reason.code);
  return new TextDecoder().decode(opened.bytes);
}
