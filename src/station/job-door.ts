import { markOf } from "../core/commands/rechecks.ts";
import type { DeviceIdentity, JobOpened, JobOrder, SoftwareIdentity } from "../core/journal/entry.ts";
import type { JournalLedger } from "../core/journal/ledger.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { outagesAtOpening } from "../core/outages/outages-noted.ts";
import type { SubjectWords } from "../core/people/interest.ts";
import { asId, type DeviceId, type JobId, type StationId } from "../core/quantities/ids.ts";
import { toHex } from "../core/record/base64.ts";
import { buildResult } from "../core/record/build-result.ts";
import type { Compress } from "../core/record/gzip.ts";
import type { PapersRule } from "../core/requests/papers-rule.ts";
import {
  type PapersFetched,
  type PapersJudged,
  type PapersUsed,
  papersKindOf,
  papersNotFetched,
  papersUsed,
} from "../core/requests/papers-used.ts";
import type { PreChecksUsed } from "../core/requests/pre-check-result.ts";
import type { PreChecking } from "../core/requests/pre-check-rule.ts";
import type { Need } from "../core/trade/admission.ts";
import type { Sentence } from "../core/trade/reason-shape.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { type JobKind, serves } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import { faultInOneLine } from "./fault-line.ts";
import type { OpenedSession, OpenSession } from "./job-track.ts";
import type { UnstampedEntry } from "./journal-writer.ts";
import { sealable } from "./seal.ts";
import { isSameSeat, jobSeat, type Seat, type Site } from "./sites.ts";
import type { Artifact, ChooseRulebook, NewJob } from "./station-options.ts";

export interface DoorOptions {
  readonly station: StationId;
  readonly software: SoftwareIdentity;
  readonly identities: readonly DeviceIdentity[];
  readonly digest: Digest;
  readonly compress: Compress;
  readonly openSession: OpenSession;
  readonly chooseRulebook: ChooseRulebook;
  readonly sites: readonly Site[];
  seatOf(device: DeviceId): Seat;
}

/** `about`: whose the refusal is. A subject that is refused goes back with its reason; for a station's, whoever waits goes on waiting. */
export interface Refused {
  readonly kind: "refused";
  readonly about: "subject" | "station";
  readonly reason: Reason;
  /** Where a file is wrong: which of the job's, line and column (counted from 1) and the sentence. */
  readonly fault: FileFault | null;
  /** What was thrown, for the log, where it is our own bug. */
  readonly cause: unknown;
}

/** What came of asking for a job; `opened` only once it is durable. */
export type Opening = { readonly kind: "opened"; readonly job: JobId } | Refused;

export interface FileFault {
  readonly part: string;
  /** What people call the file, where the job itself tells it. */
  readonly called: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly zh: string;
  readonly en: string;
  /** The one key of the file that it lies in, like `axles.0.position`, and the sentence without it; absent where it is no key's. */
  readonly at?: { readonly path: string; readonly problem: Sentence };
}

/** What papers that are in order say, as far as it matters to whether the job may begin. */
export interface Sound {
  readonly kind: "sound";
  readonly needs: readonly Need[];
  readonly subject: SubjectWords;
  readonly preChecks: PreChecking | null;
  readonly papersRule: PapersRule | null;
}

export interface SoundPapers extends Sound {
  readonly order: JobOrder;
  readonly stored: readonly StoredArtifact[];
}

/** What the registry was asked before, as it is used; `reply` is the text that it rests on, null where there is none. */
export interface AskedBefore {
  readonly used: PreChecksUsed;
  readonly reply: StoredArtifact | null;
}

/** What an opening knows beside papers and journal. */
export interface AtOpening {
  readonly asked: AskedBefore | null;
  /** What the rulebook makes of where the papers come from; null where it does not ask. */
  readonly judged: PapersJudged | null;
  /** A reply with papers that is still in memory. */
  heldReply(sha256: string): StoredArtifact | null;
  readonly wallMs: number;
}

export type Papers = SoundPapers | Refused;

/** The day of the door, and what the journal says then. */
export interface DoorDay {
  readonly wallMs: number;
  readonly localDate: string;
  readonly ledger: Pick<JournalLedger, "takenIn" | "outages">;
}

export interface StoredArtifact extends Artifact {
  readonly sha256: string;
}

