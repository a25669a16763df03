import { cleanLine } from "../../core/clean-text.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";

const TEXT_SHOWN = 200;
/** OpenSSL's number of a reason; library 0x0A is SSL. Alerts that came from the other side are 1000 more than RFC 8446 has them. */
const OPENSSL_REASON = /error:0A([0-9A-F]{6}):/;
const ALERTS_FROM = 1000;
const WRONG_VERSION_NUMBER = 267;
const WEB_ANSWER = /^Unexpected server response: (\d{3})$/;

const NETWORK = {
  ECONNREFUSED: "CONNECTION_REFUSED",
  ENOTFOUND: "HOST_UNKNOWN",
  EAI_AGAIN: "HOST_UNKNOWN",
  EHOSTUNREACH: "HOST_UNREACHABLE",
  ENETUNREACH: "HOST_UNREACHABLE",
  ETIMEDOUT: "CONNECTION_LATE",
} as const satisfies Record<string, Reason["code"]>;

/** The broker's certificate, by the codes of Node's verification. */
const CERTIFICATE = {
  SELF_SIGNED_CERT_IN_CHAIN: "BROKER_CA_UNKNOWN",
  DEPTH_ZERO_SELF_SIGNED_CERT: "BROKER_CA_UNKNOWN",
  UNABLE_TO_GET_ISSUER_CERT: "BROKER_CA_UNKNOWN",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "BROKER_CA_UNKNOWN",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "BROKER_CA_UNKNOWN",
  CERT_UNTRUSTED: "BROKER_CA_UNKNOWN",
  ERR_TLS_CERT_ALTNAME_INVALID: "BROKER_NAME_WRONG",
  HOSTNAME_MISMATCH: "BROKER_NAME_WRONG",
  CERT_HAS_EXPIRED: "BROKER_CERTIFICATE_ENDED",
  CERT_NOT_YET_VALID: "BROKER_CERTIFICATE_EARLY",
  ERR_SSL_WRONG_VERSION_NUMBER: "BROKER_NOT_TLS",
} as const satisfies Record<string, Reason["code"]>;
const CERTIFICATE_BAD: ReadonlySet<string> = new Set([
  ...["CERT_REVOKED", "CERT_REJECTED", "CERT_SIGNATURE_FAILURE", "CERT_CHAIN_TOO_LONG", "INVALID_PURPOSE"],
  ...[
    "INVALID_CA",
    "PATH_LENGTH_EXCEEDED",
    "ERROR_IN_CERT_NOT_BEFORE_FIELD",
    "ERROR_IN_CERT_NOT_AFTER_FIELD",
  ],
  ...["UNABLE_TO_DECRYPT_CERT_SIGNATURE", "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "EE_KEY_TOO_SMALL"],
  ...["CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "ERR_TLS_CERT_ALTNAME_FORMAT"],
]);

/** MQTT.js has no code for these. */
const TEXTS: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ["connack timeout", reason("BROKER_SILENT", {})],
  ["Keepalive timeout", reason("BROKER_SILENT", {})],
  [
    "Client network socket disconnected before secure TLS connection was established",
    reason("BROKER_CUT", {}),
  ],
  ["socket hang up", reason("BROKER_CUT", {})],
]);

/**
 * Why the broker was not reached or did not take the station, as a person is told: from an error of MQTT.js 5.16, of Node's TLS or
 * socket, or any `{code}` with the reason code of a CONNACK (3.1.1 or 5) or of a DISCONNECT.
 */
export function brokerProblem(error: unknown): Reason {
  const { code, message } = shapeOf(error);
  if (typeof code === "number") return byReasonCode(code);
  const openssl = Number.parseInt(OPENSSL_REASON.exec(message)?.[1] ?? "0", 16);
  if (openssl === WRONG_VERSION_NUMBER) return reason("BROKER_NOT_TLS", {});
  if (openssl >= ALERTS_FROM && openssl < ALERTS_FROM + 256) return byAlert(openssl - ALERTS_FROM);
  if (code !== null) {
    if (isKey(CERTIFICATE, code)) return reason(CERTIFICATE[code], {});
    if (CERTIFICATE_BAD.has(code)) return reason("BROKER_CERTIFICATE_BAD", { code });
    if (isKey(NETWORK, code)) return reason("BROKER_UNREACHABLE", { because: reason(NETWORK[code], {}) });
    if (code === "EPIPE" || (code === "ECONNRESET" && !TEXTS.has(message))) return reason("BROKER_CUT", {});
  }
  const known = TEXTS.get(message);
  if (known !== undefined) return known;
  const web = WEB_ANSWER.exec(message);
  if (web !== null) return reason("BROKER_WEB_ANSWER", { status: Number(web[1]) });
  return reason("BROKER_SAID", { text: cleanLine(message).slice(0, TEXT_SHOWN) || (code ?? "?") });
}

function shapeOf(error: unknown): { code: string | number | null; message: string } {
  if (typeof error !== "object" || error === null) return { code: null, message: String(error ?? "") };
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: typeof code === "string" || typeof code === "number" ? code : null,
    message: typeof message === "string" ? message : "",
  };
}

/** Those below 128 are of MQTT 3.1.1, all others of 5. */
function byReasonCode(code: number): Reason {
  switch (code) {
    case 4:
    case 134:
      return reason("BROKER_PASSWORD_WRONG", {});
    case 5:
    case 135:
    case 140:
      return reason("BROKER_NOT_AUTHORIZED", {});
    case 2:
    case 133:
      return reason("BROKER_CLIENT_REFUSED", {});
    case 3:
    case 136:
    case 137:
    case 139:
    case 151:
    case 159:
      return reason("BROKER_BUSY", { code });
    default:
      return reason("BROKER_REFUSED", { code });
  }
}

/** RFC 8446, section 6.2. */
function byAlert(alert: number): Reason {
  switch (alert) {
    case 116:
    case 41:
      return reason("STATION_CERTIFICATE_ASKED", {});
    case 44:
      return reason("STATION_CERTIFICATE_REVOKED", {});
    case 45:
      return reason("STATION_CERTIFICATE_ENDED", {});
    case 42:
    case 43:
    case 46:
    case 48:
    case 49:
      return reason("STATION_CERTIFICATE_REFUSED", { alert });
    default:
      return reason("BROKER_HANDSHAKE_REFUSED", { alert });
  }
}

function isKey<Row extends object>(rows: Row, key: string): key is keyof Row & string {
  return Object.hasOwn(rows, key);
}
