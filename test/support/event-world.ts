import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { LinkDefects } from "../../simulators/registry/memory-registry-link.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { eventText } from "../../src/core/events/event-batch.ts";
import { JournalEvents } from "../../src/core/events/journal-events.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { verdictOf } from "../../src/runtime/earlier-record.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { EventSender } from "../../src/station/event-sender.ts";
import type { OpenSession } from "../../src/station/job-track.ts";
import { planOf } from "../../src/station/told-plan.ts";

/** A journal that grows, a station's sender that may be killed, a way that loses, and a registry that keeps what it is told. */
export interface EventWorldOptions {
  readonly station: string;
  readonly seed: number;
  readonly defects?: Partial<LinkDefects>;
  readonly journal?: Pick<JournalStore, "read" | "size" | "segmentOf" | "segments">;
  readonly openSession?: OpenSession;
}

export class EventWorld {
  readonly clock = new VirtualClock();
  readonly store = new MemoryJournalStore();
  readonly journal: Pick<JournalStore, "read" | "size" | "segmentOf" | "segments">;
  readonly service: RegistryService;
  readonly logSigner = createDeterministicSigner("log of events", "ed25519");
  readonly logged: string[] = [];
  mayGo = true;
  link: MemoryRequestLink;
  sender: EventSender;
  readonly #options: EventWorldOptions;
  readonly #random: SeededRandom;

  constructor(options: EventWorldOptions) {
    this.#options = options;
    this.journal = options.journal ?? this.store;
    this.#random = new SeededRandom(options.seed, "events");
    const record = createDeterministicSigner("record of events", "ecdsa-p256-sha256");
    this.service = new RegistryService({
      witnessSeed: new Uint8Array(32).fill(7),
      stations: [
        {
          station: options.station,
          logKeySpki: this.logSigner.publicKeySpki,
          recordKeySpki: record.publicKeySpki,
        },
      ],
    });
    [this.link, this.sender] = this.#born();
  }

  /** Nothing is left but the journal. */
  kill(): void {
    this.sender.stop();
    [this.link, this.sender] = this.#born();
    this.sender.start();
  }

  held(): readonly string[] {
    return this.service.events.events(this.#options.station).map(({ text }) => text);
  }

  /** As `proofmark events` tells them. */
  told(): readonly string[] {
    return toldBy(this.journal, this.#options.station, this.#options.openSession ?? openSession);
  }

  #born(): [MemoryRequestLink, EventSender] {
    const { station, defects } = this.#options;
    const { clock, service } = this;
    const link = new MemoryRequestLink({
      ...{ station, requests: service.events, clock, timers: clock, random: this.#random },
      ...(defects === undefined ? {} : { defects }),
    });
    const say = (what: string): void => void this.logged.push(what);
    const sender = new EventSender({
      ...{ station: asId<"station">(station), journal: this.journal, link, clock, timers: clock },
      entropy: () => this.#random.unit(),
      logSigner: this.logSigner,
      digest: sha256,
      verifySignature,
      witness: { spki: service.witnessSpki },
      openSession: this.#options.openSession ?? openSession,
      verdictOf,
      mayGo: () => this.mayGo,
      onStanding: () => undefined,
      log: { info: say, warn: say, error: say },
    });
    return [link, sender];
  }
}

export function toldBy(
  journal: Pick<JournalStore, "read" | "segments">,
  station: string,
  open: OpenSession = openSession,
): readonly string[] {
  const texts = new Map<string, string>();
  const events = new JournalEvents({
    station,
    plan: (opened) => planOf(open, opened, (sha) => texts.get(sha) ?? ""),
    verdict: verdictOf,
  });
  const told: string[] = [];
  let index = journal.segments?.first() ?? 0;
  for (const bytes of journal.read(index)) {
    const entry = readEntry(bytes);
    if (entry === null) throw new Error(`entry ${index} is none`);
    if (entry.type === "artifact-stored") texts.set(entry.sha256, entry.text);
    told.push(...events.take(entry, index).map(eventText));
    index++;
  }
  return told;
}
