import { scopeKey } from "../core/commands/command-messages.ts";
import type { NotedLock } from "../core/commands/commands-noted.ts";
import { lockReason } from "../core/delivery/delivery-lock.ts";
import type { DeliveryStatus } from "../core/delivery/delivery-status.ts";
import type { JournalLedger } from "../core/journal/ledger.ts";
import { type ActPlace, judgeAct } from "../core/outages/judge-act.ts";
import { OUTAGE_LIMITS, type OutageLimits } from "../core/outages/outage-limits.ts";
import type { OutageAct } from "../core/outages/outage-table.ts";
import { outageEntries } from "../core/outages/outages-noted.ts";
import { type OutageView, outagesOf, type StandingOutage } from "../core/outages/outages-of.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { ClockKeeper } from "./clock-keeper.ts";
import { whyOf } from "./command-desk.ts";
import type { DeviceLink } from "./device-link.ts";
import { whyNotReady } from "./fitness.ts";
import type { JournalWriter, UnstampedEntry } from "./journal-writer.ts";
import type { Outbox } from "./outbox.ts";
import type { RecordOffice } from "./record-office.ts";
import type { RegistryContact } from "./registry-contact.ts";
import type { SealingWaits } from "./sealer.ts";
import type { StationOptions } from "./station-options.ts";
import { wallAt } from "./wall-at.ts";

export interface OutageKeeperParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly links: readonly DeviceLink[];
  readonly limits: OutageLimits;
  /** With everything that was appended, durable or not yet. */
  readonly ledger: Pick<JournalLedger, "outages" | "recordsSealed" | "commands" | "receipt">;
  /** Of the clock. */
  doubt(): Reason | null;
  delivery(): Pick<DeliveryStatus, "connected" | "pending" | "locked" | "oldestSealedWallMs">;
  readonly contact: Pick<RegistryContact, "heardMs" | "silentSinceMs">;
  /** A registry that is there would be heard sooner or later, with nothing to send as well. */
  owesWord(): boolean;
  /** When the registry cosigned this receipt, by its own clock. */
  receiptTime(checkpoint: string): number | null;
  keyRevoked(): Reason | null;
  sealing(): { readonly waiting: SealingWaits | null; readonly isIdle: boolean };
  append(entries: readonly UnstampedEntry[]): void;
}

/** A state is noted within this, and before each job that is asked for. */
const LOOK_MS = 5_000;

/** The shell of the outage table: looks at what the station knows, and has the journal say what stands. */
export class OutageKeeper {
  readonly #parts: OutageKeeperParts;
  /** On the steady clock: since when a device is not ready. */
  readonly #downMs = new Map<string, number>();
  /** Since when the registry is not reached, as far as the line says it. */
  #awayMs: number | null;
  #receipt: { readonly checkpoint: string; readonly wallMs: number | null } | null = null;
  #timer: TimerHandle | null = null;
  #isRunning = false;

  constructor(parts: OutageKeeperParts) {
    this.#parts = parts;
    this.#awayMs = parts.clock.monoMs();
  }

  /** From now on what changes is noted: not before the journal says that the station started. */
  start(): void {
    this.#isRunning = true;
    this.#again();
  }

