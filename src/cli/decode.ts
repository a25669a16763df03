import { readFile } from "node:fs/promises";
import { asId } from "../core/quantities/ids.ts";
import { told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { BytesModel } from "../ports/device-model.ts";
import type { LineStatistics, SessionOutput } from "../ports/protocol-session.ts";
import { PROTOCOL_MODELS } from "../protocols/catalogue.ts";
import { parseWords } from "./arguments.ts";
import { type CliCommand, type CliIo, outAll } from "./command.ts";

const MODELS: readonly BytesModel[] = PROTOCOL_MODELS.flatMap((model) =>
  model.kind === "bytes" ? [model] : [],
);
const NAMES = MODELS.map(({ model, alias }) => alias ?? model);

export const decodeCommand: CliCommand = {
  help: `Usage: proofmark decode MODEL FILE [--option NAME=VALUE]... [--expect LIST] [--no-checksum]

MODEL  ${NAMES.join(" | ")}
FILE   the raw bytes the instrument sent. In a log of a satellite receiver, lines beginning with # are
       comments, except logs such as #UNIHEADINGA and #HEADINGA.

  --option NAME=VALUE  as the instrument was set; docs/instruments.md has the options of each model
  --expect LIST        the same as --option sentences=[LIST]: the sentences of one epoch (default GGA,RMC)
  --no-checksum        the same as --option checkByte=false
  --json               the summary on standard error as one line of JSON; observations are JSON lines anyhow

A recording has no clock, so atMs is 0 throughout; a GNSS epoch has its own UTC.
Standard error tells what was rejected: how often, how many bytes, why, and what stood in the field for which it was.

Exit codes: 0 decoded, 1 not one observation in the file, 2 wrong call or unreadable file.

Example: proofmark decode nmea receiver.log --expect GGA,RMC,HPR`,
  run: decode,
};

interface Call {
  readonly model: BytesModel;
  readonly name: string;
  readonly file: string;
  readonly options: unknown;
  readonly json: boolean;
}

/** Fed in pieces, what comes of a large recording need not stand in memory; larger ones make texts that the engine keeps apart, at twice the time. */
const PIECE_BYTES = 16_384;

async function decode(args: readonly string[], io: CliIo): Promise<number> {
  const { model, name, file, options, json } = await readCall(args);
  const bytes = model.recording.bytes(await read(file));
  const session = model.create(asId(name), options, "recording");
  let observations = 0;
  const tell = (output: SessionOutput): void => {
    observations += output.observations.length;
    outAll(
      io,
      output.observations.map((observation) => JSON.stringify(observation)),
    );
  };
  tell(session.connected(0));
  for (let from = 0; from < bytes.length; from += PIECE_BYTES)
    tell(session.receive(bytes.subarray(from, from + PIECE_BYTES), 0));
  // What still waits for a partner or for the next epoch has to go, whatever its patience.
  tell(session.tick(Number.MAX_SAFE_INTEGER));
  const summary = { observations, bytes: bytes.length, ...session.statistics };
  if (json) io.err(JSON.stringify(asData(summary)));
  else for (const line of asLines(summary)) io.err(line);
  return observations > 0 ? 0 : 1;
}

interface Summary extends LineStatistics {
  readonly observations: number;
  readonly bytes: number;
}

function asData({ refused, ...counts }: Summary): unknown {
  const kinds = refused?.map(({ why, ...kind }) => ({ ...kind, why: why === null ? null : told(why) }));
  return { ...counts, refused: kinds ?? null };
}

function asLines({
  observations,
  bytes,
  acceptedFrames,
  rejectedBytes,
  heldBytes,
  refused,
}: Summary): string[] {
  return [
    `${observations} observations from ${acceptedFrames} frames; ` +
      `${rejectedBytes} of ${bytes} bytes rejected, ${heldBytes} left of an unfinished frame`,
    ...(refused ?? []).map((kind) =>
      kind.why === null
        ? `between the frames: ${kind.bytes} bytes that belong to none`
        : `refused ${kind.frames} times, ${kind.bytes} bytes, the last: ${told(kind.why).en}`,
    ),
  ];
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
}

/** Throws EdgeError USAGE. */
async function readCall(args: readonly string[]): Promise<Call> {
  const { values, words } = parseWords("decode", args, {
    option: { type: "string", multiple: true },
    expect: { type: "string" },
    "no-checksum": { type: "boolean" },
    json: { type: "boolean" },
  });
  const [name, file, ...more] = words;
  const model = MODELS.find((known) => known.model === name || known.alias === name);
  if (model === undefined || name === undefined)
    throw usage(`found ${JSON.stringify(name ?? "")}, allowed as MODEL: ${NAMES.join(", ")}.`);
  if (file === undefined || more.length > 0) throw usage("needs one FILE after the model.");
  const said = [
    ...(values.expect === undefined ? [] : [`sentences=[${values.expect.toUpperCase()}]`]),
    ...(values["no-checksum"] === true ? ["checkByte=false"] : []),
    ...(values.option ?? []),
  ];
  return { model, name, file, options: await readOptions(model, said), json: values.json === true };
}

function usage(why: string): EdgeError {
  return new EdgeError("USAGE", `proofmark decode: ${why}`);
}

/** Each is a line of a file of options, and is read as strictly. */
async function readOptions(model: BytesModel, said: readonly string[]): Promise<unknown> {
  if (said.length === 0) return model.recording.options;
  // Reading YAML costs as much as decoding a megabyte, and most calls set nothing.
  const { parseYamlText } = await import("../adapters/config/yaml-file.ts");
  const lines = new Map<string, string>();
  for (const [name, value] of Object.entries(model.recording.options)) lines.set(name, JSON.stringify(value));
  for (const text of said) {
    const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw usage(`--option: found ${JSON.stringify(text)}, allowed: NAME=VALUE.`);
    lines.set(name, value);
  }
  const text = Array.from(lines, ([name, value]) => `${name}: ${value}`).join("\n");
  try {
    return parseYamlText(text, model.options, "--option").value;
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    throw new EdgeError("USAGE", `proofmark decode: ${cause.message}`, cause.context, cause);
  }
}
