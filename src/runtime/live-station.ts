import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readArtifact } from "../adapters/config/artifact-file.ts";
import { openSegmentStore } from "../adapters/disk/segment-store.ts";
import { loadOrCreateKeys, type StationKeys } from "../adapters/keys/key-directory.ts";
import { createMqttRegistryLink } from "../adapters/mqtt/mqtt-registry-link.ts";
import { type ConsoleServer, startConsole } from "../console/console-server.ts";
import { type ActorId, asId } from "../core/quantities/ids.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import { LiveHistory } from "../station/live-history.ts";
import type { Station } from "../station/station.ts";
import type { SealedRecord } from "../station/station-memory.ts";
import type { NewJob } from "../station/station-options.ts";
import { courseMap } from "./course-map-from.ts";
import { makeDirectory } from "./data-directory.ts";
import { liveResolver } from "./live-resolver.ts";
import { RecordShelf } from "./record-shelf.ts";
import { packageRoot, softwareIdentity } from "./software-identity.ts";
import type { StationConfig } from "./station-config.ts";
import { wireStation } from "./wire-station.ts";

export interface LiveStationOptions {
  readonly config: StationConfig;
  readonly clock: Clock & Timers;
  readonly log: Log;
  /** True for a station whose addresses lead to simulators. */
  readonly allSimulated: boolean;
  readonly simulatedLines: DigitalIo | null;
  readonly operator: OperatorFeed;
  /** What the next subject of this kind is; null when nobody waits. */
  nextJob(kind: "inspection" | "exam"): NewJob | null;
  onRecord(kind: "sealed" | "receipted", sealed: SealedRecord, file: string): void;
  /** The journal cannot be written any more: the process must stop. */
  onFatal(cause: Error): void;
}

export interface LiveStation {
  readonly station: Station;
  readonly console: ConsoleServer;
  readonly keys: StationKeys;
  startJob(
    kind: "inspection" | "exam",
  ): { kind: "opened"; job: string } | { kind: "refused"; reason: string };
  close(): Promise<void>;
}

/** For the bytes to leave, and for a device that is answering to be asked. */
const MADE_SAFE_MS = 300;
const OPERATOR: ActorId = asId<"actor">("console");

/** A station on real clocks, disk, network and devices. Throws EdgeError for whatever the operator must mend. */
export async function startLiveStation(options: LiveStationOptions): Promise<LiveStation> {
  const { config, log } = options;
  makeDirectory(config.data);
  const keys = loadOrCreateKeys(join(config.data, "keys"));
  const store = openSegmentStore({
    directory: join(config.data, "journal"),
    station: asId<"station">(config.station),
  });
  try {
    return await startOn(store, keys, options);
  } catch (error) {
    await store.close();
    log.error("the station could not start", { error: String(error) });
    throw error;
  }
}

async function startOn(
  store: JournalStore,
  keys: StationKeys,
  options: LiveStationOptions,
): Promise<LiveStation> {
  const { config, log } = options;
  const shelf = new RecordShelf(join(config.data, "records"), store);
  shelf.restore();
  const station = liveStation(store, keys, shelf, options);
  store.onFatal((cause) => {
    station.makeSafe();
    options.onFatal(cause);
  });
  station.screen.history = new LiveHistory();
  const startJob: LiveStation["startJob"] = (kind) => {
    const job = options.nextJob(kind);
    return job === null ? { kind: "refused", reason: "nobody waits for it" } : station.open(job);
  };
  const server = await startConsole({
    host: config.console.host,
    port: config.console.port,
    screen: station.screen,
    log,
    webDirectory: join(packageRoot(), "dist", "web"),
    record: (id, part) => shelf.read(id, part),
    course: config.course === null ? null : courseMap(readArtifact(config.course).text),
    startJob,
    command: (job, command) => station.command(asId<"job">(job), OPERATOR, command),
  });
  try {
    station.start();
  } catch (error) {
    await server.close();
    await station.stop();
    throw error;
  }
  return {
    station,
    console: server,
    keys,
    startJob,
    close: async () => {
      if (station.makeSafe()) {
        await new Promise<void>((told) => options.clock.start("made safe", MADE_SAFE_MS, () => told()));
      }
      await server.close();
      await station.stop();
    },
  };
}

function liveStation(
  store: JournalStore,
  keys: StationKeys,
  shelf: RecordShelf,
  options: LiveStationOptions,
): Station {
  const { config, clock, log } = options;
  const resolver = liveResolver({ clock, timers: clock, log, simulatedLines: options.simulatedLines });
  const entropy = (): number => randomBytes(4).readUInt32LE() / 2 ** 32;
  const { url, witness } = config.registry;
  const clientId = `proofmark-${config.station}`;
  return wireStation({
    station: config.station,
    boot: randomBytes(8).toString("hex"),
    software: softwareIdentity(),
    devices: config.devices,
    store,
    clock,
    timers: clock,
    log,
    resolve: resolver,
    allSimulated: options.allSimulated,
    entropy,
    link: createMqttRegistryLink({
      url,
      station: config.station,
      clientId,
      clock,
      timers: clock,
      entropy,
      log,
    }),
    recordSigner: keys.record,
    logSigner: keys.log,
    witness: { name: witness.name, spki: new Uint8Array(Buffer.from(witness.spki, "base64")) },
    operator: options.operator,
    carOutput: (line, on) => {
      if (!resolver.carOutput(line, on)) log.warn("no board has this output", { line });
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
