import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { isThere, KEY_KINDS, keyFrom, writeKey } from "../adapters/keys/key-directory.ts";
import { KeyCustody } from "../adapters/keys/station-custody.ts";
import { CERTIFICATE_REQUEST_PAYLOAD_TYPE, type CertificateRequest } from "../core/record/key-request.ts";
import { EdgeError } from "../errors.ts";
import type { Signer } from "../ports/signer.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import type { CliIo } from "./command.ts";
import { publicKeyOf, signedRequest, writeRequest } from "./keys-enrol.ts";
import { keptBy, mustSpare } from "./out-file.ts";
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
  const data = load(config);
  const { station, keys, custody, tlsKey } = data;
  mustSpare({ command: COMMAND, option: "--out", file: out }, keptBy(config, data));
  if (tlsKey === null)
    throw new EdgeError(
      "CONFIG_INVALID",
      `${config} names no key for the broker: add cert: FILE and key: FILE to its block registry.`,
      { file: config },
    );
  const custodian = new KeyCustody({ directory: keys, custody });
  const log = await custodian.present("log");
  const tls = tlsSigner(tlsKey);
  const document: CertificateRequest = {
    schema: "proofmark/certificate-request/v1",
    station,
    logKey: publicKeyOf(log),
    tlsKey: publicKeyOf(tls),
    issued: new Date(new SystemClock().wallMs()).toISOString(),
  };
  writeRequest(out, await signedRequest(CERTIFICATE_REQUEST_PAYLOAD_TYPE, document, [log, tls]));
  custodian.close();
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
      const folder = dirname(file);
      const why = existsSync(folder) ? "" : `: there is no folder ${folder}, make it first`;
      throw new EdgeError("KEY_UNUSABLE", `Cannot write the key ${file}${why}.`, { file }, cause);
    }
  }
  return keyFrom(file, KEY_KINDS.record);
}
