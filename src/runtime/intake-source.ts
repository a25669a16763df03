import { decodeText } from "../adapters/config/strict-text.ts";
import { errnoWords } from "../adapters/disk/errno-words.ts";
import { IntakeFolder } from "../adapters/disk/intake-folder.ts";
import { type IntakeFs, isSystemError } from "../adapters/disk/intake-fs.ts";
import type { WaitingFile, WaitingSubject } from "../adapters/disk/waiting-subject.ts";
import type { OpenedSource } from "../core/journal/entry.ts";
import type { WaitingName } from "../core/queue/queue-order.ts";
import type { TakenInNoted } from "../core/queue/taken-in-noted.ts";
import type { Sentence } from "../core/trade/reason-shape.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Waiting, WaitingList, WaitingLook, WaitingText } from "../ports/waiting-list.ts";
import type { Seat } from "../station/sites.ts";
import type { ArrivalFolder, Held, Staged } from "./check-in-desk.ts";
import type { Choose, JobSource, NextSubject } from "./job-desk.ts";
import type { StationConfig } from "./station-config.ts";
import { type JobFiles, readJobFiles } from "./station-files.ts";

export interface IntakeSourceOptions {
  readonly config: StationConfig;
  readonly clock: Clock & Timers;
  readonly log: Log;
  /** What a person must know and the station goes on without; one line. */
  notice(sentence: string): void;
  /** Default: the file system. */
  readonly fs?: IntakeFs;
}

const KINDS = ["inspection", "exam"] as const;
const NOBODY = { waiting: [], out: [] };

/** The waiting subjects of a station: a folder for each kind of job, a file for each subject. */
export class IntakeSource implements JobSource, WaitingList, ArrivalFolder {
  readonly #options: IntakeSourceOptions;
  readonly #folders: Readonly<Record<JobKind, IntakeFolder>> | null;

