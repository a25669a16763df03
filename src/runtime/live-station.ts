import { randomBytes } from "node:crypto";
import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { machineDiscipline } from "../adapters/clock/machine-discipline.ts";
import { errnoWords } from "../adapters/disk/errno-words.ts";
import { freeSpaceOf } from "../adapters/disk/free-space.ts";
import { MemoryResultLines } from "../adapters/disk/memory-result-lines.ts";
import { DiskResultLines } from "../adapters/disk/result-lines.ts";
import { createSegmentArchive, stationArchive } from "../adapters/disk/segment-archive.ts";
import { openSegmentStore } from "../adapters/disk/segment-store.ts";
import type { StationKeys } from "../adapters/keys/key-directory.ts";
import { createTrustFile, fetchedTrustList } from "../adapters/keys/trust-list-keeping.ts";
import { createMqttRegistryLink } from "../adapters/mqtt/mqtt-registry-link.ts";
import { nodeGzip } from "../adapters/zlib/node-gzip.ts";
import type { ConsoleServer } from "../console/console-server.ts";
import type { SealedRecord } from "../core/delivery/receipt-book.ts";
import type { OpenedSource } from "../core/journal/entry.ts";
import { mendingTold } from "../core/journal/mending-told.ts";
import { asId } from "../core/quantities/ids.ts";
import type { TakenInNoted } from "../core/queue/taken-in-noted.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { OrderedBooks } from "../ports/ordered-books.ts";
import type { SimulatorLine } from "../ports/simulator-line.ts";
import type { Retention } from "../station/archivist.ts";
import { watchDay } from "../station/day-watch.ts";
import { LiveHistory } from "../station/live-history.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Seat } from "../station/sites.ts";
import type { Station } from "../station/station.ts";
import type { StationOptions } from "../station/station-options.ts";
import { type BrokerAccess, brokerAccess } from "./broker-access.ts";
import { carLamps } from "./car-lamps.ts";
import type { ArrivalFolder } from "./check-in-desk.ts";
import { checkInDesks } from "./check-in-wiring.ts";
import { restoreCopies } from "./copies-restored.ts";
import { makeDirectory } from "./data-directory.ts";
import { JobDesk, type JobSource, type OpenAnswer } from "./job-desk.ts";
import { openConsole } from "./live-console.ts";
import { type LiveResolver, liveResolver } from "./live-resolver.ts";
import { packageIdentity } from "./package-files.ts";
import { peopleDesk } from "./people-wiring.ts";
import { QueueDesk } from "./queue-desk.ts";
import { RecordShelf } from "./record-shelf.ts";
import { otherWitnessesOf } from "./registry-config.ts";
import { ResultsBook } from "./results-book.ts";
import { stationScreenSecret } from "./screen-secret.ts";
import { SimulationGate } from "./simulation-gate.ts";
import { softwareIdentity } from "./software-identity.ts";
import type { StationConfig } from "./station-config.ts";
import { checkStationFiles } from "./station-files.ts";
import {
  journalDirectory,
  type OpenKeys,
  openStationKeys,
  recordsDirectory,
  refuseOtherKeys,
  resultsDirectory,
  signedJournal,
} from "./station-keys.ts";
import { ReportDesk, type ReportOptions } from "./station-reports.ts";
import { papersOf } from "./validity-papers.ts";
import { evidenceSent } from "./wire-evidence.ts";
import { wireStation } from "./wire-station.ts";

