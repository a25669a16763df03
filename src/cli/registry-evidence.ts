import { readBytes } from "../adapters/config/strict-text.ts";
import { PRIVATE_FILE } from "../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import {
  EVIDENCE_BYTES_MAX,
  type EvidenceRow,
  mediaTypeSchema,
  sha256Schema,
} from "../core/registry/evidence-bundle.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { actorOf } from "./stopped-station.ts";

const WORDS = ["put", "get", "list", "verify", "hold", "release", "sweep"] as const;
type Word = (typeof WORDS)[number];

const EVIDENCE_HELP = `Usage: proofmark registry evidence put     --config F --file FILE --record ID [--type TYPE] [--by NAME]
       proofmark registry evidence get     --config F --sha256 HASH --out FILE
       proofmark registry evidence list    --config F [--record ID] [--json]
       proofmark registry evidence verify  --config F [--json]
       proofmark registry evidence hold    --config F --sha256 HASH --why TEXT [--by NAME]
       proofmark registry evidence release --config F --sha256 HASH --why TEXT [--by NAME]
       proofmark registry evidence sweep   --config F

Bytes that belong to a record, kept under their SHA-256 in the store of the registry file (evidence).

  put              stores a file and binds it to a record that the registry holds; the same once more changes nothing
  get              gives the bytes back, hashed again
  list             what is bound to which record, until when it is kept, and who holds it
  verify           hashes all that should be there, and names what is missing or altered
  hold             as long as it stands the bytes stay, whatever their day (an appeal, a court)
  release          ends every hold of those bytes
  sweep            takes away what is over its day and not held; the rows stay, and say when it went

  --type TYPE      media type of the file; application/octet-stream unless given

Exit codes: 0 done, 1 no such record or bytes, or something is missing or altered, 2 something must be mended, 3 a failure while running.`;

export interface EvidencePut {
  readonly bytes: Uint8Array;
  readonly record: string;
  readonly mediaType: string;
  readonly by: string;
}

export interface EvidenceHeld {
  readonly sha256: string;
  readonly why: string;
  readonly by: string;
}

/** What the composition does for it. */
export interface EvidenceActs {
  /** The hash; null where the registry holds no such record. */
  put(file: string, put: EvidencePut): Promise<string | null>;
  get(file: string, sha256: string): Promise<Uint8Array | null>;
  list(file: string, of: { readonly record?: string }): Promise<readonly EvidenceRow[]>;
  /** Of each that should be there and is not whole. */
  verify(file: string): Promise<{
    readonly looked: number;
    readonly wrong: readonly { readonly sha256: string; readonly why: string }[];
  }>;
  /** False where there are no such bytes. */
  hold(file: string, held: EvidenceHeld): Promise<boolean>;
  /** How many holds it ended. */
  release(file: string, held: EvidenceHeld): Promise<number>;
  sweep(file: string): Promise<readonly string[]>;
}

