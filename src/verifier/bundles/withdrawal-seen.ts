import type { SealedResult, SealedWithdrawal } from "../sealed/sealed.ts";
import { refuse } from "../told.ts";
import { type Program, programOf, same } from "./contradicted.ts";
import type { EntryOf } from "./entry-forms.ts";

/** What the journal said when somebody acted, or when something was sealed. */
export interface JournalSays {
  readonly status: string;
  readonly software: Program | null;
}

export interface WithdrawalAct {
  readonly by: string;
  readonly choice: string;
  readonly note: string;
  readonly at: string;
  /** Of the clock. */
  readonly status: string;
}

/** That a person withdrew the record, and what was sealed of it: the one comes of the other. */
export class WithdrawalSeen {
  sealed: SealedWithdrawal | null = null;
  act: WithdrawalAct | null = null;
  readonly #result: SealedResult;
  #isAfterRecord = false;

  constructor(result: SealedResult) {
    this.#result = result;
  }

  /** Somebody has withdrawn it, and what says so is not sealed yet: in force it is no more. */
  get isPending(): boolean {
    return this.act !== null && this.sealed === null;
  }

  /** The record stands among the entries by now. */
  recordStands(): void {
    this.#isAfterRecord = true;
  }

  /** Throws Refused, as all here. */
  acted({ act, by, at }: EntryOf<"console-acted">, job: string, { status }: JournalSays): void {
    const { record, document } = this.#result;
    if (act.kind !== "record-withdrawn") refuse("EVIDENCE_ENTRY_STRANGE", { entry: "console-acted", job });
    const { choice, note, of } = act;
    if (act.record === undefined || choice === undefined || note === undefined || of === undefined)
      refuse("ENTRY_MALFORMED", {});
    if (act.record !== record || by === null || !this.#isAfterRecord)
      refuse("WITHDRAWS_NO_RECORD", { record: act.record });
    if (this.act !== null) refuse("WITHDRAWN_TWICE", { record });
    const { kind, site, car, sequence } = document;
    same("of", of, { kind, site, car, job: document.job, sequence });
    this.act = { by: by.person, choice, note, at: new Date(at.wallMs).toISOString(), status };
  }

  sealedBy(sealed: SealedWithdrawal, entryBy: string | undefined, { software }: JournalSays): void {
    const { record, document: result } = this.#result;
    const { document } = sealed;
    const { withdraws, reason } = document;
    if (withdraws.record !== record) refuse("WITHDRAWS_NO_RECORD", { record: withdraws.record });
    if (this.sealed !== null) refuse("WITHDRAWN_TWICE", { record });
    const act =
      this.act ?? refuse(this.#isAfterRecord ? "WITHDRAWAL_WITHOUT_ACT" : "WITHDRAWS_NO_RECORD", { record });
    const { by, choice, note, at, status } = act;
    same("kind", document.kind, result.kind);
    same("site", document.site, result.site);
    same("car", document.car, result.car);
    same("job", document.job, result.job);
    same("withdraws.sequence", withdraws.sequence, result.sequence);
    same("reason", [reason.code, reason.params], ["WITHDRAWN_FOR", { by, choice, note }]);
    same("by", document.by, by);
    same("by", entryBy ?? null, by);
    same("at", document.at, at);
    same("status", document.status, status);
    same("software", programOf(document.software), software && programOf(software));
    this.sealed = sealed;
  }
}
