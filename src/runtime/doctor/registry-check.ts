import { probeBroker } from "../../adapters/mqtt/broker-probe.ts";
import type { CheckResult } from "../../core/doctor/check-result.ts";
import { dueMs, minutesLeft } from "../../core/requests/renewal-pace.ts";
import { reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { readCredentials } from "../credential-files.ts";
import { certificateSpan, newestCertificateFile } from "../own-certificate.ts";
import type { StationConfig } from "../station-config.ts";
import { result, sentencesOf } from "./house-checks.ts";
import type { SeenStation } from "./running-station.ts";

/** The way to the registry: the files, the broker under another name, and how the running station fares. */
export async function registryChecks(
  config: StationConfig,
  wallMs: number,
  { view, withinMs }: { readonly view: SeenStation | null; readonly withinMs: number },
): Promise<CheckResult[]> {
  const standing = view === null ? [] : [standingOf(view)];
  const isConnected = view?.registry.connected === true;
  try {
    const { cert } = config.registry;
    const inUse = cert === undefined ? {} : { cert: newestCertificateFile(cert) };
    const { credentials, outOfDate } = readCredentials({ ...config.registry, ...inUse }, wallMs);
    if (outOfDate !== null) throw outOfDate;
    const probe = await brokerCheck(config, credentials, isConnected, withinMs);
    return [...standing, probe, ...certificateChecks(config.registry, wallMs)];
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    const found = reason("CREDENTIALS_WRONG", sentencesOf(cause));
    return [
      ...standing,
      { ...result("registry", "wrong", found, reason("DO_AS_IT_SAYS", {})), about: "broker" },
    ];
  }
}

/** How long the station's own certificate lasts, or the next one that it has got by itself; nothing where it has none. */
export function certificateChecks(
  { cert }: Pick<StationConfig["registry"], "cert">,
  wallMs: number,
): CheckResult[] {
  if (cert === undefined) return [];
  const span = certificateSpan(newestCertificateFile(cert));
  if (span === null) return [];
  const told = { minutesLeft: minutesLeft(span, wallMs), until: new Date(span.toMs).toISOString() };
  const about = { about: "certificate" };
  if (wallMs < dueMs(span))
    return [{ ...result("registry", "well", reason("CERTIFICATE_LASTS", told)), ...about }];
  const soon = reason("CERTIFICATE_ENDS_SOON", told);
  return [{ ...result("registry", "doubtful", soon, reason("DO_RENEW_CERTIFICATE", {})), ...about }];
}

async function brokerCheck(
  { station, registry: { url } }: StationConfig,
  credentials: ReturnType<typeof readCredentials>["credentials"],
  isConnected: boolean,
  withinMs: number,
): Promise<CheckResult> {
  const name = `proofmark-${station}-doctor`;
  const word = await probeBroker({ url, clientId: name, credentials, withinMs });
  const about = { about: "broker" };
  if (word.kind === "let-in") {
    const { packetBytesMax } = word;
    return {
      ...result("registry", "well", reason("BROKER_LETS_IN", { url, packetBytesMax, name })),
      ...about,
    };
  }
  const { why } = word;
  // Who may come in under which name is the broker's own list: that the station may is then known from the station alone.
  const isOfName =
    why.code === "BROKER_CLIENT_REFUSED" || (why.code === "BROKER_NOT_AUTHORIZED" && isConnected);
  if (isOfName) {
    const found = reason("BROKER_REFUSES_THE_DOCTOR", { name, because: why });
    return { ...result("registry", "not-known", found, reason("DO_ALLOW_NAME", { name })), ...about };
  }
  const remedy =
    why.code === "BROKER_NOT_AUTHORIZED" ? reason("DO_ALLOW_NAME", { name }) : reason("DO_AS_IT_SAYS", {});
  return { ...result("registry", "wrong", why, remedy), ...about };
}

/** How the running station says that it stands with the registry. */
export function standingOf({ registry }: SeenStation): CheckResult {
  const { connected, pending } = registry;
  const trouble = registry.locked ?? registry.trouble ?? registry.refusal ?? null;
  if (trouble !== null)
    return result(
      "registry",
      "wrong",
      reason("REGISTRY_TROUBLED", { ...trouble, pending }),
      remedyOf(registry.trouble?.code),
    );
  return connected
    ? result("registry", "well", reason("REGISTRY_WELL", { pending }))
    : result("registry", "wrong", reason("REGISTRY_AWAY", { pending }), reason("DO_REGISTRY", {}));
}

/** Of two that do not speak the same one side has to be updated; which, the code says. */
function remedyOf(code: string | undefined): CheckResult["remedy"] {
  if (code === "REGISTRY_OUTDATED") return reason("DO_UPDATE_REGISTRY", {});
  return code === "STATION_OUTDATED" ? reason("DO_UPDATE_STATION", {}) : reason("DO_REGISTRY", {});
}
