import { hexOf, utf8Of } from "../bytes/octets.ts";
import type { RedactedDocument } from "../sealed/redacted-form.ts";
import { digestOf } from "../signed/keys.ts";
import { refuse, tell } from "../told.ts";
import { programOf, same } from "./contradicted.ts";
import type { Entry } from "./disclosed.ts";
import { at } from "./disclosed.ts";
import { type EntryOf, evidenceEntry } from "./entry-forms.ts";
import { begun, clockSaid } from "./job-clock.ts";

interface Place {
  readonly index: number;
  readonly type: string;
  /** Null where it is hidden. */
  readonly entry: Entry | null;
}

const PERSONAL = new Set(["job-opened", "record-sealed", "console-acted", "withdrawal-sealed"]);

/**
 * The entries of a redacted bundle, those that are shown and those that its document names as hidden, in one row: what has to stand before what, and all that the
 * document says which does not rest on anything hidden.
 */
export class RedactedJob {
  texts = 0;
  readonly #document: RedactedDocument;
  #software: EntryOf<"station-started">["software"] | null = null;
  #status = "";
  #statusOfJob: string | null = null;
  #monoMs = Number.NEGATIVE_INFINITY;
  #isAnew = false;
  #isSealed = false;
  #hasActed = false;
  #isWithdrawn = false;
  #last = -1;
  #entries = 0;
  readonly #stored = new Set<string>();

  constructor(document: RedactedDocument) {
    this.#document = document;
  }

