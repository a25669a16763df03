import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { TimeService } from "../../simulators/kit/time-service.ts";
import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryRegistryLink } from "../../simulators/registry/memory-registry-link.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { DeviceFault, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import type { Session } from "../../src/core/session.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { DeviceRole, JobKind } from "../../src/core/trade/words/roles.ts";
import type { CommandLink } from "../../src/ports/command-link.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import type { Log } from "../../src/ports/log.ts";
import type { RequestLink } from "../../src/ports/request-link.ts";
import { CommandDesk } from "../../src/station/command-desk.ts";
import type { DeviceLink, DeviceLinkListener } from "../../src/station/device-link.ts";
import type { Opening } from "../../src/station/job-door.ts";
import { anySession, type OpenedSession, type OpenSession } from "../../src/station/job-track.ts";
import { Outbox } from "../../src/station/outbox.ts";
import { RequestDesk } from "../../src/station/request-desk.ts";
import { onlySeatOf, onlySites } from "../../src/station/sites.ts";
import { Station } from "../../src/station/station.ts";
import type { StationOptions } from "../../src/station/station-options.ts";
import { countingSession } from "./counting-session.ts";

export const TOY_STATION = asId<"station">("TOY-1");
export const recordSigner = createDeterministicSigner("toy record key", "ecdsa-p256-sha256");
export const logSigner = createDeterministicSigner("toy log key", "ed25519");

export function toyRegistry(): RegistryService {
  return new RegistryService({
    witnessSeed: new Uint8Array(32).fill(7),
    stations: [
      {
        station: TOY_STATION,
        logKeySpki: logSigner.publicKeySpki,
        recordKeySpki: recordSigner.publicKeySpki,
      },
    ],
  });
}

/** A scale whose readings are the test's to give. */
export class ToyScale implements DeviceLink {
  readonly role: DeviceRole = "axle-scale";
  readonly device = asId<"device">("scale");
  #listener: DeviceLinkListener | null = null;
  readonly #faults: DeviceFault[] = [];

  start(listener: DeviceLinkListener): void {
    this.#listener = listener;
  }

  weigh(loadKg: string, atMs: number): void {
    const observation: Observation = {
      kind: "axle-load",
      device: this.device,
      atMs,
      quality: "good",
      loadKg,
      stable: true,
    };
    this.#listener?.onObservation(this.role, observation);
  }

  /** A line beside the scale changes. */
  level(line: string, active: boolean, atMs: number): void {
    const { device } = this;
    const observation: Observation = {
      kind: "digital",
      device,
      atMs,
      quality: "good",
      line,
      active,
      boardTimeUs: null,
    };
    this.#listener?.onObservation(this.role, observation);
  }

  fail(code: DeviceFault["code"], atMs: number): void {
    const fault = { device: this.device, code, raised: true, atMs, detail: null };
    this.#faults.push(fault);
    this.#listener?.onFault(this.role, fault);
  }

  request(): void {
    throw new Error("this scale takes no commands");
  }

  stop(): void {
    this.#listener = null;
  }

  state(): "ready" {
    return "ready";
  }

  faults(): readonly DeviceFault[] {
    return this.#faults;
  }
}

/** A session without needs, as a station opens it. */
export function toySession<State, Event>(
  session: Session<State, never, Event>,
  changes: Partial<OpenedSession> = {},
): OpenedSession {
  return {
    session: anySession(session),
    rulebook: { id: "toy", edition: "1" },
    course: null,
    rules: [],
    pose: () => null,
    lane: () => null,
    needs: [],
    objections: [],
    preChecks: null,
    papersRule: null,
    isSigning: () => false,
    following: () => null,
    readCommand: (value) => ({ kind: "command", command: value }),
    ...changes,
  };
}

