import { SystemClock } from "../adapters/clock/system-clock.ts";
import { refuseLockedDirectory } from "../adapters/disk/directory-lock.ts";
import { PUBLIC_FILE } from "../adapters/disk/file-modes.ts";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { finishRestore } from "../adapters/disk/journal-restore.ts";
import { writeWholeOrSay } from "../adapters/disk/write-file.ts";
import { invitationKey, invitationProof } from "../adapters/keys/invitation-key.ts";
import { KeyCustody } from "../adapters/keys/station-custody.ts";
import { actTold } from "../core/journal/acts-told.ts";
import type { ActOf } from "../core/journal/person-act.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import { logName } from "../core/record/checkpoint.ts";
import { formatEnvelope, pae } from "../core/record/dsse.ts";
import { type InvitationCode, readCode } from "../core/record/invitation-code.ts";
import { ENROLMENT_PAYLOAD_TYPE, type Enrolment, invitedMessage } from "../core/record/key-request.ts";
import { EdgeError } from "../errors.ts";
import type { Signer } from "../ports/signer.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import { namedOrTypedText } from "./bounded-text.ts";
import type { CliIo } from "./command.ts";
import { keptBy, mustSpare } from "./out-file.ts";
import { judgeSecondKey } from "./second-key-made.ts";
import type { LoadStationData } from "./station-data.ts";
import { actorOf, actRefused, inBoth, noteAct } from "./stopped-station.ts";

const COMMAND = "keys enrol";
const OPTIONS = {
  config: { type: "string" },
  out: { type: "string" },
  code: { type: "string" },
  "code-file": { type: "string" },
  "second-lost": { type: "boolean" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, KEY_UNUSABLE, KEYS_MISSING, JOURNAL_LOCKED, ACT_REFUSED, FILE_UNWRITABLE and what opening a journal gives. */
export async function keysEnrol(args: readonly string[], io: CliIo, load: LoadStationData): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const { config, out } = requireAll(COMMAND, { config: values.config, out: values.out });
  const by = actorOf(COMMAND, values.by);
  const code = codeIn(values);
  const data = load(config);
  const { station, keys: directory, custody, journal } = data;
  mustSpare({ command: COMMAND, option: "--out", file: out }, keptBy(config, data));
  refuseLockedDirectory(journal);
  // An empty place may be that of a journal that a restore was just about to fill.
  finishRestore(journal);
  const hasJournal = holdsRecords(journal);
  const isLost = values["second-lost"] === true;
  const lost = await judgeSecondKey(data, { hasJournal, isLost });
  // Before the first start there are none yet: the registry is to know them before it is sent anything.
  const custodian = new KeyCustody({ directory, custody });
  const { record, log, second } = await custodian.loadOrMake(hasJournal, null, "second");
  const asked: Enrolment = {
    schema: "proofmark/enrolment/v1",
    station,
    log: logName(station),
    recordKey: publicKeyOf(record),
    logKey: publicKeyOf(log),
    ...(second !== undefined && { secondKey: publicKeyOf(second) }),
    issued: new Date(new SystemClock().wallMs()).toISOString(),
  };
  const document = code === null ? asked : { ...asked, invitation: provenBy(code, asked) };
  writeRequest(
    out,
    await signedRequest(
      ENROLMENT_PAYLOAD_TYPE,
      document,
      second === undefined ? [record, log] : [record, log, second],
    ),
  );
  custodian.close();
  const act: ActOf<"enrolment-requested"> = {
    kind: "enrolment-requested",
    recordKeyId: record.keyId,
    logKeyId: log.keyId,
    ...(second !== undefined && { secondKeyId: second.keyId }),
  };
  const entry = hasJournal ? await noteAct({ journal, station }, by, act) : null;
  if (values.json === true) io.out(JSON.stringify({ out, entry, by, act }));
  else {
    io.out(inBoth(actTold(by, act)));
    io.out(`${out} is for the registry: it holds the public keys and is signed by each.`);
    io.out(
      code === null
        ? "It bears no proof of an invitation: tell the registry both ids on another way."
        : `It was made with the code of invitation ${code.label}, which does not stand in it.`,
    );
    if (isLost)
      io.out(
        `The registry takes the new SM2 key when it has revoked the lost one${lost === null ? "" : `, ${lost}`} (registry revoke --why lost), by its id ${second?.keyId} (registry enrol --second-key). Start the station after that.`,
      );
  }
  return 0;
}

/** Whole lines of a person, and nothing that a file of another kind would be taken for. */
const CODE_FILE_CHARS_MAX = 1_000;

/** Null where none is given. Throws EdgeError USAGE, FILE_UNREADABLE, ACT_REFUSED. */
function codeIn({
  code,
  "code-file": file,
}: {
  readonly code?: string;
  readonly "code-file"?: string;
}): InvitationCode | null {
  if (code !== undefined && file !== undefined)
    throw new EdgeError("USAGE", `proofmark ${COMMAND} takes --code or --code-file, not both.`);
  const typed = file === undefined ? code : namedOrTypedText(file, CODE_FILE_CHARS_MAX, "code");
  if (typed === undefined) return null;
  const read = readCode(typed);
  if ("kind" in read) throw actRefused(read.reason);
  return read;
}

function provenBy(code: InvitationCode, asked: Enrolment): NonNullable<Enrolment["invitation"]> {
  return { label: code.label, proof: invitationProof(invitationKey(code), invitedMessage(asked)) };
}

export function publicKeyOf({ keyId, algorithm, publicKeySpki }: Signer): Enrolment["recordKey"] {
  return { keyId, algorithm, spki: encodeBase64(publicKeySpki) };
}

/** A DSSE envelope, signed by every key that it names. Throws EdgeError KEY_UNUSABLE. */
export async function signedRequest(
  payloadType: string,
  document: object,
  signers: readonly Signer[],
): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const signatures: { keyId: string; signature: Uint8Array }[] = [];
  for (const signer of signers)
    signatures.push({ keyId: signer.keyId, signature: await signedBy(signer, pae(payloadType, payload)) });
  return formatEnvelope({ payloadType, payload, signatures });
}

/** Rejects with EdgeError KEY_UNUSABLE where it does not sign. */
export function signedBy(signer: Signer, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    signer.sign(message, (result) => {
      if (result.kind === "signed") resolve(result.signature);
      else
        reject(
          new EdgeError("KEY_UNUSABLE", `The key ${signer.keyId} does not sign: ${result.reason}.`, {
            keyId: signer.keyId,
          }),
        );
    });
  });
}

/** Whole or not at all: half a request must not look like one. Throws EdgeError FILE_UNWRITABLE. */
export function writeRequest(out: string, text: string): void {
  writeWholeOrSay(out, `${text}\n`, PUBLIC_FILE);
}
