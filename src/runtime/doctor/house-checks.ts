import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { civilDateIn } from "../../adapters/clock/civil-date.ts";
import { PRIVATE_FOLDER } from "../../adapters/disk/file-modes.ts";
import { holdsRecords } from "../../adapters/disk/journal-emptiness.ts";
import { type JournalLook, lookAtJournal } from "../../adapters/disk/journal-look.ts";
import { whyNoPhotos } from "../../adapters/disk/photo-files.ts";
import { type PublicKeys, refuseIfOpen } from "../../adapters/keys/key-directory.ts";
import { keyFile, keyHalf } from "../../adapters/keys/key-forms.ts";
import { rolesOf } from "../../adapters/keys/station-custody.ts";
import { calendarOn, calibrationPapers, paperName } from "../../core/calendar/validity-calendar.ts";
import type { CheckName, CheckResult, CheckState } from "../../core/doctor/check-result.ts";
import { readEntry } from "../../core/journal/read-entry.ts";
import { asId } from "../../core/quantities/ids.ts";
import { revokedAt, type TrustNoted } from "../../core/record/trust-noted.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { wordOfDisk } from "../../station/no-job.ts";
import { IntakeSource } from "../intake-source.ts";
import { toldWhereNamed } from "../named-files.ts";
import type { StationConfig } from "../station-config.ts";
import { checkStationFiles } from "../station-files.ts";
import {
  journalDirectory,
  keysDirectory,
  photosDirectory,
  publicKeysOf,
  refuseOtherKeys,
  type SignedJournal,
} from "../station-keys.ts";
import { papersOf } from "../validity-papers.ts";
import type { NamedCommands } from "./named-commands.ts";

/** What can be said without asking anybody else: files, calendar, keys, journal, disk. All read, nothing written. */
const NO_LOG: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `file`: the station file, whose line is told where a file or a folder that it names is refused. */
export function fileChecks(file: string, config: StationConfig, clock: Clock & Timers): CheckResult[] {
  const today = civilDateIn(config.timeZone)(clock.wallMs());
  const warnings: string[] = [];
  try {
    warnings.push(...checkStationFiles(config, today));
    new IntakeSource({ config, clock, log: NO_LOG, notice: (text) => warnings.push(text) }).check();
    if (warnings.length === 0) return [result("station-file", "well", reason("STATION_FILES_SOUND", {}))];
    return warnings.map((text) =>
      result(
        "station-file",
        "doubtful",
        reason("STATION_FILE_NOTED", { zh: text, en: text }),
        reason("DO_AS_IT_SAYS", {}),
      ),
    );
  } catch (thrown) {
    const cause = toldWhereNamed(file, thrown);
    if (!(cause instanceof EdgeError)) throw cause;
    const found = reason("STATION_FILE_NOTED", sentencesOf(cause));
    return [result("station-file", "wrong", found, reason("DO_AS_IT_SAYS", {}))];
  }
}

export function calendarChecks(config: StationConfig, wallMs: number): CheckResult[] {
  const devices = config.devices.map(({ role, device, calibration }) => ({
    ...{ role, calibration },
    device: asId<"device">(device),
  }));
  const papers = [...calibrationPapers(devices), ...papersOf(config)];
  const today = civilDateIn(config.timeZone)(wallMs);
  const entries = calendarOn(papers, today, config.calibration.warnDays);
  const told = entries.flatMap(({ paper, state, word }) =>
    word === null
      ? []
      : [
          {
            ...result(
              "calendar",
              state === "ends-soon" ? "doubtful" : "wrong",
              word,
              reason("DO_AS_IT_SAYS", {}),
            ),
            about: paperName(paper),
          },
        ],
  );
  const valid = entries.filter(({ state }) => state === "valid");
  if (valid.length === 0) return told;
  const next = valid.find(({ paper }) => paper.validTo !== null)?.paper.validTo ?? null;
  return [...told, result("calendar", "well", reason("CALENDAR_WELL", { count: valid.length, next }))];
}

