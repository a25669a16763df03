import { isIP } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import {
  certificateFingerprint,
  ownConsoleCertificate,
  readOwnCertificate,
} from "../adapters/keys/console-certificate.ts";
import { isLoopback } from "../console/console-limits.ts";
import { readCredentials } from "./credential-files.ts";
import type { StationConfig } from "./station-config.ts";

/** What the console shows to a browser; PEM. */
export interface ConsoleTls {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, pairs with colons, as a browser shows it. */
  readonly fingerprint: string;
  /** Made by the station itself: a browser asks whether it is the right one. */
  readonly isOwn: boolean;
}

type Console = Pick<StationConfig["console"], "host" | "tls">;

/** Of a data directory: where the console's own certificate is. */
export const consoleDirectory = (data: string): string => join(data, "console");

/** Passwords and sessions leave the machine only encrypted; on loopback they do not leave it. */
export function speaksTls({ host, tls }: Console): boolean {
  return tls !== null || !(host === "localhost" || (isIP(host) !== 0 && isLoopback(host)));
}

/**
 * Null for plain HTTP. The certificate of the station file, or an own one that is made where it is missing or ends soon. `wallMs`: now, in ms since 1970.
 * Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID or CREDENTIALS_UNUSABLE for the files of the station file, KEY_UNUSABLE for the own.
 */
export async function consoleTls(
  { console, data }: Pick<StationConfig, "console" | "data">,
  wallMs: number,
  onNotice: (sentence: string) => void = () => undefined,
): Promise<ConsoleTls | null> {
  const { host, tls } = console;
  if (!speaksTls(console)) return null;
  if (tls === null) {
    const own = await ownConsoleCertificate(
      consoleDirectory(data),
      [...hostsOf(host), ...console.names],
      wallMs,
    );
    return { ...own, fingerprint: certificateFingerprint(own.cert), isOwn: true };
  }
  const files = { cert: tls.certificate, key: tls.key };
  const { credentials, outOfDate } = readCredentials(files, wallMs);
  // A lane that stands still is worse than a page that warns.
  if (outOfDate !== null) onNotice(outOfDate.message);
  const { cert, key } = credentials.own ?? { cert: "", key: "" };
  return { cert, key, fingerprint: certificateFingerprint(cert), isOwn: false };
}

/** The fingerprint that this station's console has to show; null where there is no certificate yet, or none that can be read. */
export function consoleFingerprint({
  console,
  data,
}: Pick<StationConfig, "console" | "data">): string | null {
  const { tls } = console;
  try {
    if (tls === null) {
      const own = readOwnCertificate(consoleDirectory(data));
      return own === null ? null : certificateFingerprint(own.cert);
    }
    const { credentials } = readCredentials({ cert: tls.certificate, key: tls.key }, Date.now());
    return credentials.own === undefined ? null : certificateFingerprint(credentials.own.cert);
  } catch {
    // Then nothing that answers there can be shown to be ours.
    return null;
  }
}

/** How a browser may name this machine in its address line. */
function hostsOf(host: string): readonly string[] {
  const machine = hostname().toLowerCase();
  const isAny = host === "0.0.0.0" || host === "::";
  return ["localhost", "127.0.0.1", "::1", machine, `${machine}.local`, ...(isAny ? [] : [host])];
}
