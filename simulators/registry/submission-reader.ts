import { isCount, type Members, members, strictBase64, strictJson, strictUtf8 } from "./strict-text.ts";

/** A station's submission as the registry reads it, by the protocol page and not by the station's code. */
export const MESSAGE_BYTES_MAX = 262_144;
const RECORDS_MAX = 64;
const PROOF_MAX = 63;

export interface ReadSubmission {
  readonly station: string;
  readonly oldSize: number;
  readonly checkpoint: string;
  readonly consistency: readonly Buffer[];
  readonly records: readonly ReadRecord[];
}

export interface ReadRecord {
  readonly index: number;
  readonly entry: Buffer;
  readonly inclusion: readonly Buffer[];
}

/** A string is the reason why it cannot be read. */
export function readSubmission(message: Uint8Array): ReadSubmission | string {
  if (message.length > MESSAGE_BYTES_MAX) return `longer than ${MESSAGE_BYTES_MAX} bytes`;
  let value: unknown;
  try {
    value = strictJson(strictUtf8(message));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return "not strict UTF-8 JSON";
    throw error;
  }
  const names = ["schema", "station", "oldSize", "checkpoint", "consistency", "records"];
  const found = members(value, names);
  if (found?.schema !== "proofmark/submission/v1") return "not a submission of version 1";
  const { station, oldSize, checkpoint, records } = found;
  if (typeof station !== "string" || typeof checkpoint !== "string" || !isCount(oldSize)) {
    return "station, oldSize or checkpoint has the wrong type";
  }
  const consistency = readHashes(found.consistency);
  if (consistency === null) return "the consistency proof is not a list of hashes";
  if (!Array.isArray(records) || records.length > RECORDS_MAX) return `not at most ${RECORDS_MAX} records`;
  const read = records.map((record) => readRecord(members(record, ["index", "entry", "inclusion"])));
  const whole = read.filter((record) => record !== null);
  if (whole.length !== read.length) return "a record does not have its documented form";
  return { station, oldSize, checkpoint, consistency, records: whole };
}

function readRecord(found: Members | null): ReadRecord | null {
  const entry = found?.entry;
  const inclusion = readHashes(found?.inclusion);
  if (found === null || typeof entry !== "string" || inclusion === null || !isCount(found.index)) return null;
  return { index: found.index, entry: Buffer.from(entry), inclusion };
}

function readHashes(value: unknown): Buffer[] | null {
  if (!Array.isArray(value) || value.length > PROOF_MAX) return null;
  const hashes = value.map((text) => strictBase64(text)).filter((hash) => hash?.length === 32);
  return hashes.length === value.length ? (hashes as Buffer[]) : null;
}
