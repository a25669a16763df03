import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { type Paper, WARN_DAYS } from "../core/calendar/validity-calendar.ts";
import type { OtherWitnesses } from "../core/delivery/receipt-check.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { asId, type StationId } from "../core/quantities/ids.ts";
import { SPOKEN } from "../core/requests/agreement.ts";
import { CERTIFICATE_REPLY_PAYLOAD_TYPE } from "../core/requests/certificate-messages.ts";
import { HELLO_REPLY_PAYLOAD_TYPE } from "../core/requests/hello-messages.ts";
import { PAPERS_REPLY_PAYLOAD_TYPE } from "../core/requests/papers-messages.ts";
import { REPLY_PAYLOAD_TYPE } from "../core/requests/request-messages.ts";
import { TIME_REPLY_PAYLOAD_TYPE } from "../core/requests/time-messages.ts";
import { TRUST_REPLY_PAYLOAD_TYPE } from "../core/requests/trust-messages.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { ProtocolPart } from "../core/trade/words/protocol-parts.ts";
import type { ClockDiscipline } from "../ports/clock.ts";
import type { CommandLink } from "../ports/command-link.ts";
import type { FreeBytes } from "../ports/disk-space.ts";
import type { EventLink } from "../ports/event-link.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { OrderedBooks } from "../ports/ordered-books.ts";
import type { OwnCertificate } from "../ports/own-certificate.ts";
import type { RegistryLink } from "../ports/registry-link.ts";
import type { RequestLink } from "../ports/request-link.ts";
import type { Signer } from "../ports/signer.ts";
import type { TrustFile } from "../ports/trust-file.ts";
import { agreedSideLink } from "../station/agreed-links.ts";
import { AgreementKeeper } from "../station/agreement-keeper.ts";
import { CertificateKeeper } from "../station/certificate-keeper.ts";
import { CommandDesk, type CommandDeskOptions } from "../station/command-desk.ts";
import type { DeviceLink } from "../station/device-link.ts";
import { EventSender } from "../station/event-sender.ts";
import type { OpenSession } from "../station/job-track.ts";
import { LinesLink } from "../station/lines-link.ts";
import { Outbox, type OutboxOptions } from "../station/outbox.ts";
import type { OutboxOwner } from "../station/outbox-owner.ts";
import { RequestDesk } from "../station/request-desk.ts";
import { SharedRequestLink } from "../station/shared-request-link.ts";
import { isSameSeat } from "../station/sites.ts";
import { Station } from "../station/station.ts";
import { stationCalendar } from "../station/station-calendar.ts";
import type { EventSenderOwner, Lamp, StationOptions } from "../station/station-options.ts";
import { StrangerWatch } from "../station/stranger-watch.ts";
import { TimeAsker } from "../station/time-asker.ts";
import { TrustKeeper } from "../station/trust-keeper.ts";
import { chooseRulebook } from "./choose-rulebook.ts";
import { verdictOf } from "./earlier-record.ts";
import { openSession } from "./open-session.ts";
import type { SiteConfig } from "./site-config.ts";
import type { DeviceConfig } from "./station-config.ts";
import { lineName, type StationSites, stationSites } from "./station-sites.ts";
import { agreedLinks, questionPart, usedParts, watchedLinks } from "./wire-agreement.ts";
import { type DeviceWiring, identitiesOf, wireDevices } from "./wire-devices.ts";
import { type EvidenceSent, evidenceDesk } from "./wire-evidence.ts";

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
  /** Absent: it takes no rulebooks from the registry. */
  readonly books?: OrderedBooks;
  /** Absent: nobody is told what happens, step by step. */
  readonly eventLink?: EventLink;
  /** With `asksTime`: whose evidence is sent, over which link. Absent: none is. */
  readonly evidence?: EvidenceSent;
  readonly evidenceLink?: EventLink;
  /** Over that link the registry is asked for the time as well; false unless given. */
  readonly asksTime?: boolean;
  /** With `asksTime`: where the list of keys is kept that is fetched over that link; absent: none is fetched. */
  readonly trustFile?: TrustFile;
  /** With `asksTime`: renewed over that link; absent: a person renews it. */
  readonly ownCertificate?: OwnCertificate;
  /** Fingerprint of who signs such a list; absent: whoever signed the first. */
  readonly authority?: string;
  readonly onRevoked?: (why: Reason) => void;
  readonly recordSigner: Signer;
  readonly secondSigner?: Signer | null;
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
  /** What is at the other end of delivery, where that is no registry. */
  readonly registryIs?: StationOptions["registryIs"];
  /** How a job is opened; absent: as in every station. */
  readonly openSession?: OpenSession;
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly timeZone: string;
  /** What ends on a day beside the calibrations; absent: nothing. */
  papers?(): readonly Paper[];
  /** How many days before its end something is told of; absent: WARN_DAYS. */
  readonly warnDays?: number;
  /** From when on something is an outage; absent: OUTAGE_LIMITS. */
  readonly outageLimits?: StationOptions["outageLimits"];
}

