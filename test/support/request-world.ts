import { expect } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { LinkDefects } from "../../simulators/registry/memory-registry-link.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import type { FactRow } from "../../simulators/registry/request-answers.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { formatEnvelope, pae, parseEnvelope } from "../../src/core/record/dsse.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import type { StationAccount } from "../../src/core/registry/station-account.ts";
import {
  type EarlierExam,
  type PapersAskedLately,
  type PapersRows,
  papersAbout,
} from "../../src/core/requests/answer-papers.ts";
import type { VehicleRows } from "../../src/core/requests/answer-request.ts";
import type { PapersLine } from "../../src/core/requests/papers-line.ts";
import {
  PAPERS_REPLY_PAYLOAD_TYPE,
  PAPERS_REQUEST_PAYLOAD_TYPE,
  type PapersReply,
  type PapersRequest,
} from "../../src/core/requests/papers-messages.ts";
import type { PreCheckRule } from "../../src/core/requests/pre-check-rule.ts";
import {
  type AskedSubject,
  REPLY_PAYLOAD_TYPE,
  REQUEST_PAYLOAD_TYPE,
  type ReplyDocument,
  type RequestDocument,
} from "../../src/core/requests/request-messages.ts";
import type { AskedElsewhere, EarlierResult, VehicleFact } from "../../src/core/requests/vehicle-fact.ts";
import type { Signer } from "../../src/ports/signer.ts";
import type { PapersAskedNote, PapersBook, VehicleBook } from "../../src/ports/vehicle-book.ts";
import { Answering } from "../../src/registry/answering.ts";
import { type Before, RequestDesk } from "../../src/station/request-desk.ts";
import { WITNESS_SEED } from "./delivery-world.ts";
import { WITNESS } from "./registry-rig.ts";

export const ASKING = "HB-WH-0042";
export const OTHER = "HB-WH-0043";
/** When virtual time begins. */
export const NOW_MS = Date.UTC(2026, 0, 5, 8);
export const AN_HOUR_AGO = "2026-01-05T07:00:00.000Z";
export const CAR: AskedSubject = { plate: "鄂A12345", vin: "LFV2A21K8D4123456", odometerKm: 91_200 };

export const RULE: PreCheckRule = {
  check: "theft",
  whenFound: "stop",
  whenUnanswered: "say",
  answerAgeHoursMax: 24,
  clause: null,
  source: "a test",
  confidence: "recalled",
  verifiedBy: null,
};

const KEYS = new Map(
  [ASKING, OTHER].map((station) => [station, createDeterministicSigner(`log ${station}`, "ed25519")]),
);
const RECORD_KEY = createDeterministicSigner("record", "ecdsa-p256-sha256");

export function logKey(station: string): Signer {
  const key = KEYS.get(station);
  if (key === undefined) throw new Error(`no key of ${station}`);
  return key;
}

/** What the registry knows, in memory. */
export class MemoryVehicleBook implements VehicleBook {
  readonly facts: VehicleFact[] = [];
  readonly results: EarlierResult[] = [];
  readonly asked: AskedElsewhere[] = [];

  async account(station: string): Promise<StationAccount | undefined> {
    return accountOf(station);
  }

  async rowsOf(): Promise<VehicleRows> {
    return { facts: this.facts, results: this.results, asked: this.asked };
  }

  async noteAsked(asked: AskedElsewhere): Promise<void> {
    this.asked.push(asked);
  }

  async load(facts: readonly VehicleFact[]): Promise<void> {
    this.facts.push(...facts);
  }
}

/** What the registry knows of papers, in memory; all that it was told is handed over. */
export class MemoryPapersBook implements PapersBook {
  readonly lines: PapersLine[] = [];
  readonly inspections: EarlierResult[] = [];
  readonly exams: (EarlierExam & { readonly certificate: string })[] = [];
  readonly notes: PapersAskedNote[] = [];

  async papersOf(request: PapersRequest): Promise<PapersRows> {
    const { lines, inspections } = this;
    const exams = this.exams.filter(
      ({ certificate }) => request.kind === "appointment" && certificate === request.subject.certificate,
    );
    return { lines, inspections, exams };
  }

