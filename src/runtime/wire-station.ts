import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { type Paper, WARN_DAYS } from "../core/calendar/validity-calendar.ts";
import type { OtherWitnesses } from "../core/delivery/receipt-check.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { asId, type StationId } from "../core/quantities/ids.ts";
import { PAPERS_REPLY_PAYLOAD_TYPE } from "../core/requests/papers-messages.ts";
import { REPLY_PAYLOAD_TYPE } from "../core/requests/request-messages.ts";
import { TIME_REPLY_PAYLOAD_TYPE } from "../core/requests/time-messages.ts";
import { TRUST_REPLY_PAYLOAD_TYPE } from "../core/requests/trust-messages.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { ClockDiscipline } from "../ports/clock.ts";
import type { CommandLink } from "../ports/command-link.ts";
import type { FreeBytes } from "../ports/disk-space.ts";
import type { EventLink } from "../ports/event-link.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { RegistryLink } from "../ports/registry-link.ts";
import type { RequestLink } from "../ports/request-link.ts";
import type { Signer } from "../ports/signer.ts";
import type { TrustFile } from "../ports/trust-file.ts";
import { CommandDesk } from "../station/command-desk.ts";
import type { DeviceLink } from "../station/device-link.ts";
import { EventSender } from "../station/event-sender.ts";
import type { OpenSession } from "../station/job-track.ts";
import { LinesLink } from "../station/lines-link.ts";
import { Outbox, type OutboxOptions } from "../station/outbox.ts";
import { RequestDesk } from "../station/request-desk.ts";
import { SharedRequestLink } from "../station/shared-request-link.ts";
import { isSameSeat } from "../station/sites.ts";
import { Station } from "../station/station.ts";
import { stationCalendar } from "../station/station-calendar.ts";
import type { EventSenderOwner, Lamp, StationOptions } from "../station/station-options.ts";
import { TimeAsker } from "../station/time-asker.ts";
import { TrustKeeper } from "../station/trust-keeper.ts";
import { chooseRulebook } from "./choose-rulebook.ts";
import { verdictOf } from "./earlier-record.ts";
import { openSession } from "./open-session.ts";
import type { SiteConfig } from "./site-config.ts";
import type { DeviceConfig } from "./station-config.ts";
import { lineName, type StationSites, stationSites } from "./station-sites.ts";
import { type DeviceWiring, identitiesOf, wireDevices } from "./wire-devices.ts";

export interface StationParts extends DeviceWiring {
  readonly station: string;
  readonly boot: string;
  readonly software: SoftwareIdentity;
  readonly devices: readonly DeviceConfig[];
  readonly store: JournalStore;
  readonly discipline: ClockDiscipline;
  readonly freeBytes: FreeBytes;
  readonly compress: StationOptions["compress"];
  readonly retention: StationOptions["retention"];
  readonly releasedMs: number;
  readonly entropy: () => number;
  readonly link: RegistryLink;
  /** Absent: the registry is asked nothing beside what is delivered. */
  readonly requestLink?: RequestLink;
  /** Absent: the registry can order nothing. */
  readonly commandLink?: CommandLink;
  /** Absent: nobody is told what happens, step by step. */
  readonly eventLink?: EventLink;
  /** Over that link the registry is asked for the time as well; false unless given. */
  readonly asksTime?: boolean;
  /** With `asksTime`: where the list of keys is kept that is fetched over that link; absent: none is fetched. */
  readonly trustFile?: TrustFile;
  /** Fingerprint of who signs such a list; absent: whoever signed the first. */
  readonly authority?: string;
  readonly onRevoked?: (why: Reason) => void;
  readonly recordSigner: Signer;
  readonly logSigner: Signer;
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
  /** Others, and how many it takes for a receipt; the registry's own alone unless given. */
  readonly witnesses?: OtherWitnesses;
  readonly operator: OperatorFeed;
  /** Absent: one lane and one course. */
  readonly sites?: readonly SiteConfig[];
  /** Outputs of a board in a car; the lanes' own lines are found by name. */
  carOutput(lamp: Lamp, on: boolean): void;
  readonly onRecord: StationOptions["onRecord"];
  readonly onClosed?: StationOptions["onClosed"];
  /** Delivery has stopped until a person has looked. */
  readonly onLocked?: OutboxOptions["onLocked"];
  /** Told of the links that it made, before any is started. */
  onLinks?(links: readonly DeviceLink[]): void;
  /** What jobs need and the station file does not name; absent: nobody looks. */
  missing?: StationOptions["missing"];
  neededBySome?: StationOptions["neededBySome"];
  /** How a job is opened; absent: as in every station. */
  readonly openSession?: OpenSession;
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly timeZone: string;
  /** What ends on a day beside the calibrations; absent: nothing. */
  papers?(): readonly Paper[];
  /** How many days before its end something is told of; absent: WARN_DAYS. */
  readonly warnDays?: number;
}