export interface LiveStationOptions extends ReportOptions {
  readonly simulatedLines: DigitalIo | null;
  /** Simulators that stand behind addresses of the station file; null where it calls no device simulated, absent where all are the caller's. */
  readonly simulators?: SimulatorLine | null;
  readonly operator: OperatorFeed;
  /** Who comes next. */
  readonly source: JobSource;
  /** Absent: it takes no rulebooks from the registry. */
  readonly books?: OrderedBooks;
  /** Where those are put who are taken in at the console; absent: whoever comes next is not a matter of files here. */
  readonly arrivals?: ArrivalFolder;
  /** Told before the first one can be asked for: which waiting files the journal has made jobs of, and whom people took in and out. */
  settleQueue?(opened: readonly OpenedSource[], desk: TakenInNoted): void;
  /** A job ended without a record, or a subject was refused: for the terminal. */
  tell(line: string): void;
  onRecord(kind: "sealed" | "receipted", sealed: SealedRecord, file: string): void;
  /** What stops nothing and still has to be said. */
  onNotice(sentence: string): void;
  /** The journal cannot be written any more: the process must stop. */
  onFatal(cause: Error): void;
}

export interface LiveStation {
  readonly station: Station;
  readonly console: ConsoleServer;
  readonly people: PeopleDesk;
  readonly keys: StationKeys;
  /** Asks for the next one, there or wherever is free; answered when the job is durable, or with the reason why not. */
  startJob(kind: JobKind, asked?: Partial<Seat>): Promise<OpenAnswer>;
  close(): Promise<void>;
}

/** For the bytes to leave, and for a device that is answering to be asked. */
const MADE_SAFE_MS = 300;

/** A station on real clocks, disk, network and devices. Throws EdgeError for whatever the operator must mend. */
export async function startLiveStation(options: LiveStationOptions): Promise<LiveStation> {
  const { config, log } = options;
  const access = await brokerAccess(config.registry, {
    clock: options.clock,
    discipline: machineDiscipline,
    log,
  });
  for (const warning of checkStationFiles(config, civilDateIn(config.timeZone)(options.clock.wallMs())))
    options.tell(warning);
  for (const notice of access.notices) options.onNotice(notice);
  makeDirectory(config.data);
  const screens = stationScreenSecret(config.data, (word) => options.onNotice(`${word.en} ${word.zh}`));
  const keys = await openStationKeys(config, options.onNotice);
  let store: JournalStore | null = null;
  try {
    store = openSegmentStore({
      directory: journalDirectory(config.data),
      station: asId<"station">(config.station),
    });
    return await startOn(store, { keys, access, screens }, options);
  } catch (error) {
    log.error("the station could not start", { error: String(error) });
    keys.close();
    if (store !== null) await closeQuietly(store, log);
    throw error;
  }
}

/** Why the station could not start is what is told, not what went wrong while it gave up. */
async function closeQuietly(store: JournalStore, log: Log): Promise<void> {
  try {
    await store.close();
  } catch (cause) {
    log.error("the journal could not be closed", { cause: String(cause) });
  }
}

/** What of the data directory is read before anything is opened, so that what is spoilt is refused before anything moves. */
interface ReadBefore {
  readonly keys: OpenKeys;
  readonly access: BrokerAccess;
  readonly screens: Uint8Array;
}

async function startOn(
  store: JournalStore,
  { keys, access, screens }: ReadBefore,
  options: LiveStationOptions,
): Promise<LiveStation> {
  const { config, log } = options;
  refuseOtherKeys(signedJournal(store), keys, config);
  tellMendings(store, options);
  const shelf = new RecordShelf(recordsDirectory(config.data), store);
  const results = resultsBook(store, options);
  const reporting = new ReportDesk(options);
  const parts = { store, keys, shelf, results, access, reporting };
  const station = liveStation(parts, options);
  const { source, clock } = options;
  const desk = new JobDesk({ station, source, clock, log, tell: options.tell });
  store.onFatal((cause) => {
    station.makeSafe();
    station.journalLost();
    options.onFatal(cause);
  });
  station.screen.history = new LiveHistory();
  const startJob: LiveStation["startJob"] = (kind, asked = {}) => desk.ask(kind, asked);
  const people = peopleDesk(station, { clock, config, onNotice: options.onNotice });
  const localDate = civilDateIn(config.timeZone);
  const { checkIn, licences } = checkInDesks(station, people, options);
  const queue = new QueueDesk({ station, source, jobs: desk, people, checkIn, clock, log, localDate });
  const reports = reporting.follow(station, people);
  const desks = { people, jobs: desk, queue, checkIn, licences };
  const server = await openConsole({
    ...options,
    ...parts,
    ...desks,
    station,
    reports,
    screenSecret: screens,
  });
  const unwatchDay = tellsOfEachDay(station, options);
  try {
    await startedDurably(station, store, () => options.settleQueue?.(station.takeSources(), station.takenIn));
  } catch (error) {
    unwatchDay();
    await server.close();
    reporting.stop();
    people.stop();
    await station.stop();
    throw error;
  }
  const endCopies = restoreCopies({ ...options, shelf, timers: clock });
  results.follow();
  return {
    station,
    console: server,
    people,
    keys,
    startJob,
    close: async () => {
      endCopies();
      results.stop();
      if (station.makeSafe()) {
        await new Promise<void>((told) => options.clock.start("made safe", MADE_SAFE_MS, () => told()));
      }
      unwatchDay();
      await server.close();
      reporting.stop();
      people.stop();
      await station.stop();
      keys.close();
    },
  };
}

