import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { asId } from "../core/quantities/ids.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { RegistryLink } from "../ports/registry-link.ts";
import type { Signer } from "../ports/signer.ts";
import type { DeviceLink } from "../station/device-link.ts";
import type { OpenSession } from "../station/job-track.ts";
import { LinesLink } from "../station/lines-link.ts";
import { Outbox } from "../station/outbox.ts";
import { Station } from "../station/station.ts";
import type { StationOptions } from "../station/station-options.ts";
import { openSession } from "./open-session.ts";
import type { DeviceConfig } from "./station-config.ts";
import { type DeviceWiring, identitiesOf, wireDevices } from "./wire-devices.ts";

export interface StationParts extends DeviceWiring {
  readonly station: string;
  readonly boot: string;
  readonly software: SoftwareIdentity;
  readonly devices: readonly DeviceConfig[];
  readonly store: JournalStore;
  readonly entropy: () => number;
  readonly link: RegistryLink;
  readonly recordSigner: Signer;
  readonly logSigner: Signer;
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
  readonly operator: OperatorFeed;
  /** Outputs of a board in a car; the lane's own lines are found by name. */
  carOutput(line: string, on: boolean): void;
  readonly onRecord: StationOptions["onRecord"];
  readonly onClosed?: StationOptions["onClosed"];
  /** How a job is opened; absent: as in every station. */
  readonly openSession?: OpenSession;
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly timeZone: string;
}

/** The composition of a station: the same for a live one and for one in virtual time. */
export function wireStation(parts: StationParts): Station {
  const { clock, timers, log, store } = parts;
  const station = asId<"station">(parts.station);
  const links = wireDevices(parts.devices, parts);
  return new Station({
    station,
    software: parts.software,
    boot: parts.boot,
    store,
    clock,
    timers,
    log,
    links,
    identities: identitiesOf(parts.devices, parts.allSimulated),
    addresses: Object.fromEntries(parts.devices.map((device) => [device.device, device.address])),
    recordSigner: parts.recordSigner,
    digest: sha256,
    openSession: parts.openSession ?? openSession,
    output: (line, on) => output(parts, links, line, on),
    operator: parts.operator,
    onRecord: parts.onRecord,
    ...(parts.onClosed === undefined ? {} : { onClosed: parts.onClosed }),
    localDate: civilDateIn(parts.timeZone),
    makeOutbox: (onReceipt) =>
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
        onReceipt,
        onLocked: (lock) => log.error("delivery is locked until a person has looked", { ...lock }),
        log,
      }),
  });
}

function output(parts: StationParts, links: readonly DeviceLink[], line: string, on: boolean): void {
  const bank = parts.devices.find((device) =>
    device.lines.some((l) => l.name === line && l.direction === "out"),
  );
  const link = links.find((candidate) => candidate.device === bank?.device);
  if (link instanceof LinesLink) link.output(line, on);
  else parts.carOutput(line, on);
}
