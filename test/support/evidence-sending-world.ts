import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { RegistryService } from "../../simulators/registry/registry-service.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { type NotedEvidence, noteEvidenceKept } from "../../src/core/commands/evidence-orders.ts";
import type { EvidenceAnswer, EvidencePart } from "../../src/core/evidence/evidence-part.ts";
import type { RecordForce } from "../../src/core/evidence/evidence-sending-state.ts";
import { EvidencePolicyFold, type EvidencePolicySummary } from "../../src/core/evidence/policy-noted.ts";
import type { ComingBundle } from "../../src/core/evidence/take-part.ts";
import type { EvidenceKept } from "../../src/core/journal/evidence-entries.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { receiptedRoot } from "../../src/core/record/journal-receipt.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import type { StationAccount } from "../../src/core/registry/station-account.ts";
import { type Reason, sentenceOf } from "../../src/core/trade/reasons.ts";
import { EdgeError } from "../../src/errors.ts";
import type { EventLink, EventLinkListener } from "../../src/ports/event-link.ts";
import type { ArrivingBundle, ArrivingPart, EvidenceArrivals } from "../../src/ports/evidence-arrivals.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { EvidenceIntake } from "../../src/registry/evidence-intake.ts";
import { verdictOf } from "../../src/runtime/earlier-record.ts";
import { whyNotBundleOf } from "../../src/runtime/registry/bundle-of-record.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { EvidenceSender } from "../../src/station/evidence-sender.ts";
import { EvidenceWanted } from "../../src/station/evidence-wanted.ts";
import type { PlayedScenario } from "./evidence-world.ts";
import { WITNESS } from "./registry-rig.ts";
import { documentOf } from "./request-world.ts";

export const WHY = { zh: "复核", en: "A check" };

/** Evidence on its way, in memory; what became durable outlives a worker that ends. */
export class MemoryArrivals implements EvidenceArrivals {
  coming: (ComingBundle & { readonly data: Uint8Array }) | null = null;
  readonly bound: ArrivingBundle[] = [];
  /** The next call of this name fails: not done, or done and not told. */
  fails: { readonly call: keyof EvidenceArrivals; readonly isDone: boolean } | null = null;
  readonly #account: StationAccount;
  readonly #wallMs: () => number;
  #addedMs = 0;
  readonly known: Set<string>;

  constructor(account: StationAccount, known: readonly string[], wallMs: () => number) {
    this.#account = account;
    this.#wallMs = wallMs;
    this.known = new Set(known);
  }

  async account(station: string): Promise<StationAccount | undefined> {
    return station === this.#account.station ? this.#account : undefined;
  }

  async isRecordOf(station: string, record: string): Promise<boolean> {
    return station === this.#account.station && this.known.has(record);
  }

  async isKept({ record, sha256: hash }: ArrivingBundle): Promise<boolean> {
    return this.bound.some((one) => one.record === record && one.sha256 === hash);
  }

  async add(part: ArrivingPart, take: Parameters<EvidenceArrivals["add"]>[1]): Promise<number> {
    return this.#done("add", () => {
      const taken = take(this.coming);
      if (taken.kind === "nothing") return taken.have;
      const before = taken.kind === "begin" || this.coming === null ? [] : [...this.coming.data];
      const { record, sha256: hash, bytes } = part;
      const data = Uint8Array.from([...before, ...part.data]);
      this.coming = { record, sha256: hash, bytes, have: taken.have, data };
      this.#addedMs = this.#wallMs();
      return taken.have;
    });
  }

  async whole(): Promise<Uint8Array> {
    return this.coming?.data ?? new Uint8Array(0);
  }

  async drop({ record, sha256: hash }: ArrivingBundle): Promise<void> {
    this.#done("drop", () => {
      if (this.coming?.record === record && this.coming.sha256 === hash) this.coming = null;
    });
  }

  async bind(bundle: ArrivingBundle): Promise<void> {
    this.#done("bind", () => void this.bound.push(bundle));
  }

  async sweep(beforeMs: number): Promise<void> {
    if (this.#addedMs < beforeMs) this.coming = null;
  }

  #done<Result>(call: keyof EvidenceArrivals, work: () => Result): Result {
    const { fails } = this;
    if (fails?.call !== call) return work();
    this.fails = null;
    if (fails.isDone) work();
    throw new EdgeError("DATABASE_UNAVAILABLE", "the test took it away");
  }
}

