import { closeSync, openSync, writeSync } from "node:fs";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { nodeGzip } from "../../../src/adapters/zlib/node-gzip.ts";
import { draftSubmission, submissionBytes } from "../../../src/core/delivery/submission.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { ResultDocument } from "../../../src/core/record/result-document.ts";
import { formatNote, noteMessage, signatureLine } from "../../../src/core/record/signed-note.ts";
import { sealResult } from "../../../src/station/seal.ts";
import { anotherOf, realRecord } from "../../support/real-records.ts";
import { PlainJournal, signed } from "../../support/sealing-station.ts";
import { type Keys, newKeys } from "../delivering-station.ts";
import { LENGTHS_BYTES, type PreparedHead, type PreparedWord, type PrepareOrder } from "./prepared.ts";

const order = JSON.parse(process.argv[2] ?? "{}") as PrepareOrder;
const documents = [await realRecord("k3-sound"), await realRecord("c1-sound")];

/** Entries of a station's records, in the order of their numbers. */
function sealedBy(station: string, { record: signer }: Keys, results: number): PlainJournal {
  const journal = new PlainJournal();
  for (let n = 0; n < results; n++) {
    const document = anotherOf(documents[n % documents.length] as ResultDocument, station, n);
    sealResult(document, { signer, digest: sha256, compress: nodeGzip }, (sealed) => {
      if (sealed.kind !== "sealed") throw new Error(JSON.stringify(sealed.reason));
      const { record, envelope } = sealed;
      const at = { monoMs: n, wallMs: n };
      const entry = JSON.stringify({ type: "record-sealed", at, job: document.job, record, envelope });
      journal.append([new TextEncoder().encode(entry)], () => undefined);
    });
  }
  return journal;
}

function* messagesOf(
  name: string,
  { log }: Keys,
  journal: PlainJournal,
  atOnce: number,
): Generator<{ head: PreparedHead; bytes: Uint8Array }> {
  const station = asId<"station">(name);
  for (let size = 0; size < journal.size(); ) {
    const places = Array.from({ length: Math.min(atOnce, journal.size() - size) }, (_none, n) => ({
      index: size + n,
      sequence: size + n,
    }));
    const drafted = draftSubmission(station, journal, size, { places });
    if (drafted.kind !== "draft") throw new Error(`nothing to submit: ${drafted.kind}`);
    const { checkpointText } = drafted.draft;
    const key = { name: `proofmark/${name}`, spki: log.publicKeySpki };
    const line = signatureLine(sha256, key, signed(log, noteMessage(checkpointText)));
    const bytes = submissionBytes(station, journal, drafted.draft, formatNote(checkpointText, [line ?? ""]));
    const head = { station: name, size: drafted.draft.size, results: drafted.draft.size - size };
    yield { head, bytes };
    size = head.size;
  }
}

const stations: PreparedWord["stations"][number][] = [];
const descriptor = openSync(order.file, "w");
let number = 0;
for (const { prefix, count, results, inMessage } of order.groups)
  for (let n = 0; n < count; n++) {
    if (number++ % order.of !== order.part) continue;
    const station = `${prefix}-${String(n).padStart(5, "0")}`;
    const keys = newKeys();
    const base64 = (spki: Uint8Array): string => Buffer.from(spki).toString("base64");
    stations.push({
      station,
      log: base64(keys.log.publicKeySpki),
      record: base64(keys.record.publicKeySpki),
    });
    const journal = sealedBy(station, keys, results);
    for (const { head, bytes } of messagesOf(station, keys, journal, inMessage === "one" ? 1 : results)) {
      const headBytes = Buffer.from(JSON.stringify(head));
      const lengths = Buffer.alloc(LENGTHS_BYTES);
      lengths.writeUInt32BE(headBytes.length, 0);
      lengths.writeUInt32BE(bytes.length, 4);
      writeSync(descriptor, Buffer.concat([lengths, headBytes, bytes]));
    }
  }
closeSync(descriptor);
process.send?.({ stations } satisfies PreparedWord);
process.disconnect();
