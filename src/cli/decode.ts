import { closeSync, openSync, readSync } from "node:fs";
import type { Told } from "../core/trade/reason-shape.ts";
import { EdgeError } from "../errors.ts";
import type { RecordingDecoder } from "../ports/device-model.ts";
import type { LineStatistics, Refusal, SessionOutput } from "../ports/protocol-session.ts";
import { plainRecording, RECORDED_AS } from "../protocols/nmea/plain-recording.ts";
import { parseWords } from "./arguments.ts";
import { type CliCommand, type CliIo, outJson } from "./command.ts";

export const decodeCommand: CliCommand = {
  help: async () => `Usage: proofmark decode MODEL FILE [--option NAME=VALUE]... [--expect LIST] [--no-checksum]
       proofmark decode licence FILE --issuers DIR [--at INSTANT] [--transcript FILE] [--reader-key FILE]

MODEL  ${(await import("./decode-models.ts")).MODEL_NAMES.join(" | ")}
FILE   the raw bytes the instrument sent. In a log of a satellite receiver, lines beginning with # are
       comments, except logs such as #UNIHEADINGA and #HEADINGA.

  --option NAME=VALUE  as the instrument was set; docs/instruments.md has the options of each model
  --expect LIST        the same as --option sentences=[LIST]: the sentences of one epoch (default GGA,RMC)
  --no-checksum        the same as --option checkByte=false
  --json               the summary on standard error as one line of JSON; observations are JSON lines anyhow

A recording has no clock, so atMs is 0 throughout; a GNSS epoch has its own UTC.
Standard error tells what was rejected: how often, how many bytes, why, and what stood in the field for which it was.

licence  an electronic driving licence (ISO/IEC 18013-5): a DeviceResponse, or an IssuerSigned alone, binary, in
         hexadecimal or in base64url. Every check is told, and all that failed; the portrait is not shown

  --issuers DIR        certificates of the authorities that are trusted (.pem, .crt, .cer, .der)
  --at INSTANT         judged at that instant, such as 2026-11-30T08:00:00Z; now unless given
  --transcript FILE    the session that it answers, without which nothing of the holder's device is checked
  --reader-key FILE    the reader's private number of P-256, where the device gave a MAC
  --signer-life WHEN   at-signing (default) or now: when the signer's certificate has to be in force

Exit codes: 0 decoded, or the licence is accepted, 1 not one observation in the file, or the licence is not accepted,
2 wrong call or unreadable file.

Example: proofmark decode nmea receiver.log --expect GGA,RMC,HPR`,
  run: decode,
};

/** Fed in small pieces, what comes of a large recording stays young, and soon makes room again where it stood; memory that was never used is dear. */
const PIECE_BYTES = 8192;
const READ_BYTES = 65_536;

async function decode(args: readonly string[], io: CliIo): Promise<number> {
  const [model, ...rest] = args;
  if (model === "licence") return (await import("./decode-licence.ts")).decodeLicence(rest, io);
  const { decoder, file, json } = await readCall(args);
  const { session, filter } = decoder;
  let observations = 0;
  let bytes = 0;
  const tell = (output: SessionOutput): void => {
    observations += output.observations.length;
    outJson(io, output.observations);
  };
  tell(session.connected(0));
  for (const piece of piecesOf(file)) {
    const kept = filter.take(piece);
    bytes += kept.length;
    tell(session.receive(kept, 0));
  }
  // What still waits for a partner or for the next epoch has to go, whatever its patience.
  tell(session.tick(Number.MAX_SAFE_INTEGER));
  const { refused, ...counts } = session.statistics;
  const summary = {
    observations,
    bytes,
    ...counts,
    refused: refused === undefined ? null : await explained(refused),
  };
  if (json) io.err(JSON.stringify(summary));
  else for (const line of asLines(summary)) io.err(line);
  return observations > 0 ? 0 : 1;
}

/**
 * All pieces come in one buffer, so that each is good until the next: fresh memory for a whole recording takes longer than to
 * read it. Throws EdgeError FILE_UNREADABLE.
 */
function* piecesOf(file: string): Iterable<Uint8Array> {
  const buffer = new Uint8Array(READ_BYTES);
  let from: number | null = null;
  try {
    from = openSync(file, "r");
    for (;;) {
      const length = readSync(from, buffer);
      if (length === 0) return;
      for (let at = 0; at < length; at += PIECE_BYTES)
        yield buffer.subarray(at, Math.min(at + PIECE_BYTES, length));
    }
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  } finally {
    if (from !== null) closeSync(from);
  }
}

interface ExplainedRefusal extends Omit<Refusal, "why"> {
  readonly why: Told | null;
}

/** The sentences of all reasons are many modules, and a sound recording needs none of them. */
async function explained(refused: readonly Refusal[]): Promise<readonly ExplainedRefusal[]> {
  if (refused.length === 0) return [];
  const { told } = await import("../core/trade/reasons.ts");
  return refused.map(({ why, ...kind }) => ({ ...kind, why: why === null ? null : told(why) }));
}

interface Summary extends Omit<LineStatistics, "refused"> {
  readonly observations: number;
  readonly bytes: number;
  readonly refused: readonly ExplainedRefusal[] | null;
}

function asLines(summary: Summary): string[] {
  const { observations, bytes, acceptedFrames, rejectedBytes, heldBytes, refused } = summary;
  return [
    `${observations} observations from ${acceptedFrames} frames; ` +
      `${rejectedBytes} of ${bytes} bytes rejected, ${heldBytes} left of an unfinished frame`,
    ...(refused ?? []).map((kind) =>
      kind.why === null
        ? `between the frames: ${kind.bytes} bytes that belong to none`
        : `refused ${kind.frames} times, ${kind.bytes} bytes, the last: ${kind.why.en}`,
    ),
  ];
}

interface Call {
  readonly decoder: RecordingDecoder;
  readonly file: string;
  readonly json: boolean;
}

/** Throws EdgeError USAGE. */
async function readCall(args: readonly string[]): Promise<Call> {
  const { values, words } = parseWords("decode", args, {
    option: { type: "string", multiple: true },
    expect: { type: "string" },
    "no-checksum": { type: "boolean" },
    json: { type: "boolean" },
  });
  const { expect, "no-checksum": unchecked = false, option = [], json = false } = values;
  const [name = "", file, ...more] = words;
  const plain =
    name === RECORDED_AS && !unchecked && option.length === 0
      ? plainRecording(expect?.toUpperCase().split(","))
      : null;
  const open = plain === null ? (await import("./decode-models.ts")).openerOf(name) : () => plain;
  if (file === undefined || more.length > 0)
    throw new EdgeError("USAGE", "proofmark decode: needs one FILE after the model.");
  const said = [
    ...(expect === undefined ? [] : [`sentences=[${expect.toUpperCase()}]`]),
    ...(unchecked ? ["checkByte=false"] : []),
    ...option,
  ];
  return { decoder: await open(said), file, json };
}
