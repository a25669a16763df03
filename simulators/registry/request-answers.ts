import { openedPayload } from "./compressed-payload.ts";
import { helloAnswer, STAND_IN_SPEAKS, type StandInSpeaks } from "./hello-answer.ts";
import { PapersAnswers } from "./papers-answers.ts";
import type { StoredRecord } from "./registry-store.ts";
import { readEnvelope } from "./signed-envelope.ts";
import { openedMessage, signedMessage } from "./signed-message.ts";
import { type Members, members, strictUtf8 } from "./strict-text.ts";
import { timeAnswer } from "./time-answer.ts";
import type { TrustLists } from "./trust-answer.ts";
import type { WitnessKey } from "./witness-note.ts";

const REQUEST_TYPE = "application/vnd.proofmark.request.v1+json";
const REPLY_TYPE = "application/vnd.proofmark.reply.v1+json";
const PAPERS_REQUEST_TYPE = "application/vnd.proofmark.papers-request.v1+json";
const PAPERS_REPLY_TYPE = "application/vnd.proofmark.papers-reply.v1+json";
const REQUEST_BYTES = 8 * 1024;
const SKEW_MS = 30_000;
const AGE_MS = 60_000;
const ELSEWHERE_MS = 12 * 3_600_000;
const CHECKS = [
  ...["insurance", "violations", "theft", "mortgage", "recall"],
  ...["odometer", "previousResults", "openElsewhere"],
];
/** In the record of a vehicle that has no plate yet. */
const UNPLATED = "无号牌";
const MEMBERS = ["schema", "station", "request", "kind", "sent", "subject", "checks"];

/** What an authority says of a vehicle; `found` null and a reading for an odometer. */
export interface FactRow {
  readonly check: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly found: boolean | null;
  readonly km: number | null;
  readonly on: string | null;
  readonly asOf: string;
}

interface Names {
  readonly plate: string | null;
  readonly vin: string | null;
}

interface Subject extends Names {
  readonly vin: string;
  readonly odometerKm: number | null;
}

interface Asked extends Names {
  readonly station: string;
  readonly atMs: number;
}

interface Result extends Names {
  readonly station: string;
  readonly verdict: string;
  readonly endedMs: number;
}

interface Answer {
  readonly check: string;
  readonly answer: "clear" | "found" | "unknown";
  readonly asOf: string | null;
  readonly on: string | null;
  readonly km: number | null;
  readonly station: string | null;
}

export interface RequestAnswersOptions {
  readonly witness: WitnessKey;
  readonly lists: TrustLists;
  /** Log keys that this station may sign with now; none for a stranger. */
  logKeys(station: string): readonly Uint8Array[];
  inForce(): readonly StoredRecord[];
}

/** Answers what stations ask beside their deliveries (docs/protocol.md, section 15), written from the page and not from the station's code. */
export class RequestAnswers {
  readonly #options: RequestAnswersOptions;
  /** Dossiers, orders and appointments (section 17). */
  readonly papers: PapersAnswers;
  /** What it says that it speaks (section 24); null: one of before that, which answers no hello. */
  speaks: StandInSpeaks | null = STAND_IN_SPEAKS;
  #facts: readonly FactRow[] = [];
  #asked: readonly Asked[] = [];

  constructor(options: RequestAnswersOptions) {
    this.#options = options;
    this.papers = new PapersAnswers(() => options.inForce());
  }

  tell(facts: readonly FactRow[]): void {
    this.#facts = [...this.#facts, ...facts];
  }