/** A whole station with the counting session in place of a lane. */
export function toyStation(options: {
  store: JournalStore;
  clock: VirtualClock;
  registry: RegistryService;
  boot?: string;
  requestLink?: RequestLink;
  commandLink?: CommandLink;
  more?: readonly DeviceLink[];
  openSession?: OpenSession;
  log?: Log;
  output?(line: string, on: boolean): void;
  /** Absent: the registry has the true time. */
  registryWallMs?(): number;
  /** Parts of the station that a test puts in the place of the toy's own. */
  changes?: Partial<StationOptions>;
}) {
  const { store, clock, registry } = options;
  const scale = new ToyScale();
  const outputs: string[] = [];
  const records: string[] = [];
  const log = options.log ?? { info: () => undefined, warn: () => undefined, error: () => undefined };
  const station = new Station({
    station: TOY_STATION,
    software: { name: "toy", version: "1", sha256: "00" },
    boot: options.boot ?? "boot",
    store,
    clock,
    timers: clock,
    log,
    links: [scale, ...(options.more ?? [])],
    identities: [
      {
        role: "axle-scale",
        device: scale.device,
        model: "toy",
        serial: "1",
        simulated: false,
        calibration: null,
      },
    ],
    sites: onlySites([]),
    seatOf: (device) =>
      onlySeatOf(
        [scale, ...(options.more ?? [])].find((link) => link.device === device)?.role ?? "axle-scale",
      ),
    addresses: {},
    recordSigner,
    digest: sha256,
    openSession: options.openSession ?? (() => toySession(countingSession)),
    chooseRulebook: ({ rulebooks: [rulebook] }) =>
      rulebook === undefined
        ? { kind: "refused", about: "station", reason: reason("NOT_EQUIPPED", { what: "rulebook" }) }
        : { kind: "chosen", rulebook },
    localDate: () => "2026-06-01",
    calendar: () => ({ today: "2026-06-01", entries: [] }),
    onClosed: (job, _kind, why) => records.push(`closed ${job} ${why.code}`),
    output: ({ line }, on) => {
      outputs.push(on ? line : `${line} off`);
      options.output?.(line, on);
    },
    operator: { show: () => undefined },
    onRecord: ({ kind, sealed }) => records.push(`${kind} ${sealed.record}`),
    discipline: new TimeService(clock),
    freeBytes: () => null,
    compress: gzip,
    retention: null,
    releasedMs: 0,
    requests: new RequestDesk({
      station: TOY_STATION,
      link: options.requestLink ?? null,
      clock,
      timers: clock,
      entropy: () => 0.5,
      logSigner,
      digest: sha256,
      verifySignature,
      witness: { spki: registry.witnessSpki },
      log,
    }),
    commands: new CommandDesk({
      station: TOY_STATION,
      link: options.commandLink ?? null,
      sites: onlySites([]).map(({ site }) => site),
      fetchesLists: options.changes?.trust !== undefined,
      books: null,
      evidence: null,
      clock,
      logSigner,
      digest: sha256,
      verifySignature,
      witness: { spki: registry.witnessSpki },
      log,
    }),
    makeOutbox: (owner) =>
      new Outbox({
        station: TOY_STATION,
        journal: store,
        link: new MemoryRegistryLink({
          service: registry,
          clock,
          timers: clock,
          registryWallMs: () => options.registryWallMs?.() ?? clock.wallMs() - clock.wrongByMs,
          random: new SeededRandom(1, "link"),
        }),
        clock,
        timers: clock,
        entropy: () => 0.5,
        logSigner,
        digest: sha256,
        verifySignature,
        witness: { name: registry.witnessName, spki: registry.witnessSpki },
        ...owner,
        onLocked: (lock) => void records.push(`locked ${lock.kind}`),
        log,
      }),
    ...options.changes,
  });
  /** What came of it so far: null while it is not durable. */
  const open = (kind: JobKind = "inspection"): Opening | null => {
    let outcome: Opening | null = null;
    station.open(
      {
        kind,
        dossier: { text: "plate: TEST", mediaType: "application/yaml" },
        rulebooks: [{ text: "id: toy", mediaType: "application/yaml", name: "toy.yaml" }],
        course: null,
        vehicle: null,
        seat: null,
        source: null,
      },
      (opening) => {
        outcome = opening;
      },
    );
    return outcome;
  };
  return { station, scale, outputs, records, open };
}
