import { EdgeError, type ErrorCode } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { PRIVATE_FOLDER } from "../disk/file-modes.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { encryptedKeyText, openEncryptedKey } from "./encrypted-key.ts";
import { removeFormer } from "./key-change.ts";
import {
  KEY_KINDS,
  keyFrom,
  loadOrCreateKeys,
  newKey,
  refuseIfOpen,
  type StationKeys,
  writeKey,
} from "./key-directory.ts";
import { type KeyForm, type KeyHalf, type KeyRole, type KeyTime, keyFile, keyHalf } from "./key-forms.ts";
import { signerOfKey } from "./key-object-signer.ts";
import { PinGuard } from "./pin-guard.ts";
import { P11_KIT, TokenFault } from "./pkcs11-process.ts";
import { writePrivateFile } from "./private-file.ts";
import { type SecretSource, Secrets, sourceName } from "./secret-source.ts";
import { type KnownTokenKey, keyOf, makeTokenKey, onlyKey, tokenSigner, writeTokenKey } from "./token-key.ts";
import { TokenLink } from "./token-link.ts";

export type Custody =
  | { readonly custody: "file" }
  | { readonly custody: "encrypted"; readonly passphrase: SecretSource }
  | {
      readonly custody: "pkcs11";
      /** Path of the token maker's library. */
      readonly module: string;
      /** Label of the token. */
      readonly token: string;
      /** Label of the key in it, or `id:HEX`. */
      readonly key: string;
      readonly pin: SecretSource;
    };

/** `next`: how the key that follows is kept, while it is made and until the station file says so. */
export type RoleCustody = Custody & { readonly next?: Custody };
export type FileCustody = Exclude<Custody, { custody: "pkcs11" }>;
export type SecondCustody = FileCustody & { readonly algorithm: "sm2-sm3"; readonly next?: FileCustody };
export interface StationCustody {
  readonly record: RoleCustody;
  readonly log: RoleCustody;
  /** Of the SM2 key; absent: records bear one signature. */
  readonly second?: SecondCustody;
}
export const IN_FILES: StationCustody = { record: { custody: "file" }, log: { custody: "file" } };

/** Those that a station has. */
export function rolesOf({ second }: StationCustody): readonly KeyRole[] {
  return second === undefined ? ["record", "log"] : ["record", "log", "second"];
}

export interface CustodyOptions {
  readonly directory: string;
  readonly custody: StationCustody;
  readonly secrets?: Secrets;
  /** The program that speaks to tokens; a test gives another. */
  readonly tool?: readonly string[];
  readonly monoMs?: () => number;
}

/**
 * Opens and makes the keys of one station, wherever they are kept. One for a process: it holds the one session with each token, and asks once for what is typed.
 */
export class KeyCustody {
  readonly #options: CustodyOptions;
  readonly #secrets: Secrets;
  readonly #links = new Map<string, TokenLink>();

  constructor(options: CustodyOptions) {
    this.#options = options;
    this.#secrets = options.secrets ?? new Secrets();
  }

