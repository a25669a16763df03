import type { LockScope } from "../commands/command-messages.ts";
import type { DeliveryLock } from "../delivery/delivery-lock.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type CountedDays, offline } from "./offline.ts";
import { devicesIn } from "./outage-causes.ts";
import type { OutageLimits } from "./outage-limits.ts";
import type { NotedOutage, OfflineGrade, OutageState } from "./outage-states.ts";

/** What a cause speaks against: everything, nothing that is asked at the door, or a part. */
export type Covers =
  | { readonly what: "all" | "nothing" }
  | { readonly what: "scope"; readonly of: LockScope }
  | { readonly what: "device"; readonly device: string };

export interface OutageCause {
  readonly why: Reason;
  readonly covers: Covers;
  /** Results are not sent while it stands. */
  readonly stopsSending?: true;
}

/** One that stands now. */
export interface StandingOutage {
  readonly state: OutageState;
  readonly grade: OfflineGrade | null;
  readonly sinceWallMs: number;
  readonly causes: readonly OutageCause[];
  /** Of OFFLINE alone: the days that its grade is made of. */
  readonly counted?: CountedDays;
}

/** All that a station knows, as far as it makes an outage. Moments are of the wall clock as it is set now. */
export interface OutageView {
  readonly nowWallMs: number;
  /** Of the clock. */
  readonly doubt: Reason | null;
  readonly registry: {
    /** Since when it is not reached: the line is down, or what it was asked has no answer. Null while it is reached. */
    readonly awaySinceWallMs: number | null;
    /** The newest word that it signed and that this process has asked for; null before the first. */
    readonly heardWallMs: number | null;
    /** Of the oldest result without a receipt. */
    readonly oldestSealedWallMs: number | null;
    /** Of the newest receipt, by the registry's clock; null before the first. */
    readonly receiptedWallMs: number | null;
    readonly pending: number;
    readonly lock: { readonly kind: DeliveryLock["kind"]; readonly why: Reason } | null;
  };
  readonly keyRevoked: Reason | null;
  /** Of the registry, the one first that is told first. */
  readonly locks: readonly { readonly of: LockScope; readonly why: Reason }[];
  /** Null while the signer does its work. `isIdle`: nothing waits to be signed. */
  readonly sealing: { readonly sinceWallMs: number; readonly why: Reason } | null;
  readonly isSealerIdle: boolean;
  readonly recordsSealed: number;
  /** Devices that are not ready, or have a fault. */
  readonly devices: readonly {
    readonly device: string;
    readonly sinceWallMs: number;
    readonly why: Reason;
  }[];
  /** What stands by the journal. */
  readonly noted: readonly NotedOutage[];
}

type Rule = (view: OutageView, limits: OutageLimits, noted: NotedOutage | null) => StandingOutage | null;

/** Each state: whether it stands, since when and why. One that the journal has is left by what ends it alone, over any number of starts. */
const RULES: Readonly<Record<OutageState, Rule>> = {
  CLOCK_UNSURE: ({ doubt, nowWallMs }, _, noted) => {
    if (doubt === null) return null;
    const why = reason("CLOCK_IN_DOUBT", { because: doubt });
    return standing("CLOCK_UNSURE", noted?.sinceWallMs ?? nowWallMs, [{ why, covers: { what: "all" } }]);
  },
  LOCKED: (view, _, noted) => {
    const causes = lockCauses(view);
    return causes.length === 0 ? null : standing("LOCKED", noted?.sinceWallMs ?? view.nowWallMs, causes);
  },
  OFFLINE: offline,
  SIGNER_DOWN: signerDown,
  DEVICE_DEGRADED: deviceDegraded,
};

/** Every state that stands, by what the station knows and by what its journal says already; in the order in which they are told. */
export function outagesOf(view: OutageView, limits: OutageLimits): readonly StandingOutage[] {
  const states = Object.keys(RULES) as OutageState[];
  return states.flatMap((state) => {
    const noted = view.noted.find((one) => one.state === state) ?? null;
    return RULES[state](view, limits, noted) ?? [];
  });
}

function standing(state: OutageState, sinceWallMs: number, causes: readonly OutageCause[]): StandingOutage {
  return { state, grade: null, sinceWallMs, causes };
}

function lockCauses({ registry: { lock }, keyRevoked, locks }: OutageView): readonly OutageCause[] {
  const isOther = lock?.kind === "fork" || lock?.kind === "rollback";
  const stopsSending = true;
  return [
    // Its number would be one that the registry has a record of.
    ...(isOther
      ? [
          {
            why: reason("NO_JOB_IN_ANOTHER_HISTORY", {}),
            covers: { what: "all" } as const,
            stopsSending,
          } as const,
        ]
      : []),
    ...(keyRevoked === null ? [] : [{ why: keyRevoked, covers: { what: "all" } as const }]),
    ...locks.map(({ of, why }) => ({ why, covers: { what: "scope", of } as const })),
    ...(lock === null || isOther
      ? []
      : [{ why: lock.why, covers: { what: "nothing" } as const, stopsSending } as const]),
  ];
}

function signerDown(
  { nowWallMs, sealing, isSealerIdle, recordsSealed, noted: all }: OutageView,
  { signerDown: { fromSeconds } }: OutageLimits,
  noted: NotedOutage | null,
): StandingOutage | null {
  const isLong = sealing !== null && nowWallMs - sealing.sinceWallMs >= fromSeconds * 1_000;
  // Nobody knows yet whether it signs: the first try since the start is still under way, or has just failed.
  const stays = noted !== null && !isSealerIdle && recordsSealed === noted.firstSequence;
  const isFailing = noted !== null && sealing !== null;
  if (!isLong && !stays && !isFailing) return null;
  const sinceWallMs = noted?.sinceWallMs ?? sealing?.sinceWallMs ?? nowWallMs;
  const noticed = all.find(({ state }) => state === "SIGNER_DOWN")?.because ?? [];
  const whys = sealing === null ? noticed : [sealing.why];
  return standing(
    "SIGNER_DOWN",
    sinceWallMs,
    whys.map((why) => ({ why, covers: { what: "nothing" } })),
  );
}

function deviceDegraded(
  { nowWallMs, devices }: OutageView,
  { deviceDegraded: { fromMinutes } }: OutageLimits,
  noted: NotedOutage | null,
): StandingOutage | null {
  const known = new Set(noted?.because.flatMap(devicesIn));
  const isLong = (sinceWallMs: number): boolean => nowWallMs - sinceWallMs >= fromMinutes * 60_000;
  // One that the journal has stays until it is ready; one that is away for a moment is none, whatever else is down.
  const down = devices.filter(({ device, sinceWallMs }) => known.has(device) || isLong(sinceWallMs));
  if (down.length === 0) return null;
  const sinceWallMs = noted?.sinceWallMs ?? Math.min(...down.map((device) => device.sinceWallMs));
  return standing(
    "DEVICE_DEGRADED",
    sinceWallMs,
    down.map(({ device, why }) => ({ why, covers: { what: "device", device } })),
  );
}
