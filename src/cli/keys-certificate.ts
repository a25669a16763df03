import { generateKeyPairSync } from "node:crypto";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { isThere, KEY_KINDS, keyFrom, loadKeys, writeKey } from "../adapters/keys/key-directory.ts";
import { CERTIFICATE_REQUEST_PAYLOAD_TYPE, type CertificateRequest } from "../core/record/key-request.ts";
import { EdgeError } from "../errors.ts";
import type { Signer } from "../ports/signer.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { publicKeyOf, signedRequest, writeRequest } from "./keys-enrol.ts";
import type { LoadStationData } from "./station-data.ts";

const COMMAND = "keys certificate";

/** Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID, KEY_UNUSABLE, KEYS_MISSING, FILE_UNWRITABLE. */
export async function keysCertificate(
  args: readonly string[],
  io: CliIo,
  load: LoadStationData,
): Promise<number> {
  const values = parseOptions(COMMAND, args, { config: { type: "string" }, out: { type: "string" } });
  const { config, out } = requireAll(COMMAND, { config: values.config, out: values.out });
  const { station, keys, tlsKey } = load(config);
  if (tlsKey === null)
    throw new EdgeError(
      "CONFIG_INVALID",
      `${config} names no key for the broker: add cert: FILE and key: FILE to its block registry.`,
      { file: config },
    );
  const { log } = loadKeys(keys);
  const tls = tlsSigner(tlsKey);
  const document: CertificateRequest = {
    schema: "proofmark/certificate-request/v1",
    station,
    logKey: publicKeyOf(log),
    tlsKey: publicKeyOf(tls),
    issued: new Date(new SystemClock().wallMs()).toISOString(),
  };
  writeRequest(out, await signedRequest(CERTIFICATE_REQUEST_PAYLOAD_TYPE, document, [log, tls]));
  io.out(`${out} is for the registry (proofmark registry certificate issue): it holds no private key.`);
  io.out(
    "Put the certificate that it makes in the place of the file cert; it is used at the next connection.",
  );
  return 0;
}

/** Kept when a certificate is renewed: one file is exchanged then, and what is in use goes on fitting. */
function tlsSigner(file: string): Signer {
  if (!isThere(file)) {
    try {
      writeKey(file, generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
    } catch (cause) {
      throw new EdgeError("KEY_UNUSABLE", `Cannot write the key ${file}.`, { file }, cause);
    }
  }
  return keyFrom(file, KEY_KINDS.record);
}
