import { statSync } from "node:fs";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { readAtMost } from "../adapters/disk/bounded-file.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import { TOLD_DRAW_SCHEMA, verifyDraw } from "../core/commands/told-draw.ts";
import type { RegistryDecision } from "../core/delivery/registry-decision.ts";
import { DAY_CHARS_MAX, DAY_SCHEMA } from "../core/evidence/day-file.ts";
import {
  PROOF_SCHEMA,
  type VerifiedProof,
  verifyProof,
  type WithdrawalProof,
} from "../core/record/proof-bundle.ts";
import {
  ANSWERED_PROOF_CHARS_MAX,
  ANSWERED_PROOF_SCHEMA,
  verifyAnsweredProof,
} from "../core/record/registry-statement.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { revokedLater } from "../core/record/revoked-later.ts";
import { scopeCounted } from "../core/record/told-scope.ts";
import { type Refusal, refusal } from "../core/record/verification-failure.ts";
import type { VerifiedRecord, Verifier } from "../core/record/verify-record.ts";
import { type VerifiedWithdrawal, verifySealed } from "../core/record/verify-withdrawal.ts";
import { reason, told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { withStatement } from "./answered-proof-told.ts";
import { parseWords, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { drawVerdict } from "./draw-told.ts";
import { dayVerdict, EVIDENCE_READ_MAX, evidenceFile, evidenceVerdict, isPacked } from "./evidence-told.ts";
import { type FileVerdict, failureOf, verdictLines } from "./file-verdict.ts";
import { isMarkOrIssuerList } from "./mark-file.ts";
import { loadDecisions } from "./parting-decisions.ts";
import { lookAtPhotos, type PhotoFolder, photoFolder } from "./record-photos.ts";
import { toldContent } from "./record-told.ts";
import type { RedactedOptions, RedactedTold } from "./redacted-told.ts";
import { noteNumbers } from "./reused-numbers.ts";
import { RulebookShelf } from "./rulebook-shelf.ts";
import { inEnglish } from "./told-report.ts";
import { verifyJournal } from "./verify-journal.ts";
import {
  type KnownWithdrawal,
  knownWithdrawal,
  noteWithdrawn,
  noticedWithdrawal,
  withdrawalsAmong,
  withdrawalVerdict,
} from "./withdrawal-told.ts";

/** Throws EdgeError USAGE, FILE_UNREADABLE, TRUST_LIST_INVALID, CONFIG_INVALID and what a damaged journal gives. */
export async function verify(
  args: readonly string[],
  io: CliIo,
  rulebooks: readonly string[],
): Promise<number> {
  const { values, words } = parseWords("verify", args, {
    trust: { type: "string" },
    authority: { type: "string" },
    archive: { type: "string" },
    witnesses: { type: "string" },
    photos: { type: "string" },
    decision: { type: "string", multiple: true },
    rulebook: { type: "string", multiple: true },
    issuers: { type: "string" },
    use: { type: "string" },
    mark: { type: "string", multiple: true },
    status: { type: "string", multiple: true },
    salts: { type: "string" },
    json: { type: "boolean" },
  });
  const marks = values.mark ?? [];
  if (words.length + marks.length === 0)
    throw new EdgeError("USAGE", "proofmark verify needs at least one FILE.");
  const { issuers, use, status: statuses = [], authority, json = false } = values;
  // Of a file that cannot be read: without a trust list nothing else was meant.
  const orMeant = values.trust === undefined && issuers !== undefined;
  const ofMarks = words.filter((file) => isMarkOrIssuerList(file, orMeant));
  const isOfMarks =
    ofMarks.length + marks.length + statuses.length > 0 || issuers !== undefined || use !== undefined;
  // Who looks at records alone need not read what looks at marks.
  const notGood = isOfMarks
    ? (await import("./verify-marks.ts")).verifyMarks(
        ofMarks,
        { marks, issuers, statuses, use, authority, json },
        io,
      )
    : 0;
  const others = words.filter((file) => !ofMarks.includes(file));
  // Who looks at marks alone stands on no trust list.
  if (others.length === 0) return notGood === 0 ? 0 : 1;
  const [other] = others;
  if (orMeant)
    throw new EdgeError(
      "USAGE",
      `proofmark verify: ${other} holds no mark (a text that begins with PM1:) and no issuer list; for anything else --trust names the trust list.`,
    );
  return (await verifySealedFiles(others, values, io, rulebooks)) + notGood === 0 ? 0 : 1;
}

interface SealedOptions {
  readonly trust?: string | undefined;
  readonly authority?: string | undefined;
  readonly archive?: string | undefined;
  readonly witnesses?: string | undefined;
  readonly photos?: string | undefined;
  readonly decision?: readonly string[] | undefined;
  readonly rulebook?: readonly string[] | undefined;
  readonly salts?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What stations seal, in files and journals: how many of them are not verified. */
async function verifySealedFiles(
  words: readonly string[],
  values: SealedOptions,
  io: CliIo,
  rulebooks: readonly string[],
): Promise<number> {
  const trustFile = required("verify", "trust", values.trust);
  const trust = loadTrustList(trustFile, { authorityFingerprint: values.authority });
  const verifier: Verifier = {
    ...{ trust, digest: sha256, verify: verifySignature },
    witnessesAtLeast: witnessesAsked(values.witnesses),
  };
  const nowMs = new SystemClock().wallMs();
  if (trust.validToMs < nowMs) {
    io.err(
      `The trust list was valid until ${new Date(trust.validToMs).toISOString()}: what was revoked since is not in it.`,
    );
  }
  if (values.authority === undefined) {
    io.err(`The trust list is signed by authority ${trust.authority}; give --authority to insist on one.`);
  }
  const photos = photoFolder(values.photos);
  const decisions = loadDecisions(values.decision ?? [], trust);
  const shelf = new RulebookShelf(values.rulebook ?? [], rulebooks);
  const { archive, authority, salts } = values;
  const redactedBy = { trust: trustFile, authority, salts, witnesses: witnessesAsked(values.witnesses) };
  const found: (VerifiedFile | RedactedTold)[] = [];
  const telling = { decisions, json: values.json === true, io };
  try {
    for (const file of words)
      found.push(await verifyFile(file, { verifier, shelf, archive, photos, redactedBy }));
  } catch (cause) {
    // What stands before a file that cannot be read is told all the same.
    await tellAll(found, telling);
    throw cause;
  }
  const redacted = found.filter((one) => "result" in one);
  if (salts !== undefined && redacted.length !== 1)
    throw new EdgeError(
      "USAGE",
      `proofmark verify --salts is of one redacted bundle; found ${redacted.length} among the files.`,
    );
  const failed = await tellAll(found, telling);
  for (const [file, hash] of shelf.unasked())
    io.err(`No verified record names the rulebook ${file} (sha256 ${hash}).`);
  return failed;
}

interface Telling {
  readonly decisions: readonly RegistryDecision[];
  readonly json: boolean;
  readonly io: CliIo;
}

/** When all are known, so that each is told the same in whatever order they were named: how many are not verified. */
async function tellAll(
  found: readonly (VerifiedFile | RedactedTold)[],
  { decisions, json, io }: Telling,
): Promise<number> {
  const plain = found.filter((one): one is VerifiedFile => !("result" in one));
  const withdrawals = withdrawalsAmong(plain.flatMap((one) => one.withdrawals));
  for (const { verdict, document } of plain) noteWithdrawn(verdict, document, withdrawals);
  noteNumbers(plain, decisions);
  let failed = 0;
  const tell = (verdict: FileVerdict): void => {
    if (verdict.failures.length > 0) failed++;
    if (json) io.out(JSON.stringify({ ...verdict, verified: verdict.failures.length === 0 }));
    else for (const line of verdictLines(verdict)) io.out(line);
  };
  for (const { verdict } of plain) tell(verdict);
  const whole = plain.flatMap(({ document }) => document ?? []);
  for (const one of found) {
    if (!("result" in one)) continue;
    (await import("./redacted-told.ts")).holdAgainst(one, { whole, withdrawals });
    tell(one.verdict);
  }
  return failed;
}

/** Throws EdgeError USAGE. */
function witnessesAsked(text: string | undefined): number {
  if (text === undefined) return 1;
  if (/^[1-4]$/.test(text)) return Number(text);
  throw new EdgeError(
    "USAGE",
    `proofmark verify --witnesses: found ${JSON.stringify(text)}, allowed: 1 to 4.`,
  );
}

interface VerifiedWith {
  readonly verifier: Verifier;
  readonly shelf: RulebookShelf;
  readonly archive: string | undefined;
  readonly photos: PhotoFolder | null;
  readonly redactedBy: RedactedOptions;
}

interface VerifiedFile {
  readonly verdict: FileVerdict;
  /** The least that its place in the log can be. */
  readonly index: number;
  /** Of a result that is believed. */
  readonly document: ResultDocument | null;
  /** Those that it shows, of whatever record. */
  readonly withdrawals: readonly KnownWithdrawal[];
}

function nothingMore(verdict: FileVerdict): VerifiedFile {
  return { verdict, index: 0, document: null, withdrawals: [] };
}

async function verifyFile(
  file: string,
  { verifier, archive, ...more }: VerifiedWith,
): Promise<VerifiedFile | RedactedTold> {
  let text: string | null;
  try {
    if (statSync(file).isDirectory()) {
      const withdrawals: KnownWithdrawal[] = [];
      const verdict = verifyJournal(file, verifier, { archive, photos: more.photos, found: withdrawals });
      return { ...nothingMore(verdict), withdrawals };
    }
    const bytes = readAtMost(file, EVIDENCE_READ_MAX);
    if (isPacked(bytes)) return await evidenceOf(file, bytes, { verifier, archive, ...more });
    text = bytes.length > DAY_CHARS_MAX ? null : bytes.toString("utf8");
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause;
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
  // A look at the text decides only which check applies, never its outcome.
  if (text?.includes(`"${DAY_SCHEMA}"`) === true) {
    const { verdict, withdrawals } = dayVerdict(file, text, { digest: verifier.digest, verifier });
    return { ...nothingMore(verdict), withdrawals };
  }
  if (text === null || text.length > ANSWERED_PROOF_CHARS_MAX) {
    const because = reason("TEXT_TOO_LARGE", { bytesMax: ANSWERED_PROOF_CHARS_MAX });
    return nothingMore(recordVerdict(file, refusal("ENVELOPE_MALFORMED", { because }), more));
  }
  if (text.includes(`"${TOLD_DRAW_SCHEMA}"`))
    return nothingMore(drawVerdict(file, verifyDraw(verifier, text)));
  if (text.includes(`"${ANSWERED_PROOF_SCHEMA}"`)) {
    const answered = verifyAnsweredProof(verifier, text);
    if (answered.kind === "refused") return nothingMore(proofVerdict(file, answered, more));
    const { proof, withdrawal } = answered;
    const verdict = withStatement(proofVerdict(file, proof, more), answered);
    const withdrawals = withdrawal === null ? [] : [knownWithdrawal(withdrawal)];
    return { verdict, ...believed(proof), withdrawals };
  }
  if (text.includes(`"${PROOF_SCHEMA}"`)) {
    const proof = verifyProof(verifier, text);
    if (proof.kind === "withdrawal") return { ...withdrawalIn(file, proof), index: proof.index };
    return { verdict: proofVerdict(file, proof, more), ...believed(proof) };
  }
  const record = verifySealed(verifier, text.trimEnd());
  if (record.kind === "withdrawal") return withdrawalIn(file, record);
  return { verdict: recordVerdict(file, record, more), ...believed(record) };
}

function withdrawalIn(file: string, found: VerifiedWithdrawal | WithdrawalProof): VerifiedFile {
  return { ...nothingMore(withdrawalVerdict(file, found)), withdrawals: [knownWithdrawal(found)] };
}

async function evidenceOf(
  file: string,
  bytes: Uint8Array,
  { verifier, shelf, redactedBy }: VerifiedWith,
): Promise<VerifiedFile | RedactedTold> {
  const found = evidenceFile(bytes, { digest: verifier.digest, verifier });
  if (found.kind === "refused" && found.reason.code === "EVIDENCE_REDACTED")
    return (await import("./redacted-told.ts")).redactedTold(file, bytes, redactedBy);
  if (found.kind === "refused") return nothingMore(evidenceVerdict(file, found, null));
  const { document, signedBy, secondSignature, index, withdrawn } = found.checked;
  const second = secondSignature === null ? null : { algorithm: secondSignature };
  const facts = factsOf({ record: found.bundle.record, document, key: { name: signedBy ?? "" }, second });
  const verdict = evidenceVerdict(file, found, { facts });
  const withdrawals = withdrawn === null ? [] : [noticedWithdrawal(withdrawn, document.station)];
  return { verdict: { ...verdict, content: toldContent(document, shelf) }, index, document, withdrawals };
}

/** `index`: a record stands in the log after the entries that it was made from. */
function believed(result: VerifiedRecord | Refusal): Omit<VerifiedFile, "verdict"> {
  if (result.kind === "refused") return { index: 0, document: null, withdrawals: [] };
  return { index: result.document.evidence.endIndex, document: result.document, withdrawals: [] };
}

const RECORD_CHECKS = "envelope, signature, key's station and time, content, freedom from contradiction";

type ToldWith = Pick<VerifiedWith, "shelf" | "photos">;

function recordVerdict(file: string, result: VerifiedRecord | Refusal, more: ToldWith): FileVerdict {
  if (result.kind === "refused") {
    return { file, kind: "record", checked: [], failures: [failureOf(result, "record")], facts: {} };
  }
  return {
    file,
    kind: "record",
    ...withPhotos([RECORD_CHECKS], result, null, more),
    facts: factsOf(result),
    content: toldContent(result.document, more.shelf),
  };
}

function withPhotos(
  checks: readonly string[],
  { document, key, second }: VerifiedRecord,
  witnessedMs: number | null,
  { photos }: ToldWith,
) {
  const { checked, failures, notes: ofPhotos } = lookAtPhotos(document, photos);
  const notes = [...revokedLater([key, second], witnessedMs).map(told), ...ofPhotos];
  return { checked: [...checks, ...checked], failures, ...(notes.length > 0 && { notes }) };
}

function proofVerdict(file: string, result: VerifiedProof | Refusal, more: ToldWith): FileVerdict {
  if (result.kind === "refused") {
    return { file, kind: "proof", checked: [], failures: [failureOf(result, "proof")], facts: {} };
  }
  const { receipt, index } = result;
  return {
    file,
    kind: "proof",
    ...withPhotos(
      [RECORD_CHECKS, "place in the station's log, log signature, witness's cosignature"],
      result,
      receipt.witnessedMs,
      more,
    ),
    facts: {
      ...factsOf(result),
      entry: `${index} of ${receipt.checkpoint.size}`,
      witness: receipt.witnesses.join(", "),
      witnessed: new Date(receipt.witnessedMs).toISOString(),
    },
    content: toldContent(result.document, more.shelf),
  };
}

function factsOf(result: {
  readonly record: string;
  readonly document: ResultDocument;
  readonly key: { readonly name: string };
  readonly second: { readonly algorithm: string } | null;
}): Record<string, unknown> {
  const { document } = result;
  return {
    record: result.record,
    station: document.station,
    job: document.job,
    sequence: document.sequence,
    verdict: document.verdict,
    ...(document.scope === undefined ? {} : { scope: inEnglish([scopeCounted(document.scope)]) }),
    ...(document.scope?.restsOn === undefined ? {} : { restsOn: document.scope.restsOn.en }),
    ...(document.score === null ? {} : { score: document.score.points }),
    ended: document.time.ended,
    rulebook: `${document.rulebook.id} ${document.rulebook.edition}`,
    signedBy: result.key.name,
    ...(result.second === null ? {} : { secondSignature: result.second.algorithm }),
    // A verified result of simulated devices is genuine, and says nothing about a vehicle or a person.
    simulated: document.devices.some((device) => device.simulated),
    unverifiedRules: document.unverifiedRules.length,
  };
}
