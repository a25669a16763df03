import { statSync } from "node:fs";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import type { RegistryDecision } from "../core/delivery/registry-decision.ts";
import { PROOF_SCHEMA, type VerifiedProof, verifyProof } from "../core/record/proof-bundle.ts";
import {
  ANSWERED_PROOF_CHARS_MAX,
  ANSWERED_PROOF_SCHEMA,
  verifyAnsweredProof,
} from "../core/record/registry-statement.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { scopeCounted } from "../core/record/told-scope.ts";
import { type Refusal, refusal } from "../core/record/verification-failure.ts";
import type { VerifiedRecord, Verifier } from "../core/record/verify-record.ts";
import { verifySealed } from "../core/record/verify-withdrawal.ts";
import { reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { withStatement } from "./answered-proof-told.ts";
import { parseWords, required } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { type FileVerdict, failureOf, verdictLines } from "./file-verdict.ts";
import { areParted, loadDecisions } from "./parting-decisions.ts";
import { lookAtPhotos, type PhotoFolder, photoFolder } from "./record-photos.ts";
import { toldContent } from "./record-told.ts";
import { RulebookShelf } from "./rulebook-shelf.ts";
import { inEnglish } from "./told-report.ts";
import { verifyJournal } from "./verify-journal.ts";
import { noteWithdrawn, withdrawalsAmong, withdrawalVerdict } from "./withdrawal-told.ts";

/** Throws EdgeError USAGE, FILE_UNREADABLE, TRUST_LIST_INVALID, CONFIG_INVALID and what a damaged journal gives. */
export function verify(args: readonly string[], io: CliIo, rulebooks: readonly string[]): number {
  const { values, words } = parseWords("verify", args, {
    trust: { type: "string" },
    authority: { type: "string" },
    archive: { type: "string" },
    witnesses: { type: "string" },
    photos: { type: "string" },
    decision: { type: "string", multiple: true },
    rulebook: { type: "string", multiple: true },
    json: { type: "boolean" },
  });
  if (words.length === 0) throw new EdgeError("USAGE", "proofmark verify needs at least one FILE.");
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
  const withdrawals = withdrawalsAmong(words, verifier);
  const numbers = new Map<string, NumberedRecord>();
  let failed = 0;
  for (const file of words) {
    const { verdict, index, document } = verifyFile(file, {
      verifier,
      shelf,
      archive: values.archive,
      photos,
    });
    noteWithdrawn(verdict, document, withdrawals);
    noteNumber(verdict, index, numbers, decisions);
    if (verdict.failures.length > 0) failed++;
    if (values.json === true) io.out(JSON.stringify({ ...verdict, verified: verdict.failures.length === 0 }));
    else for (const line of verdictLines(verdict)) io.out(line);
  }
  for (const [file, hash] of shelf.unasked())
    io.err(`No verified record names the rulebook ${file} (sha256 ${hash}).`);
  return failed === 0 ? 0 : 1;
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

/** `index`: the least that its place in the log can be. */
interface NumberedRecord {
  readonly record: unknown;
  readonly index: number;
}

/** Two records under one number: each is genuine, and one of them is not the station's answer, unless the registry decided that its log parted there. */
function noteNumber(
  verdict: FileVerdict,
  index: number,
  numbers: Map<string, NumberedRecord>,
  decisions: readonly RegistryDecision[],
): void {
  const { record, station, sequence } = verdict.facts;
  if (verdict.kind === "journal" || record === undefined) return;
  const number = JSON.stringify([station, sequence]);
  const known = numbers.get(number) ?? { record, index };
  numbers.set(number, known);
  if (known.record === record || areParted(decisions, station, [known.index, index])) return;
  const reused = refusal("SEQUENCE_REUSED", { sequence: Number(sequence), record: String(known.record) });
  verdict.failures.push(failureOf(reused, verdict.kind));
}

interface VerifiedWith {
  readonly verifier: Verifier;
  readonly shelf: RulebookShelf;
  readonly archive: string | undefined;
  readonly photos: PhotoFolder | null;
}

interface VerifiedFile {
  readonly verdict: FileVerdict;
  /** The least that its place in the log can be. */
  readonly index: number;
  /** Of a result that is believed. */
  readonly document: ResultDocument | null;
}

function verifyFile(file: string, { verifier, archive, ...more }: VerifiedWith): VerifiedFile {
  let text: string | null;
  try {
    if (statSync(file).isDirectory())
      return {
        verdict: verifyJournal(file, verifier, { archive, photos: more.photos }),
        index: 0,
        document: null,
      };
    text = readTextUpTo(file, ANSWERED_PROOF_CHARS_MAX);
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause;
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
  if (text === null) {
    const because = reason("TEXT_TOO_LARGE", { bytesMax: ANSWERED_PROOF_CHARS_MAX });
    const verdict = recordVerdict(file, refusal("ENVELOPE_MALFORMED", { because }), more);
    return { verdict, index: 0, document: null };
  }
  // A look at the text decides only which check applies, never its outcome.
  if (text.includes(`"${ANSWERED_PROOF_SCHEMA}"`)) {
    const answered = verifyAnsweredProof(verifier, text);
    if (answered.kind === "refused")
      return { verdict: proofVerdict(file, answered, more), index: 0, document: null };
    const { proof } = answered;
    return { verdict: withStatement(proofVerdict(file, proof, more), answered), ...believed(proof) };
  }
  if (text.includes(`"${PROOF_SCHEMA}"`)) {
    const proof = verifyProof(verifier, text);
    if (proof.kind === "withdrawal")
      return { verdict: withdrawalVerdict(file, proof), index: proof.index, document: null };
    return { verdict: proofVerdict(file, proof, more), ...believed(proof) };
  }
  const record = verifySealed(verifier, text.trimEnd());
  if (record.kind === "withdrawal")
    return { verdict: withdrawalVerdict(file, record), index: 0, document: null };
  return { verdict: recordVerdict(file, record, more), ...believed(record) };
}

/** `index`: a record stands in the log after the entries that it was made from. */
function believed(result: VerifiedRecord | Refusal): Pick<VerifiedFile, "index" | "document"> {
  if (result.kind === "refused") return { index: 0, document: null };
  return { index: result.document.evidence.endIndex, document: result.document };
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
    ...withPhotos([RECORD_CHECKS], result.document, more),
    facts: factsOf(result),
    content: toldContent(result.document, more.shelf),
  };
}

function withPhotos(checks: readonly string[], document: ResultDocument, { photos }: ToldWith) {
  const { checked, failures, notes } = lookAtPhotos(document, photos);
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
      result.document,
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

function factsOf(result: Pick<VerifiedRecord, "record" | "document" | "key">): Record<string, unknown> {
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
    // A verified result of simulated devices is genuine, and says nothing about a vehicle or a person.
    simulated: document.devices.some((device) => device.simulated),
    unverifiedRules: document.unverifiedRules.length,
  };
}
