import type { DeviceIdentity, EarlierAttempt, SoftwareIdentity } from "../journal/entry.ts";
import { type LicenceShown, licenceNotes } from "../licence/licence-shown.ts";
import { assert } from "../machine.ts";
import type { OutageAtOpening } from "../outages/outage-states.ts";
import { outageNotes } from "../outages/outages-noted.ts";
import type { JobId, StationId } from "../quantities/ids.ts";
import { type PapersUsed, papersNotes } from "../requests/papers-used.ts";
import { type PreChecksUsed, preCheckNotes } from "../requests/pre-check-result.ts";
import { foldOutcomes } from "../rules/verdict-fold.ts";
import type { SessionReport, Signature } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { toldOnce } from "../trade/told-once.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import type { JobAct } from "./job-acts.ts";
import type { JobClock } from "./job-clock.ts";
import { RESULT_FORMAT, type ResultDocument } from "./result-document.ts";
import { sealedFinding } from "./told-finding.ts";
import { toldScope } from "./told-scope.ts";

/** Everything a record is made from; all of it comes out of the journal, so that a replay makes the same bytes. */
export interface ResultSource {
  readonly kind: "inspection" | "exam";
  readonly station: StationId;
  readonly site: string;
  readonly car: string | null;
  readonly job: JobId;
  readonly sequence: number;
  /** Of a second attempt: the first one. */
  readonly after?: EarlierAttempt | undefined;
  readonly report: SessionReport;
  readonly rulebook: { readonly id: string; readonly edition: string; readonly sha256: string };
  readonly course: { readonly id: string; readonly sha256: string } | null;
  readonly software: SoftwareIdentity;
  readonly devices: readonly DeviceIdentity[];
  readonly clock: Pick<JobClock, "startedWallMs" | "endedWallMs" | "status" | "notes">;
  readonly acts: readonly JobAct[];
  readonly preChecks?: PreChecksUsed | undefined;
  readonly papers?: PapersUsed | undefined;
  readonly licence?: LicenceShown | undefined;
  readonly outages?: readonly OutageAtOpening[] | undefined;
  readonly evidence: { readonly firstIndex: number; readonly endIndex: number; readonly entries: number };
}

/** The result document; field order is byte order, so each object is written out here in full. */
export function buildResult(source: ResultSource): ResultDocument {
  const { report } = source;
  assert(
    report.phase === "over" && report.verdict !== null,
    "a record is built only of a session that is over",
  );
  return {
    schema: `proofmark/result/v${RESULT_FORMAT}`,
    kind: source.kind,
    station: source.station,
    site: source.site,
    car: source.car,
    job: source.job,
    sequence: source.sequence,
    subject: { ...report.subject },
    ...(source.after === undefined ? {} : { after: { job: source.after.job, record: source.after.record } }),
    verdict: report.verdict,
    reasons: report.reasons.map(toldOnce),
    notes: notesOf(source).map(toldOnce),
    ...(report.scope === null ? {} : { scope: toldScope(report.scope) }),
    ...askedBefore(source),
    score:
      report.score === null
        ? null
        : {
            points: report.score.points,
            passMark: report.score.passMark,
            fullMark: report.score.fullMark,
          },
    items: itemsOf(report),
    unverifiedRules: [...report.unverifiedRules],
    rulebook: { id: source.rulebook.id, edition: source.rulebook.edition, sha256: source.rulebook.sha256 },
    course: source.course === null ? null : { id: source.course.id, sha256: source.course.sha256 },
    software: {
      name: source.software.name,
      version: source.software.version,
      sha256: source.software.sha256,
    },
    devices: source.devices.map((d) => ({
      role: d.role,
      device: d.device,
      model: d.model,
      serial: d.serial,
      simulated: d.simulated,
      calibration:
        d.calibration === null
          ? null
          : { certificate: d.calibration.certificate, validTo: d.calibration.validTo },
    })),
    ...(report.signing === null ? {} : { signatures: report.signing.signed.map(toldSignature) }),
    ...photosOf(report),
    faults: condensedFaults(report.faults),
    ...(source.acts.length === 0 ? {} : { acts: source.acts.map(toldAct) }),
    time: {
      started: new Date(source.clock.startedWallMs).toISOString(),
      ended: new Date(source.clock.endedWallMs).toISOString(),
      status: source.clock.status,
    },
    evidence: {
      log: `proofmark/${source.station}`,
      firstIndex: source.evidence.firstIndex,
      endIndex: source.evidence.endIndex,
      entries: source.evidence.entries,
    },
  };
}

function notesOf({ report, preChecks, papers, licence, outages, clock }: ResultSource): readonly Reason[] {
  const before = [...preCheckNotes(preChecks), ...papersNotes(papers), ...licenceNotes(licence)];
  return [...report.notes, ...before, ...outageNotes(outages), ...clock.notes];
}