/** The composition of a station: the same for a live one and for one in virtual time. */
export function wireStation(own: StationParts): Station {
  const { clock, timers, log, store, witness } = own;
  const strangers = new StrangerWatch({ clock, timers, log, witness, digest: sha256, verifySignature });
  const parts = watchedLinks(own, strangers);
  const station = asId<"station">(parts.station);
  const links = wireDevices(parts.devices, parts);
  parts.onLinks?.(links);
  const questions = registryQuestions(station, parts);
  const agreed = agreedLinks(parts, questions.agreement);
  const registry = { ...parts, ...agreed };
  const evidence = evidenceDesk(station, parts, agreed.evidenceLink);
  const places = stationSites(parts.sites ?? [], parts.devices);
  const identities = identitiesOf(parts.devices, parts.allSimulated);
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
      localDate: civilDateIn(parts.timeZone),
      papers: () => [...(parts.papers?.() ?? []), ...(questions.trust?.papers() ?? [])],
      warnDays: parts.warnDays ?? WARN_DAYS,
    }),
    addresses: Object.fromEntries(parts.devices.map((device) => [device.device, device.address])),
    recordSigner: parts.recordSigner,
    secondSigner: parts.secondSigner ?? null,
    digest: sha256,
    compress: parts.compress,
    openSession: parts.openSession ?? openSession,
    chooseRulebook,
    sites: places.sites,
    seatOf: (device) => places.seatOf(device),
    output: (lamp, on) => output(parts, places, links, lamp, on),
    operator: parts.operator,
    onRecord: parts.onRecord,
    ...(parts.registryIs === undefined ? {} : { registryIs: parts.registryIs }),
    ...(parts.outageLimits === undefined ? {} : { outageLimits: parts.outageLimits }),
    ...(parts.missing === undefined ? {} : { missing: parts.missing }),
    ...(parts.neededBySome === undefined ? {} : { neededBySome: parts.neededBySome }),
    ...(parts.onClosed === undefined ? {} : { onClosed: parts.onClosed }),
    localDate: civilDateIn(parts.timeZone),
    commands: commandDesk(station, places, registry, {
      fetchesLists: questions.trust !== undefined,
      evidence: evidence === null ? null : store,
    }),
    ...questions,
    ...(evidence !== null && { evidence }),
    strangers,
    makeEventSender: (owner) => eventSender(station, registry, owner),
    makeOutbox: (owner) =>
      outbox(station, { ...parts, link: registry.link }, { ...owner, onStrange: () => strangers.note() }),
  });
}

/** What is asked of the registry beside the outbox: about vehicles, for the time, for the list of keys and for the next certificate. */
function registryQuestions(
  station: StationId,
  parts: StationParts,
): Pick<StationOptions, "requests" | "timeAsker" | "trust" | "agreement" | "certificate"> {
  const { requestLink = null, clock, timers, entropy, logSigner, witness, log } = parts;
  const { trustFile: file, authority = null, recordSigner, secondSigner = null } = parts;
  const asking = {
    ...{ station, clock, timers, entropy, log },
    ...{ logSigner, digest: sha256, verifySignature, witness },
  };
  if (requestLink === null || parts.asksTime !== true)
    return { requests: new RequestDesk({ ...asking, link: requestLink }) };
  const shared = new SharedRequestLink(requestLink, timers);
  const link = shared.for([HELLO_REPLY_PAYLOAD_TYPE]);
  const agreement = new AgreementKeeper({ ...asking, link, ours: SPOKEN, uses: usedParts(parts) });
  const gated = (of: readonly ProtocolPart[], types: readonly string[]): RequestLink =>
    agreedSideLink(shared.for(types), agreement, of, questionPart);
  return {
    agreement,
    requests: new RequestDesk({
      ...asking,
      link: gated(["requests", "papers"], [REPLY_PAYLOAD_TYPE, PAPERS_REPLY_PAYLOAD_TYPE]),
    }),
    timeAsker: new TimeAsker({ ...asking, link: gated(["time"], [TIME_REPLY_PAYLOAD_TYPE]) }),
    ...(parts.ownCertificate !== undefined && {
      certificate: new CertificateKeeper({
        ...{ ...asking, certificate: parts.ownCertificate },
        link: gated(["certificates"], [CERTIFICATE_REPLY_PAYLOAD_TYPE]),
      }),
    }),
    ...(file !== undefined && {
      trust: new TrustKeeper({
        ...{ ...asking, file, authority, recordSigner, secondSigner },
        ...(parts.onRevoked !== undefined && { onRevoked: parts.onRevoked }),
        link: gated(["trust-list"], [TRUST_REPLY_PAYLOAD_TYPE]),
      }),
    }),
  };
}

function outbox(
  station: StationId,
  parts: StationParts,
  owner: OutboxOwner & Pick<OutboxOptions, "onStrange">,
): Outbox {
  const { store: journal, link, clock, timers, entropy, logSigner, witness, witnesses, log } = parts;
  return new Outbox({
    ...{ station, journal, link, clock, timers, entropy, logSigner, witness, log },
    ...{ digest: sha256, verifySignature },
    ...(witnesses !== undefined && { witnesses }),
    ...owner,
    onLocked: (lock) => {
      log.error("delivery is locked until a person has looked", { ...lock });
      parts.onLocked?.(lock);
    },
  });
}

function commandDesk(
  station: StationId,
  { sites: places }: StationSites,
  parts: StationParts,
  can: Pick<CommandDeskOptions, "fetchesLists" | "evidence">,
): CommandDesk {
  const { commandLink: link = null, books = null, clock, logSigner, witness, log } = parts;
  const keys = { logSigner, digest: sha256, verifySignature, witness };
  const sites = places.map(({ site }) => site);
  return new CommandDesk({ station, link, sites, ...can, books, clock, ...keys, log });
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
