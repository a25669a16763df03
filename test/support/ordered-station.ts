import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { LastCommand } from "../../src/core/commands/acknowledged.ts";
import { nextCommand } from "../../src/core/commands/acknowledged.ts";
import type { Acknowledgement, CommandOrder } from "../../src/core/commands/command-messages.ts";
import type { CommandLinkListener } from "../../src/ports/command-link.ts";
import type { OrderedBooks } from "../../src/ports/ordered-books.ts";
import { signedCommand } from "../../src/runtime/registry/registry-orders.ts";
import { CommandDesk } from "../../src/station/command-desk.ts";
import { TrustKeeper } from "../../src/station/trust-keeper.ts";
import { WHY } from "./command-world.ts";
import { countingSession } from "./counting-session.ts";
import { WITNESS } from "./registry-rig.ts";
import { documentOf } from "./request-world.ts";
import { logSigner, recordSigner, TOY_STATION, toyRegistry, toySession, toyStation } from "./toy-station.ts";
import type { TrustWorld } from "./trust-world.ts";

export const VIN = "LFV2A21K8D4123456";
const DAY_MS = 86_400_000;

export const recheck = (nowMs: number, ...vins: string[]): CommandOrder => ({
  kind: "recheck",
  of: vins.map((vin) => ({ vin, plate: "TEST", record: null })),
  due: new Date(nowMs + DAY_MS).toISOString(),
  draw: null,
  why: WHY,
});

export interface OrderedOptions {
  readonly store?: MemoryJournalStore;
  readonly clock?: VirtualClock;
  /** Whom it asks for lists of keys; absent: it fetches none. */
  readonly lists?: TrustWorld;
  /** Absent: it takes no rulebooks. */
  readonly books?: OrderedBooks;
}

/** A whole station on a journal, which a test orders about and whose vehicle it inspects. */
export function orderedStation({ store = new MemoryJournalStore(), ...options }: OrderedOptions = {}) {
  const { clock = new VirtualClock(), lists } = options;
  const said: Acknowledgement[] = [];
  const messages: Uint8Array[] = [];
  let listener: CommandLinkListener | null = null;
  const link = {
    open: (one: CommandLinkListener) => {
      listener = one;
    },
    send: (message: Uint8Array) => {
      messages.push(message);
      said.push(documentOf(message) as unknown as Acknowledgement);
    },
    close: () => undefined,
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const keys = { digest: sha256, verifySignature, witness: { spki: WITNESS.spki }, logSigner };
  const commands = new CommandDesk({
    ...{ station: TOY_STATION, link, sites: ["lane-1"], fetchesLists: lists !== undefined, clock, log },
    books: options.books ?? null,
    evidence: null,
    ...keys,
  });
  const trust =
    lists === undefined
      ? {}
      : {
          trust: new TrustKeeper({
            ...{ station: TOY_STATION, clock, timers: clock, entropy: () => 0.5, log, recordSigner },
            ...{ ...keys, link: lists.link, file: lists.file, authority: null },
          }),
        };
  let vin = VIN;
  const session = {
    ...countingSession,
    report: (state: typeof countingSession.initial) => ({
      ...countingSession.report(state),
      subject: { plate: "TEST", vin },
    }),
  };
  const openSession = () => toySession(session);
  const toy = toyStation({
    ...{ store, clock, registry: toyRegistry(), openSession },
    changes: { commands, ...trust },
  });
  toy.station.start();
  clock.advanceBy(100);
  const up = (isUp: boolean): void => {
    (listener as CommandLinkListener | null)?.onLink(isUp);
    lists?.link.set(isUp);
  };
  up(true);
  const sent: Uint8Array[] = [];
  const hear = (heard: readonly Uint8Array[]): void => {
    for (const message of heard) {
      (listener as CommandLinkListener | null)?.onMessage(message);
      clock.advanceBy(100);
    }
  };
  const bring = (before: LastCommand, order: CommandOrder): LastCommand => {
    const now = clock.wallMs();
    const given = { station: TOY_STATION, order, by: "Wu", issuedMs: now, untilMs: now + DAY_MS };
    const document = nextCommand(before, given);
    const { envelope, command } = signedCommand(document, [WITNESS]);
    sent.push(new TextEncoder().encode(envelope));
    hear(sent.slice(-1));
    return { number: document.number, command };
  };
  /** `loads`: three pass, fewer come to no verdict. */
  const inspect = (loads: number, of = VIN): void => {
    vin = of;
    toy.open();
    clock.advanceBy(100);
    for (let i = 0; i < loads; i++) toy.scale.weigh("100", clock.monoMs());
    clock.advanceBy(2_000);
  };
  const waits = (): readonly string[] =>
    commands.standing.rechecks.flatMap(({ of }) => of.flatMap((one) => (one.answer ? [] : [one.vin])));
  const notices = (): readonly string[] =>
    toy.station.door
      .answers({ preChecks: null, subject: { plate: "TEST", vin: VIN } })
      .map(({ code }) => code);
  const parts = { store, clock, said, messages, commands, sent };
  return { ...toy, ...parts, up, hear, bring, inspect, waits, notices };
}
