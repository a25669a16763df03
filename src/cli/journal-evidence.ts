import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { findPhoto, whyAway } from "../adapters/disk/photo-copies.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import { nodeGzip } from "../adapters/zlib/node-gzip.ts";
import type { EvidencePhoto } from "../core/evidence/evidence-bundle.ts";
import { type EvidenceBundle, writeEvidence } from "../core/evidence/evidence-bundle.ts";
import { gatherJob } from "../core/evidence/gather.ts";
import { photosNamedIn } from "../core/journal/named-photos.ts";
import { PHOTO_MEDIA_TYPES, photoKind } from "../core/photos/photo-form.ts";
import { parseStrictJson } from "../core/record/strict-json.ts";
import { TRUST_LIST_CHARS_MAX } from "../core/record/trust-list.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import {
  type JournalPlace,
  journalPlace,
  notMade,
  readFrom,
  withReader,
  writeExcerpt,
} from "./journal-excerpt.ts";
import { type RedactedJobFound, redactedJob, writeRedactedJob } from "./journal-redacted.ts";
import { mustFit } from "./list-fits.ts";
import { mustSpare } from "./out-file.ts";
import { photoFolder } from "./record-photos.ts";
import type { LoadStationData, StationData } from "./station-data.ts";

const COMMAND = "journal evidence";
/** The same of whatever is made of one job's evidence. */
export const JOB_EVIDENCE_OPTIONS = {
  config: { type: "string" },
  job: { type: "string" },
  out: { type: "string" },
  photos: { type: "string" },
  trust: { type: "string" },
  archive: { type: "string" },
  redacted: { type: "boolean" },
  "salts-out": { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * All that the record of one job was made from, as one file. Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, TRUST_LIST_INVALID,
 * EVIDENCE_NOT_MADE, FILE_UNWRITABLE, or what a damaged journal gives; rejects as `writeRedactedJob`.
 */
export function journalEvidence(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
): number | Promise<number> {
  const { values, words } = parseWords(COMMAND, args, JOB_EVIDENCE_OPTIONS);
  const place = journalPlace(COMMAND, words, values.config, load);
  const { job, out } = requireAll(COMMAND, { job: values.job, out: values.out });
  const saltsOut = values["salts-out"];
  refuseSaltsOfWhole(COMMAND, values);
  const isRedacted = values.redacted === true;
  const data = isRedacted ? redactingStation(COMMAND, place, { ...values, out, saltsOut }) : null;
  sparing(COMMAND, place, values);
  if (data !== null) {
    const trust = values.trust === undefined ? {} : { trust: trustValue(values.trust) };
    const found = redactedOf(place, { job, archive: values.archive });
    const list = values.trust;
    return writeRedactedJob(found, data, { out, saltsOut, trust, list, json: values.json === true }, io);
  }
  const { bundle, bytes: packed, away } = evidenceOfJob(place, { ...values, job });
  mustFit({ job, bytes: packed }, values.trust);
  writeExcerpt(out, packed);
  const { station, record, size, entries, photos } = bundle;
  const bytes = packed.length;
  if (values.json === true)
    io.out(
      JSON.stringify({
        ...{ out, bytes, station, job, record, size },
        entries: entries.length,
        photos: photos.length,
        photosAway: away,
      }),
    );
  else {
    io.out(
      `The evidence of job ${job} of station ${station} is in ${out}: ${bytes} bytes, record ${record}.`,
    );
    io.out(`${entries.length} entries of a log of ${size}, ${photos.length} photos.`);
    tellAway(io, away);
  }
  return away.length === 0 ? 0 : 1;
}

/** Throws EdgeError USAGE. */
export function sparing(
  command: string,
  place: JournalPlace,
  values: Parameters<typeof readFrom>[1] & {
    readonly out?: string | undefined;
    readonly "salts-out"?: string | undefined;
  },
): void {
  const reads = readFrom(place, values);
  for (const option of ["out", "salts-out"] as const)
    mustSpare({ command, option: `--${option}`, file: values[option] }, reads);
}

/** Throws EdgeError USAGE. */
export function refuseSaltsOfWhole(
  command: string,
  values: { readonly redacted?: boolean | undefined; readonly "salts-out"?: string | undefined },
): void {
  if (values.redacted === true || values["salts-out"] === undefined) return;
  throw new EdgeError(
    "USAGE",
    `proofmark ${command}: --salts-out is of --redacted; a whole bundle hides nothing.`,
  );
}

/** What others may see of it, not signed yet. Throws EdgeError EVIDENCE_NOT_MADE, or what a damaged journal gives. */
export function redactedOf(
  place: JournalPlace,
  { job, archive }: { readonly job: string; readonly archive: string | undefined },
): RedactedJobFound {
  return withReader(place, archive, (reader) => {
    const gathered = gatherJob(reader, job);
    if (gathered.kind === "refused") return notMade(gathered, place.directory);
    return redactedJob(gathered, (indexes, size) => reader.multiProof(indexes, size), place.directory);
  });
}

/** Whose keys sign what is redacted. Throws EdgeError USAGE. */
export function redactingStation(
  command: string,
  { data }: JournalPlace,
  {
    out,
    saltsOut,
    photos,
  }: { readonly out: string; readonly saltsOut?: string | undefined; readonly photos?: string | undefined },
): StationData {
  const usage = (sentence: string): EdgeError => new EdgeError("USAGE", `proofmark ${command}: ${sentence}`);
  if (data === null)
    throw usage(
      "--redacted is signed by the station's record key, so it needs --config with a station file.",
    );
  if (photos !== undefined)
    throw usage("--photos has no meaning with --redacted: photos are never in what others get.");
  if (saltsOut !== undefined && resolve(saltsOut) === resolve(out))
    throw usage(
      `--salts-out names the file of --out; the salts are for the person concerned alone, so name another file.`,
    );
  if (saltsOut !== undefined && existsSync(saltsOut))
    throw usage(
      `--salts-out names ${saltsOut}, which is there already; the salts of another bundle could never be made again, so name another file.`,
    );
  return data;
}

export function tellAway(io: CliIo, away: readonly Told[]): void {
  for (const { en, zh, code } of away) io.out(`missing  ${en} ${zh} [${code}]`);
}

interface JobAsked {
  readonly job: string;
  readonly photos?: string | undefined;
  readonly trust?: string | undefined;
  readonly archive?: string | undefined;
}

export interface JobEvidence {
  readonly bundle: EvidenceBundle;
  readonly bytes: Uint8Array;
  /** Photos that its entries name and that are not in it. */
  readonly away: readonly Told[];
}

/** Throws EdgeError EVIDENCE_NOT_MADE, TRUST_LIST_INVALID, or what a damaged journal gives. */
export function evidenceOfJob(place: JournalPlace, asked: JobAsked): JobEvidence {
  const folder = photoFolder(asked.photos)?.directory ?? place.data?.photos ?? null;
  const trust = asked.trust === undefined ? {} : { trust: trustValue(asked.trust) };
  const gathered = withReader(place, asked.archive, (reader) => gatherJob(reader, asked.job));
  if (gathered.kind === "refused") return notMade(gathered, place.directory);
  const { photos, away } = photosOf(gathered.entries, folder);
  const { kind: _, ...disclosed } = gathered;
  const bundle: EvidenceBundle = { ...disclosed, photos, ...trust };
  const written = writeEvidence(bundle, nodeGzip);
  if (written.kind === "refused") return notMade(written, place.directory);
  return { bundle, bytes: written.bytes, away };
}

/** A list that nobody would believe is not sent along. */
function trustValue(file: string): unknown {
  loadTrustList(file);
  const json = parseStrictJson(readTextUpTo(file, TRUST_LIST_CHARS_MAX) ?? "", {
    bytesMax: TRUST_LIST_CHARS_MAX,
  });
  if (json.kind === "value") return json.value;
  throw new EdgeError("TRUST_LIST_INVALID", `The trust list ${file} was changed while it was read.`, {
    file,
  });
}

interface PhotosGathered {
  readonly photos: readonly EvidencePhoto[];
  readonly away: readonly Told[];
}

/** Each photo that the entries name, once; where no folder is known all of them are away. */
function photosOf(entries: EvidenceBundle["entries"], folder: string | null): PhotosGathered {
  const photos = new Map<string, EvidencePhoto>();
  const away: Told[] = [];
  const encoder = new TextEncoder();
  for (const named of entries.flatMap(({ entry }) => photosNamedIn(encoder.encode(entry)))) {
    const { sha256 } = named;
    if (photos.has(sha256)) continue;
    const found = folder === null ? ({ kind: "missing" } as const) : findPhoto(folder, sha256);
    const kind = found.kind === "photo" ? photoKind(found.bytes) : null;
    if (found.kind !== "photo") away.push(told(whyAway(named, found)));
    else if (kind === null) away.push(told(whyAway(named, { kind: "other", file: found.file })));
    else photos.set(sha256, { sha256, mediaType: PHOTO_MEDIA_TYPES[kind], bytes: found.bytes });
  }
  return { photos: [...photos.values()], away };
}