/** What a record says of questions to the registry before its job, and of a licence that was shown, in the order of its fields. */
export function askedBefore({
  preChecks,
  papers,
  licence,
}: Pick<ResultSource, "preChecks" | "papers" | "licence">): Pick<
  ResultDocument,
  "preChecks" | "papers" | "licence"
> {
  return {
    ...(preChecks === undefined ? {} : { preChecks: toldPreChecks(preChecks) }),
    ...(papers === undefined ? {} : { papers: toldPapers(papers) }),
    ...(licence === undefined ? {} : { licence: toldLicence(licence) }),
  };
}

function toldPapers({
  kind,
  answer,
  reply,
  issued,
  region,
  asOf,
  changed,
  ageS,
  judged,
}: PapersUsed): PapersUsed {
  const rule = judged === undefined ? {} : { judged: { tooOld: judged.tooOld, done: judged.done } };
  return { kind, answer, reply, issued, region, asOf, changed: [...changed], ageS, ...rule };
}

function toldLicence(licence: LicenceShown): LicenceShown {
  const { word, holder, number, country, issuer, categories, expiry, dataUntil, object, failures } = licence;
  return {
    ...{ word, holder, number, country, issuer },
    categories: categories.map(({ category, issued, expiry: end }) => ({ category, issued, expiry: end })),
    ...{ expiry, dataUntil, object },
    failures: [...failures],
  };
}

function toldPreChecks({ reply, issued, checks }: PreChecksUsed): PreChecksUsed {
  return {
    reply,
    issued,
    checks: checks.map(({ check, answer, asOf, ageS, done }) => ({ check, answer, asOf, ageS, done })),
  };
}

/** Findings of no item stand under the item `general`, so that every finding of a record has one place. */
function itemsOf(report: SessionReport): ResultDocument["items"] {
  const items: ResultDocument["items"] = report.items.map((item) => ({
    item: item.item,
    verdict: item.verdict ?? "undecided",
    reasons: item.reasons.map(toldOnce),
    findings: item.findings.map(sealedFinding),
  }));
  if (report.findings.length > 0) {
    items.push({
      item: GENERAL,
      verdict: foldOutcomes(report.findings.map((finding) => finding.outcome)) ?? "not-applicable",
      reasons: [],
      findings: report.findings.map(sealedFinding),
    });
  }
  return items;
}

/** Of a photo that was taken again the last one; in the order of the rulebook. */
function photosOf({ manual }: SessionReport): Pick<ResultDocument, "photos"> {
  const photos = (manual?.parts ?? []).flatMap(({ part, photos: taken }) =>
    taken.flatMap(({ photo, sha256, by }) =>
      sha256 === null || by === null ? [] : [{ part, photo, sha256, by }],
    ),
  );
  return photos.length === 0 ? {} : { photos };
}

function toldSignature({
  who,
  by,
  agrees,
  note,
  utcMs,
}: Signature): NonNullable<ResultDocument["signatures"]>[number] {
  return { who, by, agrees, note, ...(utcMs === undefined ? {} : { utcMs: Math.round(utcMs) }) };
}

export function toldAct({ act, of, by, wallMs }: JobAct): NonNullable<ResultDocument["acts"]>[number] {
  return { act, ...(of === undefined ? {} : { of }), by, at: new Date(wallMs).toISOString() };
}

const FAULT_CHANGES_KEPT = 10;

/**
 * A device that comes and goes a thousand times must not make a record too large to seal. Of each fault of each device the
 * first changes stand in full, then the last one with the number of all; the journal has every one.
 */
export function condensedFaults(faults: SessionReport["faults"]): ResultDocument["faults"] {
  const counts = new Map<string, number>();
  const keyOf = (fault: SessionReport["faults"][number]): string => `${fault.device} ${fault.code}`;
  for (const fault of faults) counts.set(keyOf(fault), (counts.get(keyOf(fault)) ?? 0) + 1);
  const seen = new Map<string, number>();
  const kept: ResultDocument["faults"] = [];
  for (const fault of faults) {
    const key = keyOf(fault);
    const nth = (seen.get(key) ?? 0) + 1;
    const all = counts.get(key) ?? nth;
    seen.set(key, nth);
    const last = nth === all;
    if (nth > FAULT_CHANGES_KEPT && !last) continue;
    const condensed = last && all > FAULT_CHANGES_KEPT + 1;
    const detail = condensed ? reason("FAULT_CONDENSED", { nth, all, detail: fault.detail }) : fault.detail;
    kept.push({
      device: fault.device,
      code: fault.code,
      detail: detail === null ? null : toldOnce(detail),
      raised: fault.raised,
      atMs: fault.atMs,
    });
  }
  return kept;
}
