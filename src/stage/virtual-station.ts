import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { TimeService } from "../../simulators/kit/time-service.ts";
import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryRegistryLink } from "../../simulators/registry/memory-registry-link.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import type { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import { createDeterministicSigner } from "../adapters/keys/deterministic-signer.ts";
import type { SealedRecord } from "../core/delivery/receipt-book.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import { PAYLOAD_BYTES_MAX, parseEnvelope } from "../core/record/dsse.ts";
import { gunzip, gzip } from "../core/record/gzip.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { SM2_SM3 } from "../core/record/signature.ts";
import type { WithdrawalDocument } from "../core/record/withdrawal-document.ts";
import type { ClockDiscipline } from "../ports/clock.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { Signer } from "../ports/signer.ts";
import { withdrawalIn } from "../runtime/earlier-record.ts";
import type { SiteConfig } from "../runtime/site-config.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import type { DeviceResolver } from "../runtime/wire-devices.ts";
import { wireStation } from "../runtime/wire-station.ts";
import type { Refused } from "../station/job-door.ts";
import type { Station } from "../station/station.ts";
import type { Lamp, StationOptions } from "../station/station-options.ts";
import type { OwnOutages } from "./own-outages.ts";
import { ProcessLife } from "./process-life.ts";
import type { RegistryOrders } from "./registry-orders.ts";
import type { RegistryOutages } from "./registry-outages.ts";
import type { RunEnd } from "./run-end.ts";
import { registeredSecond } from "./second-key.ts";

export const SCENARIO_STATION = "SIM-0001";
/** 2026-06-01, 08:00 UTC: every run in virtual time begins then. */
export const START_WALL_MS = Date.UTC(2026, 5, 1, 8, 0, 0);
export const SCENARIO_TIME_ZONE = "Asia/Shanghai";

/** A run that is over. */
export interface ScenarioRun extends RunSoFar {
  readonly end: RunEnd;
}

export interface RunSoFar {
  readonly store: MemoryJournalStore;
  readonly registry: RegistryService;
  readonly clock: VirtualClock;
  readonly records: readonly RunRecord[];
  /** Of records that were taken out of force, in the order in which they were sealed. */
  readonly withdrawals: readonly RunWithdrawal[];
  readonly checkpoint: string | null;
  /** Why a job was not opened, the first one. */
  readonly refused: Refused | null;
  readonly signers: {
    readonly record: Signer;
    /** Null where the scenario asks for no second signature. */
    readonly second: Signer | null;
    readonly log: Signer;
    readonly authority: Signer;
  };
}

export interface RunRecord {
  readonly sealed: SealedRecord;
  readonly envelope: string;
  readonly document: ResultDocument;
  /** Virtual milliseconds since the start. */
  readonly sealedMs: number;
}

export interface RunWithdrawal {
  readonly sealed: SealedRecord;
  readonly envelope: string;
  readonly document: WithdrawalDocument;
  isReceipted: boolean;
}

export interface VirtualStationOptions {
  readonly seed: number;
  readonly software: SoftwareIdentity;
  readonly store: MemoryJournalStore;
  readonly clock: VirtualClock;
  readonly devices: readonly DeviceConfig[];
  readonly sites: readonly SiteConfig[];
  readonly resolve: DeviceResolver;
  readonly operator: OperatorFeed;
  /** Absent: a time service that always has the time. */
  readonly discipline?: ClockDiscipline;
  /** What it did before it was started again: `store` begins with that journal, the registry is the same. */
  readonly before?: RunInProgress;
  /** What ends with the process; absent: it is never killed. */
  readonly life?: ProcessLife;
  /** Of the way to the registry; absent: there are none. */
  readonly outages?: RegistryOutages;
  /** Of the station itself; absent: there are none. */
  readonly own?: OwnOutages;
  /** Absent: the registry orders nothing. */
  readonly orders?: RegistryOrders;
  /** What the station seals bears a second signature, and its registry demands it. */
  readonly secondSignature?: typeof SM2_SM3;
  readonly outageLimits?: StationOptions["outageLimits"];
  onRecord?(record: RunRecord): void;
  /** Keeps no more than the newest record, and the registry's on disk, here: for whoever measures what a station keeps. */
  readonly leanIn?: string;
  /** A lamp in a car. */
  carOutput?(lamp: Lamp, on: boolean): void;
}

export type RunInProgress = RunSoFar & { refused: Refused | null; checkpoint: string | null };

