import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { OrderBook } from "../../simulators/registry/order-book.ts";
import { WitnessKey as StandInWitness } from "../../simulators/registry/witness-note.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import {
  type Acknowledged,
  type CommandGiven,
  commandBefore,
  type GivenCommand,
  type LastCommand,
  nextCommand,
  type StationCommands,
} from "../../src/core/commands/acknowledged.ts";
import type {
  Acknowledgement,
  CommandDocument,
  CommandOrder,
} from "../../src/core/commands/command-messages.ts";
import { type CommandNote, CommandsNoted } from "../../src/core/commands/commands-noted.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../src/core/registry/log-resumption.ts";
import type { StationAccount } from "../../src/core/registry/station-account.ts";
import type { CommandBook, SignedCommand } from "../../src/ports/command-book.ts";
import type { CommandLink, CommandLinkListener } from "../../src/ports/command-link.ts";
import { Commanding } from "../../src/registry/commanding.ts";
import { signedCommand } from "../../src/runtime/registry/registry-orders.ts";
import { CommandDesk } from "../../src/station/command-desk.ts";
import { WITNESS_SEED } from "./delivery-world.ts";
import { WITNESS } from "./registry-rig.ts";
import { logSigner, TOY_STATION } from "./toy-station.ts";

export const WHY = { zh: "复核。", en: "A check." };
export const lock = (site = "lane-1"): CommandOrder => ({
  kind: "lock",
  of: { what: "site", site },
  why: WHY,
});
export const unlock = (site = "lane-1"): CommandOrder => ({ ...lock(site), kind: "unlock" });

const DAY_MS = 86_400_000;

/** Either registry, as a test has it. `outcomes`: of all that it ever signed and still has, in order. */
export interface OrderingRegistry {
  give(order: CommandOrder, issuedMs: number, untilMs?: number): Promise<number>;
  acknowledge(message: Uint8Array, topicOf?: string): Promise<Uint8Array | null>;
  due(): Promise<readonly Uint8Array[]>;
  outcomes(): readonly (readonly [number: number, outcome: string | null])[];
  setBack(count: number): void;
}

export const ACCOUNT: StationAccount = {
  station: TOY_STATION,
  branch: 0,
  head: emptyHead(sha256),
  log: firstKey({ keyId: logSigner.keyId, spki: logSigner.publicKeySpki }),
  record: firstKey({ keyId: logSigner.keyId, spki: logSigner.publicKeySpki }),
};

type KeptCommand = Omit<GivenCommand, "outcome"> &
  SignedCommand & { readonly outcome: GivenCommand["outcome"] | "lost" };

/** What `PostgresCommandBook` keeps, for one station and without a database. */
class MemoryCommandBook implements CommandBook {
  kept: KeptCommand[] = [];
  last: LastCommand | null = null;
  saidMs: number | null = null;

  async account(station: string): Promise<StationAccount | undefined> {
    return station === TOY_STATION ? ACCOUNT : undefined;
  }

  async give(
    _given: CommandGiven,
    sign: (before: LastCommand) => SignedCommand & { readonly document: CommandDocument },
  ): Promise<CommandDocument> {
    const newest = this.kept.filter(({ outcome }) => outcome !== "lost").at(-1) ?? null;
    const before = commandBefore(newest, this.last);
    const { document, ...signed } = sign(before);
    const rest = { number: document.number, before: before.command, outcome: null, answeredMs: null };
    this.kept.push({ ...signed, ...rest });
    return document;
  }

  async acknowledge(
    { at, last }: Acknowledgement,
    _text: string,
    judge: (commands: StationCommands) => Acknowledged,
  ): Promise<string | null> {
    const given = this.kept.flatMap(({ outcome, ...one }) =>
      outcome !== "lost" && (outcome === null || one.number >= last.number) ? [{ ...one, outcome }] : [],
    );
    const { answered, lost, next } = judge({ given, saidMs: this.saidMs });
    const atMs = Date.parse(at);
    if (this.saidMs === null || atMs >= this.saidMs) {
      this.last = last;
      this.saidMs = atMs;
    }
    this.kept = this.kept.map((one) => {
      if (one.outcome === "lost") return one;
      if (lost.includes(one.number)) return { ...one, outcome: "lost" };
      return one.number === answered?.number
        ? { ...one, outcome: answered.outcome.kind, answeredMs: atMs }
        : one;
    });
    return this.kept.find(({ number, outcome }) => number === next && outcome !== "lost")?.envelope ?? null;
  }

