import { randomBytes } from "node:crypto";
import { z } from "zod";
import { algorithmOfSpki } from "../../core/record/signature.ts";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { keyIdOf, verifySignature } from "./node-crypto.ts";
import { TokenFault } from "./pkcs11-process.ts";
import type { KeyName, TokenKey, TokenSession } from "./pkcs11-session.ts";
import { writePrivateFile } from "./private-file.ts";
import type { TokenLink } from "./token-link.ts";

/** What the data directory keeps of a key in a token: which one it is. Nothing of it is secret, and it says who we are while the token is away. */
export const TOKEN_KEY_SCHEMA = "proofmark/token-key/v1";

const CHARS_MAX = 16 * 1024;
const ID_BYTES = 16;

const form = z.strictObject({
  schema: z.literal(TOKEN_KEY_SCHEMA),
  algorithm: z.enum(["ecdsa-p256-sha256", "ed25519"]),
  spki: z.base64(),
  token: z.string().min(1),
  label: z.string(),
  id: z.string().regex(/^(?:[0-9a-f]{2})*$/),
});

export interface KnownTokenKey {
  readonly algorithm: Signer["algorithm"];
  readonly spki: Uint8Array;
  /** Label of the token. */
  readonly token: string;
  /** Of the key in it; the id is hex of CKA_ID. */
  readonly label: string;
  readonly id: string;
}

/** Throws EdgeError KEY_UNUSABLE. */
export function readTokenKey(file: string): KnownTokenKey {
  let value: unknown;
  try {
    value = JSON.parse(readTextUpTo(file, CHARS_MAX) ?? "");
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `The key file ${file} cannot be used.`, { file }, cause);
  }
  const parsed = form.safeParse(value);
  const spki = new Uint8Array(Buffer.from(parsed.data?.spki ?? "", "base64"));
  if (parsed.data === undefined || algorithmOfSpki(spki) !== parsed.data.algorithm)
    throw new EdgeError("KEY_UNUSABLE", `${file} does not say which key of a token it is: it is damaged.`, {
      file,
    });
  return { ...parsed.data, spki };
}

/** On disk before it returns. Throws what the file system throws. */
export function writeTokenKey(file: string, { algorithm, spki, token, label, id }: KnownTokenKey): void {
  const document = {
    schema: TOKEN_KEY_SCHEMA,
    ...{ algorithm, spki: Buffer.from(spki).toString("base64"), token, label, id },
  };
  writePrivateFile(file, `${JSON.stringify(document, null, 2)}\n`);
}

/** `id:HEX`, or a label. */
export function keyName(key: string): KeyName {
  const id = /^id:((?:[0-9a-f]{2})+)$/i.exec(key)?.[1];
  return id === undefined ? { label: key } : { id: id.toLowerCase() };
}

/**
 * The one key of that name and kind. Null: there is none. Rejects with TokenFault where it is not clear which one.
 */
export async function onlyKey(
  session: TokenSession,
  key: string,
  algorithm: Signer["algorithm"],
): Promise<TokenKey | null> {
  const found = await session.keys(keyName(key));
  const fitting = found.filter((one) => one.algorithm === algorithm);
  const [only] = fitting;
  if (fitting.length > 1) {
    const ids = fitting.map(({ id }) => `id:${id}`).join(" and ");
    throw new TokenFault(
      "setup",
      `the token holds ${fitting.length} ${algorithm} keys ${JSON.stringify(key)}: name one as ${ids}`,
    );
  }
  if (only === undefined && found.length > 0)
    throw new TokenFault(
      "setup",
      `the key ${JSON.stringify(key)} of the token is for ${found[0]?.algorithm}, not ${algorithm}`,
    );
  return only ?? null;
}

/** A new one, which the token does not give away. */
export function makeTokenKey(
  link: TokenLink,
  key: string,
  algorithm: Signer["algorithm"],
): Promise<TokenKey> {
  const name = keyName(key);
  if ("id" in name) {
    const why = `a key named by its id is not made (${key}): give the label that it is to have`;
    return Promise.reject(new TokenFault("setup", why));
  }
  return link.use(true, (session) => session.make(name.label, randomBytes(ID_BYTES), algorithm));
}

/** The known key, as this session has it. Rejects with TokenFault. */
export async function keyOf(session: TokenSession, known: KnownTokenKey): Promise<TokenKey> {
  const name: KeyName = known.id === "" ? { label: known.label } : { id: known.id };
  const id = keyIdOf(known.spki);
  const key = (await session.keys(name)).find(({ spki }) => keyIdOf(spki) === id);
  if (key !== undefined) return key;
  throw new TokenFault(
    "setup",
    `the token ${JSON.stringify(known.token)} does not hold the key ${JSON.stringify(known.label)} with id ${known.id} whose public half is ${id}`,
  );
}

/** Signs in the token, and off this thread. The token may be away: then each signature fails with its reason, until it is back. */
export function tokenSigner(known: KnownTokenKey, link: TokenLink): Signer {
  const { algorithm, spki } = known;
  const handles = new WeakMap<TokenSession, TokenKey>();
  const signed = (message: Uint8Array): Promise<Uint8Array> =>
    link.use(false, async (session) => {
      const key = handles.get(session) ?? (await keyOf(session, known));
      handles.set(session, key);
      const signature = await session.sign(key, message);
      // Inside, so that a session which signs nonsense is given up and a new one asked.
      if (!verifySignature(algorithm, spki, message, signature))
        throw new TokenFault("module", "the signature made does not verify with the public key");
      return signature;
    });
  return {
    keyId: keyIdOf(spki),
    algorithm,
    publicKeySpki: spki,
    sign(message, done) {
      const copy = message.slice();
      signed(copy).then(
        (signature) => setImmediate(() => done({ kind: "signed", signature })),
        (cause: unknown) => setImmediate(() => done({ kind: "failed", reason: whyFailed(cause) })),
      );
    },
  };
}

function whyFailed(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
