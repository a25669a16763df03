import type { StoredRecord } from "../../simulators/registry/registry-store.ts";
import { formatEnvelope } from "../../src/core/record/dsse.ts";
import { gzip } from "../../src/core/record/gzip.ts";

/** A result in force, as far as papers ask for it: whose it is, where and when. */
export interface ResultInForce {
  readonly kind: "inspection" | "exam";
  readonly station: string;
  readonly endedMs: number;
  /** The vehicle's number, or the candidate's certificate. */
  readonly of: string;
}

/** As the stand-in keeps it; its signature was looked at long before. */
export function storedRecord({ kind, station, endedMs, of }: ResultInForce, index = 0): StoredRecord {
  const subject = kind === "exam" ? { learnerCertificate: of } : { plate: "鄂A00000", vin: of };
  const document = {
    kind,
    station,
    subject,
    verdict: "pass",
    time: { ended: new Date(endedMs).toISOString() },
  };
  const payload = gzip(new TextEncoder().encode(JSON.stringify(document)));
  const signatures = [{ keyId: "0".repeat(64), signature: new Uint8Array(64) }];
  const envelope = formatEnvelope({
    payloadType: "application/vnd.proofmark.result.v3+gzip",
    payload,
    signatures,
  });
  const job = `${station}-${String(index).padStart(6, "0")}`;
  return { station, index, sequence: index, record: "0".repeat(64), job, kind, verdict: "pass", envelope };
}
