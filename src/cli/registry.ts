import { SystemClock } from "../adapters/clock/system-clock.ts";
import { DECISION_CHARS_MAX } from "../core/delivery/registry-decision.ts";
import { type Revocation, TRUST_LIST_CHARS_MAX } from "../core/record/trust-list.ts";
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
  type ListOrdered,
  listCommands,
  listOrdered,
  type StationOrdered,
  stationOrdered,
} from "./registry-commands.ts";
import { type RecheckOrdered, registryDraw } from "./registry-draw.ts";
import { type EventsAsked, eventsAsked } from "./registry-events.ts";
import { CERTIFICATES_HELP, DRAW_HELP, EVIDENCE_HELP, MARKS_HELP, REGISTRY_HELP } from "./registry-help.ts";
import { type InvitationTold, invited, invitedIn, type StationInvited } from "./registry-invite.ts";
import { factsIn, papersIn } from "./registry-lines.ts";
import type { MarksWord } from "./registry-marks.ts";
import { type PutBackTold, tellPutBack } from "./registry-put-back.ts";
import { type RulebookOrdered, registryRulebook } from "./registry-rulebook.ts";
import { actorOf } from "./stopped-station.ts";

const OPTIONS = {
  config: { type: "string" },
  check: { type: "boolean" },
  request: { type: "string" },
  file: { type: "string" },
  region: { type: "string" },
  key: { type: "string" },
  "new-key": { type: "string" },
  "record-key": { type: "string" },
  "second-key": { type: "string" },
  "log-key": { type: "string" },
  for: { type: "string" },
  why: { type: "string" },
  "why-en": { type: "string" },
  what: { type: "string" },
  number: { type: "string" },
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
  /** `after`: the text of a list that may be newer than what the database knows. */
  trust(file: string, act: { readonly by: string; readonly after?: string }): Promise<SignedTrustList>;
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
  marks(word: MarksWord, args: readonly string[], io: CliIo): Promise<number>;
  draw(file: string, act: RecheckOrdered): Promise<RegistryActTold & { readonly lot?: string }>;
  order(file: string, act: StationOrdered & { readonly by: string }): Promise<RegistryActTold>;
  takeList(file: string, act: ListOrdered & { readonly by: string }): Promise<RegistryActTold>;
  /** `tell`: a line of each station, as soon as it was ordered there. */
  rulebook(file: string, act: RulebookOrdered, tell: (line: string) => void): Promise<RegistryActTold>;
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
  readonly putBack: PutBackTold | null;
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
  "mark",
  "issuers",
  "verifier",
  "lock",
  "unlock",
  "take-list",
  "draw",
  "rulebook",
  "commands",
] as const;

/** Of words with options of their own. */
const HELPS: ReadonlyMap<string, string> = new Map([
  ["draw", DRAW_HELP],
  ["evidence", EVIDENCE_HELP],
  ["ca", CERTIFICATES_HELP],
  ["certificate", CERTIFICATES_HELP],
  ["mark", MARKS_HELP],
  ["issuers", MARKS_HELP],
  ["verifier", MARKS_HELP],
]);

export function createRegistryCommand(registry: RegistryCommands): CliCommand {
  return {
    help: ([word = ""]) => HELPS.get(word) ?? REGISTRY_HELP,
    async run(args, io) {
      const [word, ...rest] = args;
      const apart = withOptionsOfItsOwn(registry, word, rest, io);
      if (apart !== null) return await apart;
      const isWord = startsWithWord(word);
      const name = isWord ? `registry ${word}` : "registry";
      const values = parseOptions(name, isWord ? rest : args, OPTIONS);
      const config = required(name, "config", values.config);
      const by = actorOf(name, values.by);
      const done = (told: RegistryActTold): number => saidOf(told, io);
      switch (word) {
        case "invite":
          return await inviting(registry, config, { ...invitedIn(name, values), by }, io, values);
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
          const after = values.after && { after: namedText(values.after, TRUST_LIST_CHARS_MAX, "list") };
          return listed(out, await registry.trust(config, { by, ...(after || {}) }), io);
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
        case "take-list":
          return done(await registry.takeList(config, { ...listOrdered(name, values), by }));
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

/** Null for a word that has those of this page. */
function withOptionsOfItsOwn(
  registry: RegistryCommands,
  word: string | undefined,
  rest: readonly string[],
  io: CliIo,
): Promise<number> | null {
  switch (word) {
    case "draw":
      return registryDraw(rest, io, registry.draw);
    case "rulebook":
      return registryRulebook(rest, io, registry.rulebook).then((told) => saidOf(told, io));
    case "mark":
    case "issuers":
    case "verifier":
      return registry.marks(word, rest, io);
    case "evidence":
      return registry.evidence(rest, io);
    case "ca":
    case "certificate":
      return registryCertificates(word, rest, io, registry.certificates);
    default:
      return null;
  }
}

/** Throws what `invite` throws. */
async function inviting(
  registry: RegistryCommands,
  config: string,
  invitation: StationInvited,
  io: CliIo,
  { json }: { readonly json?: boolean },
): Promise<number> {
  return invited(invitation.station, await registry.invite(config, invitation), io, json === true);
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
  if (list.putBack !== null) tellPutBack(list.putBack, io);
  return 0;
}

/** Record and log key, or neither; with them the one of SM2 as well. Throws EdgeError USAGE. */
function keysTold(
  name: string,
  values: { readonly "record-key"?: string; readonly "log-key"?: string; readonly "second-key"?: string },
): KeysTold | null {
  const { "record-key": recordKey, "log-key": logKey, "second-key": second } = values;
  if (recordKey === undefined && logKey === undefined && second === undefined) return null;
  const told = requireAll(name, { "record-key": recordKey, "log-key": logKey });
  const both = { record: told["record-key"].toLowerCase(), log: told["log-key"].toLowerCase() };
  return second === undefined ? both : { ...both, second: second.toLowerCase() };
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
