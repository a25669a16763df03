import { readBytes } from "../adapters/config/strict-text.ts";
import { PRIVATE_FILE } from "../adapters/disk/file-modes.ts";
import { writeWholeOrSay } from "../adapters/disk/write-file.ts";
import { nodeGunzip } from "../adapters/zlib/node-gunzip.ts";
import { EVIDENCE_MEDIA_TYPE, isMeantAsEvidence } from "../core/evidence/evidence-bundle.ts";
import {
  EVIDENCE_BYTES_MAX,
  type EvidenceRow,
  mediaTypeSchema,
  sha256Schema,
} from "../core/registry/evidence-bundle.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, required } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";
import {
  EVIDENCE_ORDER_WORDS,
  type EvidenceOrdered,
  type EvidenceOrderTold,
  orderEvidence,
} from "./registry-evidence-order.ts";
import { EVIDENCE_HELP } from "./registry-help.ts";
import { actorOf } from "./stopped-station.ts";

const WORDS = ["put", "get", "list", "verify", "hold", "release", "sweep", ...EVIDENCE_ORDER_WORDS] as const;
type Word = Exclude<(typeof WORDS)[number], (typeof EVIDENCE_ORDER_WORDS)[number]>;

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
  order(file: string, act: EvidenceOrdered): Promise<EvidenceOrderTold>;
}

/** `args`: behind the word evidence. */
export async function runEvidence(args: readonly string[], io: CliIo, acts: EvidenceActs): Promise<number> {
  if (args.length === 0) {
    outLines(io, EVIDENCE_HELP);
    return 0;
  }
  const ordering = EVIDENCE_ORDER_WORDS.find((word) => word === args[0]);
  return ordering === undefined
    ? await runWord(args, io, acts)
    : await orderEvidence(ordering, args.slice(1), io, acts.order);
}

async function runWord(args: readonly string[], io: CliIo, acts: EvidenceActs): Promise<number> {
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
      const given = values.type === undefined ? undefined : typeIn(name, values.type);
      const bytes = readBytes(required(name, "file", values.file), EVIDENCE_BYTES_MAX);
      const mediaType = given ?? typeIn(name, typeOf(bytes));
      const sha256 = await acts.put(config, { bytes, record, mediaType, by: actorOf(name, values.by) });
      return told(io, sha256, `No record ${record} is held.`);
    }
    case "get": {
      const [sha256, out] = [hash(), required(name, "out", values.out)];
      const bytes = await acts.get(config, sha256);
      if (bytes !== null) writeWholeOrSay(out, bytes, PRIVATE_FILE);
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
  const isOrder = word === "order" || word === "leave";
  if (word !== undefined && !isOrder && words.length === 1) return word;
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

/** A bundle of evidence is known for what it is, also one that is refused then; of anything else the caller says it. */
function typeOf(bytes: Uint8Array): string | undefined {
  return isMeantAsEvidence(bytes, nodeGunzip) ? EVIDENCE_MEDIA_TYPE : undefined;
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