/** A station with its registry, in virtual time: what it seals and what is receipted gathers in `run`. */
export function virtualStation(options: VirtualStationOptions): { station: Station; run: RunInProgress } {
  const { seed, clock, store, before } = options;
  const signers = signersOf(options);
  const keys = registeredKeys(signers);
  const service =
    before?.registry ??
    new RegistryService({
      simulation: true,
      witnessSeed: new Uint8Array(32).fill(seed & 0xff),
      stations: [{ station: SCENARIO_STATION, ...keys }],
      ...(options.leanIn === undefined ? {} : { directory: options.leanIn }),
    });
  const stream = (name: string): SeededRandom => new SeededRandom(seed, name);
  const records: RunRecord[] = [...(before?.records ?? [])];
  const withdrawals: RunWithdrawal[] = [...(before?.withdrawals ?? [])];
  const { checkpoint = null, refused = null } = before ?? {};
  const run: RunInProgress = {
    ...{ store, registry: service, clock, records, withdrawals, checkpoint, refused, signers },
  };
  const entropy = stream("entropy");
  const life = options.life ?? new ProcessLife();
  const link = new MemoryRegistryLink({
    service,
    clock,
    timers: clock,
    registryWallMs: () => clock.wallMs() - clock.wrongByMs,
    random: stream("registry link"),
  });
  options.outages?.attach(link);
  const requestLink = requestLinkTo(service, stream("request link"), life, clock);
  options.outages?.attachRequests(requestLink);
  const ordered = { station: SCENARIO_STATION, service, timers: life.timers(clock) };
  const commandLink = options.orders?.attach(ordered);
  const station = wireStation({
    station: SCENARIO_STATION,
    boot: before === undefined ? "virtual" : `virtual ${store.size()}`,
    software: options.software,
    devices: options.devices,
    sites: options.sites,
    store,
    clock,
    timers: life.timers(clock),
    discipline: options.discipline ?? new TimeService(clock),
    freeBytes: () => null,
    compress: gzip,
    retention: null,
    releasedMs: 0,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    resolve: life.resolver(options.resolve),
    allSimulated: true,
    timeZone: SCENARIO_TIME_ZONE,
    entropy: () => entropy.unit(),
    link: life.link(link),
    requestLink,
    ...(commandLink === undefined ? {} : { commandLink }),
    recordSigner: options.own?.signer(signers.record) ?? signers.record,
    ...(options.outageLimits === undefined ? {} : { outageLimits: options.outageLimits }),
    secondSigner: signers.second === null ? null : (options.own?.signer(signers.second) ?? signers.second),
    logSigner: signers.log,
    witness: { name: service.witnessName, spki: service.witnessSpki },
    operator: life.operator(options.operator),
    carOutput: (lamp, on) => options.carOutput?.(lamp, on),
    onRecord: (told) => keep(told, run, records, withdrawals, options),
  });
  return { station, run };
}

function signersOf({ seed, secondSignature }: VirtualStationOptions): RunSoFar["signers"] {
  return {
    record: createDeterministicSigner(`record ${seed}`, "ecdsa-p256-sha256"),
    second: secondSignature === undefined ? null : createDeterministicSigner(`second ${seed}`, SM2_SM3),
    log: createDeterministicSigner(`log ${seed}`, "ed25519"),
    authority: createDeterministicSigner(`authority ${seed}`, "ecdsa-p256-sha256"),
  };
}

function registeredKeys({ record, second, log }: RunSoFar["signers"]) {
  return {
    ...{ logKeySpki: log.publicKeySpki, recordKeySpki: record.publicKeySpki },
    ...registeredSecond(second ?? undefined),
  };
}

function requestLinkTo(
  service: RegistryService,
  random: SeededRandom,
  life: ProcessLife,
  clock: VirtualClock,
): MemoryRequestLink {
  return new MemoryRequestLink({
    ...{ station: SCENARIO_STATION, requests: service.requests, clock, timers: life.timers(clock), random },
    registryWallMs: () => clock.wallMs() - clock.wrongByMs,
  });
}

/** What the station tells of its records, as the run keeps it. */
function keep(
  { kind, sealed, envelope, checkpoint }: Parameters<StationOptions["onRecord"]>[0],
  run: RunInProgress,
  records: RunRecord[],
  withdrawals: RunWithdrawal[],
  { clock, leanIn, onRecord }: VirtualStationOptions,
): void {
  if (kind === "receipted") {
    run.checkpoint = checkpoint;
    for (const one of withdrawals) if (one.sealed.record === sealed.record) one.isReceipted = true;
  } else if (envelope !== null && sealed.withdraws !== undefined) {
    const document = withdrawalIn(envelope);
    assert(document !== null, "a withdrawal of our own making");
    withdrawals.push({ sealed, envelope, document, isReceipted: false });
  } else if (envelope !== null) {
    const record = { sealed, envelope, document: documentOf(envelope), sealedMs: clock.monoMs() };
    records.push(record);
    if (leanIn !== undefined) records.fill(record);
    onRecord?.(record);
  }
}

/** The document inside an envelope of our own making. */
export function documentOf(envelope: string): ResultDocument {
  const parsed = parseEnvelope(envelope);
  assert(parsed.kind === "envelope", "an envelope of our own making");
  const opened = gunzip(parsed.envelope.payload, PAYLOAD_BYTES_MAX);
  assert(opened.kind === "bytes", "what we compressed is decompressed");
  return JSON.parse(new TextDecoder().decode(opened.bytes)) as ResultDocument;
}
