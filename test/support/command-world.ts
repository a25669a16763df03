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
import type {
  AfterCommand,
  CommandBook,
  NewCommand,
  OpenCommand,
  SignedCommand,
} from "../../src/ports/command-book.ts";
import type { CommandLink, CommandLinkListener } from "../../src/ports/command-link.ts";
import { Commanding } from "../../src/registry/commanding.ts";
import { signedRun } from "../../src/runtime/registry/registry-orders.ts";
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
export const unlock = (site = "lane-1"): CommandOrder => ({
  kind: "unlock",
  of: { what: "site", site },
  why: WHY,
});

const DAY_MS = 86_400_000;

/** Either registry, as a test has it. `outcomes`: of all that it ever signed and still has, in order. */
export interface OrderingRegistry {
  give(order: CommandOrder, issuedMs: number, untilMs?: number): Promise<number>;
  acknowledge(message: Uint8Array, topicOf?: string): Promise<Uint8Array | null>;
  due(): Promise<readonly Uint8Array[]>;
  /** Vehicles of its re-checks that are not inspected again yet. */
  waits(): readonly string[];
  outcomes(): readonly (readonly [number: number, outcome: string | null])[];
  setBack(count: number): void;
  /** As from a copy that knows what was ordered, and of no answer. */
  forget(): void;
}

export const ACCOUNT: StationAccount = {
  station: TOY_STATION,
  branch: 0,
  head: emptyHead(sha256),
  log: firstKey({ keyId: logSigner.keyId, spki: logSigner.publicKeySpki }),
  record: firstKey({ keyId: logSigner.keyId, spki: logSigner.publicKeySpki }),
};

/** `waits`: vehicles that have yet to be inspected again by it. */
type KeptCommand = Omit<GivenCommand, "outcome"> &
  SignedCommand & {
    readonly outcome: GivenCommand["outcome"] | "lost";
    readonly of: readonly string[];
    readonly waits: readonly string[];
    readonly from: number | null;
  };

/** What `PostgresCommandBook` keeps, for one station and without a database. */
class MemoryCommandBook implements CommandBook {
  kept: KeptCommand[] = [];
  last: LastCommand | null = null;
  saidMs: number | null = null;
  listNumber = 0;

  async account(station: string): Promise<StationAccount | undefined> {
    return station === TOY_STATION ? ACCOUNT : undefined;
  }

  async give(
    _given: Pick<CommandGiven, "station" | "by" | "untilMs">,
    sign: (before: LastCommand) => readonly NewCommand[],
  ): Promise<readonly CommandDocument[]> {
    const newest = this.kept.filter(({ outcome }) => outcome !== "lost").at(-1) ?? null;
    const given = sign(commandBefore(newest, this.last));
    for (const one of given) this.#keep(one);
    return given.map(({ document }) => document);
  }

