import { openedPayload } from "./compressed-payload.ts";
import type { StoredRecord } from "./registry-store.ts";
import { readEnvelope } from "./signed-envelope.ts";
import { type Members, members, strictUtf8 } from "./strict-text.ts";

const HOUR_MS = 3_600_000;
const SKEW_MS = 30_000;
const AGE_MS = 60_000;
const ASKED_PER_HOUR = 600;
const MISSED_PER_HOUR = 60;
const MISSED_OF_ONE_PER_HOUR = 6;
const NAMES = ["schema", "station", "request", "kind", "sent", "subject"];

/** A line of a file of papers, as an authority writes it (docs/registry.md). */
export interface PapersRow {
  readonly kind: string;
  readonly number?: string;
  readonly vin?: string;
  readonly region?: string;
  readonly certificate?: string;
  readonly asOf: string;
  readonly dossier?: Members | null;
  readonly order?: Members | null;
  readonly appointment?: Members | null;
}

interface Asked {
  readonly id: string;
  readonly kind: "vehicle-dossier" | "appointment";
  readonly subject: Readonly<Record<string, string | null>>;
}

interface Noted {
  readonly station: string;
  readonly id: string;
  readonly about: string;
  readonly isMiss: boolean;
  readonly atMs: number;
}

type Answer = Readonly<Record<string, unknown>>;

const NONE: Answer = {
  ...{ answer: "unknown", asOf: null, region: null, papers: null },
  ...{ order: null, appointment: null, elsewhere: [], used: null },
};

/** The stand-in's papers (docs/protocol.md, section 17), written from the page and not from the station's code. */
export class PapersAnswers {
  readonly #inForce: () => readonly StoredRecord[];
  #lines: readonly PapersRow[] = [];
  #noted: readonly Noted[] = [];

  constructor(inForce: () => readonly StoredRecord[]) {
    this.#inForce = inForce;
  }

  tell(lines: readonly PapersRow[]): void {
    this.#lines = [...this.#lines, ...lines];
  }

  /** The reply's document; null where nothing is said. */
  answer(topicOf: string, document: unknown, atMs: number): object | null {
    const asked = readAsked(document, topicOf, atMs);
    if (asked === null) return null;
    const { id, kind, subject } = asked;
    const about = kind === "appointment" ? subject.certificate : (subject.plate ?? subject.vin);
    const lately = this.#noted.filter(
      (one) => one.station === topicOf && one.id !== id && one.atMs > atMs - HOUR_MS,
    );
    const misses = lately.filter((one) => one.isMiss);
    const isOver =
      lately.length >= ASKED_PER_HOUR ||
      misses.length >= MISSED_PER_HOUR ||
      misses.filter((one) => one.about === about).length >= MISSED_OF_ONE_PER_HOUR;
    const said = isOver ? { ...NONE, answer: "too-often" } : this.#look(asked, topicOf, atMs);
    if (!isOver && !this.#noted.some((one) => one.station === topicOf && one.id === id))
      this.#noted = [
        ...this.#noted,
        { station: topicOf, id, about: about ?? "", isMiss: said.answer === "unknown", atMs },
      ];
    const issued = new Date(atMs).toISOString();
    return {
      schema: "proofmark/papers-reply/v1",
      station: topicOf,
      request: id,
      kind,
      subject,
      issued,
      ...said,
    };
  }

  #look({ kind, subject }: Asked, station: string, atMs: number): Answer {
    const current = newestOf(this.#lines.filter((line) => Date.parse(line.asOf) <= atMs));
    return kind === "appointment"
      ? this.#appointment(current, subject, station, atMs)
      : this.#vehicle(current, subject);
  }

  #vehicle(lines: readonly PapersRow[], subject: Asked["subject"]): Answer {
    const fitting = lines.filter(({ kind, vin = "", dossier }) => {
      if (kind !== "dossier" || dossier === null || dossier === undefined) return false;
      return subject.vin === null
        ? dossier.plate === subject.plate && vin.endsWith(subject.vinEnd ?? "?")
        : vin === subject.vin;
    });
    if (fitting.length !== 1) return fitting.length === 0 ? NONE : { ...NONE, answer: "several" };
    const [{ vin = "", asOf = "", dossier = {} } = {}] = fitting;
    const done = this.#results("inspection").filter((result) => result.subject.vin === vin);
    const orders = lines
      .filter((line) => line.kind === "order" && line.vin === vin && line.order !== null)
      .filter((line) => !done.some(({ endedMs }) => endedMs >= Date.parse(line.asOf)))
      .sort((a, b) => order(a.asOf, b.asOf) || order(a.number ?? "", b.number ?? ""));
    const found = { ...NONE, answer: "found", asOf, region: dossier?.regionOfRegistration };
    const last = orders.at(-1);
    if (last === undefined) return { ...found, papers: dossier };
    const { asked, items, check, limitSet, elsewhere } = (last.order ?? {}) as Members;
    const papers: Record<string, unknown> = { ...dossier, job: last.number, check };
    if (limitSet !== null) papers.limitSet = limitSet;
    if (elsewhere !== null && dossier?.schema === "proofmark/dossier/v2") papers.elsewhere = elsewhere;
    return { ...found, papers, order: { number: last.number, asked, items, asOf: last.asOf } };
  }

  #appointment(
    lines: readonly PapersRow[],
    subject: Asked["subject"],
    station: string,
    atMs: number,
  ): Answer {
    const own = lines
      .flatMap((line) => {
        const { appointment, certificate, region = "", number = "", asOf } = line;
        if (line.kind !== "appointment" || certificate !== subject.certificate) return [];
        if (appointment === null || appointment === undefined) return [];
        const candidate = appointment.candidate as Readonly<Record<string, string>>;
        const isOwn = String(candidate.idMasked)
          .toUpperCase()
          .endsWith(subject.identityEnd ?? "?");
        const { day, from, to, exam } = appointment as Readonly<Record<string, string | null>>;
        const where = appointment.station as string | null;
        const told = { number, station: where, day: day ?? "", from, to, exam };
        return isOwn ? [{ key: JSON.stringify([region, number]), region, asOf, candidate, told }] : [];
      })
      .sort((a, b) => order(a.told.day, b.told.day) || order(a.key, b.key));
    const gone = new Map<string, { station: string; on: string }>();
    const visits: string[] = [];
    const exams = this.#results("exam").filter(
      (one) => one.subject.learnerCertificate === subject.certificate,
    );
    for (const { station: at, endedMs } of exams) {
      const on = beijing(endedMs);
      if (visits.includes(`${at} ${on}`)) continue;
      const first = own.find(
        ({ key, asOf, told }) =>
          !gone.has(key) && Date.parse(asOf) <= endedMs && [null, at].includes(told.station),
      );
      if (first === undefined) continue;
      visits.push(`${at} ${on}`);
      gone.set(first.key, { station: at, on });
    }
    const open = own.filter(({ key }) => !gone.has(key));
    const elsewhere = open
      .filter(({ told }) => told.station !== null && told.station !== station)
      .slice(0, 8)
      .map(({ told: { station: where, day } }) => ({ station: where, day }));
    const days = ({ told }: (typeof own)[number]) =>
      Math.abs(Date.parse(told.day) - Date.parse(beijing(atMs)));
    const [here] = open
      .filter(({ told }) => [null, station].includes(told.station))
      .sort((a, b) => days(a) - days(b));
    if (here !== undefined) {
      const { asOf, region, candidate: papers, told: appointment } = here;
      return { ...NONE, answer: "found", asOf, region, papers, appointment, elsewhere };
    }
    if (elsewhere.length > 0) return { ...NONE, answer: "elsewhere", elsewhere };
    const used = own.map(({ key }) => gone.get(key)).filter((one) => one !== undefined);
    return used.length === 0 ? NONE : { ...NONE, answer: "used", used: used.at(-1) };
  }

  #results(kind: string): readonly {
    readonly station: string;
    readonly subject: Readonly<Record<string, string>>;
    readonly endedMs: number;
  }[] {
    return this.#inForce()
      .filter((record) => record.kind === kind)
      .flatMap(({ station, envelope }) => {
        const payload = readEnvelope(envelope)?.payload;
        const opened = payload === undefined ? null : openedPayload(payload);
        if (opened === null) return [];
        const { subject, time } = JSON.parse(strictUtf8(opened)) as {
          subject: Record<string, string>;
          time: { ended: string };
        };
        return [{ station, subject, endedMs: Date.parse(time.ended) }];
      })
      .sort((a, b) => a.endedMs - b.endedMs || order(a.station, b.station));
  }
}

