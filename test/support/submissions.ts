import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { Submission } from "../../src/core/delivery/messages.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { formatCheckpoint } from "../../src/core/record/checkpoint.ts";
import { formatNote, noteMessage, signatureLine } from "../../src/core/record/signed-note.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { type SealingStation, signed } from "./sealing-station.ts";

export interface NoteOptions {
  readonly origin?: string;
  readonly root?: Uint8Array;
  /** Extension lines in place of `records N`. */
  readonly extension?: readonly string[];
  readonly records?: number;
  readonly signer?: Signer;
}

/** A checkpoint of the station's log at `size`, signed; every part can be made wrong. */
export function checkpointNote(station: SealingStation, size: number, options: NoteOptions = {}): string {
  const origin = options.origin ?? `proofmark/${station.station}`;
  const root = options.root ?? station.journal.root(size);
  const extension = options.extension ?? [`records ${options.records ?? sealedBelow(station, size).length}`];
  const text = `${formatCheckpoint({ origin, size, root })}${extension.map((line) => `${line}\n`).join("")}`;
  const signer = options.signer ?? station.logSigner;
  const key = { name: origin, spki: signer.publicKeySpki };
  const line = signatureLine(sha256, key, signed(signer, noteMessage(text)));
  if (line === null) throw new Error("the log key makes no note line");
  return formatNote(text, [line]);
}

const SEALED = /"(?:record|withdrawal)-sealed"/;

/** Journal indexes of the sealed records and withdrawals below `size`. */
export function sealedBelow(station: SealingStation, size: number): number[] {
  const decoder = new TextDecoder();
  return station.journal.entries
    .slice(0, size)
    .flatMap((entry, index) => (SEALED.test(decoder.decode(entry)) ? [index] : []));
}

/** Everything from `oldSize` to `size`, as an honest station submits it. */
export function submissionOf(
  station: SealingStation,
  oldSize: number,
  size = station.journal.size(),
  note: NoteOptions = {},
): Submission {
  const hashes = (list: readonly Uint8Array[]) => list.map((hash) => encodeBase64(hash));
  const journal = station.journal;
  return {
    schema: "proofmark/submission/v1",
    station: station.station,
    oldSize,
    checkpoint: checkpointNote(station, size, note),
    consistency: hashes(oldSize <= size ? journal.consistencyProof(oldSize, size) : []),
    records: sealedBelow(station, size)
      .filter((index) => index >= oldSize)
      .map((index) => ({
        index,
        entry: new TextDecoder().decode(journal.entries[index]),
        inclusion: hashes(journal.inclusionProof(index, size)),
      })),
  };
}

export function bytesOf(message: unknown): Uint8Array {
  return new TextEncoder().encode(typeof message === "string" ? message : JSON.stringify(message));
}

export function messageOf(bytes: Uint8Array | undefined): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
