import { hexOf, utf8Of } from "../bytes/octets.ts";
import type { ResultDocument } from "../sealed/record-form.ts";
import { digestOf } from "../signed/keys.ts";
import { refuse, tell } from "../told.ts";
import { programOf, same } from "./contradicted.ts";
import type { EntryOf, EvidenceEntry } from "./entry-forms.ts";
import { type Act, actsOfInput, actsOfOpening } from "./job-acts.ts";
import { begun, clockSaid, goneOn, type JobTime, startedAnew } from "./job-clock.ts";
import type { JournalSays } from "./withdrawal-seen.ts";

type Opened = EntryOf<"job-opened">;

/** What the entries of one job say, in their order, for whoever holds its record against them. */
export class JobEvidence {
  /** Hashes of the texts that the job was made from. */
  texts: readonly string[] = [];
  /** Photos that its entries name, those that were taken again among them. */
  readonly photos = new Set<string>();
  readonly #station: string;
  readonly #job: string;
  readonly #stored = new Set<string>();
  #software: EntryOf<"station-started">["software"] | null = null;
  #status = "";
  #monoMs = Number.NEGATIVE_INFINITY;
  #opened: { readonly entry: Opened; readonly index: number } | null = null;
  #time: JobTime | null = null;
  #endIndex = 0;
  #entries = 0;
  readonly #acts: Act[] = [];
  #isSealed = false;
  /** Of the clock, before the opening. */
  #wordsBefore = 0;
  /** A start stands since the job's last entry. */
  #isAnew = false;

  constructor(station: string, job: string) {
    this.#station = station;
    this.#job = job;
  }