  /** Null where nothing is said. `topicOf`: the station at whose topic it came. Never throws on any bytes. */
  ask(topicOf: string, message: Uint8Array, atMs: number): Uint8Array | null {
    const { witness } = this.#options;
    const time = timeAnswer({ topicOf, message, logKeys: this.#options.logKeys(topicOf), witness, atMs });
    if (time !== null) return time;
    const hello = this.#hello(topicOf, message);
    if (hello !== null) return hello;
    const list = this.#options.lists.ask(topicOf, message, atMs);
    if (list !== null) return list;
    const opened = openedMessage(message, REQUEST_BYTES, this.#options.logKeys(topicOf));
    if (opened === null) return null;
    if (opened.type === PAPERS_REQUEST_TYPE) {
      const reply = this.papers.answer(topicOf, opened.document, atMs);
      return reply === null ? null : signedMessage(witness, PAPERS_REPLY_TYPE, reply);
    }
    const asked = opened.type === REQUEST_TYPE ? members(opened.document, MEMBERS) : null;
    const request = asked === null ? null : readAsked(asked, topicOf, atMs);
    if (request === null) return null;
    const { id, subject, checks } = request;
    const results = this.#results();
    const answers = checks.map((check) => this.#answer(check, topicOf, subject, results, atMs));
    if (checks.includes("openElsewhere")) {
      this.#asked = this.#asked.filter(
        (one) => !(one.station === topicOf && one.plate === subject.plate && one.vin === subject.vin),
      );
      this.#asked = [...this.#asked, { station: topicOf, plate: subject.plate, vin: subject.vin, atMs }];
    }
    return signedMessage(witness, REPLY_TYPE, {
      schema: "proofmark/reply/v1",
      station: topicOf,
      request: id,
      subject,
      issued: new Date(atMs).toISOString(),
      checks: answers,
    });
  }

  #hello(topicOf: string, message: Uint8Array): Uint8Array | null {
    const { speaks } = this;
    const { witness, logKeys } = this.#options;
    return speaks === null
      ? null
      : helloAnswer({ topicOf, message, logKeys: logKeys(topicOf), witness, speaks });
  }

  #answer(
    check: string,
    station: string,
    subject: Subject,
    results: readonly Result[],
    atMs: number,
  ): Answer {
    const none: Answer = { check, answer: "unknown", asOf: null, on: null, km: null, station: null };
    const now = new Date(atMs).toISOString();
    if (check === "previousResults") {
      const last = latest(results.filter((result) => fits(result, subject)));
      if (last === undefined) return { ...none, answer: "clear", asOf: now };
      const on = new Date(last.endedMs).toISOString().slice(0, 10);
      const answer = last.verdict === "pass" ? "clear" : "found";
      return { ...none, answer, asOf: now, on, station: last.station };
    }
    if (check === "openElsewhere") {
      const [open] = this.#asked
        .filter((one) => one.station !== station && shares(one, subject) && atMs - one.atMs < ELSEWHERE_MS)
        .filter((one) => !results.some((result) => isResultOf(result, one, subject)))
        .sort((a, b) => a.atMs - b.atMs || order(a.station, b.station));
      return open === undefined
        ? { ...none, answer: "clear", asOf: now }
        : { ...none, answer: "found", asOf: now, station: open.station };
    }
    const known = this.#facts.filter((fact) => fact.check === check && Date.parse(fact.asOf) <= atMs);
    if (check === "odometer") return odometer(none, known, subject);
    const current = known.filter(
      (fact) =>
        !known.some(
          (later) => later.plate === fact.plate && later.vin === fact.vin && isLater(later, fact, known),
        ),
    );
    const hit = newest(current.filter((fact) => fact.found === true && shares(fact, subject)));
    if (hit !== undefined) return { ...none, answer: "found", asOf: hit.asOf };
    const clear = newest(known.filter((fact) => fact.found === false && fits(fact, subject)));
    return clear === undefined ? none : { ...none, answer: "clear", asOf: clear.asOf };
  }

  #results(): readonly Result[] {
    return this.#options
      .inForce()
      .filter(({ kind }) => kind === "inspection")
      .flatMap(({ station, verdict, envelope }) => {
        const document = documentIn(envelope);
        const { plate = null, vin = null } = (document?.subject ?? {}) as Record<string, string>;
        const { ended } = (document?.time ?? {}) as Record<string, string>;
        if (ended === undefined) return [];
        return [
          { station, verdict, plate: plate === UNPLATED ? null : plate, vin, endedMs: Date.parse(ended) },
        ];
      });
  }
}