function readAsked(document: unknown, topicOf: string, atMs: number): Asked | null {
  const asked = members(document, NAMES);
  if (asked === null || asked.schema !== "proofmark/papers-request/v1" || asked.station !== topicOf)
    return null;
  const { request, kind, sent } = asked;
  if (typeof request !== "string" || !/^[0-9a-f]{32}$/.test(request)) return null;
  if (typeof sent !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(sent)) return null;
  const sentMs = Date.parse(sent);
  if (!(sentMs <= atMs + SKEW_MS && sentMs >= atMs - AGE_MS)) return null;
  const is = (text: unknown, form: RegExp): boolean => typeof text === "string" && form.test(text);
  if (kind === "appointment") {
    const subject = members(asked.subject, ["certificate", "identityEnd"]);
    if (subject === null || !is(subject.certificate, /^\d{12}$/) || !is(subject.identityEnd, /^\d{3}[0-9X]$/))
      return null;
    return { id: request, kind, subject: subject as Asked["subject"] };
  }
  const subject = members(asked.subject, ["plate", "vinEnd", "vin"]);
  if (kind !== "vehicle-dossier" || subject === null) return null;
  const { plate, vinEnd, vin } = subject;
  const isByPlate = is(plate, /^.{1,64}$/su) && is(vinEnd, /^[A-Z0-9/.*-]{6}$/) && vin === null;
  const isWhole = plate === null && vinEnd === null && is(vin, /^.{1,64}$/su);
  return isByPlate || isWhole ? { id: request, kind, subject: subject as Asked["subject"] } : null;
}

/** Later in time, or of the same time and told later, in the place of what it follows. */
function newestOf(lines: readonly PapersRow[]): readonly PapersRow[] {
  const key = ({ kind, vin, number, region }: PapersRow): string => {
    if (kind === "dossier") return `dossier ${vin}`;
    return JSON.stringify(kind === "order" ? [kind, number, vin] : [kind, region, number]);
  };
  return lines.filter(
    (line, at) =>
      !lines.some(
        (other, place) =>
          key(other) === key(line) && (other.asOf > line.asOf || (other.asOf === line.asOf && place > at)),
      ),
  );
}

function beijing(atMs: number): string {
  return new Date(atMs + 8 * HOUR_MS).toISOString().slice(0, 10);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
