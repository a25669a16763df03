import { statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { SECRET_KINDS, type SecretKind } from "../../core/people/console-act.ts";
import { personId } from "../../core/people/person.ts";
import { parseStrictJson } from "../../core/record/strict-json.ts";
import type { SecretCheck, SecretVault } from "../../ports/secret-vault.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { MODE_BITS, PRIVATE_FILE, PRIVATE_FOLDER } from "../disk/file-modes.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { moveIntoPlace, writePrivateFile } from "./private-file.ts";
import {
  checkVerifier,
  verifierSha256 as hashOf,
  isVerifier,
  makeVerifier,
  VERIFIER_OF_NOBODY,
} from "./secret-verifier.ts";

const SCHEMA = "proofmark/secrets/v1";
const FILE = "secrets.json";
/** Some thousand people. */
const BYTES_MAX = 4 * 1024 * 1024;
/** The one that the journal names, and one that it may not name yet. */
const KEPT = 2;
/** A check takes 0.3 to 1 s: whoever comes after these would wait for longer than a page does. */
const WAITING_MAX = 30;

const fileSchema = z.strictObject({
  schema: z.literal(SCHEMA),
  secrets: z.array(
    z.strictObject({
      person: personId,
      secret: z.enum(SECRET_KINDS),
      /** Newest last. */
      verifiers: z.array(z.string().refine(isVerifier)).min(1).max(KEPT),
    }),
  ),
});

type Kept = z.infer<typeof fileSchema>["secrets"][number];

export interface SecretFileOptions {
  /** `people/` of the data directory; made at the first password. */
  readonly directory: string;
  /** What stops nothing and still has to be said. */
  onNotice(sentence: string): void;
  /** So many checks wait at most; default 30. */
  readonly waitingMax?: number;
}

/**
 * `secrets.json`: what passwords and PINs are checked by, as scrypt verifiers that only the station's user may read. One of them is
 * worked on at a time, for each takes 32 MiB. A file that is not of its form holds nothing: each check is `altered` then.
 */
export class SecretFile implements SecretVault {
  readonly #file: string;
  readonly #directory: string;
  readonly #kept = new Map<string, Kept>();
  readonly #waiting: ((done: () => void) => void)[] = [];
  readonly #waitingMax: number;
  #isMalformed = false;
  #isBusy = false;

  constructor({ directory, onNotice, waitingMax = WAITING_MAX }: SecretFileOptions) {
    this.#waitingMax = waitingMax;
    this.#directory = directory;
    this.#file = join(directory, FILE);
    const notice = this.#read();
    if (notice !== null) onNotice(notice);
  }

  set(person: string, secret: SecretKind, text: string, kept: (verifierSha256: string | null) => void): void {
    this.#queue((done) =>
      makeVerifier(text, (verifier) => {
        const isKept = verifier !== null && this.#keep(person, secret, verifier);
        done();
        kept(isKept ? hashOf(verifier) : null);
      }),
    );
  }

  check(asked: Parameters<SecretVault["check"]>[0], told: (check: SecretCheck) => void): void {
    if (this.#waiting.length >= this.#waitingMax) {
      setImmediate(() => told("busy"));
      return;
    }
    this.#queue((done) => {
      const { person, secret, text, verifierSha256 } = asked;
      const verifier = verifierSha256 === null ? null : this.#verifier(person, secret, verifierSha256);
      checkVerifier(text, verifier ?? VERIFIER_OF_NOBODY, (isRight) => {
        done();
        if (isRight === null) told("busy");
        else if (verifier !== null) told(isRight ? "right" : "wrong");
        else told(verifierSha256 === null ? "wrong" : "altered");
      });
    });
  }

  holds(person: string, secret: SecretKind, verifierSha256: string): boolean {
    return this.#verifier(person, secret, verifierSha256) !== null;
  }

  /** Not by its place: what the journal names holds, and nothing else. */
  #verifier(person: string, secret: SecretKind, verifierSha256: string): string | null {
    const kept = this.#kept.get(keyOf(person, secret));
    return kept?.verifiers.find((verifier) => hashOf(verifier) === verifierSha256) ?? null;
  }

  /** False where the disk does not take it; then everything is as before. */
  #keep(person: string, secret: SecretKind, verifier: string): boolean {
    const key = keyOf(person, secret);
    const before = this.#kept.get(key);
    const verifiers = [...(before?.verifiers ?? []), verifier].slice(-KEPT);
    this.#kept.set(key, { person, secret, verifiers });
    try {
      makeDirectories(this.#directory, PRIVATE_FOLDER);
      // What was found there is for whoever looks into it.
      if (this.#isMalformed) moveIntoPlace(this.#file, `${this.#file}.malformed`);
      this.#isMalformed = false;
      const text = JSON.stringify({ schema: SCHEMA, secrets: [...this.#kept.values()] }, null, 1);
      writePrivateFile(this.#file, `${text}\n`);
      return true;
    } catch {
      // The caller says that it could not be kept, and what to look at.
      if (before === undefined) this.#kept.delete(key);
      else this.#kept.set(key, before);
      return false;
    }
  }

  #queue(work: (done: () => void) => void): void {
    this.#waiting.push(work);
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const work = this.#waiting.shift();
    this.#isBusy = work !== undefined;
    work?.(() => this.#next());
  }

  /** Null, or what there is to say. */
  #read(): string | null {
    let text: string | null;
    let mode: number;
    try {
      mode = statSync(this.#file).mode & MODE_BITS;
      text = readTextUpTo(this.#file, BYTES_MAX);
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT") return null;
      this.#isMalformed = true;
      return `${this.#file} cannot be read (${errnoOf(cause)}): nobody can sign in by a password. The start prints a link by which a manager comes in. 无法读取 ${this.#file}，密码登录不可用；启动时会打印站长登录链接。`;
    }
    const json = text === null ? null : parseStrictJson(text, { bytesMax: BYTES_MAX });
    const read = json?.kind === "value" ? fileSchema.safeParse(json.value) : null;
    if (read?.success !== true) {
      this.#isMalformed = true;
      return `${this.#file} is not as the station writes it: nobody can sign in by a password. The start prints a link by which a manager comes in. ${this.#file} 已损坏，密码登录不可用；启动时会打印站长登录链接。`;
    }
    for (const kept of read.data.secrets) this.#kept.set(keyOf(kept.person, kept.secret), kept);
    if (process.platform === "win32" || mode === PRIVATE_FILE) return null;
    return `${this.#file} has mode ${mode.toString(8)}: other users of this machine could read what passwords are checked by. Set new passwords if somebody may have. ${this.#file} 的权限是 ${mode.toString(8)}，本机其他用户可能已读取验证数据。`;
  }
}

function keyOf(person: string, secret: SecretKind): string {
  return `${person} ${secret}`;
}