export interface JournalCheck {
  readonly results: readonly CheckResult[];
  /** When its last entry was written; null where there is none, or it cannot be read. */
  readonly lastWallMs: number | null;
  readonly signed: SignedJournal;
  readonly trust: TrustNoted | null;
}

export const NO_JOURNAL: Omit<JournalCheck, "results"> = {
  lastWallMs: null,
  signed: { newestReceipt: null, rotations: () => [], secondKey: () => null },
  trust: null,
};

export function journalCheck(config: StationConfig, running: boolean, commands: NamedCommands): JournalCheck {
  const directory = journalDirectory(config.data);
  if (!existsSync(directory))
    return { ...NO_JOURNAL, results: [result("journal", "well", reason("JOURNAL_NOT_YET", {}))] };
  try {
    const look = lookedAt(directory, running);
    if (look === null)
      return { ...NO_JOURNAL, results: [result("journal", "well", reason("JOURNAL_NOT_YET", {}))] };
    const lastWallMs = look.last === null ? null : (readEntry(look.last)?.at.wallMs ?? null);
    return {
      results: [resultOf(look, { lastWallMs, running, commands })],
      lastWallMs,
      signed: {
        newestReceipt: look.receipt,
        rotations: () => look.rotations,
        secondKey: () => look.secondKey(),
      },
      trust: look.trust,
    };
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const found = reason("JOURNAL_UNUSABLE", { text });
    return {
      ...NO_JOURNAL,
      results: [result("journal", "wrong", found, reason("DO_KEEP_JOURNAL", { command: commands.reindex }))],
    };
  }
}

/** A station that is writing may be between two writes: what looks damaged once is looked at again. */
function lookedAt(directory: string, running: boolean): JournalLook | null {
  try {
    return lookAtJournal(directory);
  } catch (cause) {
    if (!running) throw cause;
    return lookAtJournal(directory);
  }
}

function resultOf(
  look: JournalLook,
  {
    lastWallMs,
    running,
    commands,
  }: { readonly lastWallMs: number | null; readonly running: boolean; readonly commands: NamedCommands },
): CheckResult {
  const { entries, index, tornBytes } = look;
  const mebibytes = Math.round((look.bytes / 2 ** 20) * 10) / 10;
  // A station that is writing has always just begun something.
  if (!running && index !== "whole")
    return result(
      "journal",
      "doubtful",
      reason("JOURNAL_INDEX", { entries, index }),
      reason("DO_INDEX", { command: commands.reindex }),
    );
  if (!running && tornBytes > 0)
    return result(
      "journal",
      "doubtful",
      reason("JOURNAL_TORN", { entries, bytes: tornBytes }),
      reason("DO_NOTHING_TORN", {}),
    );
  const last = lastWallMs === null ? null : new Date(lastWallMs).toISOString();
  return result("journal", "well", reason("JOURNAL_WELL", { entries, mebibytes, last, writing: running }));
}

/** The log key has to have signed the journal's newest receipt, or to follow the one that did; the SM2 key has to be the one that the journal names last. */
export function keyCheck(
  { data, station, keys: custody }: StationConfig,
  signed: SignedJournal,
  commands: NamedCommands,
): CheckResult {
  const keys = keysDirectory(data);
  try {
    const loaded = publicKeysOf({ data, keys: custody });
    if (loaded === null) return missingKeys({ data, keys: custody }, commands);
    refuseIfOpen(keys, PRIVATE_FOLDER);
    refuseOtherKeys(signed, loaded, { station, data });
    const { record, log } = loaded;
    const ids = {
      recordKey: short(record.keyId),
      logKey: short(log.keyId),
      receipted: signed.newestReceipt !== null,
    };
    return result("keys", "well", reason("KEYS_WELL", ids));
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return unusableKeys(cause.message, commands);
  }
}

