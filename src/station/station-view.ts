import type { CommandsStanding } from "../core/commands/commands-noted.ts";
import type { DeliveryStatus } from "../core/delivery/delivery-status.ts";
import type { DeviceFault } from "../core/observation.ts";
import type { StandingOutage } from "../core/outages/outages-of.ts";
import type { ClockStanding } from "../core/time/clock-watch.ts";
import type { Reason } from "../core/trade/reasons.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import { wordOfClock } from "./clock-keeper.ts";
import { commandsView } from "./commands-view.ts";
import type { FaultView, StationView } from "./live-message.ts";
import { wordOfDisk } from "./no-job.ts";
import type { SealingWaits } from "./sealer.ts";
import type { StationOptions } from "./station-options.ts";
import { wallAt } from "./wall-at.ts";

/** What changes from one moment to the next. */
export interface StationNow {
  readonly registry: DeliveryStatus;
  readonly commands: CommandsStanding;
  readonly lanes: StationView["lanes"];
  readonly clock: ClockStanding;
  readonly sealing: SealingWaits | null;
  readonly outages: readonly StandingOutage[];
  readonly journal: Reason | null;
  readonly refusals: StationView["refusals"];
}

/** How the station stands, for the screens. */
export function stationView(options: StationOptions, now: StationNow): StationView {
  const { registry, lanes, clock, sealing, journal, refusals } = now;
  const disk = wordOfDisk(options.freeBytes());
  const missing = options.missing?.() ?? [];
  const certificate = options.certificate?.word() ?? null;
  const words = [
    ...(options.trust?.words() ?? []),
    ...(certificate === null ? [] : [{ why: certificate, stops: false }]),
  ];
  const neededBySome = options.neededBySome?.() ?? [];
  const { station, software, links, identities, addresses, store, seatOf } = options;
  return {
    station,
    software: `${software.name} ${software.version}`,
    simulated: identities.some((identity) => identity.simulated),
    lanes,
    devices: links.map((link) => ({
      ...seatOf(link.device),
      role: link.role,
      device: link.device,
      model: identities.find((identity) => identity.device === link.device)?.model ?? "",
      address: addresses[link.device] ?? "",
      state: link.state(),
      faults: link.faults().map(faultView),
    })),
    registry: options.registryIs === undefined ? registry : { ...registry, is: options.registryIs },
    clock: clockView(clock, options.clock.wallMs()),
    disk: disk === null ? null : { ...toldOnce(disk), stops: disk.code === "DISK_NEARLY_FULL" },
    sealing:
      sealing === null
        ? null
        : {
            ...toldOnce(sealing.why),
            job: sealing.job,
            sinceWallMs: wallAt(options.clock, sealing.sinceMonoMs),
          },
    journal: journal === null ? null : { ...toldOnce(journal), stops: false },
    refusals,
    ...(words.length === 0 ? {} : { keys: words.map(({ why, stops }) => ({ ...toldOnce(why), stops })) }),
    calendar: options.calendar(),
    journalSize: store.size(),
    ...(now.commands.last === null ? {} : { commands: commandsView(now.commands, options.localDate) }),
    ...(missing.length === 0 ? {} : { missing }),
    ...(neededBySome.length === 0 ? {} : { neededBySome }),
    ...outagesView(now.outages),
  };
}

function clockView(standing: ClockStanding, nowWallMs: number): StationView["clock"] {
  const { status, by, aheadMs, doubt } = standing;
  const word = wordOfClock(standing);
  return {
    status,
    by,
    aheadMs,
    nowWallMs,
    word: word === null ? null : { ...toldOnce(word), stops: doubt !== null },
  };
}

function faultView(fault: DeviceFault): FaultView {
  return { ...fault, detail: fault.detail === null ? null : toldOnce(fault.detail) };
}

/** For the screens; nothing while all is normal. */
function outagesView(standing: readonly StandingOutage[]): Pick<StationView, "outages"> {
  if (standing.length === 0) return {};
  return {
    outages: standing.map(({ state, grade, sinceWallMs, causes }) => ({
      ...{ state, grade, sinceWallMs },
      because: causes.map(({ why }) => toldOnce(why)),
    })),
  };
}