function readAsked(
  asked: Members,
  topicOf: string,
  atMs: number,
): { readonly id: string; readonly subject: Subject; readonly checks: readonly string[] } | null {
  const subject = members(asked.subject, ["plate", "vin", "odometerKm"]);
  const { schema, station, request, kind, sent, checks } = asked;
  const isNamed = (text: unknown): text is string =>
    typeof text === "string" && text.length >= 1 && text.length <= 64;
  if (schema !== "proofmark/request/v1" || station !== topicOf || kind !== "pre-checks") return null;
  if (typeof request !== "string" || !/^[0-9a-f]{32}$/.test(request)) return null;
  if (typeof sent !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(sent)) return null;
  const sentMs = Date.parse(sent);
  if (!(sentMs <= atMs + SKEW_MS && sentMs >= atMs - AGE_MS)) return null;
  if (subject === null || !isNamed(subject.vin)) return null;
  const { plate, vin, odometerKm } = subject;
  if (plate !== null && !isNamed(plate)) return null;
  const isReading =
    odometerKm === null ||
    (typeof odometerKm === "number" &&
      Number.isInteger(odometerKm) &&
      odometerKm >= 0 &&
      odometerKm <= 9_999_999);
  if (!isReading) return null;
  if (!Array.isArray(checks) || checks.length < 1 || checks.length > CHECKS.length) return null;
  if (!checks.every((check) => CHECKS.includes(check))) return null;
  return {
    id: request,
    subject: { plate: plate as string | null, vin, odometerKm: odometerKm as number | null },
    checks,
  };
}

function odometer(none: Answer, readings: readonly FactRow[], subject: Subject): Answer {
  const own = readings.filter((fact) => fits(fact, subject));
  const top = [...own].sort((a, b) => (a.km ?? 0) - (b.km ?? 0)).at(-1);
  if (top === undefined || top.km === null || subject.odometerKm === null) return none;
  const answer = subject.odometerKm < top.km ? "found" : "clear";
  return { ...none, answer, asOf: newest(own)?.asOf ?? top.asOf, on: top.on, km: top.km };
}

/** Later in time, or of the same time and told later. */
function isLater(later: FactRow, fact: FactRow, all: readonly FactRow[]): boolean {
  return later.asOf > fact.asOf || (later.asOf === fact.asOf && all.indexOf(later) > all.indexOf(fact));
}

function newest(facts: readonly FactRow[]): FactRow | undefined {
  return [...facts].sort((a, b) => order(a.asOf, b.asOf)).at(-1);
}

function latest(results: readonly Result[]): Result | undefined {
  return [...results].sort((a, b) => a.endedMs - b.endedMs).at(-1);
}

function shares(row: Names, subject: Subject): boolean {
  return (row.plate !== null && row.plate === subject.plate) || (row.vin !== null && row.vin === subject.vin);
}

function fits(row: Names, subject: Subject): boolean {
  const other = (one: string | null, two: string | null) => one !== null && two !== null && one !== two;
  return shares(row, subject) && !other(row.plate, subject.plate) && !other(row.vin, subject.vin);
}

function isResultOf(result: Result, asked: Asked, subject: Subject): boolean {
  return result.station === asked.station && shares(result, subject) && result.endedMs >= asked.atMs;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of a record that was taken in, and so can be read. */
function documentIn(envelope: string): Record<string, unknown> | null {
  const payload = readEnvelope(envelope)?.payload;
  const opened = payload === undefined ? null : openedPayload(payload);
  if (opened === null) return null;
  return JSON.parse(strictUtf8(opened)) as Record<string, unknown>;
}