  /** The last start and the last word of the clock. */
  get says(): JournalSays {
    return { status: this.#status, software: this.#software };
  }

  /** Throws Refused where it cannot stand after what stood before it. */
  note(entry: EvidenceEntry, index: number): void {
    // A text may come of a start that is not among them: its hash is all that it says.
    if (entry.type === "artifact-stored") this.#store(entry);
    else this.#noteTimed(entry, index);
  }

  #noteTimed(entry: Exclude<EvidenceEntry, EntryOf<"artifact-stored">>, index: number): void {
    if (entry.type === "station-started") this.#monoMs = Number.NEGATIVE_INFINITY;
    else if (this.#software === null) refuse("JOURNAL_ORDER_WRONG", { because: tell("BEFORE_START", {}) });
    const { monoMs } = entry.at;
    if (monoMs < this.#monoMs) refuse("JOURNAL_ORDER_WRONG", { because: tell("MONOTONIC_BACK", {}) });
    this.#monoMs = monoMs;
    if (entry.type === "station-started") this.#start(entry);
    else if (entry.type === "clock-noted") this.#clock(entry.status);
    else if (entry.type === "job-opened") this.#open(entry, index);
    else if (entry.type === "job-input") this.#input(entry, index);
    else if (entry.type === "record-sealed") this.#isSealed = true;
  }

  #store({ sha256, text }: EntryOf<"artifact-stored">): void {
    if (hexOf(digestOf(utf8Of(text))) !== sha256)
      refuse("ARTIFACT_MISMATCH", { because: tell("ARTIFACT_UNLIKE_HASH", { sha256 }) });
    // What is stored after the opening, or once more, is not what the job was made from.
    if (this.#opened !== null || this.#stored.has(sha256)) this.#strange("artifact-stored");
    this.#stored.add(sha256);
  }

  #start({ station, software, timeStatus }: EntryOf<"station-started">): void {
    if (station !== this.#station) refuse("STATION_MISMATCH", { found: station, expected: this.#station });
    // A job is opened on the last start alone, and on the last word of the clock since.
    if (this.#software !== null && this.#opened === null) this.#strange("station-started");
    this.#software = software;
    this.#status = timeStatus;
    this.#isAnew = true;
    if (this.#time !== null) this.#time = startedAnew(this.#time);
  }

  #clock(status: string): void {
    if (this.#opened === null && this.#wordsBefore++ > 0) this.#strange("clock-noted");
    this.#status = status;
    if (this.#time !== null && !this.#isSealed) this.#time = clockSaid(this.#time, status);
  }

  #open(entry: Opened, index: number): void {
    const { job, order, preChecks, papers, at } = entry;
    if (job !== this.#job) this.#strange(entry.type);
    if (this.#opened !== null) refuse("JOURNAL_ORDER_WRONG", { because: tell("JOB_OPENED_TWICE", { job }) });
    const { dossierSha256, rulebookSha256, courseSha256, vehicleSha256 } = order;
    const replies = [preChecks?.reply ?? null, papers?.reply ?? null];
    this.texts = [dossierSha256, rulebookSha256, courseSha256, vehicleSha256, ...replies].filter(
      (sha256) => sha256 !== null,
    );
    const missing = this.texts.find((sha256) => !this.#stored.has(sha256));
    if (missing !== undefined)
      refuse("ARTIFACT_MISMATCH", { because: tell("ARTIFACT_NOT_BEFORE", { job, sha256: missing }) });
    const strange = [...this.#stored].find((sha256) => !this.texts.includes(sha256));
    if (strange !== undefined) this.#strange("artifact-stored");
    this.#opened = { entry, index };
    this.#time = begun(at, this.#status);
    this.#acts.push(...actsOfOpening(entry));
    this.#entryOfJob(index);
  }

  #input(entry: EntryOf<"job-input">, index: number): void {
    const { job, at, input, events } = entry;
    if (job !== this.#job) this.#strange("job-input");
    if (this.#opened === null || this.#time === null || this.#isSealed)
      refuse("JOURNAL_ORDER_WRONG", { because: tell("ENTRY_OF_NO_JOB", { entry: "job-input", job }) });
    if (input.kind === "resumed" && !this.#isAnew)
      refuse("JOURNAL_ORDER_WRONG", { because: tell("RESUMED_WITHOUT_START", { job }) });
    this.#time = goneOn(this.#time, at);
    this.#acts.push(...actsOfInput(this.#opened.entry.order.kind, entry));
    for (const event of events) this.#photo(event);
    this.#entryOfJob(index);
  }

  #strange(entry: string): never {
    return refuse("EVIDENCE_ENTRY_STRANGE", { entry, job: this.#job });
  }

  #photo(event: unknown): void {
    const { type, sha256 } = (event ?? {}) as { readonly type?: unknown; readonly sha256?: unknown };
    if (type === "photo-taken" && typeof sha256 === "string") this.photos.add(sha256);
  }

  #entryOfJob(index: number): void {
    this.#isAnew = false;
    this.#endIndex = index + 1;
    this.#entries++;
  }

  /** Its record, before the entry that seals it: every part that the entries say as well has to be the same. Throws Refused. */
  mustSay(document: ResultDocument): void {
    if (this.#opened === null || this.#time === null)
      refuse("JOURNAL_ORDER_WRONG", {
        because: tell("ENTRY_OF_NO_JOB", { entry: "record-sealed", job: this.#job }),
      });
    const { entry, index } = this.#opened;
    const { order, preChecks, papers } = entry;
    const { startedMs, endedMs, status } = this.#time;
    const { time, evidence } = document;
    same("kind", document.kind, order.kind);
    same("site", document.site, order.seat.site);
    same("car", document.car, order.seat.car);
    same("after", document.after?.record ?? null, order.after?.record ?? null);
    same("rulebook", document.rulebook.sha256, order.rulebookSha256);
    same("course", document.course?.sha256 ?? null, order.courseSha256);
    same("software", programOf(document.software), this.#software && programOf(this.#software));
    same("devices", document.devices.map(deviceOf), order.devices.map(deviceOf));
    same("time.started", time.started, new Date(startedMs).toISOString());
    same("time.ended", time.ended, new Date(endedMs).toISOString());
    same("time.status", time.status, status);
    same("acts", document.acts ?? [], this.#acts);
    same("preChecks", document.preChecks ?? null, preChecks ?? null);
    same("papers", document.papers ?? null, papers ?? null);
    same("licence", document.licence ?? null, entry.licence ?? null);
    same("evidence.firstIndex", evidence.firstIndex, index);
    same("evidence.endIndex", evidence.endIndex, this.#endIndex);
    same("evidence.entries", evidence.entries, this.#entries);
  }
}

/** A journal says more of a device than a record. */
function deviceOf({
  role,
  device,
  model,
  serial,
  simulated,
  calibration,
}: ResultDocument["devices"][number]) {
  return { role, device, model, serial, simulated, calibration };
}
