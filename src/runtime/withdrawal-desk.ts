import { asId } from "../core/quantities/ids.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { reasonedForm } from "../core/trade/command-forms.ts";
import { plainOrQuoted, readCommand } from "../core/trade/command-reading.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { DeskActCode } from "../core/trade/words/desk-acts.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { withdrawalReasons } from "../core/trade/words/withdrawal-reasons.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { WithdrawalAct } from "../station/record-office.ts";
import type { Answer } from "../station/session-runner.ts";
import type { Station } from "../station/station.ts";
import type { Present } from "./console-desk.ts";

export interface WithdrawalDeskOptions {
  readonly station: Pick<Station, "withdraw">;
  readonly people: PeopleDesk;
  /** A record of this station by its id, as the journal has it; null where it has none. */
  earlier(record: string): ResultDocument | null;
  /** Is there a withdrawal with that id? */
  isWithdrawal(record: string): boolean;
}

export interface AskedWithdrawal {
  readonly record: string;
  /** Of `WITHDRAWAL_REASONS`, by the kind of the record. */
  readonly choice: string;
  readonly note: string;
  readonly pin: string | null;
}

const NAME = "withdraw-record";
/** Form of the command, by the kind of the record. */
export const WITHDRAWAL_FORMS = {
  inspection: { [NAME]: reasonedForm(NAME, withdrawalReasons("inspection")) },
  exam: { [NAME]: reasonedForm(NAME, withdrawalReasons("exam")) },
};
/** Writes the copies again by which a record is found. */
const COPIES = "proofmark journal records";

/** Somebody asks to take a sealed record out of force: whose act it is depends on what it is a record of, and on whom it is about. */
export class WithdrawalDesk {
  readonly #options: WithdrawalDeskOptions;

  constructor(options: WithdrawalDeskOptions) {
    this.#options = options;
  }

  /** Answered when the act is durable; its seal comes when the signer has signed it. */
  withdraw({ record, choice, note, pin }: AskedWithdrawal, who: Present): Promise<Answer> {
    const { people, station } = this.#options;
    // Of a record that is not known nobody knows the kind; who may withdraw nothing is not told which records there are.
    const may = people.whyNot(who, who.doer.from, actOn("inspection"));
    if (may !== null) return refused(may);
    const document = this.#options.earlier(record);
    if (document === null) return refused(this.#whyUnknown(record));
    const { kind, subject } = document;
    const act = actOn(kind);
    const why = people.whyNot(who, who.doer.from, act, subject);
    if (why !== null) return refused(why);
    const asked = readCommand({ name: NAME, reason: choice, note }, kind, WITHDRAWAL_FORMS[kind]);
    if (asked.kind === "refused") return refused(asked.reason);
    return new Promise((answered) =>
      people.confirm(who, act, pin, (no) => {
        if (no !== null) answered({ kind: "refused", reason: no });
        else station.withdraw(withdrawalOf(record, document, choice, note), who.doer, answered);
      }),
    );
  }

  #whyUnknown(record: string): Reason {
    return this.#options.isWithdrawal(record)
      ? reason("WITHDRAWAL_OF_WITHDRAWAL", { record: plainOrQuoted(record) })
      : reason("WITHDRAWAL_UNKNOWN", { record: plainOrQuoted(record), command: COPIES });
  }
}

function actOn(kind: JobKind): DeskActCode {
  return `${kind}.${NAME}`;
}

/** This record of this station is taken out of force. */
export function withdrawalOf(
  record: string,
  document: ResultDocument,
  choice: string,
  note: string,
): WithdrawalAct {
  const { kind, site, car, job, sequence } = document;
  return {
    kind: "record-withdrawn",
    record: asId<"record">(record),
    choice,
    note,
    of: { kind, site, car, job, sequence },
  };
}

function refused(why: Reason): Promise<Answer> {
  return Promise.resolve({ kind: "refused", reason: why });
}