/** A station that was never started has none yet, and lost none. */
function missingKeys(
  { data, keys: custody }: Pick<StationConfig, "data" | "keys">,
  commands: NamedCommands,
): CheckResult {
  if (!holdsRecords(journalDirectory(data))) return result("keys", "well", reason("KEYS_NOT_YET", {}));
  const directory = keysDirectory(data);
  const missing = rolesOf(custody).filter((role) => keyHalf(directory, role) === null);
  return unusableKeys(
    `The station's key is not there: ${missing.map((role) => keyFile(directory, role, "file")).join(" and ")}.`,
    commands,
  );
}

function unusableKeys(text: string, commands: NamedCommands): CheckResult {
  return result(
    "keys",
    "wrong",
    reason("KEYS_UNUSABLE", { text }),
    reason("DO_RESTORE_KEYS", { command: commands.keys }),
  );
}

/** What the list of keys that was fetched last says of the station's own; nothing where there are no keys. */
export function trustChecks(
  { data, keys: custody }: StationConfig,
  held: TrustNoted | null,
  wallMs: number,
): CheckResult[] {
  let keys: PublicKeys | null;
  try {
    keys = publicKeysOf({ data, keys: custody });
  } catch {
    return [];
  }
  if (keys === null) return [];
  const own = keys;
  if (held === null) return [result("keys", "not-known", reason("TRUST_LIST_NOT_YET", {}))];
  const { number: list, issued, validTo } = held;
  const found = rolesOf(custody).flatMap((role) => {
    const key = own[role]?.keyId ?? "";
    const revoked = revokedAt(held, key, wallMs);
    if (revoked === null) return [];
    const { from, why } = revoked;
    const word = reason("OWN_KEY_REVOKED", { role, key, from, why, list });
    return [result("keys", "wrong", word, reason("DO_AS_IT_SAYS", {}))];
  });
  // What is sealed would wait for a key that the station file does not name.
  if (custody.second === undefined && held.secondFrom !== undefined)
    found.push(
      result(
        "keys",
        "wrong",
        reason("SECOND_KEY_ASKED", { from: held.secondFrom, list }),
        reason("DO_SECOND_KEY", {}),
      ),
    );
  return found.length > 0
    ? found
    : [result("keys", "well", reason("TRUST_LIST_HELD", { number: list, issued, validTo }))];
}

const SHOWN = 16;
const short = (keyId: string): string => keyId.slice(0, SHOWN);

export function diskCheck(freeBytes: number | null): CheckResult {
  if (freeBytes === null) return result("disk", "not-known", reason("DISK_UNKNOWN", {}));
  const word = wordOfDisk(freeBytes);
  if (word !== null)
    return result(
      "disk",
      word.code === "DISK_NEARLY_FULL" ? "wrong" : "doubtful",
      word,
      reason("DO_AS_IT_SAYS", {}),
    );
  return result("disk", "well", reason("DISK_ENOUGH", { freeMiB: Math.floor(freeBytes / 2 ** 20) }));
}

/** Nothing to be said where photos can be kept, or none was yet. */
export function photoChecks(data: string): CheckResult[] {
  const path = photosDirectory(data);
  const why = whyNoPhotos(path);
  if (why === null) return [];
  return [{ ...result("disk", "wrong", why, reason("DO_AS_IT_SAYS", {})), about: path }];
}

/** The data directory, or the nearest one above it that is there: a station that was never started has none yet. */
export function placeOnDisk(data: string): string {
  let at = data;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

/** What an error says, in both languages where it has them. */
export function sentencesOf(error: EdgeError): { readonly zh: string; readonly en: string } {
  const { problem } = error.context as { readonly problem?: { readonly zh: string } };
  return { zh: problem?.zh ?? error.message, en: error.message };
}

export function result(
  check: CheckName,
  state: CheckState,
  found: Reason,
  remedy: Reason | null = null,
): CheckResult {
  return { check, about: null, state, found, remedy };
}