  async askedLately(request: PapersRequest, sinceMs: number): Promise<PapersAskedLately> {
    const asked = this.notes.filter(
      (one) => one.station === request.station && one.request !== request.request && one.atMs > sinceMs,
    );
    const missed = asked.filter(({ answer }) => answer === "unknown");
    const ofOne = missed.filter(({ about }) => about === papersAbout(request));
    return { asked: asked.length, missed: missed.length, missedOfOne: ofOne.length };
  }

  async notePapersAsked(note: PapersAskedNote): Promise<void> {
    if (!this.notes.some(({ station, request }) => station === note.station && request === note.request))
      this.notes.push(note);
  }

  async loadPapers(lines: readonly PapersLine[]): Promise<void> {
    this.lines.push(...lines);
  }
}

export function accountOf(station: string): StationAccount | undefined {
  const log = KEYS.get(station);
  if (log === undefined) return undefined;
  return {
    station,
    log: firstKey({ keyId: log.keyId, spki: log.publicKeySpki }),
    record: firstKey({ keyId: RECORD_KEY.keyId, spki: RECORD_KEY.publicKeySpki }),
    head: emptyHead(sha256),
    branch: 0,
  };
}

/** The stand-in and the product's own registry beside it: what one answers the other has to answer too. */
export class TwinAnswers {
  readonly service = new RegistryService({
    witnessSeed: WITNESS_SEED,
    stations: [ASKING, OTHER].map((station) => ({
      station,
      logKeySpki: logKey(station).publicKeySpki,
      recordKeySpki: RECORD_KEY.publicKeySpki,
    })),
  });
  readonly book = new MemoryVehicleBook();
  readonly papers = new MemoryPapersBook();
  #atMs = 0;
  readonly #answering = new Answering({
    book: this.book,
    papers: this.papers,
    digest: sha256,
    verify: verifySignature,
    witnesses: [WITNESS],
    wallMs: () => this.#atMs,
    onFailure: (error) => {
      throw error;
    },
  });

  tell(...facts: readonly FactRow[]): void {
    this.service.requests.tell(facts);
    this.book.facts.push(
      ...facts.map((fact) => ({ schema: "proofmark/vehicle-fact/v1", ...fact }) as VehicleFact),
    );
  }

  tellPapers(...lines: readonly PapersLine[]): void {
    this.service.requests.papers.tell(lines);
    this.papers.lines.push(...lines);
  }

  async ask(station: string, message: Uint8Array, atMs: number): Promise<ReplyDocument | null> {
    return (await this.answered(station, message, atMs)) as ReplyDocument | null;
  }

  async askPapers(station: string, message: Uint8Array, atMs: number): Promise<PapersReply | null> {
    return (await this.answered(station, message, atMs)) as PapersReply | null;
  }

  private async answered(station: string, message: Uint8Array, atMs: number): Promise<unknown> {
    this.#atMs = atMs;
    const [first, second] = [
      this.service.requests.ask(station, message, atMs),
      await this.#answering.ask(station, message),
    ];
    expect(second === null ? null : documentOf(second)).toEqual(first === null ? null : documentOf(first));
    return first === null ? null : documentOf(first);
  }
}

export function fact(check: FactRow["check"], found: boolean, changes: Partial<FactRow> = {}): FactRow {
  const { plate, vin } = CAR;
  return { check, plate, vin, found, km: null, on: null, asOf: AN_HOUR_AGO, ...changes };
}

export function request(changes: Partial<RequestDocument> = {}): RequestDocument {
  return {
    schema: "proofmark/request/v1",
    station: ASKING,
    request: "0123456789abcdef0123456789abcdef",
    kind: "pre-checks",
    sent: new Date(NOW_MS).toISOString(),
    subject: CAR,
    checks: ["theft"],
    ...changes,
  };
}

export function sealed(
  payloadType: string,
  document: unknown,
  signer: Pick<Signer, "keyId" | "sign">,
): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(document));
  let signature = new Uint8Array();
  signer.sign(pae(payloadType, payload), (result) => {
    if (result.kind === "signed") signature = new Uint8Array(result.signature);
  });
  return new TextEncoder().encode(
    formatEnvelope({ payloadType, payload, signatures: [{ keyId: signer.keyId, signature }] }),
  );
}

