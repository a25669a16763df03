import { type Reason, reason } from "../trade/reasons.ts";
import type { JobKind } from "../trade/words/roles.ts";
import type { CountedDays } from "./offline.ts";
import type { OutageLimits } from "./outage-limits.ts";
import { DAY_MS } from "./outage-states.ts";
import { OUTAGE_TABLE, type OutageAct } from "./outage-table.ts";
import type { Covers, StandingOutage } from "./outages-of.ts";

/** Where an act is done; null while that is not known. */
export interface ActPlace {
  readonly kind: JobKind | null;
  readonly site: string | null;
}

export type ActJudged =
  /** `noted`: the states that what comes of it has to name. */
  | { readonly kind: "may"; readonly noted: readonly StandingOutage["state"][] }
  | { readonly kind: "waits"; readonly state: StandingOutage["state"] }
  | { readonly kind: "refused"; readonly state: StandingOutage["state"]; readonly reason: Reason };

/** Several states may stand, and the strictest rule for the act counts; of equals that of the state that is told first. */
export function judgeAct(
  act: OutageAct,
  place: ActPlace,
  standing: readonly StandingOutage[],
  limits: OutageLimits,
): ActJudged {
  const judged = standing.map((one) => judgeOne(act, place, one, limits));
  const refused = judged.find(({ kind }) => kind === "refused");
  const waits = judged.find(({ kind }) => kind === "waits");
  const noted = judged.flatMap((one) => (one.kind === "may" ? one.noted : []));
  return refused ?? waits ?? { kind: "may", noted };
}

function judgeOne(
  act: OutageAct,
  place: ActPlace,
  { state, grade, counted, causes }: StandingOutage,
  limits: OutageLimits,
): ActJudged {
  const may: ActJudged = { kind: "may", noted: [] };
  const refusedBy = (why: Reason | undefined): ActJudged =>
    why === undefined ? may : { kind: "refused", state, reason: why };
  switch (OUTAGE_TABLE[state].acts[act]) {
    case "may":
    // What the job needs is known at the door alone, which looks at each device.
    case "by-need":
      return may;
    case "may-noted":
      return { kind: "may", noted: [state] };
    case "waits":
      return { kind: "waits", state };
    case "waits-by-part":
      return causes.some(({ stopsSending }) => stopsSending) ? { kind: "waits", state } : may;
    case "may-not":
      return refusedBy(causes[0]?.why);
    case "by-part":
      return refusedBy(causes.find(({ covers }) => isCovered(covers, place))?.why);
    case "by-days":
      return refusedBy(grade === "stopped" ? tooLong(counted, limits) : undefined);
  }
}

function tooLong(
  counted: CountedDays | undefined,
  { offline: { stopDays } }: OutageLimits,
): Reason | undefined {
  if (counted === undefined) return undefined;
  const { fromWallMs, by, days } = counted;
  const [from, stopped] = [fromWallMs, fromWallMs + stopDays * DAY_MS].map((ms) =>
    new Date(ms).toISOString(),
  );
  return reason("OFFLINE_TOO_LONG", { from: from ?? "", by, days, stopDays, stopped: stopped ?? "" });
}

function isCovered(covers: Covers, { kind, site }: ActPlace): boolean {
  switch (covers.what) {
    case "all":
      return true;
    case "nothing":
    case "device":
      return false;
    case "scope": {
      const { of } = covers;
      // A lock of a part, or of all, is told when it is known where the job would be.
      if (site === null) return false;
      return of.what === "station" || (of.what === "site" ? of.site === site : of.kind === kind);
    }
  }
}
