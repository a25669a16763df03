import { SystemClock } from "../adapters/clock/system-clock.ts";
import { DECISION_CHARS_MAX } from "../core/delivery/registry-decision.ts";
import type { Revocation } from "../core/record/trust-list.ts";
import type { KeysTold } from "../core/registry/invitation.ts";
import type { PapersLine } from "../core/requests/papers-line.ts";
import type { VehicleFact } from "../core/requests/vehicle-fact.ts";
import { isRevocationReason, REVOCATION_REASONS } from "../core/trade/words/revocation-reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll, required } from "./arguments.ts";
import { namedText } from "./bounded-text.ts";
import { type CliCommand, type CliIo, outLines } from "./command.ts";
import { writeRequest } from "./keys-enrol.ts";
import { type CertificateCommands, registryCertificates } from "./registry-certificates.ts";
import {
  type CommandListed,
  listCommands,
  type StationOrdered,
  stationOrdered,
} from "./registry-commands.ts";
import { type EventsAsked, eventsAsked } from "./registry-events.ts";
import { type InvitationTold, invited, invitedIn, type StationInvited } from "./registry-invite.ts";
import { factsIn, papersIn } from "./registry-lines.ts";
import { actorOf } from "./stopped-station.ts";

const HELP = `Usage: proofmark registry --config F [--check]
       proofmark registry invite --config F --station S --region R [--for 72h] [--by NAME] [--json]
       proofmark registry enrol  --config F --request FILE [--record-key ID --log-key ID] [--region R] [--by NAME]
       proofmark registry rotate --config F --request FILE [--new-key ID] [--by NAME]
       proofmark registry revoke --config F --station S --key ID --why WORD [--from INSTANT] [--by NAME]
       proofmark registry trust  --config F --out FILE [--by NAME]
       proofmark registry resume --config F --station S --size N --out FILE [--by NAME]
       proofmark registry facts  --config F --file FILE [--by NAME]
       proofmark registry papers --config F --file FILE [--by NAME]
       proofmark registry ca init|crl, registry certificate issue|revoke (proofmark registry ca --help)
       proofmark registry status --config F [--json]
       proofmark registry lock|unlock --config F --station S --what W --why TEXT [--why-en TEXT] [--for 30d] [--by NAME]
       proofmark registry commands --config F [--station S] [--json]
       proofmark registry events --config F [--station S [--job J]] [--after PLACE] [--follow]
       proofmark registry evidence put|get|list|verify|hold|release|sweep (registry evidence alone tells of them)

The central registry (docs/registry.md): takes what stations submit, verifies it, keeps it in PostgreSQL, and answers with cosigned checkpoints.
Any number of workers share one database and one broker; each is started with a registry file of its own name.

  (no word)        a worker, until it is stopped; brings the tables of the database up to date
  invite           prints a code, once, by which a station asks to be enrolled (proofmark keys enrol --code-file); good once
  enrol            takes up a station by its request (proofmark keys enrol): one made with the code of an invitation, or
                   one whose two key ids the station told on another way
  rotate           takes up a new key of a station by its request (proofmark keys rotate)
  revoke           what a key of a station signed for after an instant counts no more; its record key's earlier records stay good,
                   its log key signs nothing any more
  trust            signs the next list of keys, for stations and for whoever verifies (--trust)
  resume           decides that a station's log goes on from an earlier size, after its journal was restored; the station
                   takes the decision with proofmark unlock
  facts            takes in what an authority knows of vehicles, which stations ask about before an inspection: one JSON
                   document a line (config/schema/vehicle-fact.schema.json), all of them or none
  papers           takes in dossiers, orders and appointments of any region, which stations fetch at the desk: one JSON
                   document a line (config/schema/papers.schema.json), all of them or none
  evidence         bytes that belong to a record, in a store under their hash
  status           the stations, and how far each one's log is cosigned
  lock, unlock     orders a station to begin no new job there, or ends that; it is sent until the station answers
  commands         what was ordered of stations, and what came of it
  events           what stations told step by step, one JSON document a line in the order in which it became durable
                   (docs/events.md); whoever names the last position that they have misses nothing

  --config F       registry file (config/registries/*.yaml, schema in config/schema)
  --check          only looks whether database and files can be used
  --request FILE   what the station wrote
  --file FILE      the facts; or the dossiers, orders and appointments; one JSON document a line
  --station S      of this station alone
  --job J          of this job of it alone
  --after PLACE    what came after: a position as printed, or with --station a place in its journal, 118.0
  --follow         goes on until it is stopped
  --region R       where the station is; of an enrolment as the invitation says, or empty, unless given
  --for SPAN       how long an invitation is good, as 72h or 3d; 72h unless given, 30d at most. Of a lock or unlock: a
                   station that hears of it later does nothing of it; 30d unless given, 365d at most
  --record-key ID  of the station's record key, and
  --log-key ID     of its log key, as the station told them: needed where the request bears no proof of an invitation
  --key ID         of the key, as proofmark keys show prints it
  --new-key ID     of the key that is asked for, as the station told it: needed where the old one was revoked
  --why WORD       compromised (somebody else may have it), lost, closed (the station)
                   of a lock or unlock: why, for the people at the station; --why-en is the same in English
  --what W         of a lock or unlock: station, inspection, exam, or a lane or course as the station calls it
  --from INSTANT   from when on, as 2026-11-28T08:00:00Z; now unless given
  --size N         entries of the log that stay
  --out FILE       where the decision or the list is written
  --by NAME        who acts; without it the user of the system
  --json           one JSON document a line

Exit codes: 0 stopped or done, 1 the request is not one that can be taken, 2 something must be mended, 3 a failure while running.

Example: npx proofmark registry --config config/registries/example.yaml --check`;

