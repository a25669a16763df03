import { reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Waiting } from "../ports/waiting-list.ts";
import type { OpeningDoor } from "../station/opening-door.ts";
import type { Seat } from "../station/sites.ts";
import type { JobSource, Readied } from "./job-desk.ts";
import type { JobFiles } from "./station-files.ts";

export interface WaitingPapersOptions {
  readonly door: Pick<OpeningDoor, "papers">;
  readonly source: Pick<JobSource, "files">;
  /** Civil date where the station stands, now. */
  today(): string;
}

/** What all papers for one seat rest on beside themselves; another object for each state of it. */
interface Ground {
  readonly today: string;
  readonly files: JobFiles;
}

interface Known {
  readonly mark: string;
  readonly at: Map<string, { readonly ground: Ground; readonly readied: Readied }>;
}

/**
 * What the papers of those who wait say, read once for each state of a file by the door through which they will come. They are read
 * again when the file, the day, or a file of the station is another one. Nothing of the texts is held.
 */
export class WaitingPapers {
  readonly #options: WaitingPapersOptions;
  readonly #grounds = new Map<string, Ground>();
  readonly #known = new Map<string, Known>();

  constructor(options: WaitingPapersOptions) {
    this.#options = options;
  }

  /** Before a look at all of a kind: the station's own files are read again, once for the whole look. */
  begin(kind: JobKind, seat: Seat): void {
    const key = keyOf(kind, seat);
    const ground = { today: this.#options.today(), files: this.#options.source.files(kind, seat) };
    const before = this.#grounds.get(key);
    if (before === undefined || !isSameGround(before, ground)) this.#grounds.set(key, ground);
  }

  /** False where asking for it takes as long as opening a job does. */
  isKnown(kind: JobKind, seat: Seat, one: Waiting): boolean {
    const place = keyOf(kind, seat);
    const known = this.#known.get(`${kind} ${one.file}`);
    return known?.mark === one.mark && known.at.get(place)?.ground === this.#grounds.get(place);
  }

  of(kind: JobKind, seat: Seat, one: Waiting): Readied {
    const [key, place] = [`${kind} ${one.file}`, keyOf(kind, seat)];
    const ground = this.#grounds.get(place);
    if (ground === undefined) return changed(one);
    let known = this.#known.get(key);
    if (known === undefined || known.mark !== one.mark) {
      known = { mark: one.mark, at: new Map() };
      this.#known.set(key, known);
    }
    const before = known.at.get(place);
    if (before?.ground === ground) return before.readied;
    const readied = this.#read(kind, seat, one, ground.files);
    if (readied === null) return changed(one);
    known.at.set(place, { ground, readied });
    return readied;
  }

  /** After a look: of those who are gone nothing is kept. */
  keepOnly(kind: JobKind, waiting: readonly Waiting[]): void {
    const there = new Set(waiting.map(({ file }) => `${kind} ${file}`));
    for (const key of this.#known.keys())
      if (key.startsWith(`${kind} `) && !there.has(key)) this.#known.delete(key);
  }

  /** Null: it was another one when it was read. */
  #read(kind: JobKind, seat: Seat, one: Waiting, station: JobFiles): Readied | null {
    const text = one.read();
    if (text.kind === "changed") return null;
    if (text.kind === "refused") return { kind: "none", reason: text.reason };
    if (station.kind === "none") return station;
    const dossier = { text: text.text, mediaType: text.mediaType };
    const papers = this.#options.door.papers({ kind, seat, dossier, ...station.files, source: null }, seat);
    const names = { ...station.names, dossier: one.file };
    if (papers.kind === "refused") return { kind: "ready", names, papers };
    const { needs, subject, preChecks, papersRule } = papers;
    return { kind: "ready", names, papers: { kind: "sound", needs, subject, preChecks, papersRule } };
  }
}

function changed({ file }: Waiting): Readied {
  return { kind: "none", reason: reason("FILE_BEING_WRITTEN", { file }) };
}

function keyOf(kind: JobKind, { site, car }: Seat): string {
  return JSON.stringify([kind, site, car]);
}

function isSameGround(a: Ground, b: Ground): boolean {
  return a.today === b.today && isSameFiles(a.files, b.files);
}

/** By what they say. */
function isSameFiles(a: JobFiles, b: JobFiles): boolean {
  if (a.kind === "none" || b.kind === "none") return JSON.stringify(a) === JSON.stringify(b);
  const texts = ({ files: { rulebooks, course, vehicle } }: typeof a): readonly (string | undefined)[] => [
    ...rulebooks.map(({ text }) => text),
    course?.text,
    vehicle?.text,
  ];
  const [before, now] = [texts(a), texts(b)];
  return before.length === now.length && before.every((text, at) => text === now[at]);
}
