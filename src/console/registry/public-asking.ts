import type { ToldMark } from "../../core/marks/told-mark.ts";
import { AskLimits, type AskRate } from "../../core/registry/public/ask-limits.ts";
import type { PublicAnswer } from "../../core/registry/public/public-answer-form.ts";
import {
  candidateQuestion,
  type PublicQuestion,
  type QuestionReading,
  recordQuestion,
  subjectAsked,
  vehicleQuestion,
} from "../../core/registry/public/public-question.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { Log } from "../../ports/log.ts";
import type { SharedLimits } from "../../ports/shared-limits.ts";
import type { MarkShown } from "./mark-section.ts";

export interface PublicAskingOptions {
  /** Throws EdgeError DATABASE_UNAVAILABLE. */
  readonly answer: (question: PublicQuestion) => Promise<PublicAnswer>;
  /** The text of an answered proof; null where there is none. Throws EdgeError DATABASE_UNAVAILABLE. */
  readonly proof: (record: string) => Promise<string | null>;
  /** The mark of a record, or why it has none. Absent: this registry issues none. Throws EdgeError DATABASE_UNAVAILABLE, KEY_UNUSABLE. */
  readonly mark?: (record: string) => Promise<MarkShown>;
  /** A status list by its number; null where there is none. Throws EdgeError DATABASE_UNAVAILABLE, KEY_UNUSABLE. */
  readonly statusList?: (list: number) => Promise<StatusListShown | null>;
  readonly log: Log;
  /** Milliseconds of a clock that does not go back. */
  readonly monoMs: () => number;
  /** Counts for all workers; without it each worker by itself. */
  readonly shared?: SharedLimits;
  readonly perAddress?: AskRate;
  readonly perSubject?: AskRate;
}

export interface StatusListShown {
  readonly token: Uint8Array;
  /** How long whoever has it need not look again. */
  readonly freshS: number;
}

/** Somebody who looks up a few cars, and nobody who looks up a street. */
const PER_ADDRESS: AskRate = { burst: 20, everyMs: 3_000 };
/** Wrong digits among them: a million endings of a VIN take two years at this rate. */
const PER_SUBJECT: AskRate = { burst: 10, everyMs: 60_000 };
/** An answer to what can be guessed comes after so long, or a multiple of it, whatever was found. */
const STEP_MS = 150;

export type Asked<Result> =
  | { readonly kind: "answered"; readonly result: Result }
  | { readonly kind: "refused"; readonly reason: Reason };

/** Questions of strangers: read, counted, asked, and answered in a time that says nothing. */
export class PublicAsking {
  readonly #options: PublicAskingOptions;
  readonly #addresses: AskLimits;
  readonly #subjects: AskLimits;

  constructor(options: PublicAskingOptions) {
    this.#options = options;
    this.#addresses = new AskLimits(options.perAddress ?? PER_ADDRESS);
    this.#subjects = new AskLimits(options.perSubject ?? PER_SUBJECT);
  }

  async ask(address: string, reading: QuestionReading): Promise<Asked<PublicAnswer>> {
    return await this.#counted(address, reading, (question) => this.#options.answer(question));
  }

