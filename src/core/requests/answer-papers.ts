import {
  type AppointmentLine,
  type DossierLine,
  dossierWords,
  identityEndOf,
  lineKey,
  type OrderLine,
  type PapersLine,
} from "./papers-line.ts";
import {
  type CandidateSought,
  ELSEWHERE_MAX,
  type PapersReply,
  type PapersRequest,
  type VehicleSought,
} from "./papers-messages.ts";
import type { EarlierResult } from "./vehicle-fact.ts";

/** One civil time for the whole country. */
const CIVIL_TIME_MS = 8 * 3_600_000;

/** How much of papers one station is answered in an hour: who has to guess six characters is at an end long before. */
export const PAPERS_LIMITS = {
  windowMs: 3_600_000,
  asked: 600,
  /** Answers that there is no such vehicle or candidate. */
  missed: 60,
  /** The same of one plate, number or certificate. */
  missedOfOne: 6,
} as const;

/** A result in force of a candidate, by the registry's own rows. */
export interface EarlierExam {
  readonly station: string;
  readonly endedMs: number;
}

/** What this station asked of papers within the window, this very request aside. */
export interface PapersAskedLately {
  readonly asked: number;
  readonly missed: number;
  readonly missedOfOne: number;
}

/** Whatever of the registry's tables may matter; more than that does no harm. */
export interface PapersRows {
  readonly lines: readonly PapersLine[];
  readonly inspections: readonly EarlierResult[];
  readonly exams: readonly EarlierExam[];
}

/** Under what misses of the same vehicle or candidate are counted: what is known to whoever sees the car or the paper. */
export function papersAbout(request: PapersRequest): string {
  return request.kind === "appointment"
    ? request.subject.certificate
    : (request.subject.plate ?? request.subject.vin ?? "");
}

export function isTooOften({ asked, missed, missedOfOne }: PapersAskedLately): boolean {
  return (
    asked >= PAPERS_LIMITS.asked || missed >= PAPERS_LIMITS.missed || missedOfOne >= PAPERS_LIMITS.missedOfOne
  );
}

/** A pure function of rows. To know a part wrong and to know of no such vehicle is one answer. */
export function answerPapers(request: PapersRequest, rows: PapersRows, atMs: number): PapersReply {
  return request.kind === "appointment"
    ? {
        ...head(request, atMs),
        kind: request.kind,
        subject: request.subject,
        ...appointmentOf(request, rows, atMs),
      }
    : {
        ...head(request, atMs),
        kind: request.kind,
        subject: request.subject,
        ...vehicleOf(request.subject, rows, atMs),
      };
}

/** Nothing was looked up. */
export function tooOftenAnswer(request: PapersRequest, atMs: number): PapersReply {
  const none = { ...NOTHING, answer: "too-often" as const };
  return request.kind === "appointment"
    ? { ...head(request, atMs), kind: request.kind, subject: request.subject, ...none }
    : { ...head(request, atMs), kind: request.kind, subject: request.subject, ...none };
}

type Told = Pick<
  PapersReply,
  "answer" | "asOf" | "region" | "papers" | "order" | "appointment" | "elsewhere" | "used"
>;

const NOTHING: Told = {
  answer: "unknown",
  asOf: null,
  region: null,
  papers: null,
  order: null,
  appointment: null,
  elsewhere: [],
  used: null,
};

function head(
  { station, request }: PapersRequest,
  atMs: number,
): Pick<PapersReply, "schema" | "station" | "request" | "issued"> {
  return { schema: "proofmark/papers-reply/v1", station, request, issued: new Date(atMs).toISOString() };
}

function vehicleOf({ plate, vinEnd, vin }: VehicleSought, rows: PapersRows, atMs: number): Told {
  const lines = inForce(rows.lines, atMs);
  const dossiers = lines.filter(
    (line): line is DossierLine => line.kind === "dossier" && line.dossier !== null,
  );
  const own = dossiers.filter((line) =>
    vin === null ? dossierWords(line).plate === plate && line.vin.slice(-6) === vinEnd : line.vin === vin,
  );
  const [found] = own;
  if (found === undefined || found.dossier === null) return NOTHING;
  if (own.length > 1) return { ...NOTHING, answer: "several" };
  const order = openOrder(found.vin, lines, rows);
  const { asOf } = found;
  const told: Told = { ...NOTHING, answer: "found", asOf, region: dossierWords(found).region };
  if (order === null || order.order === null) return { ...told, papers: found.dossier };
  const { number, order: ordered } = order;
  const { asked, items, check, limitSet, elsewhere } = ordered;
  return {
    ...told,
    papers: {
      ...found.dossier,
      ...{ job: number, check },
      ...(limitSet === null ? {} : { limitSet }),
      // A dossier of the first form has no place for it.
      ...(elsewhere === null || found.dossier.schema !== "proofmark/dossier/v2" ? {} : { elsewhere }),
    },
    order: { number, asked, items, asOf: order.asOf },
  };
}

