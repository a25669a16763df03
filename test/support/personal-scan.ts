import { parse } from "yaml";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { verify } from "../../src/verifier/verify.ts";
import { playedScenario } from "./evidence-world.ts";
import { type RedactedEvidence, redactedScenario, unpacked } from "./redacted-world.ts";
import { bytesOfText, contextWith } from "./verifier-context.ts";

/**
 * Everything that the evidence of a job says of persons, gathered anew from papers, record and acts by other means than those of the redaction, and looked for in what
 * others get.
 */
export interface PersonalScan {
  /** How many texts were looked for. */
  readonly texts: number;
  /** Those that stand there. */
  readonly standing: readonly string[];
  /** Those that do not stand in the whole evidence: what is looked for there is. */
  readonly nowhere: readonly string[];
  readonly word: string;
  readonly told: string;
}

export async function scanned(name: string, times: number): Promise<PersonalScan> {
  const played = await playedScenario(name, times);
  const made = redactedScenario(played);
  const document = played.run.records.at(-1)?.document as ResultDocument;
  const texts = [...personalTexts(made, document)];
  const file = withoutRules(unpacked(made.file));
  const inner = unpacked(made.bundle.document.payload);
  const whole = made.gathered.entries.map(({ entry }) => entry).join("\n") + JSON.stringify(document);
  const { word } = verify(made.file, contextWith({ trust: bytesOfText(played.trustText) }));
  const { disclosed, hiddenEntries, hidden } = made.redaction;
  return {
    texts: texts.length,
    standing: texts.filter((text) => file.includes(inJson(text)) || inner.includes(inJson(text))),
    nowhere: texts.filter((text) => !whole.includes(inJson(text))),
    word,
    told: `${disclosed.length} entries shown, ${hiddenEntries} hidden, ${hidden.length} values, ${made.file.length} bytes`,
  };
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Names under which papers say whose they are, and records and acts who did what: all but technical data and words of the trade. */
const OF_PAPERS =
  /^(?:plate|vin|owner|name|idMasked|learnerCertificate|examiner|school|job|firstRegistered|regionOfTest|regionOfRegistration)$/;
const OF_ACTS = /^(?:by|person|note|typed|record|session|sha256|dossierSha256)$/;
/** The station's own hands, and a session of a test. */
const NOBODY = /^(?:console|station|examiner|operator|0*)$/;

function gather(value: unknown, names: RegExp, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === "string" && names.test(name) && !NOBODY.test(member)) found.add(member);
    else gather(member, names, found);
  }
}

function personalTexts({ gathered }: RedactedEvidence, document: ResultDocument): ReadonlySet<string> {
  const found = new Set<string>();
  const entries = gathered.entries.map(({ entry }) => readEntry(bytesOfText(entry)));
  const papers = entries.flatMap((entry) =>
    entry?.type === "job-opened" ? [entry.order.dossierSha256] : [],
  );
  for (const entry of entries) {
    if (entry?.type === "artifact-stored" && papers.includes(entry.sha256))
      gather(parse(entry.text), OF_PAPERS, found);
    if (entry?.type === "job-opened") {
      const { by, takenIn, order } = entry;
      gather({ by, takenIn, order: { dossierSha256: order.dossierSha256 } }, OF_ACTS, found);
    }
    if (entry?.type === "job-input" && entry.input.kind === "command") gather(entry.input, OF_ACTS, found);
    if (entry?.type === "console-acted") gather({ by: entry.by, act: entry.act }, OF_ACTS, found);
    if (entry?.type === "record-sealed" || entry?.type === "withdrawal-sealed") found.add(entry.record);
  }
  const { subject, acts = [], signatures = [], photos = [], items, reasons, after = null } = document;
  gather(subject, OF_PAPERS, found);
  gather({ acts, signatures, photos, items, reasons, after }, OF_ACTS, found);
  return found;
}

/** All of it but the texts of rules, which name plates as examples. */
function withoutRules(text: string): string {
  const file = JSON.parse(text) as { entries: { entry: string }[] };
  const entries = file.entries.filter(
    ({ entry }) => readEntry(bytesOfText(entry))?.type !== "artifact-stored",
  );
  return JSON.stringify({ ...file, entries: [] }) + entries.map(({ entry }) => entry).join("\n");
}