export function signedRequest(document: unknown, station = ASKING): Uint8Array {
  return sealed(REQUEST_PAYLOAD_TYPE, document, logKey(station));
}

export function signedPapersRequest(document: unknown, station = ASKING): Uint8Array {
  return sealed(PAPERS_REQUEST_PAYLOAD_TYPE, document, logKey(station));
}

export function papersRequest(changes: Partial<PapersRequest> = {}): PapersRequest {
  return {
    ...{
      schema: "proofmark/papers-request/v1",
      station: ASKING,
      request: "0123456789abcdef0123456789abcdef",
    },
    ...{ kind: "vehicle-dossier", sent: new Date(NOW_MS).toISOString() },
    ...{ subject: { plate: CAR.plate, vinEnd: CAR.vin.slice(-6), vin: null } },
    ...changes,
  } as PapersRequest;
}

export function signedPapersReply(document: unknown): Uint8Array {
  const sign: Signer["sign"] = (message, done) => done({ kind: "signed", signature: WITNESS.sign(message) });
  return sealed(PAPERS_REPLY_PAYLOAD_TYPE, document, { keyId: WITNESS.keyId, sign });
}

/** By the witness, as the registry does it. */
export function signedReplyOf(document: unknown): Uint8Array {
  const sign: Signer["sign"] = (message, done) => done({ kind: "signed", signature: WITNESS.sign(message) });
  return sealed(REPLY_PAYLOAD_TYPE, document, { keyId: WITNESS.keyId, sign });
}

export function documentOf(envelope: Uint8Array): unknown {
  const parsed = parseEnvelope(new TextDecoder().decode(envelope));
  if (parsed.kind !== "envelope") throw new Error("no envelope");
  return JSON.parse(new TextDecoder().decode(parsed.envelope.payload));
}

export interface RequestWorldOptions {
  readonly seed?: number;
  readonly defects?: Partial<LinkDefects>;
  readonly wrongByMs?: number;
}

/** A station's desk of requests, with the way to the stand-in, in virtual time. */
export class RequestWorld {
  readonly clock = new VirtualClock();
  readonly answers = new TwinAnswers();
  readonly link: MemoryRequestLink;
  readonly desk: RequestDesk;
  readonly sent: Uint8Array[] = [];
  readonly logged: { readonly what: string; readonly details: unknown }[] = [];
  changes = 0;

  constructor({ seed = 1, defects = {}, wrongByMs = 0 }: RequestWorldOptions = {}) {
    const { clock } = this;
    const random = new SeededRandom(seed, "request world");
    this.link = new MemoryRequestLink({
      ...{ station: ASKING, requests: this.answers.service.requests, clock, timers: clock, random, defects },
      registryWallMs: () => clock.wallMs() + wrongByMs,
    });
    const send = this.link.send.bind(this.link);
    this.desk = new RequestDesk({
      station: asId<"station">(ASKING),
      link: {
        open: (listener) => this.link.open(listener),
        send: (message) => {
          this.sent.push(message);
          send(message);
        },
        close: () => this.link.close(),
      },
      clock,
      timers: clock,
      entropy: () => random.unit(),
      logSigner: logKey(ASKING),
      digest: sha256,
      verifySignature,
      witness: { spki: WITNESS.spki },
      log: {
        info: () => undefined,
        warn: (what, details) => void this.logged.push({ what, details }),
        error: () => undefined,
      },
    });
    this.desk.start(() => {
      this.changes++;
    });
  }

  /** What a look comes to. */
  look(rules: readonly PreCheckRule[] = [RULE], subject = CAR): Before {
    return this.desk.before({ subject, rules });
  }

  /** Looks every second, as a page does, for so long. */
  lookFor(ms: number, rules: readonly PreCheckRule[] = [RULE], subject = CAR): Before {
    for (let passed = 0; passed < ms; passed += 1_000) {
      this.look(rules, subject);
      this.clock.advanceBy(1_000);
    }
    return this.look(rules, subject);
  }
}

/** Of the check at that place, what came of it. */
export function usedOf(before: Before): unknown {
  return before.kind === "may"
    ? before.asked.used.checks.map(({ answer, done }) => `${answer} ${done}`)
    : before;
}