function tellMendings(store: JournalStore, { log, onNotice }: LiveStationOptions): void {
  for (const mending of store.mended?.mendings ?? []) {
    const { zh, en } = sentenceOf(mendingTold(mending));
    log.warn("the journal was mended", { ...mending });
    onNotice(`${en} ${zh}`);
  }
}

/** "Is up" is said when the start is durable and the jobs of the journal are on the floor; `recalled` comes before anybody can be called. */
function startedDurably(station: Station, store: JournalStore, recalled: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    store.onFatal(reject);
    station.start(() => {
      store.mended?.told();
      resolve();
    });
    recalled();
  });
}

interface Parts {
  readonly store: JournalStore;
  readonly keys: StationKeys;
  readonly shelf: RecordShelf;
  readonly results: ResultsBook;
  readonly access: BrokerAccess;
  readonly reporting: ReportDesk;
}

function liveStation(parts: Parts, options: LiveStationOptions): Station {
  const { store, keys, access, reporting } = parts;
  const { config, clock, log } = options;
  const resolver = resolverOf(options);
  const entropy = (): number => randomBytes(4).readUInt32LE() / 2 ** 32;
  const { url, witness } = config.registry;
  const others = otherWitnessesOf(config.registry);
  const clientId = `proofmark-${config.station}`;
  const links = createMqttRegistryLink({
    url,
    station: config.station,
    clientId,
    credentials: () => access.credentials(),
    clock,
    timers: clock,
    entropy,
    timeStatus: () => station.timeStatus(),
    log,
  });
  const station: Station = wireStation({
    station: config.station,
    boot: randomBytes(8).toString("hex"),
    software: softwareIdentity(),
    devices: config.devices,
    store,
    clock,
    timers: clock,
    freeBytes: freeSpaceOf(config.data),
    compress: nodeGzip,
    retention: retentionOf(config),
    discipline: machineDiscipline,
    releasedMs: packageIdentity().releasedMs,
    log,
    resolve: resolver,
    allSimulated: options.allSimulated,
    entropy,
    ...{ link: links, requestLink: links.requests, commandLink: links.commands },
    asksTime: config.registry.askTime ?? true,
    ...(config.registry.events ? { eventLink: links.events } : {}),
    ...{ evidence: evidenceSent(config), evidenceLink: links.evidence },
    onRevoked: (why) => options.onNotice(`${sentenceOf(why).en} ${sentenceOf(why).zh}`),
    ...(access.own !== null && { ownCertificate: access.own }),
    ...(options.books !== undefined && { books: options.books }),
    trustFile: createTrustFile(fetchedTrustList(config.data)),
    ...(config.registry.authority !== undefined && { authority: config.registry.authority }),
    ...reporting.parts,
    timeZone: config.timeZone,
    papers: () => papersOf(config),
    ...{ warnDays: config.calibration.warnDays, outageLimits: config.outages },
    recordSigner: keys.record,
    secondSigner: keys.second ?? null,
    logSigner: keys.log,
    witness: { name: witness.name, spki: new Uint8Array(Buffer.from(witness.spki, "base64")) },
    ...(others !== null && { witnesses: others }),
    operator: options.operator,
    sites: config.sites,
    carOutput: carLamps(config, resolver, log),
    onLocked: ({ zh, en }) => options.onNotice(`${en} ${zh}`),
    onClosed: (job, kind, why) => {
      const { zh, en } = sentenceOf(why);
      options.tell(`  ${kind} ${job}: ${en} ${zh}`);
    },
    onRecord: recordsTold(parts, options),
  });
  return station;
}