/** The composition of a station: the same for a live one and for one in virtual time. */
export function wireStation(parts: StationParts): Station {
  const { clock, timers, log, store } = parts;
  const station = asId<"station">(parts.station);
  const links = wireDevices(parts.devices, parts);
  parts.onLinks?.(links);
  const questions = registryQuestions(station, parts);
  const places = stationSites(parts.sites ?? [], parts.devices);
  const identities = identitiesOf(parts.devices, parts.allSimulated);
  const localDate = civilDateIn(parts.timeZone);
  return new Station({
    station,
    software: parts.software,
    boot: parts.boot,
    store,
    clock,
    timers,
    discipline: parts.discipline,
    freeBytes: parts.freeBytes,
    retention: parts.retention,
    releasedMs: parts.releasedMs,
    log,
    links,
    identities,
    calendar: stationCalendar({
      clock,
      identities,
      localDate,
      papers: () => [...(parts.papers?.() ?? []), ...(questions.trust?.papers() ?? [])],
      warnDays: parts.warnDays ?? WARN_DAYS,
    }),
    addresses: Object.fromEntries(parts.devices.map((device) => [device.device, device.address])),
    recordSigner: parts.recordSigner,
    digest: sha256,
    compress: parts.compress,
    openSession: parts.openSession ?? openSession,
    chooseRulebook,
    sites: places.sites,
    seatOf: (device) => places.seatOf(device),
    output: (lamp, on) => output(parts, places, links, lamp, on),
    operator: parts.operator,
    onRecord: parts.onRecord,
    ...(parts.missing === undefined ? {} : { missing: parts.missing }),
    ...(parts.neededBySome === undefined ? {} : { neededBySome: parts.neededBySome }),
    ...(parts.onClosed === undefined ? {} : { onClosed: parts.onClosed }),
    localDate,
    commands: commandDesk(station, places, parts),
    ...questions,
    makeEventSender: (owner) => eventSender(station, parts, owner),
    makeOutbox: (owner) =>
      new Outbox({
        station,
        journal: store,
        link: parts.link,
        clock,
        timers,
        entropy: parts.entropy,
        logSigner: parts.logSigner,
        digest: sha256,
        verifySignature,
        witness: parts.witness,
        ...(parts.witnesses !== undefined && { witnesses: parts.witnesses }),
        ...owner,
        onLocked: (lock) => {
          log.error("delivery is locked until a person has looked", { ...lock });
          parts.onLocked?.(lock);
        },
        log,
      }),
  });
}

/** What is asked of the registry beside the outbox: about vehicles, for the time and for the list of keys. */
function registryQuestions(
  station: StationId,
  parts: StationParts,
): Pick<StationOptions, "requests" | "timeAsker" | "trust"> {
  const { requestLink = null, clock, timers, entropy, logSigner, witness, log } = parts;
  const { trustFile: file, authority = null, recordSigner } = parts;
  const asking = {
    ...{ station, clock, timers, entropy, log },
    ...{ logSigner, digest: sha256, verifySignature, witness },
  };
  if (requestLink === null || parts.asksTime !== true)
    return { requests: new RequestDesk({ ...asking, link: requestLink }) };
  const shared = new SharedRequestLink(requestLink, timers);
  return {
    requests: new RequestDesk({
      ...asking,
      link: shared.for([REPLY_PAYLOAD_TYPE, PAPERS_REPLY_PAYLOAD_TYPE]),
    }),
    timeAsker: new TimeAsker({ ...asking, link: shared.for([TIME_REPLY_PAYLOAD_TYPE]) }),
    ...(file !== undefined && {
      trust: new TrustKeeper({
        ...{ ...asking, file, authority, recordSigner },
        ...(parts.onRevoked !== undefined && { onRevoked: parts.onRevoked }),
        link: shared.for([TRUST_REPLY_PAYLOAD_TYPE]),
      }),
    }),
  };
}

function commandDesk(station: StationId, { sites }: StationSites, parts: StationParts): CommandDesk {
  const { commandLink: link = null, clock, logSigner, witness, log } = parts;
  const keys = { logSigner, digest: sha256, verifySignature, witness };
  return new CommandDesk({ station, link, sites: sites.map(({ site }) => site), clock, ...keys, log });
}

function eventSender(station: StationId, parts: StationParts, owner: EventSenderOwner): EventSender | null {
  const { eventLink: link, store: journal, clock, timers, entropy, logSigner, witness, log } = parts;
  if (link === undefined) return null;
  return new EventSender({
    ...{ station, journal, link, clock, timers, entropy, logSigner, witness, log },
    ...{ digest: sha256, verifySignature },
    openSession: parts.openSession ?? openSession,
    verdictOf,
    ...owner,
  });
}

/** A lamp that names no position stands at the entrance of its lane. */
function output(
  parts: StationParts,
  places: StationSites,
  links: readonly DeviceLink[],
  lamp: Lamp,
  on: boolean,
): void {
  if (lamp.car !== null) {
    parts.carOutput(lamp, on);
    return;
  }
  const site = places.sites.find((known) => known.site === lamp.site);
  const entrance = site?.kind === "lane" ? (site.layout[0]?.position ?? null) : null;
  for (const { device, lines } of parts.devices) {
    if (!isSameSeat(places.seatOf(device), lamp)) continue;
    const line = lines.find(
      ({ name, direction, position }) =>
        direction === "out" && name === lamp.line && (position ?? entrance) === lamp.position,
    );
    const link = links.find((candidate) => candidate.device === device);
    if (line !== undefined && link instanceof LinesLink) link.output(lineName(line), on);
  }
}
