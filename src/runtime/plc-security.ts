import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { OpcUaSecurity } from "../adapters/opcua/opcua-security.ts";
import { EdgeError } from "../errors.ts";
import type { DeviceConfig } from "./station-config.ts";

/**
 * What the station file says of a PLC's security, with the certificate read. Without a block it is none, which the adapter
 * takes for this machine alone. Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID.
 */
export function plcSecurity({ device, opcua }: DeviceConfig): OpcUaSecurity {
  if (opcua === undefined || opcua.security === "none-loopback-only") return "none-loopback-only";
  const { policy, serverCertificate, certificateDir } = opcua.security;
  return { policy, certificateDir, serverCertificate: readCertificate(serverCertificate, device) };
}

/** DER, from a file in DER or PEM. */
function readCertificate(file: string, device: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new EdgeError(
      "FILE_UNREADABLE",
      `Cannot read the certificate ${file} of ${device}.`,
      { file },
      cause,
    );
  }
  try {
    return new Uint8Array(new X509Certificate(bytes).raw);
  } catch (cause) {
    throw new EdgeError(
      "CONFIG_INVALID",
      `${file} is no X.509 certificate in PEM or DER, as the PLC ${device} needs.`,
      { file },
      cause,
    );
  }
}