const OPTIONS = {
  config: { type: "string" },
  check: { type: "boolean" },
  request: { type: "string" },
  file: { type: "string" },
  region: { type: "string" },
  key: { type: "string" },
  "new-key": { type: "string" },
  "record-key": { type: "string" },
  "log-key": { type: "string" },
  for: { type: "string" },
  why: { type: "string" },
  "why-en": { type: "string" },
  what: { type: "string" },
  from: { type: "string" },
  station: { type: "string" },
  size: { type: "string" },
  out: { type: "string" },
  by: { type: "string" },
  job: { type: "string" },
  after: { type: "string" },
  follow: { type: "boolean" },
  json: { type: "boolean" },
} as const;

export interface StationStatus {
  readonly station: string;
  readonly region: string;
  readonly size: number;
  readonly records: number;
  readonly quarantined: number;
  readonly withdrawn: number;
  /** Names of witnesses that have not cosigned the newest checkpoint yet. */
  readonly awaits: readonly string[];
  /** Commands that it has not answered. */
  readonly open: number;
  /** RFC 3339; null where nothing was cosigned yet. */
  readonly cosigned: string | null;
}

/** What the composition does for it. Sentences of a refusal are for people; null where it was done. */
export interface RegistryCommands {
  run(file: string, io: CliIo): Promise<number>;
  check(file: string, io: CliIo): Promise<number>;
  invite(file: string, act: StationInvited): Promise<InvitationTold>;
  enrol(
    file: string,
    act: {
      readonly request: string;
      /** Null: as the invitation says. */
      readonly region: string | null;
      readonly told: KeysTold | null;
      readonly by: string;
    },
  ): Promise<RegistryActTold>;
  /** `newKey`: its id as it was told apart from the request. */
  rotate(
    file: string,
    act: { readonly request: string; readonly newKey: string | null; readonly by: string },
  ): Promise<RegistryActTold>;
  revoke(file: string, act: KeyRevoked): Promise<RegistryActTold>;
  trust(file: string, act: { readonly by: string }): Promise<SignedTrustList>;
  resume(
    file: string,
    act: { readonly station: string; readonly size: number; readonly by: string },
  ): Promise<RegistryActTold & { readonly decision?: string }>;
  papers(
    file: string,
    act: { readonly lines: readonly PapersLine[]; readonly by: string },
  ): Promise<RegistryActTold>;
  facts(
    file: string,
    act: { readonly facts: readonly VehicleFact[]; readonly by: string },
  ): Promise<RegistryActTold>;
  evidence(args: readonly string[], io: CliIo): Promise<number>;
  order(file: string, act: StationOrdered & { readonly by: string }): Promise<RegistryActTold>;
  commands(file: string, station: string | null): Promise<readonly CommandListed[]>;
  status(file: string): Promise<readonly StationStatus[]>;
  /** Exit code. */
  events(file: string, asked: EventsAsked, io: CliIo): Promise<number>;
  readonly certificates: CertificateCommands;
}