  async proof(address: string, reading: QuestionReading): Promise<Asked<string>> {
    const asked = await this.#counted(address, reading, (question) =>
      question.by === "record" ? this.#options.proof(question.record) : Promise.resolve(null),
    );
    if (asked.kind === "refused") return asked;
    return asked.result === null
      ? { kind: "refused", reason: reason("PUBLIC_NO_PROOF", {}) }
      : { kind: "answered", result: asked.result };
  }

  /** Why there is none is a refusal here, for a program asks. */
  async mark(address: string, reading: QuestionReading): Promise<Asked<ToldMark>> {
    const asked = await this.#counted(address, reading, (question) =>
      question.by === "record" ? this.#mark(question.record) : Promise.resolve(NO_MARKS),
    );
    if (asked.kind === "refused") return asked;
    return asked.result.kind === "none"
      ? { kind: "refused", reason: asked.result.reason }
      : { kind: "answered", result: asked.result.mark };
  }

  /** Beside an answer that was counted already; null where this registry issues none. */
  async markBeside(record: string): Promise<MarkShown | null> {
    return this.#options.mark === undefined ? null : await this.#mark(record);
  }

  async statusList(address: string, list: number): Promise<Asked<StatusListShown>> {
    const { statusList, monoMs } = this.#options;
    const wait = this.#addresses.ask(addressName(address), monoMs());
    if (wait > 0) return tooOften(wait);
    if (statusList === undefined) return { kind: "refused", reason: reason("MARK_NONE_HERE", {}) };
    try {
      const shown = await statusList(list);
      return shown === null
        ? { kind: "refused", reason: reason("MARK_NO_LIST", {}) }
        : { kind: "answered", result: shown };
    } catch (error) {
      return this.#away("a status list could not be given", error);
    }
  }

  async #mark(record: string): Promise<MarkShown> {
    const { mark } = this.#options;
    if (mark === undefined) return NO_MARKS;
    try {
      return await mark(record);
    } catch (error) {
      return { kind: "none", reason: this.#away("a mark could not be given", error).reason };
    }
  }

  #away(what: string, error: unknown): { readonly kind: "refused"; readonly reason: Reason } {
    if (!(error instanceof EdgeError)) throw error;
    this.#options.log.error(what, { code: error.code, error: error.message });
    return { kind: "refused", reason: reason("PUBLIC_AWAY", {}) };
  }

  async #counted<Result>(
    address: string,
    reading: QuestionReading,
    look: (question: PublicQuestion) => Promise<Result>,
  ): Promise<Asked<Result>> {
    const { monoMs } = this.#options;
    const startMs = monoMs();
    const wait = this.#addresses.ask(addressName(address), startMs);
    if (wait > 0) return tooOften(wait);
    if (reading.kind === "refused") return reading;
    const { question } = reading;
    const own = question.by === "record" ? 0 : this.#subjects.ask(subjectAsked(question), startMs);
    if (own > 0) return tooOften(own);
    let asked: Asked<Result>;
    try {
      const shared = await this.#countedByAll(addressName(address), question);
      if (shared > 0) return tooOften(shared);
      asked = { kind: "answered", result: await look(question) };
    } catch (error) {
      asked = this.#away("a question of the public could not be answered", error);
    }
    if (question.by !== "record") await untilStep(monoMs() - startMs);
    return asked;
  }

  /**
   * After its own count, which costs nothing and keeps a flood from the database. What cannot be counted is not answered: who makes the database slow is not let through by it.
   */
  async #countedByAll(address: string, question: PublicQuestion): Promise<number> {
    const { shared, perAddress = PER_ADDRESS, perSubject = PER_SUBJECT } = this.#options;
    if (shared === undefined) return 0;
    const wait = await shared.ask(`address ${address}`, perAddress);
    if (wait > 0 || question.by === "record") return wait;
    return await shared.ask(`subject ${subjectAsked(question)}`, perSubject);
  }
}

/** By what the page and the paths call them. Any value that is not there once is refused by its form. */
export function questionOf(
  by: PublicQuestion["by"],
  typed: Readonly<Record<string, string>>,
): QuestionReading {
  switch (by) {
    case "record":
      return recordQuestion(typed.id ?? "");
    case "vehicle":
      return vehicleQuestion(typed.plate ?? "", typed.vin ?? "");
    case "candidate":
      return candidateQuestion(typed.certificate ?? "", typed.identity ?? "");
  }
}

const NO_MARKS = { kind: "none", reason: reason("MARK_NONE_HERE", {}) } as const;

function tooOften(seconds: number): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: reason("PUBLIC_TOO_OFTEN", { seconds }) };
}

async function untilStep(passedMs: number): Promise<void> {
  const leftMs = STEP_MS - (Math.max(0, passedMs) % STEP_MS);
  await new Promise((resolve) => setTimeout(resolve, leftMs));
}

/** Who has a network of IPv6 has as many addresses as it likes: the network is counted. */
function addressName(address: string): string {
  const four = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (four !== undefined) return four;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(":").length;
  const all = [
    ...groups,
    ...Array.from({ length: Math.max(0, missing) }, () => "0"),
    ...(tail ?? "").split(":"),
  ];
  return all.slice(0, 4).join(":");
}
