import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { plainValueOf } from "../adapters/config/plain-value.ts";
import { PRIVATE_FILE } from "../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { KeyCustody } from "../adapters/keys/station-custody.ts";
import { nodeGzip } from "../adapters/zlib/node-gzip.ts";
import type { GatheredJob } from "../core/evidence/gather.ts";
import {
  REDACTED_PAYLOAD_TYPE,
  type RedactedBundle,
  type Redaction,
  redactJob,
  saltsText,
  writeRedacted,
} from "../core/evidence/redaction/redacted-result.ts";
import { type Envelope, pae } from "../core/record/dsse.ts";
import type { CliIo } from "./command.ts";
import { notMade, writeExcerpt } from "./journal-excerpt.ts";
import { signedBy } from "./keys-enrol.ts";
import { redactedMustFit } from "./list-fits.ts";
import type { StationData } from "./station-data.ts";

/** What others may see of a job, with the proof of it, not signed yet. */
export interface RedactedJobFound {
  readonly gathered: GatheredJob;
  readonly redaction: Redaction;
  /** Of a multi-proof for what is disclosed. */
  readonly hashes: readonly Uint8Array[];
}

/** Throws EdgeError EVIDENCE_NOT_MADE. */
export function redactedJob(
  gathered: GatheredJob,
  multiProof: (indexes: readonly number[], size: number) => readonly Uint8Array[],
  directory: string,
): RedactedJobFound {
  const redaction = redactJob(gathered, {
    digest: sha256,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    compress: nodeGzip,
    read: plainValueOf,
    nowMs: new SystemClock().wallMs(),
  });
  if (redaction.kind === "refused") return notMade(redaction, directory);
  return { gathered, redaction, hashes: multiProof(redaction.disclosed, gathered.size) };
}

export interface RedactedOutput {
  readonly out: string;
  readonly saltsOut: string | undefined;
  /** What goes into the bundle itself. */
  readonly trust: { readonly trust?: unknown };
  /** The file of the trust list that goes along, in the bundle or beside it. */
  readonly list: string | undefined;
  readonly json: boolean;
}

export interface RedactedFile {
  readonly bundle: RedactedBundle;
  readonly bytes: Uint8Array;
  /** To be written before it: nobody could make them again. */
  readonly salts: string;
}

/**
 * Signs it with the keys of now by which records are signed, and gives the file. Rejects with EdgeError EVIDENCE_NOT_MADE,
 * FILE_UNWRITABLE, TRUST_LIST_INVALID, KEY_UNUSABLE, KEYS_MISSING, KEY_PASSPHRASE_WRONG, SECRET_UNREADABLE and the TOKEN_ codes.
 */
export async function signedRedactedJob(
  { gathered, redaction, hashes }: RedactedJobFound,
  { keys, custody, journal }: StationData,
  { trust, list }: Pick<RedactedOutput, "trust" | "list">,
): Promise<RedactedFile> {
  const { payload, disclosed, hidden } = redaction;
  const signatures = await signaturesOf(new KeyCustody({ directory: keys, custody }), custody, payload);
  const { station, job, size, checkpoint } = gathered;
  const shown = new Set(disclosed);
  const bundle: RedactedBundle = {
    ...{ station, job, size, checkpoint, hashes },
    entries: gathered.entries.filter(({ index }) => shown.has(index)),
    document: { payloadType: REDACTED_PAYLOAD_TYPE, payload, signatures },
    ...trust,
  };
  const written = writeRedacted(bundle, nodeGzip);
  if (written.kind === "refused") return notMade(written, journal);
  await redactedMustFit({ job, bytes: written.bytes }, list);
  return { bundle, bytes: written.bytes, salts: saltsText(bundle, hidden, { digest: sha256 }) };
}

/**
 * The salts into a file of their own, if one is named, then whatever goes out with them; salts of a file that could not be written are of
 * nothing, and stand in nobody's way. Throws EdgeError FILE_UNWRITABLE, or what `write` throws.
 */
export function besideSalts<Written>(
  { salts }: RedactedFile,
  saltsOut: string | undefined,
  write: () => Written,
): Written {
  if (saltsOut === undefined) return write();
  writeFileOrSay(saltsOut, salts, PRIVATE_FILE, "wx");
  try {
    return write();
  } catch (cause) {
    rmSync(saltsOut, { force: true });
    throw cause;
  }
}

/** As a record of today would be signed: with both keys, where the station has both. */
async function signaturesOf(
  custodian: KeyCustody,
  { second }: StationData["custody"],
  payload: Uint8Array,
): Promise<Envelope["signatures"]> {
  const signatures: Envelope["signatures"][number][] = [];
  try {
    for (const role of second === undefined ? (["record"] as const) : (["record", "second"] as const)) {
      const signer = await custodian.present(role);
      const signature = await signedBy(signer, pae(REDACTED_PAYLOAD_TYPE, payload));
      signatures.push({ keyId: signer.keyId, signature });
    }
    return signatures;
  } finally {
    custodian.close();
  }
}

/** Writes the file beside its salts. Rejects as `signedRedactedJob`. */
export async function writeRedactedJob(
  found: RedactedJobFound,
  data: StationData,
  { out, json, ...more }: RedactedOutput,
  io: CliIo,
): Promise<number> {
  const made = await signedRedactedJob(found, data, more);
  const { bundle, bytes: packed } = made;
  const { saltsOut } = more;
  besideSalts(made, saltsOut, () => writeExcerpt(out, packed));
  const { station, job, size } = bundle;
  const { disclosed, hidden, hiddenEntries } = found.redaction;
  const counts = { entries: disclosed.length, entriesHidden: hiddenEntries, valuesHidden: hidden.length };
  const bytes = packed.length;
  if (json) io.out(JSON.stringify({ out, bytes, redacted: true, station, job, size, ...counts, saltsOut }));
  else {
    io.out(
      `The evidence of job ${job} of station ${station}, redacted for others, is in ${out}: ${bytes} bytes.`,
    );
    tellHidden(found, { size, saltsOut }, io);
  }
  return 0;
}

/** How much is shown, and where the salts are. */
export function tellHidden(
  { redaction: { disclosed, hidden, hiddenEntries } }: RedactedJobFound,
  { size, saltsOut }: { readonly size: number; readonly saltsOut: string | undefined },
  io: CliIo,
): void {
  io.out(
    `${disclosed.length} entries of a log of ${size} are shown and ${hiddenEntries} hidden, with ${hidden.length} values of the result.`,
  );
  io.out(
    saltsOut === undefined
      ? "The salts are kept nowhere: without --salts-out nobody can show later what a value was, but by the whole record."
      : `The salts are in ${saltsOut}, with every hidden value: for the person concerned alone.`,
  );
}
