import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { isCount, strictBase64 } from "./strict-text.ts";

/** C2SP signed-note, tlog-checkpoint and tlog-cosignature, as the witness needs them. */
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const LOG_SIGNATURE = 0x01;
const COSIGNATURE = 0x04;

export interface LogCheckpoint {
  /** Everything that is signed, with its last newline. */
  readonly body: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Sealed records below `size`, from the extension line; null if the line is not there. */
  readonly records: number | null;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  readonly line: string;
  readonly bytes: Buffer;
}

/** Null if it is not a checkpoint in note form. */
export function readCheckpoint(note: string): LogCheckpoint | null {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n") || note.length > 4096) return null;
  const body = note.slice(0, end + 1);
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(end + 2, -1).split("\n")) {
    const match = /^— ([^ +\n]+) (\S+)$/.exec(line);
    const bytes = strictBase64(match?.[2]);
    if (match?.[1] === undefined || bytes === null || bytes.length < 5) return null;
    signatures.push({ name: match[1], line, bytes });
  }
  const [origin, sizeText, rootText, ...extension] = body.slice(0, -1).split("\n");
  const root = strictBase64(rootText);
  if (!origin || !sizeText || !/^(?:0|[1-9]\d{0,15})$/.test(sizeText) || root?.length !== 32) return null;
  const size = Number(sizeText);
  if (!isCount(size) || extension.length > 8) return null;
  const records = /^records (0|[1-9]\d{0,14})$/.exec(extension[0] ?? "")?.[1];
  return {
    body,
    origin,
    size,
    root,
    signatures,
    records: records === undefined || extension.length !== 1 ? null : Number(records),
  };
}

function keyHash(name: string, algorithm: number, publicKey: Uint8Array): Buffer {
  const id = createHash("sha256").update(`${name}\n`).update(Uint8Array.of(algorithm)).update(publicKey);
  return id.digest().subarray(0, 4);
}

const parsedKeys = new Map<string, KeyObject>();

/** Parsed once: a registry sees the same few keys again and again. */
function parsedKey(spki: Buffer): KeyObject {
  const name = spki.toString("base64");
  const known = parsedKeys.get(name);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  if (parsedKeys.size >= 64) parsedKeys.clear();
  parsedKeys.set(name, key);
  return key;
}

/** The first signature line of this log key that verifies, or null. */
export function logSignature(checkpoint: LogCheckpoint, spki: Uint8Array): NoteSignature | null {
  const raw = Buffer.from(spki);
  if (raw.length !== 44 || !raw.subarray(0, 12).equals(ED25519_SPKI)) return null;
  const key = parsedKey(raw);
  const hint = keyHash(checkpoint.origin, LOG_SIGNATURE, raw.subarray(12));
  for (const signature of checkpoint.signatures.slice(0, 16)) {
    if (signature.name !== checkpoint.origin || !signature.bytes.subarray(0, 4).equals(hint)) continue;
    if (verify(null, Buffer.from(checkpoint.body), key, signature.bytes.subarray(4))) return signature;
  }
  return null;
}

export class WitnessKey {
  readonly name: string;
  readonly spki: Uint8Array;
  readonly #key: KeyObject;
  readonly #hint: Buffer;

  constructor(name: string, seed: Uint8Array) {
    this.name = name;
    this.#key = createPrivateKey({
      key: Buffer.concat([ED25519_PKCS8, seed]),
      format: "der",
      type: "pkcs8",
    });
    this.spki = createPublicKey(this.#key).export({ format: "der", type: "spki" });
    this.#hint = keyHash(name, COSIGNATURE, this.spki.subarray(12));
  }

  /** Over what it decides. */
  signature(message: Uint8Array): Buffer {
    return sign(null, message, this.#key);
  }

  /** Whether this witness has cosigned that checkpoint, at whatever time. */
  hasCosigned({ body, signatures }: LogCheckpoint): boolean {
    const key = parsedKey(Buffer.from(this.spki));
    return signatures.slice(0, 16).some(({ name, bytes }) => {
      if (name !== this.name || bytes.length !== 76 || !bytes.subarray(0, 4).equals(this.#hint)) return false;
      const seconds = bytes.readBigUInt64BE(4);
      const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`);
      return verify(null, message, key, bytes.subarray(12));
    });
  }

  /** The note with the log's line and this witness's; the time is whole seconds since 1970. */
  cosigned(checkpoint: LogCheckpoint, logLine: string, seconds: number): string {
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(seconds));
    const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpoint.body}`);
    const signature = Buffer.concat([this.#hint, time, sign(null, message, this.#key)]);
    return `${checkpoint.body}\n${logLine}\n— ${this.name} ${signature.toString("base64")}\n`;
  }
}
