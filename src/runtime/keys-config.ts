import { z } from "zod";
import { SECRET_SOURCE_PATTERN, type SecretSource, secretSource } from "../adapters/keys/secret-source.ts";
import type { Custody, RoleCustody, StationCustody } from "../adapters/keys/station-custody.ts";

/** The block `keys` of a station file: how the two private keys are kept. */
const SECRET =
  "file:PATH (closed to others; relative to this file), credential:NAME (of systemd's LoadCredential or LoadCredentialEncrypted), descriptor:N (opened by whoever starts it), or prompt (asked at the terminal).";

const source = (what: string) =>
  z
    .string()
    .refine((text) => secretSource(text) !== null, "form:secretSource")
    .transform((text) => secretSource(text) as SecretSource)
    .describe(`${what} ${SECRET}`)
    .meta({ pattern: SECRET_SOURCE_PATTERN });

const words = (most: number, what: string) => z.string().min(1).max(most).describe(what);
/** As tokens have it: 32 bytes of UTF-8. */
const LABEL_MOST = 32;

const inFile = { custody: z.literal("file") };
const encrypted = {
  custody: z.literal("encrypted"),
  passphrase: source("Where the passphrase of the key file comes from:"),
};
const inToken = {
  custody: z.literal("pkcs11"),
  module: words(
    1024,
    "The token maker's PKCS #11 library, relative to this file, as /usr/lib/softhsm/libsofthsm2.so.",
  ),
  token: words(LABEL_MOST, "Label of the token."),
  key: words(
    128,
    "Label of the key in the token, or id:HEX where two have one label. Made at the first start where there is none.",
  ),
  pin: source("Where the user PIN of the token comes from:"),
};

const custody = z.discriminatedUnion("custody", [
  z.strictObject(inFile),
  z.strictObject(encrypted),
  z.strictObject(inToken),
]);

const next = custody
  .describe("How the key that follows is kept, from `keys rotate --out` until it stands here as the custody.")
  .exactOptional();

const ofRole = (what: string) =>
  z
    .discriminatedUnion("custody", [
      z.strictObject({ ...inFile, next }),
      z.strictObject({ ...encrypted, next }),
      z.strictObject({ ...inToken, next }),
    ])
    .describe(what)
    .prefault({ custody: "file" });

const algorithm = z.literal("sm2-sm3").describe("SM2 over SM3, with the user id of GM/T 0009.");
const nextInFile = z
  .discriminatedUnion("custody", [z.strictObject(inFile), z.strictObject(encrypted)])
  .describe("As of the other keys.")
  .exactOptional();

export const keysSchema = z
  .strictObject({
    record: ofRole("The key that signs records, P-256."),
    log: ofRole("The key that signs the log, Ed25519; a token may not know that algorithm."),
    second: z
      .discriminatedUnion("custody", [
        z.strictObject({ algorithm, ...inFile, next: nextInFile }),
        z.strictObject({ algorithm, ...encrypted, next: nextInFile }),
      ])
      .describe(
        "The key of the second signature, SM2 with SM3: where it stands here, every record and withdrawal bears both. In a file, plain or encrypted; not in a token.",
      )
      .exactOptional(),
  })
  .describe(
    "How the private keys are kept. Without it there are two, in plain files, for the station's user alone.",
  )
  .prefault({});

/** With the paths made absolute. */
export function keysFiles(
  { record, log, second }: StationCustody,
  here: (path: string) => string,
): StationCustody {
  const role = <Kept extends RoleCustody>({ next: following, ...present }: Kept): Kept =>
    ({
      ...custodyFiles(present as Custody, here),
      ...(following !== undefined && { next: custodyFiles(following, here) }),
    }) as Kept;
  const keys = { record: role(record), log: role(log) };
  return second === undefined ? keys : { ...keys, second: role(second) };
}

function custodyFiles(kept: Custody, here: (path: string) => string): Custody {
  if (kept.custody === "file") return kept;
  const absolute = (from: SecretSource): SecretSource =>
    from.kind === "file" ? { kind: "file", path: here(from.path) } : from;
  return kept.custody === "encrypted"
    ? { ...kept, passphrase: absolute(kept.passphrase) }
    : { ...kept, module: here(kept.module), pin: absolute(kept.pin) };
}
