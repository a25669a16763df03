import { signal } from "@preact/signals";

export type Page = "jobs" | "people";

/** Which page the address names behind its `#`. */
export const page = signal<Page>(pageOf(location.hash));

/** Whatever stands there: what is no token the station refuses like one that was used. */
const LINK = /^#link=(.{1,200})$/;

/**
 * The token of a one-time link, or null. It is taken out of the address and out of the history before anything else happens: what
 * stands there is read over shoulders and offered again when somebody types.
 */
export function takeLinkToken(): string | null {
  const token = LINK.exec(location.hash)?.[1] ?? null;
  if (location.hash.startsWith("#link=")) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** Where a one-time link leads. */
export function linkAddress(token: string): string {
  return `${location.origin}${location.pathname}#link=${token}`;
}

/** `onLink`: somebody opened a one-time link in a page that was open already. */
export function followAddress(onLink: (token: string) => void): void {
  addEventListener("hashchange", () => {
    const token = takeLinkToken();
    page.value = pageOf(location.hash);
    if (token !== null) onLink(token);
  });
}

function pageOf(hash: string): Page {
  return hash === "#people" ? "people" : "jobs";
}
