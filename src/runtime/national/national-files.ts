import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { BYTES_MAX, readTextFile } from "../../adapters/config/strict-text.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";
import { type DirectoryLock, lockDirectory } from "../../adapters/disk/directory-lock.ts";
import { PRIVATE_FOLDER } from "../../adapters/disk/file-modes.ts";
import { makeDirectories } from "../../adapters/disk/make-directory.ts";
import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { encodeBase64, toHex } from "../../core/record/base64.ts";
import { EdgeError } from "../../errors.ts";
import type { CallFacts } from "../../national/call-fields.ts";
import { givenLineSchema, type NationalFile, nationalFileSchema } from "../../national/file-form.ts";
import type { NationalJob } from "../../national/job-form.ts";
import type { JobStore } from "../../national/job-store.ts";
import { type NationalMapping, nationalMappingSchema } from "../../national/mapping-form.ts";

export interface LoadedNational {
  readonly file: NationalFile;
  readonly mapping: NationalMapping;
  /** Absolute. */
  readonly data: string;
}

const GIVEN_BYTES_MAX = 64 * 1024 * 1024;
const PHOTO_BYTES_MAX = 5 * 1024 * 1024;
const CHAIN_MAX = 50;

/** Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID, NATIONAL_UNVERIFIED. Paths in it are absolute. */
export function loadNational(path: string): LoadedNational {
  const { value } = loadYamlFile(path, nationalFileSchema, BYTES_MAX.station);
  const here = (name: string): string => resolve(dirname(path), name);
  const file: NationalFile = {
    ...value,
    mapping: here(value.mapping),
    serialFile: here(value.serialFile),
    ...(value.given !== undefined && { given: here(value.given) }),
    ...(value.photos !== undefined && { photos: here(value.photos) }),
  };
  const mapping = loadYamlFile(file.mapping, nationalMappingSchema, BYTES_MAX.rulebook).value;
  if (mapping.verifiedBy === null && !file.trial)
    throw new EdgeError(
      "NATIONAL_UNVERIFIED",
      `${file.mapping} has no verifiedBy: nobody has held it against the interface's own document.`,
    );
  return { file, mapping, data: here(value.data) };
}

/** Throws EdgeError NATIONAL_LOCKED, DIRECTORY_UNWRITABLE. */
export function lockData(directory: string): DirectoryLock {
  try {
    makeDirectories(directory, PRIVATE_FOLDER);
    return lockDirectory(directory);
  } catch (cause) {
    if (cause instanceof EdgeError)
      throw new EdgeError(
        "NATIONAL_LOCKED",
        `Another process sends from ${directory}.`,
        { directory },
        cause,
      );
    throw new EdgeError("DIRECTORY_UNWRITABLE", `Cannot write to ${directory}.`, { directory }, cause);
  }
}

/** What is given for single jobs, read again when its file changes. */
export class GivenValues {
  readonly #path: string | null;
  #version = 0;
  #values = new Map<string, Readonly<Record<string, string>>>();

  constructor(path: string | undefined) {
    this.#path = path ?? null;
  }

  version(): number {
    if (this.#path === null) return 0;
    const version = statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (version !== this.#version) this.#values = version === 0 ? new Map() : readGiven(this.#path);
    this.#version = version;
    return version;
  }

  of(station: string, job: string): Readonly<Record<string, string>> {
    this.version();
    return this.#values.get(`${station}~${job}`) ?? {};
  }
}

/** Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
function readGiven(path: string): Map<string, Readonly<Record<string, string>>> {
  const values = new Map<string, Readonly<Record<string, string>>>();
  readTextFile(path, GIVEN_BYTES_MAX)
    .split("\n")
    .forEach((text, index) => {
      if (text.trim() === "") return;
      const line = givenLineSchema.safeParse(jsonIn(text));
      if (!line.success)
        throw new EdgeError(
          "CONFIG_INVALID",
          `${path}, line ${index + 1}: allowed: {"station": S, "job": ID, "values": {NAME: TEXT}}.`,
        );
      const { station, job, values: given } = line.data;
      const key = `${station}~${job}`;
      values.set(key, { ...values.get(key), ...given });
    });
  return values;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Facts of a job as configuration, given values and its earlier jobs have them. */
export function factsOf(
  file: NationalFile,
  given: GivenValues,
  store: JobStore,
  job: NationalJob,
): CallFacts {
  const station = file.stations[job.station];
  return {
    stationId: job.station,
    serial: serialOf(given, store, job),
    station: station?.values ?? null,
    sites: station?.sites ?? {},
    devices: station?.devices ?? {},
    given: given.of(job.station, job.job),
    offsetMinutes: file.offsetMinutes,
  };
}

/** One serial number for a vehicle and all its re-inspections (same jylsh): that of the first job, its digits and letters. */
function serialOf(given: GivenValues, store: JobStore, job: NationalJob): string | null {
  let at: NationalJob | null = job;
  for (let step = 0; at !== null && step < CHAIN_MAX; step++) {
    const own = given.of(at.station, at.job).serial;
    if (own !== undefined) return own;
    const login = at.events.find(({ event }) => event.what === "login")?.event;
    if (login?.what !== "login") return null;
    if (login.follows === null) return at.job.replace(/[^A-Za-z0-9]/g, "");
    at = store.job(at.station, login.follows.job);
  }
  return null;
}

/** The photo in base64 where its bytes are those that the event names. */
export function photoIn(folder: string | undefined, hash: string): string | null {
  if (folder === undefined || !/^[0-9a-f]{64}$/.test(hash)) return null;
  const path = join(folder, `${hash}.jpg`);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? PHOTO_BYTES_MAX + 1;
  if (size > PHOTO_BYTES_MAX) return null;
  const bytes = readFileSync(path);
  return toHex(sha256(bytes)) === hash ? encodeBase64(bytes) : null;
}
