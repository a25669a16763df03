import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { z } from "zod";
import { algorithmOfSpki } from "../../core/record/signature.ts";
import { EdgeError } from "../../errors.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { algorithmOf, type PrivateKey, pkcs8Of, privateKeyOfDer, spkiOf } from "./private-key.ts";

/**
 * A private key under a passphrase: AES-256-GCM over its PKCS #8, the key of that by scrypt. The public half stands beside it in clear, bound to it: what only
 * shows or checks needs no passphrase.
 */
export const ENCRYPTED_KEY_SCHEMA = "proofmark/encrypted-key/v1";

const CHARS_MAX = 16 * 1024;
/** OWASP: 2^17 with 8 blocks, 128 MiB for about half a second. A file may ask for less or more, and for nothing that stops the machine. */
const LN = 17;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MEMORY_MAX = 640 * 1024 * 1024;

const base64 = z.base64().max(CHARS_MAX);
const form = z.strictObject({
  schema: z.literal(ENCRYPTED_KEY_SCHEMA),
  algorithm: z.enum(["ecdsa-p256-sha256", "ed25519", "sm2-sm3"]),
  spki: base64,
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    ln: z.int().min(14).max(18),
    r: z.int().min(8).max(16),
    p: z.int().min(1).max(4),
    salt: base64,
  }),
  cipher: z.strictObject({ name: z.literal("aes-256-gcm"), nonce: base64, tag: base64 }),
  key: base64,
});
type EncryptedKey = z.output<typeof form>;

export interface ClearHalf {
  readonly algorithm: EncryptedKey["algorithm"];
  readonly spki: Uint8Array;
}

/** Text of the file. */
export async function encryptedKeyText(key: PrivateKey, passphrase: string): Promise<string> {
  const spki = Buffer.from(spkiOf(key));
  const algorithm = algorithmOf(key);
  if (algorithm === null)
    throw new EdgeError("KEY_UNUSABLE", "Only P-256, Ed25519 and SM2 keys are kept here.");
  const kdf = { name: "scrypt" as const, ln: LN, r: 8, p: 1, salt: randomBytes(16).toString("base64") };
  const head = { schema: ENCRYPTED_KEY_SCHEMA, algorithm, spki: spki.toString("base64"), kdf } as const;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", await derived(passphrase, kdf), nonce, {
    authTagLength: TAG_BYTES,
  });
  cipher.setAAD(boundTo(head));
  const bytes = Buffer.concat([cipher.update(pkcs8Of(key)), cipher.final()]);
  const document: EncryptedKey = {
    ...head,
    cipher: {
      name: "aes-256-gcm",
      nonce: nonce.toString("base64"),
      tag: cipher.getAuthTag().toString("base64"),
    },
    key: bytes.toString("base64"),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Of the public half nothing is known to be true until it is opened. Throws EdgeError KEY_UNUSABLE. */
export function clearHalf(file: string): ClearHalf {
  const { algorithm, spki } = documentIn(file);
  const bytes = new Uint8Array(Buffer.from(spki, "base64"));
  if (algorithmOfSpki(bytes) !== algorithm) throw damaged(file);
  return { algorithm, spki: bytes };
}

/** Rejects with EdgeError KEY_UNUSABLE or KEY_PASSPHRASE_WRONG. */
export async function openEncryptedKey(file: string, passphrase: string, where: string): Promise<PrivateKey> {
  const document = documentIn(file);
  const { nonce, tag } = document.cipher;
  const [iv, authTag] = [Buffer.from(nonce, "base64"), Buffer.from(tag, "base64")];
  if (iv.length !== NONCE_BYTES || authTag.length !== TAG_BYTES) throw damaged(file);
  const secret = await derived(passphrase, document.kdf);
  const cipher = createDecipheriv("aes-256-gcm", secret, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(document));
  cipher.setAuthTag(authTag);
  let bytes: Buffer;
  try {
    bytes = Buffer.concat([cipher.update(Buffer.from(document.key, "base64")), cipher.final()]);
  } catch (cause) {
    throw new EdgeError(
      "KEY_PASSPHRASE_WRONG",
      `${where} does not open ${file}: it is another passphrase, or the file was altered.`,
      { file },
      cause,
    );
  }
  let key: PrivateKey;
  try {
    key = privateKeyOfDer(bytes);
  } catch (cause) {
    throw damaged(file, cause);
  }
  if (Buffer.from(spkiOf(key)).toString("base64") !== document.spki) throw damaged(file);
  return key;
}

function derived(passphrase: string, { ln, r, p, salt }: EncryptedKey["kdf"]): Promise<Buffer> {
  return new Promise((done, failed) => {
    const cost = { N: 2 ** ln, r, p, maxmem: MEMORY_MAX };
    // One text however it was typed, as for passwords.
    const text = passphrase.normalize("NFC");
    scrypt(text, Buffer.from(salt, "base64"), KEY_BYTES, cost, (error, key) => {
      if (error === null) done(key);
      else
        failed(
          new EdgeError(
            "KEY_UNUSABLE",
            "This machine has not the memory (128 MiB) to open an encrypted key.",
            {},
            error,
          ),
        );
    });
  });
}

/** All that stands beside the ciphertext. */
function boundTo({
  schema,
  algorithm,
  spki,
  kdf: { name, ln, r, p, salt },
}: Pick<EncryptedKey, "schema" | "algorithm" | "spki" | "kdf">): Buffer {
  return Buffer.from(JSON.stringify([schema, algorithm, spki, name, ln, r, p, salt]), "utf8");
}

function documentIn(file: string): EncryptedKey {
  let text: string | null;
  try {
    text = readTextUpTo(file, CHARS_MAX);
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `The key file ${file} cannot be read.`, { file }, cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch (cause) {
    throw damaged(file, cause);
  }
  const parsed = form.safeParse(value);
  if (!parsed.success) throw damaged(file);
  return parsed.data;
}

function damaged(file: string, cause?: unknown): EdgeError {
  const message = `${file} is not an encrypted key as this software writes it: it is damaged, or of another kind.`;
  return new EdgeError("KEY_UNUSABLE", message, { file }, cause);
}
