import { decodeText } from "../adapters/config/strict-text.ts";
import { IntakeFolder } from "../adapters/disk/intake-folder.ts";
import type { WaitingSubject } from "../adapters/disk/waiting-subject.ts";
import type { OpenedSource } from "../core/journal/entry.ts";
import type { Sentence } from "../core/trade/reason-shape.ts";
import { reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Seat } from "../station/sites.ts";
import type { JobSource, NextSubject } from "./job-desk.ts";
import type { StationConfig } from "./station-config.ts";
import { type JobFiles, readJobFiles } from "./station-files.ts";

export interface IntakeSourceOptions {
  readonly config: StationConfig;
  readonly clock: Clock & Timers;
  readonly log: Log;
  /** What a person must know and the station goes on without; one line. */
  notice(sentence: string): void;
}

const KINDS = ["inspection", "exam"] as const;

/** The waiting subjects of a station: a folder for each kind of job, a file for each subject. */
export class IntakeSource implements JobSource {
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

  /** Before anything is given out: files whose job the journal has already, because the process was killed between the two. */
  settle(opened: readonly OpenedSource[]): void {
    if (this.#folders === null) return;
    for (const kind of KINDS) {
      const { claimed } = this.#folders[kind].settle(opened.filter((source) => source.kind === kind));
      for (const { file, job } of claimed)
        this.#options.log.info("a waiting file is that of a job already open", { file, job });
    }
  }

  async next(kind: JobKind, seat: Seat): Promise<NextSubject> {
    if (this.#folders === null) return { kind: "none", reason: reason("NOBODY_WAITS", {}) };
    const next = await this.#folders[kind].next();
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
    let text: string;
    try {
      text = decodeText(bytes, file);
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause;
      const { problem, line, column } = cause.context as {
        problem?: Sentence;
        line?: number;
        column?: number;
      };
      const { zh, en } = problem ?? { zh: cause.message, en: cause.message };
      const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
      const movedTo = subject.reject({ zh: `${place}：${zh}`, en: `${place}: ${en}` });
      return { kind: "none", reason: reason("FILE_REFUSED", { file: place, zh, en, movedTo }) };
    }
    const station = this.files(kind, seat);
    if (station.kind === "none") {
      subject.leave();
      return station;
    }
    const dossier = { text, mediaType: file.endsWith(".json") ? "application/json" : "application/yaml" };
    return {
      kind: "subject",
      names: { ...station.names, dossier: file },
      job: { kind, seat, dossier, ...station.files, source: { file, sha256, modifiedMs } },
      claim: (job) => subject.claim(job),
      reject: (why) => subject.reject(why),
      leave: () => subject.leave(),
    };
  }

  #folder(folder: string): IntakeFolder {
    const { clock, log, notice } = this.#options;
    return new IntakeFolder({
      folder,
      clock,
      sleep: (ms) => new Promise((resolve) => clock.start("look at the intake again", ms, resolve)),
      onTrouble: ({ zh, en }) => {
        log.warn("trouble with the intake", { folder, why: en });
        notice(`${en} ${zh}`);
      },
    });
  }
}

function tooLarge(size: number, bytesMax: number): Sentence {
  return {
    zh: `文件有 ${size} 字节，最多 ${bytesMax} 字节。`,
    en: `it has ${size} bytes; at most ${bytesMax} are allowed.`,
  };
}