  #keep({ document, ...signed }: NewCommand): void {
    const { number, before, order } = document;
    const waits = order.kind === "recheck" ? order.of.map(({ vin }) => vin) : [];
    const from = order.kind === "take-trust-list" ? order.from : null;
    const rest = { number, before, outcome: null, answeredMs: null, of: waits, waits, from };
    this.kept.push({ ...signed, ...rest });
  }

  async acknowledge(
    { at, last, answer, fulfilled = [], list }: Acknowledgement,
    _text: string,
    judge: (commands: StationCommands) => Acknowledged,
  ): Promise<string | null> {
    const given = this.kept.flatMap(({ outcome, ...one }) =>
      outcome !== "lost" && (outcome === null || one.number >= last.number) ? [{ ...one, outcome }] : [],
    );
    const { answered, lost, next } = judge({ given, saidMs: this.saidMs });
    const atMs = Date.parse(at);
    const isNewest = this.saidMs === null || atMs >= this.saidMs;
    if (isNewest) {
      this.last = last;
      this.saidMs = atMs;
      this.listNumber = list?.number ?? 0;
    }
    const isDone = ({ number, command }: KeptCommand, of: string): boolean =>
      fulfilled.some((told) => told.number === number && told.command === command && told.vin === of);
    this.kept = this.kept.map((was) => {
      const isWhole = isNewest && answer?.number === was.number && answer.command === was.command;
      const one = { ...was, waits: (isWhole ? was.of : was.waits).filter((vin) => !isDone(was, vin)) };
      if (one.outcome === "lost") return one;
      if (lost.includes(one.number)) return { ...one, outcome: "lost" };
      return one.number === answered?.number
        ? { ...one, outcome: answered.outcome.kind, answeredMs: atMs }
        : one;
    });
    return this.kept.find(({ number, outcome }) => number === next && outcome !== "lost")?.envelope ?? null;
  }

  /** Of those that are still to be done. */
  isOpen(one: KeptCommand): boolean {
    return one.waits.length > 0 || (one.from ?? 0) > this.listNumber;
  }

  async open([asked]: readonly AfterCommand[]): Promise<readonly OpenCommand[]> {
    if (asked === undefined) return [];
    const has = this.last?.number ?? 0;
    const inTurn = (of: readonly KeptCommand[], after: number): KeptCommand | undefined =>
      of.find(({ number }) => number > after) ?? of[0];
    const unanswered = this.kept.filter(({ outcome }) => outcome === null);
    const next = unanswered.find(({ number }) => number > has);
    const answer = inTurn(
      unanswered.filter(({ number }) => number <= has),
      asked.answer,
    );
    const work = inTurn(
      this.kept.filter((one) => one.outcome === "taken" && this.isOpen(one)),
      asked.work,
    );
    const one = next ?? answer ?? work;
    if (one === undefined) return [];
    const owed = one === next ? "next" : one === answer ? "answer" : "work";
    return [{ station: TOY_STATION, number: one.number, envelope: one.envelope, owed }];
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
      waits: () => book.waits(TOY_STATION),
      outcomes: () => book.orders(TOY_STATION).map(({ number, outcome }) => [number, outcome] as const),
      setBack: (count) => book.setBack(TOY_STATION, count),
      forget: () => book.forget(TOY_STATION),
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
        const given = { station: TOY_STATION, by: "Wu", issuedMs, untilMs };
        const sign = (before: LastCommand) => signedRun(before, given, [order], [WITNESS]);
        return (await book.give(given, sign))[0]?.number ?? 0;
      },
      acknowledge: (message, topicOf = TOY_STATION) => commanding.acknowledge(topicOf, message),
      due: async () => (await commanding.due([TOY_STATION])).map(({ message }) => message),
      waits: () =>
        book.kept
          .filter(({ outcome }) => outcome === "taken")
          .flatMap((one) => [
            ...one.waits,
            ...(book.isOpen({ ...one, waits: [] }) ? [`list ${one.from}`] : []),
          ]),
      outcomes: () => book.kept.map(({ number, outcome }) => [number, outcome] as const),
      setBack: (count) => {
        book.kept = book.kept.slice(0, count);
        book.last = null;
        book.saidMs = null;
        book.listNumber = 0;
      },
      forget: () => {
        const none = { outcome: null, answeredMs: null } as const;
        book.kept = book.kept.map((one) => ({ ...one, ...none, waits: one.of }));
        book.last = null;
        book.saidMs = null;
        book.listNumber = 0;
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
      ...{
        station: TOY_STATION,
        link,
        sites: ["lane-1", "lane-2"],
        clock: this.clock,
        logSigner,
        log,
        fetchesLists: true,
        books: null,
        evidence: null,
      },
      ...{ digest: sha256, verifySignature, witness: { spki: this.#witnessSpki } },
    });
    desk.start({
      standing: () => {
        const noted = new CommandsNoted();
        [...this.journal, ...this.#appending.map(({ note }) => note)].forEach(
          (note, at) => void noted.note(note, at),
        );
        return noted.standing;
      },
      isClockSure: () => true,
      append: ({ type: _type, ...entry }, durable) => {
        const note = { ...entry, atWallMs: Math.round(this.clock.wallMs()) };
        this.#appending.push({ note, durable });
      },
      onChange: () => undefined,
      fetchList: () => undefined,
      isQuiet: () => true,
      older: () => null,
    });
    this.link(true);
    return desk;
  }
}