  async open(stations: readonly string[]) {
    const first = this.kept.find(({ outcome }) => outcome === null);
    return first === undefined || !stations.includes(TOY_STATION)
      ? []
      : [{ station: TOY_STATION, number: first.number, envelope: first.envelope }];
  }
}

export const ORDERING: Readonly<Record<string, (monoMs: () => number) => OrderingRegistry>> = {
  "the stand-in": () => {
    const witness = new StandInWitness("proofmark-registry/witness-1", WITNESS_SEED);
    const book = new OrderBook({
      witness,
      logKeys: (station) => (station === TOY_STATION ? [logSigner.publicKeySpki] : []),
    });
    return {
      give: async (order, issuedMs, untilMs = issuedMs + DAY_MS) =>
        book.give(TOY_STATION, order, { by: "Wu", issuedMs, untilMs }),
      acknowledge: async (message, topicOf = TOY_STATION) => book.ask(topicOf, message),
      due: async () => book.due().map(({ message }) => message),
      outcomes: () => book.orders(TOY_STATION).map(({ number, outcome }) => [number, outcome] as const),
      setBack: (count) => book.setBack(TOY_STATION, count),
    };
  },
  "the registry": (monoMs) => {
    const book = new MemoryCommandBook();
    const commanding = new Commanding({
      ...{ book, digest: sha256, verify: verifySignature, monoMs },
      onFailure: (error) => {
        throw error;
      },
    });
    return {
      give: async (order, issuedMs, untilMs = issuedMs + DAY_MS) => {
        const given = { station: TOY_STATION, order, by: "Wu", issuedMs, untilMs };
        const sign = (before: LastCommand) => signedCommand(nextCommand(before, given), [WITNESS]);
        return (await book.give(given, sign)).number;
      },
      acknowledge: (message, topicOf = TOY_STATION) => commanding.acknowledge(topicOf, message),
      due: async () => (await commanding.due([TOY_STATION])).map(({ message }) => message),
      outcomes: () => book.kept.map(({ number, outcome }) => [number, outcome] as const),
      setBack: (count) => {
        book.kept = book.kept.slice(0, count);
        book.last = null;
        book.saidMs = null;
      },
    };
  },
};

/** A station's desk of commands with a journal that a test cuts and restores, and a line whose messages wait in two lists. */
export class CommandedStation {
  readonly clock = new VirtualClock();
  /** What it said, and what is on its way to the disk. */
  readonly said: Uint8Array[] = [];
  journal: CommandNote[] = [];
  #appending: { readonly note: CommandNote; durable(): void }[] = [];
  #listener: CommandLinkListener | null = null;
  readonly #witnessSpki: Uint8Array;
  desk: CommandDesk;

  constructor(witnessSpki: Uint8Array = WITNESS.spki) {
    this.#witnessSpki = witnessSpki;
    this.desk = this.#started();
  }

  /** What is being written becomes durable. */
  flush(): void {
    for (const { note, durable } of this.#appending.splice(0)) {
      this.journal.push(note);
      durable();
    }
  }

  hear(message: Uint8Array): void {
    this.#listener?.onMessage(message);
  }

  /** As after a power cut, with the journal as it stands or cut back to its first `entries`. */
  restart(entries = this.journal.length): void {
    this.desk.stop();
    this.#appending = [];
    this.journal = this.journal.slice(0, entries);
    this.desk = this.#started();
  }

  link(up: boolean): void {
    this.#listener?.onLink(up);
  }

  locked(): readonly string[] {
    return this.desk.standing.locks.map(({ of }) => (of.what === "site" ? of.site : of.what)).sort();
  }

  #started(): CommandDesk {
    const link: CommandLink = {
      open: (listener) => {
        this.#listener = listener;
      },
      send: (message) => void this.said.push(message),
      close: () => undefined,
    };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const desk = new CommandDesk({
      ...{ station: TOY_STATION, link, sites: ["lane-1", "lane-2"], clock: this.clock, logSigner, log },
      ...{ digest: sha256, verifySignature, witness: { spki: this.#witnessSpki } },
    });
    desk.start({
      standing: () => {
        const noted = new CommandsNoted();
        for (const note of this.journal) noted.note(note);
        for (const { note } of this.#appending) noted.note(note);
        return noted.standing;
      },
      isClockSure: () => true,
      append: ({ type: _type, ...entry }, durable) => {
        const note = { ...entry, atWallMs: Math.round(this.clock.wallMs()) };
        this.#appending.push({ note, durable });
      },
      onChange: () => undefined,
    });
    this.link(true);
    return desk;
  }
}
