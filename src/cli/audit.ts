import { JournalReader } from "../adapters/disk/journal-reader.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import { Audit } from "../core/audit/audit.ts";
import type { AuditReport } from "../core/audit/audit-report.ts";
import { EventAudit, type EventRow, type EventSums } from "../core/audit/event-audit.ts";
import type { RegistryCopy, RegistryRow } from "../core/audit/registry-copy.ts";
import { StationLog } from "../core/audit/station-log.ts";
import type { HeldEvent } from "../core/events/event-batch.ts";
import type { Verifier } from "../core/record/verify-record.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, requireAll } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";
import { type EventsParts, ToldJournal } from "./told-journal.ts";

const HELP = `Usage: proofmark audit JOURNAL --registry FILE --trust FILE [--authority FINGERPRINT] [--station CODE] [--archive DIR] [--json]

Holds a station's journal, the receipts in it and what the registry keeps of that station against each other, and names what is
missing, doubled, reordered, altered or forged on either side; so too for the events that it was told. It believes neither: every signature, hash and proof is checked again,
and what both keys signed says which side is wrong. It writes nothing, on either side.

  JOURNAL                  a journal directory, or a copy of one (journal export)
  --registry FILE          the registry file, for its database
  --trust FILE             the trust list: keys of the station and of the registry's witness
  --authority FINGERPRINT  SHA-256 of the authority's key, hex, known from elsewhere
  --station CODE           whose journal it has to be; without it, the one that it says
  --archive DIR            of a journal whose oldest segments were let go: the folder in which they are
  --json                   one JSON document

A record that no receipt covers yet is not missing: it is counted as not delivered yet.

Exit codes: 0 both sides agree, 1 they do not, or something could not be compared, 2 wrong call, unreadable file, or something must be
mended, 3 a failure while running.

Example: npx proofmark audit data/journal --registry config/registries/example.yaml --trust trust.json`;

/** A moment of the registry for one station; `copy` undefined where it is not registered. */
export interface AuditedRegistry {
  readonly copy: RegistryCopy | undefined;
  rows(each: (row: RegistryRow) => void): Promise<void>;
  /** The last event that is held of it; null for none. */
  eventHead(): Promise<HeldEvent | null>;
  /** By place. */
  eventRows(each: (row: EventRow) => void): Promise<void>;
}

/** Opens the registry of a file, for one station, and closes it. */
export type LookAtRegistry = <Result>(
  file: string,
  station: string,
  look: (registry: AuditedRegistry) => Promise<Result>,
) => Promise<Result>;

/** A station that is delivering has a receipt that came after the registry was looked at: it is looked at again, so often. */
const LOOKS = 3;

export function createAuditCommand(lookAt: LookAtRegistry, parts: EventsParts): CliCommand {
  return {
    help: HELP,
    run: (args, io) => audit(args, io, lookAt, parts),
  };
}

/** Throws EdgeError USAGE, FILE_UNREADABLE, TRUST_LIST_INVALID, CONFIG_INVALID, JOURNAL_ARCHIVED, DATABASE_UNAVAILABLE and what opening a registry gives. */
async function audit(
  args: readonly string[],
  io: CliIo,
  lookAt: LookAtRegistry,
  parts: EventsParts,
): Promise<number> {
  const { values, words } = parseWords("audit", args, {
    registry: { type: "string" },
    trust: { type: "string" },
    authority: { type: "string" },
    station: { type: "string" },
    archive: { type: "string" },
    json: { type: "boolean" },
  });
  const [journal, ...others] = words;
  if (journal === undefined || others.length > 0)
    throw new EdgeError("USAGE", "proofmark audit needs one JOURNAL.");
  const files = requireAll("audit", { registry: values.registry, trust: values.trust });
  const trust = loadTrustList(files.trust, { authorityFingerprint: values.authority });
  if (values.authority === undefined)
    io.err(`The trust list is signed by authority ${trust.authority}; give --authority to insist on one.`);
  const verifier: Verifier = { trust, digest: sha256, verify: verifySignature };
  const of = { journal, archive: values.archive, verifier };
  const found = stationOf(of);
  const expected = values.station ?? found;
  if (found !== expected) return refuse(io, values.json, reason("AUDIT_OTHER_STATION", { found, expected }));
  for (let look = 1; ; look++) {
    const report = await lookAt(files.registry, expected, (registry) => compared(of, registry, parts));
    if (report === null)
      return refuse(io, values.json, reason("AUDIT_STATION_UNKNOWN", { station: expected }));
    const isBehind = report.findings.some(({ reason: { code } }) => code === "AUDIT_HEAD_BEHIND");
    if (!isBehind || look === LOOKS) return tell(io, values.json, report);
  }
}

interface AuditedJournal {
  readonly journal: string;
  readonly archive: string | undefined;
  readonly verifier: Verifier;
}

function stationOf({ journal, archive }: AuditedJournal): string {
  const reader = new JournalReader(journal, { archive });
  reader.close();
  return reader.station;
}