/** `args`: behind the word evidence. */
export async function runEvidence(args: readonly string[], io: CliIo, acts: EvidenceActs): Promise<number> {
  if (args.length === 0) {
    io.out(EVIDENCE_HELP);
    return 0;
  }
  const { values, words } = parseWords("registry evidence", args, {
    config: { type: "string" },
    file: { type: "string" },
    record: { type: "string" },
    sha256: { type: "string" },
    type: { type: "string" },
    why: { type: "string" },
    out: { type: "string" },
    by: { type: "string" },
    json: { type: "boolean" },
  });
  const word = wordIn(words);
  const name = `registry evidence ${word}`;
  const config = required(name, "config", values.config);
  const hash = (): string => hashIn(name, "sha256", required(name, "sha256", values.sha256));
  switch (word) {
    case "put": {
      const record = hashIn(name, "record", required(name, "record", values.record));
      const mediaType = typeIn(name, values.type);
      const bytes = readBytes(required(name, "file", values.file), EVIDENCE_BYTES_MAX);
      const sha256 = await acts.put(config, { bytes, record, mediaType, by: actorOf(name, values.by) });
      return told(io, sha256, `No record ${record} is held.`);
    }
    case "get": {
      const [sha256, out] = [hash(), required(name, "out", values.out)];
      const bytes = await acts.get(config, sha256);
      if (bytes !== null) writeFileOrSay(out, bytes, PRIVATE_FILE);
      return told(io, bytes && `${out}: ${bytes.length} bytes.`, `No evidence ${sha256} is kept.`);
    }
    case "list": {
      const record = values.record === undefined ? {} : { record: hashIn(name, "record", values.record) };
      for (const row of await acts.list(config, record))
        io.out(values.json === true ? JSON.stringify(row) : lineOf(row));
      return 0;
    }
    case "verify":
      return verified(io, await acts.verify(config), values.json === true);
    case "hold": {
      const held = { sha256: hash(), why: required(name, "why", values.why), by: actorOf(name, values.by) };
      const isHeld = await acts.hold(config, held);
      return told(
        io,
        isHeld ? `${held.sha256} is held, by ${held.by}.` : null,
        `No evidence ${held.sha256} is kept.`,
      );
    }
    case "release": {
      const held = { sha256: hash(), why: required(name, "why", values.why), by: actorOf(name, values.by) };
      const ended = await acts.release(config, held);
      return told(
        io,
        ended > 0 ? `${ended} holds of ${held.sha256} ended, by ${held.by}.` : null,
        "Nobody holds it.",
      );
    }
    case "sweep": {
      const gone = await acts.sweep(config);
      for (const sha256 of gone) io.out(sha256);
      io.out(`${gone.length} went.`);
      return 0;
    }
  }
}

/** Throws EdgeError USAGE. */
function wordIn(words: readonly string[]): Word {
  const word = WORDS.find((known) => known === words[0]);
  if (word !== undefined && words.length === 1) return word;
  throw new EdgeError(
    "USAGE",
    `proofmark registry evidence knows ${WORDS.join(", ")}; found ${JSON.stringify(words.join(" "))}.`,
  );
}

/** Throws EdgeError USAGE. */
function hashIn(name: string, option: string, text: string): string {
  const hash = text.toLowerCase();
  if (sha256Schema.safeParse(hash).success) return hash;
  throw new EdgeError(
    "USAGE",
    `proofmark ${name} --${option}: found ${JSON.stringify(text)}, allowed: 64 hex digits.`,
  );
}

/** Throws EdgeError USAGE. */
function typeIn(name: string, text = "application/octet-stream"): string {
  if (mediaTypeSchema.safeParse(text).success) return text;
  throw new EdgeError(
    "USAGE",
    `proofmark ${name} --type: found ${JSON.stringify(text)}, allowed: a media type as application/zip.`,
  );
}

function told(io: CliIo, done: string | null, otherwise: string): number {
  if (done === null) io.err(otherwise);
  else io.out(done);
  return done === null ? 1 : 0;
}

function verified(
  io: CliIo,
  { looked, wrong }: Awaited<ReturnType<EvidenceActs["verify"]>>,
  isJson: boolean,
): number {
  for (const one of wrong) io.out(isJson ? JSON.stringify(one) : `${one.sha256}: ${one.why}`);
  if (!isJson) io.out(`${looked} looked at, ${wrong.length} missing or altered.`);
  return wrong.length === 0 ? 0 : 1;
}

function lineOf({ sha256, record, mediaType, bytes, keepUntil, removed, holds }: EvidenceRow): string {
  const until = removed === null ? `kept until ${keepUntil}` : `went ${removed}`;
  const held = holds.map(({ why, by, at }) => `; held since ${at} by ${by}: ${why}`).join("");
  return `${sha256} of ${record}: ${mediaType}, ${bytes} bytes, ${until}${held}`;
}
