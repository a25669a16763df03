import { readBytesUpTo } from "../adapters/disk/bounded-file.ts";
import { readAuthorityFolder } from "../adapters/keys/licence-authority-folder.ts";
import { licenceCrypto, readerKeys } from "../adapters/keys/licence-crypto.ts";
import { checkLicence } from "../core/licence/check-licence.ts";
import { LICENCE_DOC_TYPE } from "../core/licence/licence-content.ts";
import type { ReaderTime } from "../core/licence/licence-dates.ts";
import { licenceBytes } from "../core/licence/licence-text.ts";
import { licenceTold } from "../core/licence/licence-told.ts";
import { reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseWords } from "./arguments.ts";
import { type CliIo, outJson } from "./command.ts";
import { licenceLines } from "./licence-lines.ts";

/** A file with a licence, its portrait among it, is smaller than this. */
const FILE_BYTES_MAX = 1024 * 1024;

/** `decode licence`: an electronic licence from a file, checked against the authorities of a folder. */
export async function decodeLicence(args: readonly string[], io: CliIo): Promise<number> {
  const { values, words } = parseWords("decode licence", args, {
    issuers: { type: "string" },
    at: { type: "string" },
    transcript: { type: "string" },
    "reader-key": { type: "string" },
    "signer-life": { type: "string" },
    json: { type: "boolean" },
  });
  const [file, ...more] = words;
  if (file === undefined || more.length > 0) throw usage("needs one FILE with a licence.");
  const { issuers, at, transcript, "reader-key": secret, "signer-life": life = "at-signing" } = values;
  if (issuers === undefined)
    throw usage("needs --issuers DIR, the certificates of the authorities that are trusted.");
  if (life !== "at-signing" && life !== "now")
    throw usage(`--signer-life: found ${JSON.stringify(life)}, allowed: at-signing or now.`);
  const now = timeOf(at);
  const { authorities, refused } = readAuthorityFolder(issuers);
  for (const why of refused) io.err(sentenceOf(why).en);
  if (authorities.length === 0) io.err(sentenceOf(reason("LICENCE_ISSUERS_NONE", { folder: issuers })).en);
  const reading = checkLicence(
    {
      answer: namedBytes(file, "licence"),
      transcript: transcript === undefined ? null : namedBytes(transcript, "session transcript"),
      session: secret === undefined ? null : sessionOf(secret),
      authorities,
      now,
      docType: LICENCE_DOC_TYPE,
      signerLife: life,
    },
    licenceCrypto,
  );
  const said = licenceTold(reading);
  if (values.json === true) outJson(io, [said]);
  else for (const line of licenceLines(file, said)) io.out(line);
  return reading.word === "accepted" ? 0 : 1;
}

/** No session of this program: whoever has the key has it from elsewhere. */
function sessionOf(file: string) {
  const keys = readerKeys.of(namedBytes(file, "reader's key"));
  if (keys === null)
    throw new EdgeError("FILE_UNREADABLE", `${file} is no private number of P-256.`, { file });
  return { ...keys, isOurs: false };
}

/** The day by UTC: a file has no station, and so no zone. */
function timeOf(at: string | undefined): ReaderTime {
  const ms = at === undefined ? Date.now() : Date.parse(at);
  const isInstant = at === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(at);
  if (!isInstant || Number.isNaN(ms))
    throw usage(`--at: found ${JSON.stringify(at)}, allowed: an instant such as 2026-11-30T08:00:00Z.`);
  return { ms, day: new Date(ms).toISOString().slice(0, 10) };
}

function namedBytes(file: string, what: string): Uint8Array {
  let read: Uint8Array | null;
  try {
    read = readBytesUpTo(file, FILE_BYTES_MAX);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
  if (read === null)
    throw new EdgeError("FILE_UNREADABLE", `${file} is larger than a ${what} may be.`, { file });
  const bytes = licenceBytes(read);
  if (bytes !== null) return bytes;
  throw new EdgeError("FILE_UNREADABLE", `${file}: ${sentenceOf(reason("LICENCE_TEXT_FORM", {})).en}.`, {
    file,
  });
}

function usage(why: string): EdgeError {
  return new EdgeError("USAGE", `proofmark decode licence: ${why}`);
}
