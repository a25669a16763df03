import { type LoadAppealPage, tellTrust, trustBytes, writeAppeal } from "./appeal-file.ts";
import { parseWords, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import {
  evidenceOfJob,
  JOB_EVIDENCE_OPTIONS,
  redactedOf,
  redactingStation,
  refuseSaltsOfWhole,
  sparing,
  tellAway,
} from "./journal-evidence.ts";
import { journalPlace } from "./journal-excerpt.ts";
import { besideSalts, type RedactedJobFound, signedRedactedJob, tellHidden } from "./journal-redacted.ts";
import { mustFit } from "./list-fits.ts";
import type { LoadStationData, StationData } from "./station-data.ts";

const COMMAND = "journal appeal";

/**
 * The evidence of one job as a page that checks itself. Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, TRUST_LIST_INVALID,
 * EVIDENCE_NOT_MADE, FILE_UNWRITABLE, or what a damaged journal gives; rejects as `signedRedactedJob`.
 */
export function journalAppeal(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
  page: LoadAppealPage,
): number | Promise<number> {
  const { values, words } = parseWords(COMMAND, args, JOB_EVIDENCE_OPTIONS);
  const place = journalPlace(COMMAND, words, values.config, load);
  const { job, out } = requireAll(COMMAND, { job: values.job, out: values.out });
  const trust = trustBytes(values.trust);
  refuseSaltsOfWhole(COMMAND, values);
  const saltsOut = values["salts-out"];
  const isRedacted = values.redacted === true;
  const data = isRedacted ? redactingStation(COMMAND, place, { ...values, out, saltsOut }) : null;
  sparing(COMMAND, place, values);
  if (data !== null) {
    // Before anything is signed and salts are written: without the page nothing comes of it.
    const built = page();
    const found = redactedOf(place, { job, archive: values.archive });
    const given = { data, out, saltsOut, trust, list: values.trust, json: values.json === true };
    return redactedAppeal(found, given, io, () => built);
  }
  const { bundle, bytes: evidence, away } = evidenceOfJob(place, { ...values, job, trust: undefined });
  mustFit({ job, bytes: evidence }, values.trust);
  const bytes = writeAppeal(out, { evidence, trust }, page);
  const { station, record, size, entries } = bundle;
  if (values.json === true)
    io.out(
      JSON.stringify({
        ...{ out, bytes, station, job, record, size },
        ...{ entries: entries.length, photosAway: away, trust: trust !== null },
      }),
    );
  else {
    io.out(`${out}: the appeal of job ${job} of station ${station}, ${bytes} bytes, record ${record}.`);
    io.out("Whoever opens it in a browser sees whether it is genuine; no network is needed.");
    tellTrust(io, trust !== null);
    tellAway(io, away);
  }
  return away.length === 0 ? 0 : 1;
}

interface RedactedAppeal {
  readonly data: StationData;
  readonly out: string;
  readonly saltsOut: string | undefined;
  readonly trust: Uint8Array | null;
  readonly list: string | undefined;
  readonly json: boolean;
}

/** The same for others: without what tells of persons, and so without map and curves. */
async function redactedAppeal(
  found: RedactedJobFound,
  { data, out, saltsOut, trust, list, json }: RedactedAppeal,
  io: CliIo,
  page: LoadAppealPage,
): Promise<number> {
  const made = await signedRedactedJob(found, data, { trust: {}, list });
  const { bundle, bytes: evidence } = made;
  const bytes = besideSalts(made, saltsOut, () => writeAppeal(out, { evidence, trust }, page));
  const { station, job, size } = bundle;
  const { disclosed, hiddenEntries } = found.redaction;
  const counts = { entries: disclosed.length, entriesHidden: hiddenEntries, trust: trust !== null };
  if (json) io.out(JSON.stringify({ out, bytes, redacted: true, station, job, size, ...counts, saltsOut }));
  else {
    io.out(`${out}: the appeal of job ${job} of station ${station}, redacted for others, ${bytes} bytes.`);
    tellHidden(found, { size, saltsOut }, io);
    tellTrust(io, trust !== null);
  }
  return 0;
}
