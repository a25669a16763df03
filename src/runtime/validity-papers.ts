import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { civilDateIn } from "../adapters/clock/civil-date.ts";
import type { Paper } from "../core/calendar/validity-calendar.ts";
import { showable } from "../core/door/characters.ts";
import { EdgeError } from "../errors.ts";
import { certificateSpan, newestCertificateFile, ownCertificate } from "./own-certificate.ts";
import type { StationConfig } from "./station-config.ts";
import { loadEditions } from "./station-rulebooks.ts";

/** One that renews itself and lasts no longer would be told of all its life; the station says when it is not renewed. */
const SHORT_LIFE_MS = 60 * 86_400_000;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * What of a station file ends on a day, beside its calibrations: the last edition for each kind of subject, and certificates by the station's
 * civil date. What cannot be read is left out: whoever needs it says so.
 */
export function papersOf(config: StationConfig): readonly Paper[] {
  return [...rulebookPapers(config), ...certificatePapers(config)];
}

function rulebookPapers(config: Pick<StationConfig, "rulebooks">): readonly Paper[] {
  const last = new Map<string, Paper>();
  for (const kind of ["inspection", "exam"] as const) {
    try {
      for (const { editions } of loadEditions(kind, config)) {
        const { id, validTo } = editions.at(-1) ?? editions[0];
        last.set(id, { what: "rulebook", rulebook: id, validTo });
      }
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause;
    }
  }
  return [...last.values()];
}

/** Of several authorities the last one counts, as it does for a connection; of a chain the station's own, which stands first. */
function certificatePapers({ registry, devices, timeZone }: StationConfig): readonly Paper[] {
  const localDate = civilDateIn(timeZone);
  const paper = (file: string | undefined, which: "first" | "last"): Paper[] => {
    if (file === undefined) return [];
    const ends = endsOf(file);
    const atMs = which === "first" ? ends[0] : ends.sort((a, b) => b - a)[0];
    // One that ends at midnight is good for the day before.
    const validTo = atMs === undefined ? null : localDate(atMs - 1000);
    return validTo === null ? [] : [{ what: "certificate", file: showable(file, 200), validTo }];
  };
  const plcs = devices.flatMap(({ opcua }) =>
    opcua === undefined || opcua.security === "none-loopback-only" ? [] : [opcua.security.serverCertificate],
  );
  return [
    ...paper(registry.ca, "last"),
    ...paper(toldOf(registry), "first"),
    ...[...new Set(plcs)].flatMap((file) => paper(file, "first")),
  ];
}

/** The certificate by which the broker knows the station, where a day is long enough for it. */
function toldOf(registry: StationConfig["registry"]): string | undefined {
  if (registry.cert === undefined) return undefined;
  const file = newestCertificateFile(registry.cert);
  const span = certificateSpan(file);
  const isShort = span !== null && span.toMs - span.fromMs <= SHORT_LIFE_MS;
  const renewsItself = registry.askTime !== false && ownCertificate(registry) !== null;
  return isShort && renewsItself ? undefined : file;
}

/** PEM, any number of them, or one in DER. */
function endsOf(file: string): number[] {
  try {
    const bytes = readFileSync(file);
    const blocks = bytes.toString("latin1").match(CERTIFICATE) ?? [bytes];
    return blocks.map((block) => Date.parse(new X509Certificate(block).validTo)).filter(Number.isFinite);
  } catch {
    // No file, or no certificate: the connection that needs it says so with a remedy.
    return [];
  }
}
