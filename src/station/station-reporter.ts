import { daysBetween } from "../core/calendar/validity-calendar.ts";
import type { DeviceIdentity } from "../core/journal/entry.ts";
import type { Clock } from "../ports/clock.ts";
import type { FreeBytes } from "../ports/disk-space.ts";
import type { DeviceLink } from "./device-link.ts";
import type { FaultHistory } from "./fault-history.ts";
import type { StationView } from "./live-message.ts";
import { rawFrameView } from "./raw-frames.ts";
import type { DevicePulseView, DeviceRawView, StationReport, WhichRegistry } from "./station-report.ts";
import type { StationWatch } from "./station-watch.ts";

export interface StationReporterOptions {
  readonly clock: Clock;
  readonly links: readonly DeviceLink[];
  readonly identities: readonly DeviceIdentity[];
  readonly freeBytes: FreeBytes;
  readonly watch: StationWatch;
  /** To which registry it delivers. */
  readonly which: WhichRegistry;
  view(): StationView;
  /** Who is signed in now. */
  present(): readonly { readonly name: string; readonly locked: boolean }[];
}

/** What the page of the station is told when it asks. Nothing of it is made while nobody does. */
export class StationReporter {
  readonly #options: StationReporterOptions;
  readonly #startMs: number;

  constructor(options: StationReporterOptions) {
    this.#options = options;
    this.#startMs = options.clock.monoMs();
  }

  /** `seesPeople`: whoever asks may see who there is. */
  report(seesPeople: boolean): StationReport {
    const { clock, watch, freeBytes, links, identities, view, present, which } = this.#options;
    const nowMs = clock.monoMs();
    const { journalSize, calendar, registry, clock: told } = view();
    const here = present();
    const standsForMs = watch.look();
    const { oldestSealedWallMs: oldest, nextAttemptWallMs: next } = registry;
    return {
      nowWallMs: Math.round(clock.wallMs()),
      upMs: Math.round(nowMs - this.#startMs),
      devices: links.map((link) => {
        const identity = identities.find(({ device }) => device === link.device);
        return pulseView(link, identity, nowMs, calendar.today);
      }),
      journal: {
        entries: journalSize,
        lastSealedWallMs: watch.lastSealedWallMs,
        lastReceiptWallMs: watch.lastReceiptWallMs,
        freeBytes: freeBytes(),
        lastsMs: watch.diskLastsMs(),
      },
      people: {
        here: here.length,
        locked: here.filter(({ locked }) => locked).length,
        names: seesPeople ? here.map(({ name }) => name) : null,
      },
      // Both are told by the clock of this same view: between two views it may be set.
      registry: {
        oldestAgeMs: oldest === null ? null : told.nowWallMs - oldest,
        nextInMs: next === undefined ? null : next - told.nowWallMs,
        which,
      },
      standsForMs,
    };
  }

  /** The last frames of this device, newest first; null where there is no such device. */
  raw(device: string): DeviceRawView | null {
    const { clock, links } = this.#options;
    const link = links.find((known) => known.device === device);
    if (link === undefined) return null;
    const [nowMs, nowWallMs] = [clock.monoMs(), clock.wallMs()];
    const frames = link.pulse?.look(nowMs) ?? [];
    return {
      device,
      nowWallMs: Math.round(nowWallMs),
      frames: frames.map((frame) => rawFrameView(frame, nowWallMs - nowMs)).reverse(),
    };
  }
}

function pulseView(
  { device, pulse }: DeviceLink,
  identity: DeviceIdentity | undefined,
  nowMs: number,
  today: string,
): DevicePulseView {
  const calibration = identity?.calibration ?? null;
  const age = (atMs: number | null | undefined): number | null =>
    atMs === null || atMs === undefined ? null : Math.max(0, Math.round(nowMs - atMs));
  return {
    device,
    serial: identity?.serial ?? "",
    simulated: identity?.simulated ?? false,
    calibration:
      calibration === null
        ? null
        : {
            certificate: calibration.certificate,
            validTo: calibration.validTo,
            daysLeft: daysBetween(today, calibration.validTo),
          },
    goodAgeMs: age(pulse?.lastGoodMs),
    heardAgeMs: age(pulse?.lastHeardMs),
    framesPerS: pulse?.rate(nowMs) ?? null,
    faults: faultsView(pulse?.faults, nowMs),
  };
}

function faultsView(history: FaultHistory | undefined, nowMs: number): DevicePulseView["faults"] {
  const { fromMs, spans } = history?.since(nowMs) ?? { fromMs: nowMs, spans: [] };
  const ago = (atMs: number): number => Math.max(0, Math.round(nowMs - atMs));
  return {
    overMs: ago(fromMs),
    count: spans.length,
    longestMs: spans.reduce((most, span) => Math.max(most, (span.toMs ?? nowMs) - span.fromMs), 0),
    spans: spans.map(({ code, fromMs: begunMs, toMs }) => ({
      code,
      fromAgoMs: ago(Math.max(begunMs, fromMs)),
      toAgoMs: toMs === null ? null : ago(toMs),
    })),
  };
}
