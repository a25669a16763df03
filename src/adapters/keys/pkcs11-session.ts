import { hash } from "node:crypto";
import type { Signer } from "../../ports/signer.ts";
import { ModuleProcess, type ProcessPlace, refusedFault, TokenFault } from "./pkcs11-process.ts";
import { type Attribute, type MechanismForm, type RpcAnswer, RpcQuestion } from "./pkcs11-rpc.ts";
import { CK, CKR, returnName } from "./pkcs11-words.ts";
import { curveOid, spkiOfPoint } from "./token-public-key.ts";

const OPEN_WITHIN_MS = 10_000;
const CALL_WITHIN_MS = 10_000;
/** Cards make a key in seconds. */
const MAKE_WITHIN_MS = 60_000;
const SLOTS_MAX = 64;
const FOUND_MAX = 16;
const ATTRIBUTE_BYTES_MAX = 512;
const SIGNATURE_BYTES_MAX = 256;
const HANDSHAKE = "PRIVATE-GNOME-KEYRING-PKCS11-PROTOCOL-V-1";

/** p11-kit writes these without a parameter since 0.25; others it does not know. */
const PLAIN_MECHANISMS: ReadonlySet<number> = new Set([CK.CKM_SHA256, CK.CKM_ECDSA, CK.CKM_EC_KEY_PAIR_GEN]);

/** The versions of p11-kit from which on a mechanism without parameter is written in another way. */
export type Dialect = "0.24" | "0.25" | "0.26";

/**
 * Which one is installed it does not say, but its process ends where it cannot read a question. So it is asked for something that no session has, once, in a process for that alone.
 * Rejects with TokenFault where the module cannot be used at all.
 */
export async function dialectOf(place: ProcessPlace): Promise<Dialect> {
  const process = new ModuleProcess(place);
  try {
    await initialized(process);
    if (!(await isRead(process, CK.CKM_SHA256, "number"))) return "0.24";
    return (await isRead(process, CK.CKM_EDDSA, "number-and-flag")) ? "0.26" : "0.25";
  } finally {
    process.close();
  }
}

async function isRead(process: ModuleProcess, mechanism: number, form: MechanismForm): Promise<boolean> {
  try {
    await process.ask(new RpcQuestion("C_DigestInit").number(0).mechanism(mechanism, form), CALL_WITHIN_MS);
    return true;
  } catch (cause) {
    if (cause instanceof TokenFault) return false;
    throw cause;
  }
}

async function initialized(process: ModuleProcess): Promise<void> {
  const greeting = new RpcQuestion("C_Initialize")
    .bytes(Buffer.from(HANDSHAKE))
    .byte(0)
    .bytes(Buffer.alloc(1));
  const { failure } = await process.ask(greeting, OPEN_WITHIN_MS);
  if (failure !== null) throw refusedFault("C_Initialize", failure);
}

function formOf(dialect: Dialect, mechanism: number): MechanismForm {
  if (dialect === "0.24") return "number-and-empty";
  if (PLAIN_MECHANISMS.has(mechanism)) return "number";
  return dialect === "0.25" ? "number-and-empty" : "number-and-flag";
}

export interface TokenKey {
  readonly handle: number;
  readonly label: string;
  /** Hex of CKA_ID. */
  readonly id: string;
  readonly spki: Uint8Array;
  readonly algorithm: Signer["algorithm"];
}

/** Which key: all private ones that bear the label, or the id. */
export type KeyName = { readonly label: string } | { readonly id: string };

/** One session with one token. Every call rejects with TokenFault, or RpcUnreadable where the module speaks nonsense. One call at a time. */
export class TokenSession {
  readonly #process: ModuleProcess;
  #session = 0;
  #slot = 0;
  readonly #dialect: Dialect;

  private constructor(place: ProcessPlace, dialect: Dialect) {
    this.#process = new ModuleProcess(place);
    this.#dialect = dialect;
  }

  /** Without a PIN. The token is named by its label. */
  static async open(
    place: ProcessPlace,
    {
      token,
      dialect,
      writes,
    }: { readonly token: string; readonly dialect: Dialect; readonly writes: boolean },
  ): Promise<TokenSession> {
    const session = new TokenSession(place, dialect);
    try {
      await session.#begin(place.module, token, writes);
      return session;
    } catch (cause) {
      session.close();
      throw cause;
    }
  }

  get isOver(): boolean {
    return this.#process.over !== null;
  }

  close(): void {
    this.#process.close();
  }