/** What becomes of each record: its files, the list of results, and what the console says of them. */
function recordsTold(
  { shelf, results, reporting }: Parts,
  { log, onRecord }: LiveStationOptions,
): StationOptions["onRecord"] {
  return ({ kind, sealed, envelope, checkpoint }) => {
    const { record, index } = sealed;
    reporting.noteRecord(kind);
    if (kind === "sealed") results.follow();
    if (kind === "sealed" && envelope !== null) {
      onRecord(
        kind,
        sealed,
        shelved(log, record, () => shelf.putRecord(record, envelope)),
      );
    }
    if (kind === "receipted" && checkpoint !== null) {
      onRecord(
        kind,
        sealed,
        shelved(log, record, () => shelf.putProof(record, index, checkpoint)),
      );
    }
  };
}

function resolverOf({ clock, log, simulatedLines, simulators }: LiveStationOptions): LiveResolver {
  const gate = simulators === undefined ? {} : { gate: new SimulationGate(simulators, clock), simulators };
  return liveResolver({ clock, timers: clock, log, simulatedLines, ...gate });
}

/** A list that its folder refuses is kept in memory: no job waits for it. */
function resultsBook(store: JournalStore, { config, clock, log, onNotice }: LiveStationOptions): ResultsBook {
  const directory = resultsDirectory(config.data);
  const localDate = civilDateIn(config.timeZone);
  const on = { store, timers: clock, log, localDate };
  try {
    return new ResultsBook({ ...on, lines: new DiskResultLines(directory) });
  } catch (cause) {
    log.error("the list of results cannot be kept", { directory, cause: String(cause) });
    onNotice(
      `The list of results cannot be kept in ${directory}: ${errnoWords(cause).en}. The journal holds them all; the console lists those of now.`,
    );
    return new ResultsBook({ ...on, lines: new MemoryResultLines() });
  }
}

function retentionOf({ journal, data, station }: StationConfig): Retention | null {
  if (journal === null) return null;
  const { archive, keepDays } = journal;
  const folder = stationArchive(archive, station);
  return { archive: createSegmentArchive(journalDirectory(data), folder), keepDays };
}

/** What ends is told at the start, and to terminal and pages on each day that begins while the station runs. Stopped by what it returns. */
function tellsOfEachDay(station: Station, { config, clock, onNotice }: LiveStationOptions): () => void {
  const localDate = civilDateIn(config.timeZone);
  const tell = (): void => {
    // A rulebook or a certificate that has ended is told by whoever looks for one.
    for (const { what, state, word } of station.screen.snapshot().station.calendar.entries)
      if (word !== null && (what === "calibration" || state === "ends-soon"))
        onNotice(`${word.en} ${word.zh}`);
  };
  tell();
  return watchDay({
    clock,
    timers: clock,
    localDate,
    changed: () => {
      tell();
      station.screen.station();
    },
  });
}

/** The file is a copy: that it cannot be written now stops nothing, and the next start writes it. */
function shelved(log: Log, record: string, put: () => string): string {
  try {
    return put();
  } catch (cause) {
    log.error("a record's file cannot be written", { record, cause: String(cause) });
    return `${record} (no file)`;
  }
}
