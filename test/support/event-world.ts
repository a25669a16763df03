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
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import type { StationAccount } from "../../src/core/registry/station-account.ts";
import type { EventLink } from "../../src/ports/event-link.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { verdictOf } from "../../src/runtime/earlier-record.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { EventSender } from "../../src/station/event-sender.ts";
import type { OpenSession } from "../../src/station/job-track.ts";
import { planOf } from "../../src/station/told-plan.ts";
import { WITNESS_SEED } from "./delivery-world.ts";
import { CoreEventBook, signedBatch } from "./event-batches.ts";

/** A journal that grows, a station's sender that may be killed, a way that loses, and a registry that keeps what it is told. */
export interface EventWorldOptions {
  readonly station: string;
  readonly seed: number;
  readonly defects?: Partial<LinkDefects>;
  readonly journal?: Pick<JournalStore, "read" | "size" | "segmentOf" | "segments">;
  readonly openSession?: OpenSession;
  /** The registry's own code in the place of the stand-in. */
  readonly isCore?: boolean;
}

export class EventWorld {
  readonly clock = new VirtualClock();
  readonly store = new MemoryJournalStore();
  readonly journal: Pick<JournalStore, "read" | "size" | "segmentOf" | "segments">;
  readonly book: RegistryService["events"] | CoreEventBook;
  readonly #witnessSpki: Uint8Array;
  readonly logSigner = createDeterministicSigner("log of events", "ed25519");
  readonly logged: string[] = [];
  mayGo = true;
  messageBytesMax: number | null = null;
  link: MemoryRequestLink;
  sender: EventSender;
  readonly #options: EventWorldOptions;
  readonly #random: SeededRandom;

  constructor(options: EventWorldOptions) {
    this.#options = options;
    this.journal = options.journal ?? this.store;
    this.#random = new SeededRandom(options.seed, "events");
    const record = createDeterministicSigner("record of events", "ecdsa-p256-sha256");
    const service = new RegistryService({
      witnessSeed: WITNESS_SEED,
      stations: [
        {
          station: options.station,
          logKeySpki: this.logSigner.publicKeySpki,
          recordKeySpki: record.publicKeySpki,
        },
      ],
    });
    this.#witnessSpki = service.witnessSpki;
    const { keyId, publicKeySpki: spki } = this.logSigner;
    const account: StationAccount = {
      ...{ station: options.station, branch: 0, head: emptyHead(sha256), log: firstKey({ keyId, spki }) },
      record: firstKey({ keyId: record.keyId, spki: record.publicKeySpki }),
    };
    this.book =
      options.isCore === true
        ? new CoreEventBook((station) => (station === options.station ? account : undefined))
        : service.events;
    [this.link, this.sender] = this.#born();
  }

  /** Nothing is left but the journal. */
  kill(): void {
    this.sender.stop();
    [this.link, this.sender] = this.#born();
    this.sender.start();
  }

  held(): readonly string[] {
    return this.book.events(this.#options.station).map(({ text }) => text);
  }

  /** The registry was told these, signed as the station does. */
  holds(texts: readonly string[]): void {
    const { station } = this.#options;
    this.book.ask(station, signedBatch({ station, logSigner: this.logSigner }, null, texts), 0);
  }

  /** As `proofmark events` tells them. */
  told(): readonly string[] {
    return toldBy(this.journal, this.#options.station, this.#options.openSession ?? openSession);
  }

  #born(): [MemoryRequestLink, EventSender] {
    const { station, defects } = this.#options;
    const { clock, book } = this;
    const link = new MemoryRequestLink({
      ...{ station, requests: book, clock, timers: clock, random: this.#random },
      ...(defects === undefined ? {} : { defects }),
    });
    const say = (what: string, details?: object): void =>
      void this.logged.push(details === undefined ? what : `${what} ${JSON.stringify(details)}`);
    const events: EventLink = {
      open: (listener) => link.open(listener),
      send: (message) => link.send(message),
      messageBytesMax: () => this.messageBytesMax,
      close: () => link.close(),
    };
    const sender = new EventSender({
      ...{ station: asId<"station">(station), journal: this.journal, link: events, clock, timers: clock },
      entropy: () => this.#random.unit(),
      logSigner: this.logSigner,
      digest: sha256,
      verifySignature,
      witness: { spki: this.#witnessSpki },
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
