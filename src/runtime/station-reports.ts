import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { freeSpaceOf } from "../adapters/disk/free-space.ts";
import type { RecentLog } from "../adapters/log/recent-log.ts";
import type { StationReports } from "../console/console-options.ts";
import type { DeviceIdentity } from "../core/journal/entry.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { DeviceLink } from "../station/device-link.ts";
import type { RegistryIs, StationView } from "../station/live-message.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Station } from "../station/station.ts";
import { StationReporter } from "../station/station-reporter.ts";
import { StationWatch } from "../station/station-watch.ts";
import { isLoopbackHost } from "./simulation-gate.ts";
import type { StationConfig } from "./station-config.ts";
import { missingViews, neededBySome } from "./station-files.ts";
import { identitiesOf } from "./wire-devices.ts";
import type { StationParts } from "./wire-station.ts";

/** What the console's page of the station asks for, and who watches for it from the start on. */
export class ReportDesk {
  readonly #options: ReportOptions;
  readonly #identities: readonly DeviceIdentity[];
  #links: readonly DeviceLink[] = [];
  #watch: StationWatch | null = null;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#identities = identitiesOf(options.config.devices, options.allSimulated);
  }

  /** For whoever puts the station together. */
  get parts(): Required<Pick<StationParts, "onLinks" | "missing" | "neededBySome">> &
    Pick<StationParts, "registryIs"> {
    const links = (made: readonly DeviceLink[]): void => {
      this.#links = made;
    };
    const { config, clock } = this.#options;
    const today = (): string => civilDateIn(config.timeZone)(clock.wallMs());
    const { is } = registryOf(this.#options);
    return {
      ...(is === "stand-in" || is === "absent" ? { registryIs: is } : {}),
      onLinks: links,
      missing: onceADay(today, (day) => missingViews(config, this.#identities, day)),
      neededBySome: onceADay(today, (day) => neededBySome(config, day)),
    };
  }

  /** A record was sealed or receipted just now. */
  noteRecord(kind: "sealed" | "receipted"): void {
    this.#watch?.noteRecord(kind);
  }

  /** Watches from now on. */
  follow(station: Station, people: Pick<PeopleDesk, "present">): StationReports {
    const { clock, log, config } = this.#options;
    const view = (): StationView => station.screen.snapshot().station;
    const freeBytes = freeSpaceOf(config.data);
    const watch = new StationWatch({ clock, timers: clock, freeBytes, view });
    const { is, why } = registryOf(this.#options);
    const reporter = new StationReporter({
      ...{ clock, watch, freeBytes, view, which: { is, ...told(why) } },
      links: this.#links,
      identities: this.#identities,
      present: () => people.present(),
    });
    watch.start();
    this.#watch = watch;
    return {
      report: (seesPeople) => reporter.report(seesPeople),
      raw: (device) => reporter.raw(device),
      log: () => log.recent?.() ?? [],
    };
  }

  stop(): void {
    this.#watch?.stop();
  }
}

export interface ReportOptions {
  readonly config: StationConfig;
  readonly clock: Clock & Timers;
  /** True for a station whose addresses lead to simulators. */
  readonly allSimulated: boolean;
  readonly log: KeptLog;
  /** To which registry it delivers; absent: that which the station file names. */
  readonly registry?: RegistryOf;
}

/** To which registry a station delivers. */
export interface RegistryOf {
  readonly is: RegistryIs;
  readonly why: Reason;
}

function registryOf({ registry, config }: ReportOptions): RegistryOf {
  const { url: address, witness } = config.registry;
  const isHere = isLoopbackHost(new URL(address).hostname);
  return (
    registry ?? { is: "named", why: reason("REGISTRY_NAMED", { witness: witness.name, address, isHere }) }
  );
}

/** `recent`: its last lines, for the console; absent: it shows none. */
export type KeptLog = Log & Partial<Pick<RecentLog, "recent">>;

/** Rulebooks are read for it: once a day. */
function onceADay<T>(today: () => string, look: (day: string) => readonly T[]): () => readonly T[] {
  let known: { readonly day: string; readonly found: readonly T[] } | null = null;
  return () => {
    const day = today();
    if (known?.day === day) return known.found;
    try {
      known = { day, found: look(day) };
    } catch {
      // A rulebook that cannot be read any more is told by whoever opens a job by it; the screens go on.
      known = { day, found: known?.found ?? [] };
    }
    return known.found;
  };
}