export interface SendingWorldOptions {
  readonly seed?: number;
  /** The stand-in in the place of the registry's own code. */
  readonly standIn?: RegistryService;
  readonly send?: EvidencePolicySummary["send"];
  /** Records that the registry has; all of the journal unless given. */
  readonly known?: readonly string[];
  /** Where the policy looks; the journal of the scenario unless given. */
  /** So much of it has a receipt. */
  readonly size?: number;
  readonly found?: Pick<JournalStore, "read" | "segments">;
}

interface Sealed {
  readonly record: string;
  readonly index: number;
}

/** The journal of a scenario, a station's sender of evidence over it that may be killed, a way that loses, and a registry that keeps what comes. */
export class SendingWorld {
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 30));
  readonly sealed: readonly Sealed[];
  readonly arrivals: MemoryArrivals;
  readonly stored = new Map<string, Uint8Array>();
  readonly refused: Reason[] = [];
  /** What stands in the journal behind it. */
  readonly kept: Omit<EvidenceKept, "at">[] = [];
  /** What people did to a record; in force unless it is here. */
  readonly forces = new Map<string, RecordForce>();
  readonly parts: EvidencePart[] = [];
  readonly answers: EvidenceAnswer[] = [];
  readonly messages: Uint8Array[] = [];
  orders: readonly NotedEvidence[] = [];
  isClockSure = true;
  mayGo = true;
  isStoreAway = false;
  messageBytesMax: number | null = null;
  opened = 0;
  /** What becomes of a message on its way, and of its answer. */
  onWay: (message: Uint8Array, way: "up" | "down") => readonly Uint8Array[] = (message) => [message];
  sender: EvidenceSender;
  intake: EvidenceIntake;
  readonly #played: PlayedScenario;
  readonly #options: SendingWorldOptions;
  readonly #random: SeededRandom;
  #listener: EventLinkListener | null = null;
  #isUp = true;
  #wanted: EvidenceWanted;
  readonly #policy = new EvidencePolicyFold();

  constructor(played: PlayedScenario, options: SendingWorldOptions = {}) {
    this.#played = played;
    this.#options = options;
    this.#random = new SeededRandom(options.seed ?? 1, "evidence");
    const { log, record } = played.run.signers;
    const keyOf = ({ keyId, publicKeySpki: spki }: typeof log) => firstKey({ keyId, spki });
    const account: StationAccount = {
      ...{ station: SCENARIO_STATION, branch: 0, head: emptyHead(sha256) },
      ...{ log: keyOf(log), record: keyOf(record) },
    };
    this.sealed = played.records.flatMap((bytes, index) => {
      const entry = readEntry(bytes);
      return entry?.type === "record-sealed" ? [{ record: entry.record, index }] : [];
    });
    const known = options.known ?? this.sealed.map((one) => one.record);
    this.arrivals = new MemoryArrivals(account, known, () => this.clock.wallMs());
    this.#policy.noted({ send: options.send ?? "ordered" }, 0);
    this.#wanted = this.#newWanted();
    this.intake = this.#newIntake();
    this.sender = this.#newSender();
  }

  /** Nothing of the station is left but its journal. */
  restart(): void {
    this.sender.stop();
    this.#wanted = this.#newWanted();
    this.sender = this.#newSender();
  }

  /** Nothing of the registry is left but what was durable. */
  restartRegistry(): void {
    this.intake = this.#newIntake();
    this.#options.standIn?.evidence.forget();
  }

  order(...of: readonly Sealed[]): void {
    const number = this.orders.length + 1;
    const at = this.clock.wallMs();
    this.orders = [
      ...this.orders,
      {
        ...{ number, by: "Wu", issued: new Date(at).toISOString(), atWallMs: at, why: WHY, needs: 0 },
        ...{ command: String(number).padStart(64, "0"), until: new Date(at + 86_400_000).toISOString() },
        of: of.map((one) => ({ ...one, end: null })),
      },
    ];
  }

  link(up: boolean): void {
    this.#isUp = up;
    this.#listener?.onLink(up);
  }

  hear(message: Uint8Array): void {
    this.#listener?.onMessage(message);
  }

  /** Lets time go by, with room for what is waited for at each step. */
  async go(ms: number, until: () => boolean = () => false): Promise<void> {
    const end = this.clock.monoMs() + ms;
    while (this.clock.monoMs() < end && !until()) {
      this.clock.advanceBy(20);
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  get policy(): EvidencePolicySummary | null {
    return this.#policy.standing;
  }

  set policy(standing: EvidencePolicySummary) {
    this.#policy.goOn(standing);
  }

  get open(): readonly string[] {
    return this.orders.flatMap(({ of }) => of.flatMap(({ record, end }) => (end === null ? [record] : [])));
  }

  #forceOf(record: string): RecordForce {
    return this.forces.get(record) ?? "in-force";
  }

  #newWanted(): EvidenceWanted {
    return new EvidenceWanted(this.#options.found ?? this.#played.run.store, verdictOf);
  }

  #newIntake(): EvidenceIntake {
    const roots = new Map(
      this.#played.records.flatMap((bytes) => {
        const receipt = receiptedRoot(bytes);
        return receipt === null ? [] : [[receipt.size, receipt.root] as const];
      }),
    );
    return new EvidenceIntake({
      arrivals: this.arrivals,
      store: {
        put: async (hash, bytes) => {
          if (this.isStoreAway) throw new EdgeError("EVIDENCE_UNAVAILABLE", "the test took it away");
          this.stored.set(hash, bytes);
          return "stored";
        },
      },
      whyNotOf: (record, bytes) =>
        whyNotBundleOf(record, bytes, async (_station, size) => {
          const root = roots.get(size);
          return root === undefined ? undefined : { ...emptyHead(sha256), size, root };
        }),
      ...{ keepDays: 30, digest: sha256, verify: verifySignature, witnesses: [WITNESS] },
      wallMs: () => this.clock.wallMs(),
      onFailure: () => undefined,
      onRefused: (_station, _record, why) => void this.refused.push(why),
    });
  }

  #newSender(): EvidenceSender {
    const { run } = this.#played;
    const { standIn } = this.#options;
    const link: EventLink = {
      open: (listener) => {
        this.opened++;
        this.#listener = listener;
        this.clock.start("link up", 1, () => this.#listener?.onLink(this.#isUp));
      },
      send: (message) => void this.#send(message),
      messageBytesMax: () => this.messageBytesMax,
      close: () => {
        this.#listener = null;
      },
    };
    const { size: receiptedSize = this.#played.records.length } = this.#options;
    const sender = new EvidenceSender({
      ...{ station: SCENARIO_STATION, journal: run.store, link, clock: this.clock, timers: this.clock },
      ...{ digest: sha256, verifySignature, compress: nodeGzip, photo: async () => null },
      entropy: () => this.#random.unit(),
      logSigner: run.signers.log,
      witness: { spki: standIn?.witnessSpki ?? WITNESS.spki },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    sender.start({
      mayGo: () => this.mayGo,
      forceOf: (record) => this.#forceOf(record),
      onStanding: () => undefined,
      wanted: (look) =>
        this.#wanted.wanted(
          {
            ...{ orders: this.orders, policy: this.policy, receiptedSize },
            nowMs: this.isClockSure ? this.clock.wallMs() : null,
            forceOf: (record) => this.#forceOf(record),
          },
          look,
        ),
      append: (said, work, durable) => {
        const kept = { ...said, ...this.#wanted.settled(work, this.policy) };
        this.#policy.kept(kept);
        this.clock.start("disk", 5, () => {
          this.kept.push(kept);
          const by = { sha256: kept.sha256, atWallMs: this.clock.wallMs() };
          this.orders = noteEvidenceKept(this.orders, kept.record, by);
          durable();
        });
      },
    });
    return sender;
  }

  async #send(message: Uint8Array): Promise<void> {
    if (!this.#isUp) return;
    this.messages.push(message);
    this.parts.push(documentOf(message) as unknown as EvidencePart);
    for (const arrived of this.onWay(message, "up")) {
      const answer = await this.#asked(arrived);
      if (answer === null) continue;
      this.answers.push(documentOf(answer) as unknown as EvidenceAnswer);
      for (const back of this.onWay(answer, "down")) this.clock.start("way", 5, () => this.hear(back));
    }
  }

  async #asked(message: Uint8Array): Promise<Uint8Array | null> {
    const { standIn } = this.#options;
    if (standIn === undefined) return await this.intake.take(SCENARIO_STATION, message);
    return standIn.evidence.ask(SCENARIO_STATION, message, this.clock.wallMs());
  }
}

/** In words, for whoever reads a failure. */
export function saidOf(why: Reason | null): string | null {
  return why === null ? null : sentenceOf(why).en;
}