export interface KeyRevoked extends Revocation {
  readonly station: string;
  readonly keyId: string;
  readonly by: string;
}

export interface SignedTrustList {
  /** The file. */
  readonly document: string;
  readonly number: number;
  readonly keys: number;
  readonly validTo: string;
  /** Fingerprint of who signed it, by which it is pinned (--authority). */
  readonly authority: string;
}

export interface RegistryActTold {
  readonly isDone: boolean;
  readonly sentence: string;
}

const WORDS = [
  "invite",
  "enrol",
  "rotate",
  "revoke",
  "trust",
  "resume",
  "facts",
  "papers",
  "status",
  "events",
  "evidence",
  "lock",
  "unlock",
  "commands",
] as const;

export function createRegistryCommand(registry: RegistryCommands): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const [word, ...rest] = args;
      if (word === "evidence") return await registry.evidence(rest, io);
      if (word === "ca" || word === "certificate")
        return registryCertificates(word, rest, io, registry.certificates);
      const isWord = startsWithWord(word);
      const name = isWord ? `registry ${word}` : "registry";
      const values = parseOptions(name, isWord ? rest : args, OPTIONS);
      const config = required(name, "config", values.config);
      const by = actorOf(name, values.by);
      const done = (told: RegistryActTold): number => saidOf(told, io);
      switch (word) {
        case "invite": {
          const invitation = invitedIn(name, values);
          const told = await registry.invite(config, { ...invitation, by });
          return invited(invitation.station, told, io, values.json === true);
        }
        case "enrol":
          return done(
            await registry.enrol(config, {
              request: namedText(required(name, "request", values.request), DECISION_CHARS_MAX, "request"),
              region: values.region ?? null,
              told: keysTold(name, values),
              by,
            }),
          );
        case "rotate":
          return done(
            await registry.rotate(config, {
              request: namedText(required(name, "request", values.request), DECISION_CHARS_MAX, "request"),
              newKey: values["new-key"] ?? null,
              by,
            }),
          );
        case "revoke":
          return done(await registry.revoke(config, { ...revocationOf(name, values), by }));
        case "trust": {
          const out = required(name, "out", values.out);
          return listed(out, await registry.trust(config, { by }), io);
        }
        case "resume":
          return done(await resumed(registry, name, values, by));
        case "facts":
          return done(
            await registry.facts(config, { facts: factsIn(required(name, "file", values.file)), by }),
          );
        case "papers":
          return done(
            await registry.papers(config, { lines: papersIn(required(name, "file", values.file)), by }),
          );
        case "status":
          return show(await registry.status(config), io, values.json === true);
        case "lock":
        case "unlock":
          return done(await registry.order(config, { ...stationOrdered(name, word, values), by }));
        case "commands":
          return listCommands(await registry.commands(config, values.station ?? null), io, values);
        case "events":
          return registry.events(config, eventsAsked(name, values), io);
        default:
          return values.check === true ? registry.check(config, io) : registry.run(config, io);
      }
    },
  };
}

function saidOf({ isDone, sentence }: RegistryActTold, io: CliIo): number {
  (isDone ? io.out : io.err)(sentence);
  return isDone ? 0 : 1;
}