  constructor(options: IntakeSourceOptions) {
    this.#options = options;
    const { intake } = options.config;
    this.#folders =
      intake === null
        ? null
        : { inspection: this.#folder(intake.inspection), exam: this.#folder(intake.exam) };
  }

  /** Throws EdgeError FILE_UNREADABLE for a folder that is not there. */
  check(): void {
    if (this.#folders !== null) for (const kind of KINDS) this.#folders[kind].check();
  }

  /**
   * Before anything is given out: files whose job the journal has already, or that people took in or out of the queue, because the
   * process was killed between the entry and the file.
   */
  settle(opened: readonly OpenedSource[], desk: Pick<TakenInNoted, "waiting" | "out"> = NOBODY): void {
    if (this.#folders === null) return;
    for (const kind of KINDS) {
      const ofKind = ({ queue }: { readonly queue: JobKind }): boolean => queue === kind;
      this.#folders[kind].arrivals.settle(desk.waiting.filter(ofKind));
      const out = desk.out.filter(ofKind).map((one) => ({ ...one, job: null }));
      const { claimed } = this.#folders[kind].settle([...opened.filter((one) => one.kind === kind), ...out]);
      for (const { file, job } of claimed)
        this.#options.log.info(
          job === null
            ? "a waiting file was taken out of the queue before"
            : "a waiting file is that of a job already open",
          { file, job },
        );
    }
  }

  get isThere(): boolean {
    return this.#folders !== null;
  }

  stage(kind: JobKind, file: string, text: string): Staged {
    if (this.#folders === null) return { kind: "refused", reason: reason("CHECK_IN_NOWHERE", {}) };
    try {
      return {
        kind: "staged",
        ...this.#folders[kind].arrivals.stage(file, new TextEncoder().encode(text)),
      };
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      return { kind: "refused", reason: reason("CHECK_IN_UNWRITTEN", errnoWords(cause)) };
    }
  }

  async hold(kind: JobKind, name: WaitingName): Promise<Held> {
    if (this.#folders === null) return { kind: "refused", reason: reason("CHECK_IN_NOWHERE", {}) };
    const next = await this.#folders[kind].next((all) =>
      all.filter(({ file, modifiedMs }) => file === name.file && modifiedMs === name.modifiedMs),
    );
    if (next.kind === "none") {
      const isGone = next.reason.code === "NOBODY_WAITS";
      return {
        kind: "refused",
        reason: isGone ? reason("WAITS_NO_MORE", { file: name.file }) : next.reason,
      };
    }
    const { subject } = next;
    if (next.kind === "subject") return { kind: "held", ...next.subject };
    subject.leave();
    return { kind: "refused", reason: reason("NOT_TAKEN_IN_HERE", { file: name.file }) };
  }

  look(kind: JobKind): WaitingLook {
    if (this.#folders === null) return { waiting: [], unreadable: null };
    const { waiting, unreadable } = this.#folders[kind].look();
    return { waiting: waiting.map(waitingOf), unreadable };
  }

  async next(kind: JobKind, seat: Seat, choose: Choose | null = null): Promise<NextSubject> {
    if (this.#folders === null) return { kind: "none", reason: reason("NOBODY_WAITS", {}) };
    const next = await this.#folders[kind].next(choose);
    if (next.kind === "none") return next;
    if (next.kind === "oversize") {
      const { file, size, bytesMax } = next.subject;
      const sentence = tooLarge(size, bytesMax);
      const movedTo = next.subject.reject(sentence);
      return { kind: "none", reason: reason("FILE_REFUSED", { file, ...sentence, movedTo }) };
    }
    return this.#subject(kind, seat, next.subject);
  }

  files(kind: JobKind, seat: Seat): JobFiles {
    return readJobFiles(kind, seat, this.#options.config);
  }

  #subject(kind: JobKind, seat: Seat, subject: WaitingSubject): NextSubject {
    const { file, bytes, sha256, modifiedMs } = subject;
    const dossier = textOf(file, bytes);
    if (dossier.kind === "refused") {
      const { place, zh, en } = dossier;
      const movedTo = subject.reject({ zh: `${place}：${zh}`, en: `${place}: ${en}` });
      return { kind: "none", reason: reason("FILE_REFUSED", { file: place, zh, en, movedTo }) };
    }
    const station = this.files(kind, seat);
    if (station.kind === "none") {
      subject.leave();
      return station;
    }
    const { text, mediaType } = dossier;
    return {
      kind: "subject",
      names: { ...station.names, dossier: file },
      job: {
        kind,
        seat,
        dossier: { text, mediaType },
        ...station.files,
        source: { file, sha256, modifiedMs },
      },
      claim: (job) => subject.claim(job),
      reject: (why) => subject.reject(why),
      leave: () => subject.leave(),
    };
  }

  #folder(folder: string): IntakeFolder {
    const { clock, log, notice, fs } = this.#options;
    return new IntakeFolder({
      folder,
      ...(fs === undefined ? {} : { fs }),
      clock,
      sleep: (ms) => new Promise((resolve) => clock.start("look at the intake again", ms, resolve)),
      onTrouble: ({ zh, en }) => {
        log.warn("trouble with the intake", { folder, why: en });
        notice(`${en} ${zh}`);
      },
    });
  }
}

type Text =
  | { readonly kind: "text"; readonly text: string; readonly mediaType: string }
  | ({ readonly kind: "refused"; readonly place: string } & Sentence);

/** What a waiting file says; `place`: where it is wrong, `01.yaml:4:1`. */
function textOf(file: string, bytes: Uint8Array): Text {
  try {
    const mediaType = file.endsWith(".json") ? "application/json" : "application/yaml";
    return { kind: "text", text: decodeText(bytes, file), mediaType };
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    const { problem, line, column } = cause.context as { problem?: Sentence; line?: number; column?: number };
    const { zh, en } = problem ?? { zh: cause.message, en: cause.message };
    return { kind: "refused", place: line === undefined ? file : `${file}:${line}:${column ?? 1}`, zh, en };
  }
}

function waitingOf(one: WaitingFile): Waiting {
  const { file, modifiedMs, state, mark } = one;
  return { file, modifiedMs, state, mark, why: whyNotOffered(one), read: () => contentsOf(one) };
}

/** By the state of its file alone. */
function whyNotOffered({ file, state, why }: WaitingFile): Reason | null {
  switch (state) {
    case "ready":
      return null;
    case "being-written":
      return reason("FILE_BEING_WRITTEN", { file });
    case "in-hand":
      return reason("OPENING_ALREADY", {});
    case "cannot-be-taken":
      return reason("FILE_NOT_TAKEN", { file, zh: why?.zh ?? "", en: why?.en ?? "" });
  }
}

function contentsOf(one: WaitingFile): WaitingText {
  const { file } = one;
  const read = one.read();
  switch (read.kind) {
    case "changed":
      return read;
    case "unreadable":
      return { kind: "refused", reason: reason("FILE_NOT_TAKEN", { file, ...read.why }) };
    case "oversize":
      return {
        kind: "refused",
        reason: reason("FILE_REFUSED", { file, ...tooLarge(read.size, read.bytesMax), movedTo: null }),
      };
    case "bytes": {
      const text = textOf(file, read.bytes);
      if (text.kind === "text") return text;
      const { place, zh, en } = text;
      return { kind: "refused", reason: reason("FILE_REFUSED", { file: place, zh, en, movedTo: null }) };
    }
  }
}

function tooLarge(size: number, bytesMax: number): Sentence {
  return {
    zh: `文件有 ${size} 字节，最多 ${bytesMax} 字节。`,
    en: `it has ${size} bytes; at most ${bytesMax} are allowed.`,
  };
}