/** Within one moment of the registry: the journal is read after it was taken, so that the registry never knows more than an honest station. */
async function compared(
  { journal, archive, verifier }: AuditedJournal,
  registry: AuditedRegistry,
  parts: EventsParts,
): Promise<AuditReport | null> {
  const { copy, rows } = registry;
  if (copy === undefined) return null;
  const { log, audited, stoppedBy } = await comparedRecords({ journal, archive, verifier }, copy, rows);
  if (stoppedBy !== null) return audited.report(null);
  // Another time from its beginning, since the station may have written on.
  const again = new JournalReader(journal, { archive });
  try {
    return audited.report(await comparedEvents(new ToldJournal(again, parts), log, audited, registry));
  } finally {
    again.close();
  }
}

async function comparedRecords(
  { journal, archive, verifier }: AuditedJournal,
  copy: RegistryCopy,
  rows: AuditedRegistry["rows"],
): Promise<{ readonly log: StationLog; readonly audited: Audit; readonly stoppedBy: string | null }> {
  const reader = new JournalReader(journal, { archive });
  try {
    const log = new StationLog(verifier, reader.station);
    const stoppedBy = readAll(reader, log);
    const audited = new Audit({ verifier, log, copy, rootAt: (size) => reader.root(size), stoppedBy });
    await rows((row) => audited.row(row));
    audited.conclude();
    return { log, audited, stoppedBy };
  } finally {
    reader.close();
  }
}

/** What the registry was told; null where that is nothing, or the journal has an entry that cannot be read, which is then a finding. */
async function comparedEvents(
  told: ToldJournal,
  log: StationLog,
  audited: Audit,
  { eventHead, eventRows }: AuditedRegistry,
): Promise<EventSums | null> {
  const head = await eventHead();
  let lines = 0;
  if (head === null) await eventRows(() => void lines++);
  if (head === null && lines === 0) return null;
  const found: Parameters<Audit["find"]>[] = [];
  const of = { digest: sha256, size: log.size, provenSize: audited.provenSize, head };
  try {
    const events = new EventAudit(
      { ...of, told: told.events(), isUnread: (job) => told.unread.includes(job) },
      (...finding) => void found.push(finding),
    );
    await eventRows((row) => events.row(row));
    const sums = events.conclude();
    for (const finding of found) audited.find(...finding);
    return sums;
  } catch (error) {
    if (!(error instanceof EdgeError) || !OF_THE_JOURNAL.has(error.code)) throw error;
    const why = reason("AUDIT_JOURNAL_UNREADABLE", { entry: told.next, code: error.code });
    audited.find("station", "unread", why);
    return null;
  }
}

const OF_THE_JOURNAL: ReadonlySet<string> = new Set(["JOURNAL_CORRUPT", "JOURNAL_ALTERED", "JOURNAL_FORMAT"]);

/** Code of what is wrong with it; null where it was read to its end. */
function readAll(reader: JournalReader, log: StationLog): string | null {
  try {
    for (const entry of reader.records()) log.take(entry);
    return null;
  } catch (error) {
    if (error instanceof EdgeError && OF_THE_JOURNAL.has(error.code)) return error.code;
    throw error;
  }
}

function refuse(io: CliIo, isJson: boolean | undefined, why: Reason): number {
  const { code, zh, en } = told(why);
  if (isJson === true) io.out(JSON.stringify({ agrees: false, refused: told(why) }));
  else io.out(`${en} ${zh} [${code}]`);
  return 1;
}

function tell(io: CliIo, isJson: boolean | undefined, report: AuditReport): number {
  const { station, sums, leftOut } = report;
  const agrees = report.findings.length === 0;
  const findings = report.findings.map(({ side, kind, reason: why }) => ({ side, kind, ...told(why) }));
  if (isJson === true)
    io.out(JSON.stringify({ agrees, station, ...sums, events: report.events, findings, leftOut }));
  else {
    for (const { side, code, en, zh } of findings) io.out(`  ${side.padEnd(8)}  ${en} ${zh} [${code}]`);
    if (leftOut > 0) io.out(`  ... and ${leftOut} more`);
    for (const line of summaryLines(report)) io.out(line);
  }
  return agrees ? 0 : 1;
}

function summaryLines({ station, sums, findings, events }: AuditReport): readonly string[] {
  const counted = (["missing", "doubled", "reordered", "altered", "forged"] as const).map(
    (kind) => `${sums[kind]} ${kind}`,
  );
  return [
    `${station}: ${findings.length === 0 ? "both sides agree 双方一致" : "NOT THE SAME 双方不一致"}`,
    `${sums.records} records: ${counted.join(", ")}; ${sums.notYet} not delivered yet, ${sums.apart} kept apart, ${sums.abandoned} of a branch given up; ${sums.receipts} receipts verified.`,
    ...(events === null
      ? []
      : [
          `${events.held} events held: ${events.notTold} not told yet, ${events.inGaps} left out by gaps, ${events.abandoned} of a branch given up.`,
        ]),
    ...(sums.unread > 0 ? ["Not all of the journal could be compared."] : []),
  ];
}