/** False: options alone. */
function startsWithWord(word: string | undefined): boolean {
  if (word === undefined || word.startsWith("-")) return false;
  if (WORDS.some((known) => known === word)) return true;
  throw new EdgeError(
    "USAGE",
    `proofmark registry knows ${WORDS.join(", ")}, or no word; found ${JSON.stringify(word)}.`,
  );
}

function listed(out: string, list: SignedTrustList, io: CliIo): number {
  writeRequest(out, list.document.trimEnd());
  io.out(`${out}: list ${list.number} of ${list.keys} keys, good until ${list.validTo}.`);
  io.out(`Its authority is ${list.authority}.`);
  return 0;
}

/** Both or neither. Throws EdgeError USAGE. */
function keysTold(
  name: string,
  values: { readonly "record-key"?: string; readonly "log-key"?: string },
): KeysTold | null {
  if (values["record-key"] === undefined && values["log-key"] === undefined) return null;
  const told = requireAll(name, { "record-key": values["record-key"], "log-key": values["log-key"] });
  return { record: told["record-key"].toLowerCase(), log: told["log-key"].toLowerCase() };
}

/** Writes the decision as well. Throws EdgeError USAGE. */
async function resumed(
  registry: RegistryCommands,
  name: string,
  values: {
    readonly config?: string;
    readonly station?: string;
    readonly size?: string;
    readonly out?: string;
  },
  by: string,
): Promise<RegistryActTold> {
  const { config, station, size, out } = requireAll(name, {
    config: values.config,
    station: values.station,
    size: values.size,
    out: values.out,
  });
  const told = await registry.resume(config, { station, size: sizeIn(name, size), by });
  if (told.decision !== undefined) writeRequest(out, told.decision);
  return told;
}

/** Throws EdgeError USAGE. */
function sizeIn(name: string, size: string): number {
  if (/^(?:0|[1-9]\d{0,14})$/.test(size)) return Number(size);
  throw new EdgeError(
    "USAGE",
    `proofmark ${name}: --size is a number of entries, 0 or more; found ${JSON.stringify(size)}.`,
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Throws EdgeError USAGE. */
function revocationOf(
  name: string,
  values: { readonly station?: string; readonly key?: string; readonly why?: string; readonly from?: string },
): Omit<KeyRevoked, "by"> {
  const { station, key, why } = requireAll(name, {
    station: values.station,
    key: values.key,
    why: values.why,
  });
  if (!isRevocationReason(why))
    throw new EdgeError(
      "USAGE",
      `proofmark ${name} --why: found ${JSON.stringify(why)}, allowed: ${REVOCATION_REASONS.join(", ")}.`,
    );
  const nowMs = new SystemClock().wallMs();
  const fromMs =
    values.from === undefined ? nowMs : INSTANT.test(values.from) ? Date.parse(values.from) : Number.NaN;
  if (!(fromMs <= nowMs))
    throw new EdgeError(
      "USAGE",
      `proofmark ${name} --from: found ${JSON.stringify(values.from)}, allowed: an instant with its offset that is not in the future, as 2026-11-28T08:00:00Z.`,
    );
  return { station, keyId: key.toLowerCase(), fromMs, why };
}

function show(stations: readonly StationStatus[], io: CliIo, isJson: boolean): number {
  if (isJson) for (const station of stations) io.out(JSON.stringify(station));
  else if (stations.length === 0) io.out("No station is enrolled yet: proofmark registry enrol.");
  else
    outLines(
      io,
      stations
        .map(
          (one) =>
            `${one.station}${one.region === "" ? "" : ` (${one.region})`}: size ${one.size}, ${one.records} records, ${one.withdrawn} withdrawn, ${one.quarantined} kept apart${one.open === 0 ? "" : `, ${one.open} commands not answered`}; ${one.cosigned === null ? "nothing cosigned yet" : `cosigned ${one.cosigned}`}${one.awaits.length === 0 ? "" : `; waits for the witness ${one.awaits.join(", ")}`}`,
        )
        .join("\n"),
    );
  return 0;
}
