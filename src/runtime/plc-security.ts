import { X509Certificate } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { errnoWords } from "../adapters/disk/errno-words.ts";
import type { OpcUaSecurity } from "../adapters/opcua/opcua-security.ts";
import { EdgeError } from "../errors.ts";
import { makeDirectory } from "./data-directory.ts";
import type { DeviceConfig } from "./station-config.ts";

/**
 * What the station file says of a PLC's security, with the certificate read. Without a block it is none, which the adapter
 * takes for this machine alone. Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID or DIRECTORY_UNWRITABLE.
 */
export function plcSecurity({ device, opcua }: DeviceConfig): OpcUaSecurity {
  if (opcua === undefined || opcua.security === "none-loopback-only") return "none-loopback-only";
  const { policy, serverCertificate, certificateDir } = opcua.security;
  const certificate = readCertificate(serverCertificate, device);
  // At the start: the library would try in the background, again and again, and tell nobody.
  makeDirectory(certificateDir);
  refuseUnwritable(certificateDir, device);
  return { policy, certificateDir, serverCertificate: certificate };
}

/** Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID for a PLC whose certificate a start could not read; writes nothing. */
export function refuseUnreadableCertificate({ device, opcua }: DeviceConfig): void {
  if (opcua === undefined || opcua.security === "none-loopback-only") return;
  readCertificate(opcua.security.serverCertificate, device);
}

/** The station's own certificate for this PLC is made at its first start: without it there is nothing to connect with. */
export function isOfFirstStart({ opcua }: DeviceConfig): boolean {
  if (opcua === undefined || opcua.security === "none-loopback-only") return false;
  return !existsSync(opcua.security.certificateDir);
}

function refuseUnwritable(directory: string, device: string): void {
  try {
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    const sentence = `The station cannot keep its certificate for ${device} in ${directory}.`;
    throw new EdgeError("DIRECTORY_UNWRITABLE", sentence, { directory }, cause);
  }
}

/** DER, from a file in DER or PEM. */
function readCertificate(file: string, device: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const why = errnoWords(cause);
    const en = `Cannot read the certificate ${file} of ${device}: ${why.en}.`;
    const problem = { zh: `无法读取 ${device} 的证书 ${file}：${why.zh}。`, en };
    throw new EdgeError("FILE_UNREADABLE", en, { file, problem }, cause);
  }
  try {
    return new Uint8Array(new X509Certificate(bytes).raw);
  } catch (cause) {
    const en = `${file} is no X.509 certificate in PEM or DER, as the PLC ${device} needs.`;
    const problem = { zh: `${file} 不是 PEM 或 DER 格式的 X.509 证书，而 PLC ${device} 需要它。`, en };
    throw new EdgeError("CONFIG_INVALID", en, { file, problem }, cause);
  }
}