  stop(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  #again(): void {
    this.look();
    if (this.#isRunning) this.#timer = this.#parts.timers.start("outages", LOOK_MS, () => this.#again());
  }

  /** What stands this moment; the journal says so as well once it is durable. */
  look(): readonly StandingOutage[] {
    const { ledger, append } = this.#parts;
    const standing = this.standing();
    const entries = outageEntries(ledger.outages.standing, standing, ledger.recordsSealed);
    if (this.#isRunning && entries.length > 0) append(entries);
    return standing;
  }

  /** The same, and nothing is noted. */
  standing(): readonly StandingOutage[] {
    return outagesOf(this.#view(), this.#parts.limits);
  }

  /** Why one of these is not done there just now; null where no state refuses it. */
  whyRefused(acts: readonly OutageAct[], place: ActPlace): Reason | null {
    const standing = this.look();
    for (const act of acts) {
      const judged = judgeAct(act, place, standing, this.#parts.limits);
      if (judged.kind === "refused") return judged.reason;
    }
    return null;
  }

  #view(): OutageView {
    const { clock, ledger, contact, doubt, delivery, keyRevoked, sealing } = this.#parts;
    const { connected, pending, locked, oldestSealedWallMs } = delivery();
    const { waiting, isIdle } = sealing();
    const nowMs = clock.monoMs();
    const awayMs = this.#awaySinceMs(connected, nowMs);
    return {
      nowWallMs: Math.round(clock.wallMs()),
      doubt: doubt(),
      registry: {
        awaySinceWallMs: awayMs === null ? null : wallAt(clock, awayMs),
        heardWallMs: contact.heardMs === null ? null : wallAt(clock, contact.heardMs),
        oldestSealedWallMs,
        receiptedWallMs: this.#receiptedWallMs(),
        pending,
        lock: locked === null ? null : { kind: locked.kind, why: lockReason(locked.kind) },
      },
      keyRevoked: keyRevoked(),
      locks: byScope(ledger.commands.standing.locks).map((lock) => ({ of: lock.of, why: whyOf(lock) })),
      sealing: waiting && { sinceWallMs: wallAt(clock, waiting.sinceMonoMs), why: waiting.why },
      isSealerIdle: isIdle,
      recordsSealed: ledger.recordsSealed,
      devices: this.#devicesDown(nowMs),
      noted: ledger.outages.standing,
    };
  }

  /** A line that is up ends what the journal has not noted yet, and what no registry would ever say a word of; all else a word of the registry alone. */
  #awaySinceMs(isLinkUp: boolean, nowMs: number): number | null {
    const { contact, ledger, owesWord } = this.#parts;
    if (!isLinkUp) this.#awayMs ??= nowMs;
    else if (this.#awayMs !== null) {
      const isHeard = contact.heardMs !== null && contact.heardMs >= this.#awayMs;
      if (isHeard || ledger.outages.of("OFFLINE") === null || !owesWord()) this.#awayMs = null;
    }
    const since = [this.#awayMs, contact.silentSinceMs(nowMs)].filter((ms) => ms !== null);
    return since.length === 0 ? null : Math.min(...since);
  }

  /** Read once of each receipt: its signature is checked. */
  #receiptedWallMs(): number | null {
    const { ledger, receiptTime } = this.#parts;
    const checkpoint = ledger.receipt?.checkpoint ?? null;
    if (checkpoint === null) return null;
    if (this.#receipt?.checkpoint !== checkpoint)
      this.#receipt = { checkpoint, wallMs: receiptTime(checkpoint) };
    return this.#receipt.wallMs;
  }

  #devicesDown(nowMs: number): OutageView["devices"] {
    const { clock, links } = this.#parts;
    return links.flatMap((link) => {
      const why = whyNotReady(link);
      if (why === null) {
        this.#downMs.delete(link.device);
        return [];
      }
      const sinceMs = this.#downMs.get(link.device) ?? nowMs;
      this.#downMs.set(link.device, sinceMs);
      return [{ device: link.device, sinceWallMs: wallAt(clock, sinceMs), why }];
    });
  }
}

export interface KeptBeside {
  readonly writer: Pick<JournalWriter, "ledger">;
  readonly clock: Pick<ClockKeeper, "standing">;
  readonly outbox: Pick<Outbox, "status" | "receiptTime" | "contact" | "owesWord">;
  readonly office: Pick<RecordOffice, "waiting" | "isIdle">;
  append(entries: readonly UnstampedEntry[]): void;
}

/** The keeper of the outages of this station, with all that they are made of. */
export function keeperOf(
  options: StationOptions,
  { writer, clock, outbox, office, append }: KeptBeside,
): OutageKeeper {
  const { outageLimits: limits = OUTAGE_LIMITS, trust } = options;
  return new OutageKeeper({
    ...{ ...options, limits, ledger: writer.ledger, append },
    doubt: () => clock.standing().doubt,
    delivery: () => outbox.status(),
    contact: outbox.contact,
    owesWord: () => outbox.owesWord,
    receiptTime: (checkpoint) => outbox.receiptTime(checkpoint),
    keyRevoked: () => trust?.whyNoJob() ?? null,
    sealing: () => office,
  });
}

/** Of the station first, then of a kind, then of a site, as a lock has always been told. */
const SCOPES = ["station", "kind", "site"];

function byScope(locks: readonly NotedLock[]): readonly NotedLock[] {
  const rank = ({ of }: NotedLock): number => SCOPES.indexOf(of.what);
  return [...locks].sort((a, b) => rank(a) - rank(b) || scopeKey(a.of).localeCompare(scopeKey(b.of)));
}