/** The newest of the vehicle; a result of it that is in force and ended since has done what was ordered. */
function openOrder(vin: string, lines: readonly PapersLine[], { inspections }: PapersRows): OrderLine | null {
  const open = lines.filter(
    (line): line is OrderLine =>
      line.kind === "order" &&
      line.vin === vin &&
      line.order !== null &&
      !inspections.some((result) => result.vin === vin && result.endedMs >= Date.parse(line.asOf)),
  );
  return [...open].sort((a, b) => compare(a.asOf, b.asOf) || compare(a.number, b.number)).at(-1) ?? null;
}

function appointmentOf(
  { subject, station }: Extract<PapersRequest, { kind: "appointment" }>,
  rows: PapersRows,
  atMs: number,
): Told {
  const own = ofCandidate(subject, inForce(rows.lines, atMs));
  const usedBy = uses(own, rows.exams);
  const open = own.filter((line) => !usedBy.has(lineKey(line)));
  const isHere = ({ appointment }: AppointmentLine): boolean =>
    appointment?.station === null || appointment?.station === station;
  const elsewhere = open
    .filter((line) => !isHere(line))
    .flatMap(({ appointment }) =>
      appointment === null || appointment.station === null
        ? []
        : [{ station: appointment.station, day: appointment.day }],
    )
    .slice(0, ELSEWHERE_MAX);
  const here = nearest(open.filter(isHere), atMs);
  if (here !== null && here.appointment !== null) {
    const { number, asOf, region } = here;
    const { candidate: papers, station: where, day, from, to, exam } = here.appointment;
    const appointment = { number, station: where, day, from, to, exam };
    return { ...NOTHING, answer: "found", asOf, region, papers, appointment, elsewhere };
  }
  if (elsewhere.length > 0) return { ...NOTHING, answer: "elsewhere", elsewhere };
  const last = own.filter((line) => usedBy.has(lineKey(line))).at(-1);
  const used = last === undefined ? undefined : usedBy.get(lineKey(last));
  return used === undefined ? NOTHING : { ...NOTHING, answer: "used", used };
}

/** Of this candidate, by day. */
function ofCandidate(
  { certificate, identityEnd }: CandidateSought,
  lines: readonly PapersLine[],
): readonly AppointmentLine[] {
  return lines
    .filter(
      (line): line is AppointmentLine =>
        line.kind === "appointment" &&
        line.certificate === certificate &&
        line.appointment !== null &&
        identityEndOf(line) === identityEnd,
    )
    .sort(
      (a, b) =>
        compare(a.appointment?.day ?? "", b.appointment?.day ?? "") || compare(lineKey(a), lineKey(b)),
    );
}

/**
 * Which result took which appointment: each, in order of time, the earliest that was open for its station. Two attempts of one
 * day at one station are one visit.
 */
function uses(
  appointments: readonly AppointmentLine[],
  exams: readonly EarlierExam[],
): ReadonlyMap<string, { readonly station: string; readonly on: string }> {
  const used = new Map<string, { readonly station: string; readonly on: string }>();
  const visits = new Set<string>();
  for (const { station, endedMs } of [...exams].sort(
    (a, b) => a.endedMs - b.endedMs || compare(a.station, b.station),
  )) {
    const on = dayOfWall(endedMs);
    if (visits.has(`${station} ${on}`)) continue;
    const taken = appointments.find(
      (line) =>
        !used.has(lineKey(line)) &&
        Date.parse(line.asOf) <= endedMs &&
        (line.appointment?.station === null || line.appointment?.station === station),
    );
    if (taken === undefined) continue;
    visits.add(`${station} ${on}`);
    used.set(lineKey(taken), { station, on });
  }
  return used;
}

function dayOfWall(wallMs: number): string {
  return new Date(wallMs + CIVIL_TIME_MS).toISOString().slice(0, 10);
}

/** By day, and the earlier of two that are as near. */
function nearest(lines: readonly AppointmentLine[], atMs: number): AppointmentLine | null {
  const today = Date.parse(dayOfWall(atMs));
  const away = ({ appointment }: AppointmentLine): number =>
    Math.abs(Date.parse(appointment?.day ?? "") - today);
  return [...lines].sort((a, b) => away(a) - away(b))[0] ?? null;
}

/** Of each vehicle, order and appointment the newest word, of two of one time the one that came later; of later than now nothing. */
function inForce(lines: readonly PapersLine[], atMs: number): readonly PapersLine[] {
  const newest = new Map<string, PapersLine>();
  for (const line of lines) {
    if (Date.parse(line.asOf) > atMs) continue;
    const key = `${line.kind} ${lineKey(line)}`;
    const before = newest.get(key);
    if (before === undefined || line.asOf >= before.asOf) newest.set(key, line);
  }
  return [...newest.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