  /** True: one more wrong PIN locks the token. */
  async isLastTry(): Promise<boolean> {
    const { flags } = await this.#tokenIn(this.#slot);
    return (flags & CK.CKF_USER_PIN_FINAL_TRY) !== 0;
  }

  async login(pin: string): Promise<void> {
    const question = new RpcQuestion("C_Login").number(this.#session).number(CK.CKU_USER);
    const { failure } = await this.#process.ask(question.bytes(Buffer.from(pin, "utf8")), CALL_WITHIN_MS);
    if (failure === null || failure === CKR.USER_ALREADY_LOGGED_IN) return;
    const pins: readonly number[] = [
      CKR.PIN_INCORRECT,
      CKR.PIN_INVALID,
      CKR.PIN_LEN_RANGE,
      CKR.PIN_LOCKED,
      CKR.PIN_EXPIRED,
    ];
    if (!pins.includes(failure)) throw refusedFault("C_Login", failure);
    throw new TokenFault(
      "pin",
      failure === CKR.PIN_LOCKED ? "the token's PIN is locked" : "the token does not take the PIN",
      failure,
    );
  }

  /** Private keys of that name, with their public halves. */
  async keys(name: KeyName): Promise<readonly TokenKey[]> {
    const handles = await this.#find([[CK.CKA_CLASS, CK.CKO_PRIVATE_KEY], attributeOf(name)]);
    const keys: TokenKey[] = [];
    for (const handle of handles) {
      const key = await this.#keyAt(handle);
      if (key !== null) keys.push(key);
    }
    return keys;
  }

  async sign({ handle, algorithm }: TokenKey, message: Uint8Array): Promise<Uint8Array> {
    const isEd25519 = algorithm === "ed25519";
    const input = isEd25519 ? message : new Uint8Array(hash("sha256", message, "buffer"));
    await this.#signInit(isEd25519 ? CK.CKM_EDDSA : CK.CKM_ECDSA, handle);
    const question = new RpcQuestion("C_Sign").number(this.#session).bytes(input).room(SIGNATURE_BYTES_MAX);
    return (await this.#done(question)).bytes();
  }

  /** Made in the token, and never to leave it. */
  async make(label: string, id: Uint8Array, algorithm: Signer["algorithm"]): Promise<TokenKey> {
    const isEd25519 = algorithm === "ed25519";
    const mechanism = isEd25519 ? CK.CKM_EC_EDWARDS_KEY_PAIR_GEN : CK.CKM_EC_KEY_PAIR_GEN;
    const named: readonly Attribute[] = [
      [CK.CKA_TOKEN, true],
      [CK.CKA_LABEL, Buffer.from(label, "utf8")],
      [CK.CKA_ID, id],
    ];
    const question = new RpcQuestion("C_GenerateKeyPair")
      .number(this.#session)
      .mechanism(mechanism, formOf(this.#dialect, mechanism))
      .attributes([...named, [CK.CKA_VERIFY, true], [CK.CKA_EC_PARAMS, curveOid(algorithm)]])
      .attributes([
        ...named,
        [CK.CKA_PRIVATE, true],
        [CK.CKA_SENSITIVE, true],
        [CK.CKA_EXTRACTABLE, false],
        [CK.CKA_SIGN, true],
      ]);
    const answer = await this.#process.ask(question, MAKE_WITHIN_MS);
    if (answer.failure === CKR.MECHANISM_INVALID)
      throw new TokenFault(
        "setup",
        `the token makes no ${algorithm} keys (${returnName(answer.failure)})`,
        answer.failure,
      );
    if (answer.failure !== null) throw refusedFault("C_GenerateKeyPair", answer.failure);
    answer.number();
    const key = await this.#keyAt(answer.number());
    if (key === null)
      throw new TokenFault("setup", "the token does not show the public half of the key that it made");
    return key;
  }

  async #begin(module: string, token: string, writes: boolean): Promise<void> {
    await initialized(this.#process);
    this.#slot = await this.#slotOf(module, token);
    const flags = CK.CKF_SERIAL_SESSION | (writes ? CK.CKF_RW_SESSION : 0);
    this.#session = (
      await this.#done(new RpcQuestion("C_OpenSession").number(this.#slot).number(flags))
    ).number();
  }

  async #slotOf(module: string, token: string): Promise<number> {
    const slots = await this.#done(new RpcQuestion("C_GetSlotList").byte(1).room(SLOTS_MAX));
    const found: number[] = [];
    const labels: string[] = [];
    for (const slot of slots.numbers()) {
      const { label, flags } = await this.#tokenIn(slot);
      if ((flags & CK.CKF_TOKEN_INITIALIZED) === 0) continue;
      labels.push(JSON.stringify(label));
      if (label === token) found.push(slot);
      if (label === token && (flags & CK.CKF_USER_PIN_LOCKED) !== 0)
        throw new TokenFault("pin", `the PIN of token ${JSON.stringify(token)} is locked`, CKR.PIN_LOCKED);
    }
    const [slot] = found;
    if (slot !== undefined && found.length === 1) return slot;
    const seen = labels.length === 0 ? "none" : labels.join(", ");
    if (slot === undefined)
      throw new TokenFault(
        "away",
        `the module ${module} shows no token ${JSON.stringify(token)}; it shows ${seen}`,
      );
    throw new TokenFault(
      "setup",
      `the module ${module} shows ${found.length} tokens ${JSON.stringify(token)}`,
    );
  }

  async #tokenIn(slot: number): Promise<{ readonly label: string; readonly flags: number }> {
    const answer = await this.#process.ask(new RpcQuestion("C_GetTokenInfo").number(slot), CALL_WITHIN_MS);
    // One that is pulled out between two questions, or not recognized: no token of ours.
    if (answer.failure !== null) return { label: "", flags: 0 };
    const label = answer.text().replace(/[ \0]+$/, "");
    for (let other = 0; other < 3; other++) answer.text();
    return { label, flags: answer.number() };
  }

  async #keyAt(handle: number): Promise<TokenKey | null> {
    const own = await this.#attributes(handle, [CK.CKA_ID, CK.CKA_LABEL, CK.CKA_KEY_TYPE]);
    const [id, label] = [bytesOf(own, CK.CKA_ID), bytesOf(own, CK.CKA_LABEL)];
    const twin: Attribute = id.length > 0 ? [CK.CKA_ID, id] : [CK.CKA_LABEL, label];
    for (const half of await this.#find([[CK.CKA_CLASS, CK.CKO_PUBLIC_KEY], twin])) {
      const open = await this.#attributes(half, [CK.CKA_EC_PARAMS, CK.CKA_EC_POINT]);
      const key = spkiOfPoint(bytesOf(open, CK.CKA_EC_PARAMS), bytesOf(open, CK.CKA_EC_POINT));
      // A P-256 and an Ed25519 pair may bear one id.
      const type = key?.algorithm === "ed25519" ? CK.CKK_EC_EDWARDS : CK.CKK_EC;
      if (key === null || own.get(CK.CKA_KEY_TYPE) !== type) continue;
      return {
        handle,
        id: Buffer.from(id).toString("hex"),
        label: Buffer.from(label).toString("utf8"),
        ...key,
      };
    }
    return null;
  }

  async #find(template: readonly Attribute[]): Promise<readonly number[]> {
    await this.#done(new RpcQuestion("C_FindObjectsInit").number(this.#session).attributes(template));
    const found = await this.#done(new RpcQuestion("C_FindObjects").number(this.#session).room(FOUND_MAX));
    const handles = found.numbers();
    await this.#done(new RpcQuestion("C_FindObjectsFinal").number(this.#session));
    return handles;
  }

  async #attributes(
    handle: number,
    types: readonly number[],
  ): Promise<ReadonlyMap<number, number | Uint8Array>> {
    const question = new RpcQuestion("C_GetAttributeValue").number(this.#session).number(handle);
    return (await this.#done(question.roomForAttributes(types, ATTRIBUTE_BYTES_MAX))).attributes();
  }

  async #signInit(mechanism: number, handle: number): Promise<void> {
    const form = formOf(this.#dialect, mechanism);
    const question = new RpcQuestion("C_SignInit")
      .number(this.#session)
      .mechanism(mechanism, form)
      .number(handle);
    await this.#done(question);
  }

  async #done(question: RpcQuestion, withinMs = CALL_WITHIN_MS): Promise<RpcAnswer> {
    const answer = await this.#process.ask(question, withinMs);
    if (answer.failure !== null) throw refusedFault(question.call, answer.failure);
    return answer;
  }
}

function attributeOf(name: KeyName): Attribute {
  return "label" in name
    ? [CK.CKA_LABEL, Buffer.from(name.label, "utf8")]
    : [CK.CKA_ID, Buffer.from(name.id, "hex")];
}

function bytesOf(attributes: ReadonlyMap<number, number | Uint8Array>, type: number): Uint8Array {
  const value = attributes.get(type);
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}