  /** Ends the sessions with tokens; what is signed afterwards fails. */
  close(): void {
    for (const link of this.#links.values()) link.close();
  }

  /**
   * Those that are there. With `awayTold` a token that is away stops nothing: it is told, and what is signed waits. Rejects with EdgeError KEY_UNUSABLE, KEYS_MISSING,
   * KEY_PASSPHRASE_WRONG, SECRET_UNREADABLE, PROGRAM_MISSING and the TOKEN_ codes; makes nothing.
   */
  async load(awayTold: ((sentence: string) => void) | null = null): Promise<StationKeys> {
    const { directory, custody } = this.#options;
    const missing = this.#roles.filter((role) => keyHalf(directory, role) === null);
    if (missing.length > 0) throw keysMissing(missing.map((role) => this.#wantedFile(role)));
    refuseIfOpen(directory, PRIVATE_FOLDER);
    const opened = async (role: KeyRole) =>
      await this.#open(role, keyHalf(directory, role) as KeyHalf, awayTold);
    const keys = { record: await opened("record"), log: await opened("log") };
    return custody.second === undefined ? keys : { ...keys, second: await opened("second") };
  }

  /**
   * As `load`; those that are not there are made, or found in their token. With `signedBefore` none is made: what was signed with it would be of another hand; but for `mayMake`, which a person asks for.
   */
  async loadOrMake(
    signedBefore: boolean,
    awayTold: ((sentence: string) => void) | null = null,
    mayMake: KeyRole | null = null,
  ): Promise<StationKeys> {
    const { directory, custody } = this.#options;
    if (custody.second === undefined && this.#roles.every((role) => this.#isPlain(role)))
      return loadOrCreateKeys(directory, { signedBefore });
    try {
      if (!signedBefore) makeDirectories(directory, PRIVATE_FOLDER);
    } catch (cause) {
      throw new EdgeError("KEY_UNUSABLE", `Cannot create keys in ${directory}.`, { directory }, cause);
    }
    for (const role of this.#roles) {
      if (keyHalf(directory, role) !== null) continue;
      const wanted = this.#custodyFor(role);
      await this.#make(
        role,
        wanted,
        keyFile(directory, role, wanted.custody),
        signedBefore && role !== mayMake,
      );
    }
    const keys = await this.load(awayTold);
    for (const role of this.#roles) removeFormer(directory, role);
    return keys;
  }

  /** The one of that role. Rejects as `load`. */
  async present(role: KeyRole): Promise<Signer> {
    const half = keyHalf(this.#options.directory, role);
    if (half === null) throw keysMissing([this.#wantedFile(role)]);
    refuseIfOpen(this.#options.directory, PRIVATE_FOLDER);
    return this.#open(role, half, null);
  }

  /** The key that waits to follow; null where none does. */
  async next(role: KeyRole): Promise<Signer | null> {
    const half = keyHalf(this.#options.directory, role, "next");
    return half === null ? null : this.#open(role, half, null, "next");
  }

  /** The one that waits, or a new one, kept as the station file says of what follows. */
  async nextOrNew(role: KeyRole): Promise<Signer> {
    const { directory } = this.#options;
    const waiting = await this.next(role);
    if (waiting !== null) return waiting;
    const kept = this.#custodyFor(role);
    const wanted = kept.next ?? kept;
    const file = keyFile(directory, role, wanted.custody, "next");
    if (wanted.custody === "pkcs11") await this.#makeInToken(role, wanted, file);
    else await this.#make(role, wanted, file, false);
    const made = await this.next(role);
    if (made === null) throw new EdgeError("KEY_UNUSABLE", `${file}, just made, is not there.`, { file });
    return made;
  }

  async #open(
    role: KeyRole,
    half: KeyHalf,
    awayTold: ((sentence: string) => void) | null,
    time: KeyTime = "present",
  ): Promise<Signer> {
    const [custody, other] = this.#custodiesOf(role, half, time);
    if (custody.custody === "file") return keyFrom(half.file, KEY_KINDS[role]);
    if (custody.custody === "encrypted") return await this.#decrypted(role, half.file, custody, other);
    const known = half.known as KnownTokenKey;
    if (known.token !== custody.token)
      throw tokenError(
        new TokenFault(
          "setup",
          `${half.file} is a key of token ${JSON.stringify(known.token)}, and the station file names ${JSON.stringify(custody.token)}`,
        ),
      );
    const link = this.#link(custody);
    try {
      await link.use(false, (session) => keyOf(session, known));
    } catch (cause) {
      if (!(cause instanceof TokenFault) || awayTold === null || !WAITS.includes(cause.kind))
        throw tokenError(cause);
      awayTold(
        `The ${role} key is in a token that cannot be used now: ${cause.message}. What is to be signed waits until it is back.`,
      );
    }
    return tokenSigner(known, link);
  }

  /** Between the day of a change and the next edit of the station file the key that is there opens with what the file says of the next one. */
  async #decrypted(
    role: KeyRole,
    file: string,
    { passphrase }: Extract<Custody, { custody: "encrypted" }>,
    other: Custody | undefined,
  ): Promise<Signer> {
    try {
      const key = await openEncryptedKey(
        file,
        await this.#passphrase(role, passphrase),
        sourceName(passphrase),
      );
      return signerOfKey(key, file);
    } catch (cause) {
      const isWrong = cause instanceof EdgeError && cause.code === "KEY_PASSPHRASE_WRONG";
      if (!isWrong || other?.custody !== "encrypted") throw cause;
      return await this.#decrypted(role, file, other, undefined);
    }
  }

  async #make(role: KeyRole, wanted: Custody, file: string, signedBefore: boolean): Promise<void> {
    if (wanted.custody === "pkcs11") {
      const key = await this.#inToken(wanted, (link) =>
        link.use(false, (session) => onlyKey(session, wanted.key, KEY_KINDS[role])),
      );
      if (key !== null) writeTokenKey(file, { ...key, token: wanted.token });
      else if (signedBefore)
        throw keysMissing([
          `${file}, nor a key ${JSON.stringify(wanted.key)} in token ${JSON.stringify(wanted.token)}`,
        ]);
      else await this.#makeInToken(role, wanted, file);
      return;
    }
    if (signedBefore) throw keysMissing([file]);
    const key = newKey(role);
    const text =
      wanted.custody === "file"
        ? null
        : await encryptedKeyText(key, await this.#passphrase(role, wanted.passphrase));
    try {
      if (text === null) writeKey(file, key);
      else writePrivateFile(file, text);
    } catch (cause) {
      throw new EdgeError("KEY_UNUSABLE", `Cannot make the key ${file}.`, { file }, cause);
    }
  }

  async #makeInToken(
    role: KeyRole,
    wanted: Extract<Custody, { custody: "pkcs11" }>,
    file: string,
  ): Promise<void> {
    const key = await this.#inToken(wanted, (link) => makeTokenKey(link, wanted.key, KEY_KINDS[role]));
    writeTokenKey(file, { ...key, token: wanted.token });
  }

  async #inToken<Value>(
    custody: Extract<Custody, { custody: "pkcs11" }>,
    act: (link: TokenLink) => Promise<Value>,
  ): Promise<Value> {
    try {
      return await act(this.#link(custody));
    } catch (cause) {
      throw tokenError(cause);
    }
  }

  #link({ module, token, pin }: Extract<Custody, { custody: "pkcs11" }>): TokenLink {
    const { directory, tool = P11_KIT, monoMs = () => performance.now() } = this.#options;
    const key = JSON.stringify([module, token]);
    const link =
      this.#links.get(key) ??
      new TokenLink({
        place: { command: tool, module, token },
        guard: new PinGuard(directory, token),
        pin: () => this.#secrets.read(pin, `the PIN of token ${JSON.stringify(token)}`),
        monoMs,
      });
    this.#links.set(key, link);
    return link;
  }

  #passphrase(role: KeyRole, source: SecretSource): Promise<string> {
    return this.#secrets.read(source, `the passphrase of the ${role} key`);
  }

  /** How the key that is there is kept, the likelier first: as the station file says of it, or of the other one. */
  #custodiesOf(
    role: KeyRole,
    { form, file, known }: KeyHalf,
    time: KeyTime,
  ): readonly [Custody, ...Custody[]] {
    const { next, ...present } = this.#custodyFor(role);
    const said: readonly Custody[] = next === undefined ? [present] : [present, next];
    const ofForm = (time === "next" ? [...said].reverse() : said).filter(({ custody }) => custody === form);
    const ofToken = ofForm.filter((one) => one.custody !== "pkcs11" || one.token === known?.token);
    const [first, ...rest] = ofToken.length > 0 ? ofToken : ofForm;
    if (first !== undefined) return [first, ...rest];
    const remedy =
      form === "file" && present.custody === "encrypted"
        ? "`proofmark keys encrypt` encrypts it"
        : `write custody: ${form} there, or say of the one that follows how it is kept (next) and take it by \`proofmark keys rotate\``;
    throw new EdgeError(
      "KEY_UNUSABLE",
      `${file} is kept as ${FORM_WORDS[form]}, and the station file says keys.${role}.custody: ${present.custody}: ${remedy}.`,
      { file },
    );
  }

  #isPlain(role: KeyRole): boolean {
    const { directory } = this.#options;
    if (this.#custodyFor(role).custody !== "file") return false;
    const half = keyHalf(directory, role);
    return half === null || half.file === keyFile(directory, role, "file");
  }

  #wantedFile(role: KeyRole): string {
    return keyFile(this.#options.directory, role, this.#custodyFor(role).custody);
  }

  get #roles(): readonly KeyRole[] {
    return rolesOf(this.#options.custody);
  }

  /** Throws EdgeError CONFIG_INVALID where the station file has no such key. */
  #custodyFor(role: KeyRole): RoleCustody {
    const found = this.#options.custody[role];
    if (found !== undefined) return found;
    throw new EdgeError(
      "CONFIG_INVALID",
      `The station file has no keys.${role}: write keys: { ${role}: { algorithm: sm2-sm3, custody: file } } there first.`,
      { role },
    );
  }
}

const FORM_WORDS: Readonly<Record<KeyForm, string>> = {
  file: "a plain file",
  encrypted: "an encrypted file",
  pkcs11: "a key of a token",
};

/** With these the token may come back as it was. */
const WAITS: readonly TokenFault["kind"][] = ["away", "module", "refused"];

const CODES: Readonly<Record<TokenFault["kind"], ErrorCode>> = {
  tool: "PROGRAM_MISSING",
  module: "TOKEN_MODULE_UNUSABLE",
  away: "TOKEN_MISSING",
  setup: "TOKEN_KEY_UNUSABLE",
  pin: "TOKEN_PIN_REFUSED",
  refused: "TOKEN_FAILED",
};

/** What a person has to mend, said once. */
export function tokenError(cause: unknown): unknown {
  if (!(cause instanceof TokenFault)) return cause;
  const { kind, message, code } = cause;
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  return new EdgeError(CODES[kind], sentence, code === null ? {} : { code }, cause);
}

function keysMissing(missing: readonly string[]): EdgeError {
  return new EdgeError("KEYS_MISSING", `The station's key is not there: ${missing.join(" and ")}.`, {
    missing,
  });
}
