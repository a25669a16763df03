import { isIP } from "node:net";
import { hostname } from "node:os";

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

/** The verifier for anybody knows its one script by its hash and allows no request (its policy stands in the page); it reads codes by the camera. */
const VERIFIER = "/verifier.html";
const OF_VERIFIER = {
  "content-security-policy": "frame-ancestors 'none'",
  "permissions-policy": "camera=(self), geolocation=(), microphone=()",
};

/** For a year this host is asked by TLS alone, once a browser has seen a certificate here that it believes. */
const TLS_ONLY = { "strict-transport-security": "max-age=31536000; includeSubDomains" };

/** Headers of every answer. What is not a built file with a hash in its name is never taken from a cache. */
export function headersFor(path: string, isTls: boolean): Readonly<Record<string, string>> {
  const kept = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store";
  const own = path.split("?", 1)[0] === VERIFIER ? OF_VERIFIER : {};
  return { ...HEADERS, ...own, ...(isTls ? TLS_ONLY : {}), "cache-control": kept };
}

/**
 * Whether a request comes from this console's own pages. A page of another site must not start or end a job through the
 * operator's browser: its origin differs. Nor may it give its own name this console's address (DNS rebinding): only
 * addresses, `localhost`, this machine's names and those of the station file (`names`) are answered.
 */
export function fromOwnPage(
  request: { readonly origin: string | undefined; readonly host: string | undefined },
  names: readonly string[],
): boolean {
  const { origin, host } = request;
  if (host === undefined || !ownName(nameOf(host), names)) return false;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

function nameOf(host: string): string {
  return host.replace(/:\d{1,5}$/, "").toLowerCase();
}

function ownName(name: string, names: readonly string[]): boolean {
  if (isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0) return true;
  const machine = hostname().toLowerCase();
  const known = ["localhost", machine, `${machine}.local`, ...names.map((known) => known.toLowerCase())];
  return known.includes(name);
}
