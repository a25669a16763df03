import { SystemClock } from "../adapters/clock/system-clock.ts";
import { refuseLockedDirectory } from "../adapters/disk/directory-lock.ts";
import { activateNextKey } from "../adapters/keys/key-change.ts";
import { keyFile, keyHalf } from "../adapters/keys/key-forms.ts";
import { KeyCustody, rolesOf } from "../adapters/keys/station-custody.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import { actTold } from "../core/journal/acts-told.ts";
import type { ActOf, KeyRole, PersonAct } from "../core/journal/person-act.ts";
import { logName } from "../core/record/checkpoint.ts";
import { type KeyRotation, ROTATION_PAYLOAD_TYPE } from "../core/record/key-request.ts";
import { isValidAt, type TrustList } from "../core/record/trust-list.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Signer } from "../ports/signer.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { publicKeyOf, signedRequest, writeRequest } from "./keys-enrol.ts";
import { keptBy, mustSpare } from "./out-file.ts";
import type { LoadStationData, StationData } from "./station-data.ts";
import {
  actorOf,
  actRefused,
  appendAct,
  entriesOf,
  inBoth,
  noteAct,
  requireJournal,
  withStoppedJournal,
} from "./stopped-station.ts";

const COMMAND = "keys rotate";
const OPTIONS = {
  config: { type: "string" },
  role: { type: "string" },
  out: { type: "string" },
  activate: { type: "boolean" },
  trust: { type: "string" },
  authority: { type: "string" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

interface Rotating {
  readonly data: StationData;
  readonly role: KeyRole;
  readonly by: string;
  readonly json: boolean;
}

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, KEY_UNUSABLE, KEYS_MISSING, TRUST_LIST_INVALID, ACT_REFUSED, FILE_UNWRITABLE and what opening a journal gives. */
export async function keysRotate(args: readonly string[], io: CliIo, load: LoadStationData): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const { config, role } = requireAll(COMMAND, { config: values.config, role: values.role });
  if (role !== "record" && role !== "log" && role !== "second")
    throw new EdgeError(
      "USAGE",
      `proofmark ${COMMAND} --role: found ${JSON.stringify(role)}, allowed: record, log, second.`,
    );
  if ((values.activate === true) === (values.out !== undefined))
    throw new EdgeError("USAGE", `proofmark ${COMMAND} needs either --out FILE or --activate --trust FILE.`);
  if (values.activate === true) requireAll(COMMAND, { trust: values.trust });
  const by = actorOf(COMMAND, values.by);
  const data = load(config);
  mustSpare({ command: COMMAND, option: "--out", file: values.out }, keptBy(config, data));
  refuseNoSuchKey(data, role, config);
  refuseLockedDirectory(data.journal);
  requireJournal(data.journal);
  const rotating: Rotating = { data, role, by, json: values.json === true };
  if (values.out !== undefined) return request(rotating, values.out, io);
  const { trust } = requireAll(COMMAND, { trust: values.trust });
  return activate(rotating, loadTrustList(trust, { authorityFingerprint: values.authority }), io);
}

function refuseNoSuchKey({ custody }: StationData, role: KeyRole, config: string): void {
  if (rolesOf(custody).includes(role)) return;
  throw new EdgeError("CONFIG_INVALID", `${config} has no keys.${role}, so there is no such key to follow.`, {
    file: config,
  });
}

/** The next key first, then what asks for it, then the entry: until it is activated nothing is signed with it but the request. */
async function request({ data, role, by, json }: Rotating, out: string, io: CliIo): Promise<number> {
  const custodian = new KeyCustody({ directory: data.keys, custody: data.custody });
  const present = await custodian.present(role);
  const next = await custodian.nextOrNew(role);
  writeRequest(out, await rotationRequest(data.station, role, present, next));
  custodian.close();
  const act: PersonAct = {
    kind: "rotation-requested",
    role,
    oldKeyId: present.keyId,
    newKeyId: next.keyId,
  };
  const entry = await noteAct(data, by, act);
  if (json) io.out(JSON.stringify({ out, entry, by, act }));
  else {
    io.out(`${inBoth(actTold(by, act))} (entry ${entry})`);
    io.out(
      `${out} is for the registry and the authority; when the trust list has the key, --activate takes it.`,
    );
  }
  return 0;
}

function rotationRequest(station: string, role: KeyRole, present: Signer, next: Signer): Promise<string> {
  const document: KeyRotation = {
    schema: "proofmark/key-rotation/v1",
    station,
    log: logName(station),
    role,
    oldKey: publicKeyOf(present),
    newKey: publicKeyOf(next),
    issued: new Date(new SystemClock().wallMs()).toISOString(),
  };
  return signedRequest(ROTATION_PAYLOAD_TYPE, document, [present, next]);
}

/** The entry first, then the swap: an old key that is gone without an entry would leave a journal that nobody can go on with. */
async function activate(rotating: Rotating, trust: TrustList, io: CliIo): Promise<number> {
  const { data, role, by, json } = rotating;
  const custodian = new KeyCustody({ directory: data.keys, custody: data.custody });
  const waiting = keyHalf(data.keys, role, "next");
  const newest = waiting ?? keyHalf(data.keys, role);
  const done = await withStoppedJournal(data, async (store) => {
    const before = rotationsTo(store, role).find(({ act }) => act.newKeyId === newest?.keyId);
    if (before !== undefined) return before;
    const next = await custodian.next(role);
    if (next === null)
      throw actRefused(reason("NEXT_KEY_MISSING", { role, file: wantedNextFile(data, role) }));
    const why = whyNotActivated(trust, data.station, role, next.keyId);
    if (why !== null) throw actRefused(why);
    const present = await custodian.present(role);
    const act: ActOf<"key-rotated"> = {
      kind: "key-rotated",
      role,
      oldKeyId: present.keyId,
      newKeyId: next.keyId,
      request: await rotationRequest(data.station, role, present, next),
    };
    return { index: await appendAct(store, by, act), by, act };
  });
  custodian.close();
  activateNextKey(data.keys, role);
  if (json) io.out(JSON.stringify({ entry: done.index, by: done.by, act: done.act }));
  else io.out(`${inBoth(actTold(done.by, done.act))} (entry ${done.index})`);
  return 0;
}

function wantedNextFile({ keys, custody }: StationData, role: KeyRole): string {
  const kept = custody[role];
  return keyFile(keys, role, kept?.next?.custody ?? kept?.custody ?? "file", "next");
}

interface Rotated {
  readonly index: number;
  readonly by: string;
  readonly act: ActOf<"key-rotated">;
}

function rotationsTo(store: JournalStore, role: KeyRole): readonly Rotated[] {
  const rotated: Rotated[] = [];
  for (const { index, entry } of entriesOf(store, "person-acted"))
    if (entry.act.kind === "key-rotated" && entry.act.role === role)
      rotated.push({ index, by: entry.by, act: entry.act });
  return rotated;
}

/** Nothing is signed with a key that the world does not know. */
function whyNotActivated(trust: TrustList, station: string, role: KeyRole, keyId: string): Reason | null {
  const nowMs = new SystemClock().wallMs();
  if (trust.validToMs < nowMs)
    return reason("TRUST_LIST_ENDED", { until: new Date(trust.validToMs).toISOString() });
  const listed = role === "log" ? "log" : "record";
  const entries = trust.keys.filter(
    (key) => key.role === listed && key.station === station && key.keyId === keyId,
  );
  const [first] = entries;
  if (first === undefined) return reason("NEXT_KEY_UNKNOWN", { role, key: keyId, station });
  if (entries.some((key) => isValidAt(key, nowMs))) return null;
  const [from, to] = [first.notBeforeMs, first.notAfterMs].map((ms) => new Date(ms).toISOString());
  return reason("NEXT_KEY_NOT_VALID", { key: keyId, from: from ?? "", to: to ?? "" });
}
