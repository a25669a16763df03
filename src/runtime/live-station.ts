import { randomBytes } from "node:crypto";
import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { machineDiscipline } from "../adapters/clock/machine-discipline.ts";
import { freeSpaceOf } from "../adapters/disk/free-space.ts";
import { createSegmentArchive, stationArchive } from "../adapters/disk/segment-archive.ts";
import { openSegmentStore } from "../adapters/disk/segment-store.ts";
import type { StationKeys } from "../adapters/keys/key-directory.ts";
import { createMqttRegistryLink } from "../adapters/mqtt/mqtt-registry-link.ts";
import { nodeGzip } from "../adapters/zlib/node-gzip.ts";
import type { ConsoleServer } from "../console/console-server.ts";
import type { SealedRecord } from "../core/delivery/receipt-book.ts";
import type { OpenedSource } from "../core/journal/entry.ts";
import { mendingTold } from "../core/journal/mending-told.ts";
import { asId } from "../core/quantities/ids.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { Retention } from "../station/archivist.ts";
import { watchDay } from "../station/day-watch.ts";
import { LiveHistory } from "../station/live-history.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Seat } from "../station/sites.ts";
import type { Station } from "../station/station.ts";
import { type BrokerAccess, brokerAccess } from "./broker-access.ts";
import { carLamps } from "./car-lamps.ts";
import { restoreCopies } from "./copies-restored.ts";
import { makeDirectory } from "./data-directory.ts";
import { JobDesk, type JobSource, type OpenAnswer } from "./job-desk.ts";
import { openConsole } from "./live-console.ts";
import { liveResolver } from "./live-resolver.ts";
import { packageIdentity } from "./package-files.ts";
import { peopleDesk } from "./people-wiring.ts";
import { RecordShelf } from "./record-shelf.ts";
import { softwareIdentity } from "./software-identity.ts";
import type { StationConfig } from "./station-config.ts";
import { checkStationFiles } from "./station-files.ts";
import {
  journalDirectory,
  recordsDirectory,
  refuseOtherKeys,
  signedJournal,
  stationKeys,
} from "./station-keys.ts";
import { papersOf } from "./validity-papers.ts";
import { wireStation } from "./wire-station.ts";

export interface LiveStationOptions {
  readonly config: StationConfig;
  readonly clock: Clock & Timers;
  readonly log: Log;
  /** True for a station whose addresses lead to simulators. */
  readonly allSimulated: boolean;
  readonly simulatedLines: DigitalIo | null;
  readonly operator: OperatorFeed;
  /** Who comes next. */
  readonly source: JobSource;
  /** Told before the first one can be asked for: which waiting files the journal has made jobs of. */
  settleQueue?(opened: readonly OpenedSource[]): void;
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
  const keys = stationKeys(config.data);
  const store = openSegmentStore({
    directory: journalDirectory(config.data),
    station: asId<"station">(config.station),
  });
  try {
    return await startOn(store, keys, access, options);
  } catch (error) {
    log.error("the station could not start", { error: String(error) });
    await closeQuietly(store, log);
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

async function startOn(
  store: JournalStore,
  keys: StationKeys,
  access: BrokerAccess,
  options: LiveStationOptions,
): Promise<LiveStation> {
  const { config, log } = options;
  refuseOtherKeys(signedJournal(store), keys, config);
  for (const mending of store.mended?.mendings ?? []) {
    const { zh, en } = sentenceOf(mendingTold(mending));
    log.warn("the journal was mended", { ...mending });
    options.onNotice(`${en} ${zh}`);
  }
  const shelf = new RecordShelf(recordsDirectory(config.data), store);
  const station = liveStation({ store, keys, shelf, access }, options);
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
  const server = await openConsole({ ...options, station, people, jobs: desk, shelf, store });
  const unwatchDay = tellsOfEachDay(station, options);
  try {
    await startedDurably(station, store, () => options.settleQueue?.(station.takeSources()));
  } catch (error) {
    unwatchDay();
    await server.close();
    people.stop();
    await station.stop();
    throw error;
  }
  const endCopies = restoreCopies({ ...options, shelf, timers: clock });
  return {
    station,
    console: server,
    people,
    keys,
    startJob,
    close: async () => {
      endCopies();
      if (station.makeSafe()) {
        await new Promise<void>((told) => options.clock.start("made safe", MADE_SAFE_MS, () => told()));
      }
      unwatchDay();
      await server.close();
      people.stop();
      await station.stop();
    },
  };
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
  readonly access: BrokerAccess;
}

function liveStation({ store, keys, shelf, access }: Parts, options: LiveStationOptions): Station {
  const { config, clock, log } = options;
  const resolver = liveResolver({ clock, timers: clock, log, simulatedLines: options.simulatedLines });
  const entropy = (): number => randomBytes(4).readUInt32LE() / 2 ** 32;
  const { url, witness } = config.registry;
  const clientId = `proofmark-${config.station}`;
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
    link: createMqttRegistryLink({
      url,
      station: config.station,
      clientId,
      credentials: () => access.credentials(),
      clock,
      timers: clock,
      entropy,
      timeStatus: () => station.timeStatus(),
      log,
    }),
    timeZone: config.timeZone,
    papers: () => papersOf(config),
    warnDays: config.calibration.warnDays,
    recordSigner: keys.record,
    logSigner: keys.log,
    witness: { name: witness.name, spki: new Uint8Array(Buffer.from(witness.spki, "base64")) },
    operator: options.operator,
    sites: config.sites,
    carOutput: carLamps(config, resolver, log),
    onLocked: ({ zh, en }) => options.onNotice(`${en} ${zh}`),
    onClosed: (job, kind, why) => {
      const { zh, en } = sentenceOf(why);
      options.tell(`  ${kind} ${job}: ${en} ${zh}`);
    },
    onRecord: ({ kind, sealed, envelope, checkpoint }) => {
      const { record, index } = sealed;
      if (kind === "sealed" && envelope !== null) {
        options.onRecord(
          kind,
          sealed,
          shelved(log, record, () => shelf.putRecord(record, envelope)),
        );
      }
      if (kind === "receipted" && checkpoint !== null) {
        options.onRecord(
          kind,
          sealed,
          shelved(log, record, () => shelf.putProof(record, index, checkpoint)),
        );
      }
    },
  });
  return station;
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