/** The devices that a job of this kind has there. */
export function identitiesAt(
  kind: JobKind,
  seat: Seat,
  { identities, seatOf }: Pick<DoorOptions, "identities" | "seatOf">,
): readonly DeviceIdentity[] {
  return identities.filter(({ role, device }) => serves(role, kind) && isSameSeat(seatOf(device), seat));
}

/**
 * The door: a job is opened here exactly as a restart would open it, carried to an end, and that end is put through what the
 * seal demands. What is sound can be opened again and can be sealed; what is not leaves nothing behind. Whether it may begin just
 * now, on the devices as they stand, is asked beside it.
 */
export function readPapers(
  job: NewJob,
  seat: Seat,
  { wallMs, localDate, ledger }: DoorDay,
  options: DoorOptions,
): Papers {
  const texts = new Map<string, StoredArtifact>();
  const keep = (artifact: Artifact): string => {
    const sha256 = toHex(options.digest(new TextEncoder().encode(artifact.text)));
    texts.set(sha256, { ...artifact, sha256 });
    return sha256;
  };
  let order: JobOrder;
  let opened: OpenedSession;
  try {
    const choice = options.chooseRulebook(job, localDate);
    if (choice.kind === "refused") return refused(choice.about, choice.reason);
    order = {
      kind: job.kind,
      dossierSha256: keep(job.dossier),
      // From here on this text judges the job, whatever the station has for the next one.
      rulebookSha256: keep(choice.rulebook),
      courseSha256: job.course === null ? null : keep(job.course),
      vehicleSha256: job.vehicle === null ? null : keep(job.vehicle),
      seat: jobSeat(options.sites, seat),
      devices: identitiesAt(job.kind, seat, options),
      ...(job.after === undefined ? {} : { after: job.after }),
      ...(job.practice === undefined ? {} : { practice: true as const }),
      ...(job.by === undefined ? {} : { attended: true as const }),
      localDate,
    };
    opened = options.openSession(order, (sha256) => texts.get(sha256)?.text ?? "", wallMs);
    const unsealable = whyUnsealable(
      opened,
      order,
      notedAtOpening(order, job.source, ledger),
      wallMs,
      options,
    );
    if (unsealable !== null)
      return refused("subject", reason("RECORD_NOT_SEALABLE", { because: unsealable }));
  } catch (cause) {
    return cause instanceof EdgeError ? fileRefused(cause) : bug(cause);
  }
  const [objection] = [...opened.objections].sort((a, b) => rank(a.about) - rank(b.about));
  if (objection !== undefined) return refused(objection.about, objection.reason);
  const { subject } = opened.session.report(opened.session.initial);
  const { needs, preChecks, papersRule } = opened;
  return { kind: "sound", order, stored: [...texts.values()], subject, needs, preChecks, papersRule };
}

type OpeningLedger = Pick<JournalLedger, "artifacts" | "takenIn" | "commands" | "outages">;

/** What the journal says of a job that is let in; texts that it has already are not stored again. */
export function openingEntries(
  id: JobId,
  { source, by }: Pick<NewJob, "source" | "by">,
  { order, stored, subject }: SoundPapers,
  { artifacts: known, takenIn, commands, outages }: OpeningLedger,
  { asked, judged, heldReply, wallMs }: AtOpening,
): readonly UnstampedEntry[] {
  const desk = source === null ? null : takenIn.of(order.kind, source);
  const papersReply = desk?.papers?.reply ?? null;
  const held = papersReply === null ? null : heldReply(papersReply);
  const replies = [asked?.reply ?? null, held].filter((reply) => reply !== null);
  const texts = [...stored, ...replies]
    .filter(({ sha256 }) => !known.has(sha256))
    .map(({ sha256, mediaType, text }) => ({ type: "artifact-stored" as const, sha256, mediaType, text }));
  const who = by === undefined ? {} : { by };
  const from = source === null ? {} : { source };
  const told = desk === null ? {} : { takenIn: { by: desk.by, wallMs: desk.wallMs } };
  const before = asked === null ? {} : { preChecks: asked.used };
  const papers = papersOf(order.kind, desk?.papers, judged, (fetched) =>
    papersUsed(fetched, held !== null, wallMs, judged),
  );
  const mark = markOf(commands.standing.rechecks, subject.vin, order);
  const ordered = mark === null ? {} : { rechecks: mark };
  const noted = notedAtOpening(order, source, { takenIn, outages });
  const opened = { type: "job-opened" as const, job: id, order, ...who, ...from, ...told, ...before };
  return [...texts, { ...opened, ...papers, ...noted, ...ordered }];
}