  /** Throws Refused. */
  hold(entries: readonly Entry[], size: number): void {
    for (const place of this.#row(entries, size)) at(place.index, () => this.#take(place));
    const { result, withdrawal, vehicle } = this.#document;
    const { evidence, rulebook, course } = result;
    if (!this.#isSealed) order("record-sealed", this.#document.job);
    same("evidence.entries", evidence.entries, this.#entries);
    same("withdrawal", withdrawal !== null, this.#isWithdrawn);
    const wanted = [rulebook.sha256, course?.sha256 ?? null, vehicle].filter((sha256) => sha256 !== null);
    const missing = wanted.find((sha256) => !this.#stored.has(sha256));
    if (missing !== undefined) notBefore(this.#document.job, missing);
    this.texts = this.#stored.size;
  }

  /** Both kinds by rising index, none twice, none beyond the log, and as many as were signed for. */
  #row(entries: readonly Entry[], size: number): readonly Place[] {
    const { hidden, entries: said, job } = this.#document;
    let before = -1;
    for (const { index } of hidden) {
      if (index <= before || index >= size) refuse("ENTRIES_NOT_RISING", { index, size });
      before = index;
    }
    const all: Place[] = [
      ...entries.map((entry) => ({ index: entry.index, type: entry.type, entry })),
      ...hidden.map(({ index, entry: type }) => ({ index, type, entry: null })),
    ].sort((a, b) => a.index - b.index);
    const twice = all.find(({ index }, nth) => index === all[nth - 1]?.index);
    if (twice !== undefined) refuse("ENTRIES_NOT_RISING", { index: twice.index, size });
    if (all.length !== said) refuse("REDACTED_ENTRIES_MISSING", { found: all.length, said, job });
    return all;
  }

  #take({ index, type, entry }: Place): void {
    if (entry === null) this.#hidden(type, index);
    else this.#shown(entry, index);
  }

  #hidden(type: string, index: number): void {
    const { result, job } = this.#document;
    const { firstIndex, endIndex } = result.evidence;
    if (type === "job-opened") {
      if (this.#statusOfJob !== null)
        refuse("JOURNAL_ORDER_WRONG", { because: tell("JOB_OPENED_TWICE", { job }) });
      if (this.#software === null) refuse("JOURNAL_ORDER_WRONG", { because: tell("BEFORE_START", {}) });
      same("evidence.firstIndex", firstIndex, index);
      this.#statusOfJob = this.#status;
      this.#entryOfJob(index);
    } else if (type === "job-input") this.#input(index);
    else if (type === "record-sealed") {
      if (this.#statusOfJob === null || this.#isSealed) order(type, job);
      this.#isSealed = true;
      same("evidence.endIndex", endIndex, this.#last + 1);
      same("software", programOf(result.software), this.#software && programOf(this.#software));
      same("time.status", result.time.status, this.#statusOfJob);
    } else if (type === "console-acted") {
      if (!this.#isSealed || this.#hasActed) order(type, job);
      this.#hasActed = true;
    } else if (type === "withdrawal-sealed") {
      if (!this.#hasActed || this.#isWithdrawn) order(type, job);
      this.#isWithdrawn = true;
    } else if (this.#statusOfJob !== null) order(type, job);
  }

  get isWithdrawalPending(): boolean {
    return this.#hasActed && !this.#isWithdrawn;
  }

  #shown(entry: Entry, index: number): void {
    if (PERSONAL.has(entry.type)) refuse("REDACTED_ENTRY_OPEN", { entry: entry.type });
    const known = evidenceEntry(entry);
    if (known === null) strange(entry.type, this.#document.job);
    if (known.type === "artifact-stored") this.#text(known);
    else {
      if (known.type === "station-started") this.#start(known);
      else if (this.#software === null) refuse("JOURNAL_ORDER_WRONG", { because: tell("BEFORE_START", {}) });
      if (known.at.monoMs < this.#monoMs)
        refuse("JOURNAL_ORDER_WRONG", { because: tell("MONOTONIC_BACK", {}) });
      this.#monoMs = known.at.monoMs;
      if (known.type === "clock-noted") this.#clock(known.status);
      if (known.type === "job-input") this.#shownInput(known, index);
    }
  }

  #start({ station, software, timeStatus }: EntryOf<"station-started">): void {
    const { station: expected } = this.#document;
    if (station !== expected) refuse("STATION_MISMATCH", { found: station, expected });
    this.#software = software;
    this.#status = timeStatus;
    this.#monoMs = Number.NEGATIVE_INFINITY;
    this.#isAnew = true;
  }

  #clock(status: string): void {
    this.#status = status;
    if (this.#statusOfJob === null || this.#isSealed) return;
    this.#statusOfJob = clockSaid(begun({ monoMs: 0, wallMs: 0 }, this.#statusOfJob), status).status;
  }

  #text({ sha256, text }: EntryOf<"artifact-stored">): void {
    const { result, vehicle, job } = this.#document;
    if (hexOf(digestOf(utf8Of(text))) !== sha256)
      refuse("ARTIFACT_MISMATCH", { because: tell("ARTIFACT_UNLIKE_HASH", { sha256 }) });
    const isNamed = [result.rulebook.sha256, result.course?.sha256, vehicle].includes(sha256);
    if (!isNamed) refuse("REDACTED_ENTRY_OPEN", { entry: "artifact-stored" });
    if (this.#statusOfJob !== null || this.#stored.has(sha256)) strange("artifact-stored", job);
    this.#stored.add(sha256);
  }

  #shownInput({ job, input }: EntryOf<"job-input">, index: number): void {
    if (job !== this.#document.job) strange("job-input", this.#document.job);
    if (input.kind === "command") refuse("REDACTED_ENTRY_OPEN", { entry: "job-input" });
    if (input.kind === "resumed" && !this.#isAnew)
      refuse("JOURNAL_ORDER_WRONG", { because: tell("RESUMED_WITHOUT_START", { job }) });
    this.#input(index);
  }

  #input(index: number): void {
    if (this.#statusOfJob === null || this.#isSealed) order("job-input", this.#document.job);
    this.#entryOfJob(index);
  }

  #entryOfJob(index: number): void {
    this.#isAnew = false;
    this.#last = index;
    this.#entries++;
  }
}

function order(entry: string, job: string): never {
  return refuse("JOURNAL_ORDER_WRONG", { because: tell("ENTRY_OF_NO_JOB", { entry, job }) });
}

function strange(entry: string, job: string): never {
  return refuse("EVIDENCE_ENTRY_STRANGE", { entry, job });
}

function notBefore(job: string, sha256: string): never {
  return refuse("ARTIFACT_MISMATCH", { because: tell("ARTIFACT_NOT_BEFORE", { job, sha256 }) });
}
