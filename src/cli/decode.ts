import { readFile } from "node:fs/promises";
import { asId, type DeviceId } from "../core/quantities/ids.ts";
import { EdgeError } from "../errors.ts";
import type { SessionOutput } from "../ports/protocol-session.ts";
import type { DecodingSession } from "../protocols/decoding-session.ts";
import { createJxSideSlipSession } from "../protocols/jx-side-slip/session.ts";
import { createJxfzSession } from "../protocols/jxfz/session.ts";
import { createMettlerToledoSession } from "../protocols/mettler-toledo/session.ts";
import { createNha506Session } from "../protocols/nha-506/session.ts";
import { createNhd6109Session } from "../protocols/nhd-6109/session.ts";
import { EPOCH_SENTENCE_TYPES, type EpochSentenceType } from "../protocols/nmea/sentence.ts";
import { createNmeaSession } from "../protocols/nmea/session.ts";
import { parseWords } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";

const PROTOCOLS = ["nmea", "mettler-toledo", "jxfz", "nhd-6109", "nha-506", "jx-side-slip"] as const;
type Protocol = (typeof PROTOCOLS)[number];

export const decodeCommand: CliCommand = {
  help: `Usage: proofmark decode PROTOCOL FILE [--expect LIST] [--no-checksum]

PROTOCOL  ${PROTOCOLS.join(" | ")}
FILE      the raw bytes the instrument sent. For nmea, lines beginning with # are comments,
          except logs such as #UNIHEADINGA and #HEADINGA.

  --expect LIST   nmea: the sentences of one epoch, comma-separated (default GGA,RMC)
  --no-checksum   mettler-toledo: the terminal is set to send no check byte
  --json          JSON lines; this is the only form, so it changes nothing

A recording has no clock, so atMs is 0 throughout; a GNSS epoch has its own UTC.
What was rejected is counted on standard error.

Exit codes: 0 decoded, 1 not one observation in the file, 2 wrong call or unreadable file.

Example: proofmark decode nmea receiver.log --expect GGA,RMC,HPR`,
  run: decode,
};

interface Call {
  readonly protocol: Protocol;
  readonly file: string;
  readonly expect: readonly EpochSentenceType[] | null;
  readonly checksum: boolean;
}

async function decode(args: readonly string[], io: CliIo): Promise<number> {
  const call = readCall(args);
  const recorded = await read(call.file);
  const session = createSession(call);
  const bytes = call.protocol === "nmea" ? withoutComments(recorded) : recorded;
  let observations = 0;
  const tell = (output: SessionOutput): void => {
    for (const observation of output.observations) {
      observations++;
      io.out(JSON.stringify(observation));
    }
  };
  tell(session.connected(0));
  tell(session.receive(bytes, 0));
  // What still waits for a partner or for the next epoch has to go, whatever its patience.
  tell(session.tick(Number.MAX_SAFE_INTEGER));
  const { acceptedFrames, rejectedBytes, heldBytes } = session.statistics;
  io.err(
    `${observations} observations from ${acceptedFrames} frames; ` +
      `${rejectedBytes} of ${bytes.length} bytes rejected, ${heldBytes} left of an unfinished frame`,
  );
  return observations > 0 ? 0 : 1;
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
}

/** Throws EdgeError USAGE. */
function readCall(args: readonly string[]): Call {
  const { values, words } = parseWords("decode", args, {
    expect: { type: "string" },
    "no-checksum": { type: "boolean" },
    json: { type: "boolean" },
  });
  const [name, file, ...more] = words;
  const protocol = PROTOCOLS.find((known) => known === name);
  if (protocol === undefined)
    throw usage(`found ${JSON.stringify(name ?? "")}, allowed as PROTOCOL: ${PROTOCOLS.join(", ")}.`);
  if (file === undefined || more.length > 0) throw usage("needs one FILE after the protocol.");
  const expect = values.expect === undefined ? null : readExpect(values.expect);
  return { protocol, file, expect, checksum: values["no-checksum"] !== true };
}

function usage(why: string): EdgeError {
  return new EdgeError("USAGE", `proofmark decode: ${why}`);
}

function readExpect(list: string): readonly EpochSentenceType[] {
  const types: EpochSentenceType[] = [];
  for (const name of list.split(",")) {
    const type = EPOCH_SENTENCE_TYPES.find((known) => known === name.trim().toUpperCase());
    if (type === undefined)
      throw usage(`--expect: found ${JSON.stringify(name)}, allowed: ${EPOCH_SENTENCE_TYPES.join(", ")}.`);
    types.push(type);
  }
  return types;
}

function createSession(call: Call): DecodingSession {
  const device: DeviceId = asId(call.protocol);
  switch (call.protocol) {
    case "nmea":
      return createNmeaSession({ device, ...(call.expect === null ? {} : { expect: call.expect }) });
    case "mettler-toledo":
      return createMettlerToledoSession({ device, checksum: call.checksum });
    case "jxfz":
      return createJxfzSession({ device });
    case "nhd-6109":
      return createNhd6109Session({ device, listenOnly: true });
    case "nha-506":
      return createNha506Session({ device, listenOnly: true });
    case "jx-side-slip":
      return createJxSideSlipSession({ device });
  }
}

/** A log of a receiver is `#NAME,` in capitals; anything else behind # at the start of a line is somebody's remark. */
function withoutComments(recorded: Uint8Array): Uint8Array {
  const text = Buffer.from(recorded).toString("latin1");
  return Buffer.from(text.replace(/^#(?![A-Z0-9]+,)[^\n]*(?:\n|$)/gm, ""), "latin1");
}