type NotedAtOpening = Pick<JobOpened, "licence" | "outages">;

/** What the journal says of a licence that was shown and of outages: it comes into the record, so that the trial has it too. */
function notedAtOpening(
  { kind, devices }: JobOrder,
  source: NewJob["source"],
  { takenIn, outages }: DoorDay["ledger"],
): NotedAtOpening {
  const licence = source === null ? undefined : takenIn.of(kind, source)?.licence;
  const stands = outagesAtOpening(outages.standing, devices);
  return {
    ...(licence === undefined ? {} : { licence }),
    ...(stands.length === 0 ? {} : { outages: stands }),
  };
}

/** Absent where nobody fetched any and the rulebook does not ask. */
function papersOf(
  kind: JobKind,
  fetched: PapersFetched | undefined,
  judged: PapersJudged | null,
  used: (fetched: PapersFetched) => PapersUsed,
): { readonly papers?: PapersUsed } {
  if (fetched !== undefined) return { papers: used(fetched) };
  return judged === null ? {} : { papers: papersNotFetched(papersKindOf(kind), judged) };
}

function rank(about: Refused["about"]): number {
  return about === "subject" ? 0 : 1;
}

function refused(
  about: Refused["about"],
  why: Reason,
  fault: FileFault | null = null,
  cause?: unknown,
): Refused {
  return { kind: "refused", about, reason: why, fault, cause: cause ?? null };
}

export function stationRefuses(why: Reason): Refused {
  return refused("station", why);
}

function bug(cause: unknown): Refused {
  return refused("subject", reason("SOFTWARE_FAULT", { detail: faultInOneLine(cause) }), null, cause);
}

function fileRefused(error: EdgeError): Refused {
  const { part, called, line, column, problem, at } = error.context as {
    part?: string;
    called?: string;
    line?: number;
    column?: number;
    problem?: Sentence;
    at?: NonNullable<FileFault["at"]>;
  };
  const name = part ?? "job";
  const { zh, en } = problem ?? { zh: error.message, en: error.message };
  const fault = {
    ...{ part: name, called: called ?? null, line: line ?? null, column: column ?? null, zh, en },
    ...(at === undefined ? {} : { at }),
  };
  const isSubject = name === "dossier";
  const why = isSubject
    ? reason("FILE_REFUSED", { file: name, zh, en, movedTo: null })
    : reason("STATION_FILE_REFUSED", { file: called ?? name, zh, en });
  return refused(isSubject ? "subject" : "station", why, fault);
}

/** Aborts a trial of the job and holds its document against what a seal demands. */
function whyUnsealable(
  opened: OpenedSession,
  order: JobOrder,
  noted: NotedAtOpening,
  wallMs: number,
  { station, software, compress }: DoorOptions,
): Reason | null {
  const { session, rulebook, course } = opened;
  const by = asId<"actor">("station");
  const command = { name: "abort", reason: reason("STATION_STOPPING", {}) } as const;
  const decision = session.decide(session.initial, { kind: "command", by, atMs: 0, command });
  if (decision.kind === "rejected") return decision.reason;
  const over = decision.events.reduce(session.evolve, session.initial);
  const document = buildResult({
    kind: order.kind,
    station,
    site: order.seat.site,
    car: order.seat.car,
    job: asId<"job">(`${station}-000000`),
    sequence: 0,
    report: session.report(over),
    rulebook: { ...rulebook, sha256: order.rulebookSha256 },
    course: course === null ? null : { id: course.id, sha256: order.courseSha256 ?? "" },
    software,
    devices: order.devices,
    acts: [],
    clock: { startedWallMs: wallMs, endedWallMs: wallMs, status: "unknown", notes: [] },
    ...noted,
    evidence: { firstIndex: 0, endIndex: 1, entries: 1 },
  });
  const payload = sealable(document, compress);
  return payload.kind === "refused" ? payload.reason : null;
}
