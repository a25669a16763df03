import { computed, signal } from "@preact/signals";

/** What the address names behind its `#`: the jobs, one of them, a part of it that is looked at by hand; or another page. */
export type Place =
  | { readonly page: "jobs"; readonly job: string | null; readonly part: string | null }
  | { readonly page: "people" }
  | { readonly page: "review"; readonly job: string | null };

export const place = signal<Place>(placeOf(location.hash));
export const page = computed(() => place.value.page);

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
    place.value = placeOf(location.hash);
    if (token !== null) onLink(token);
  });
}

export function jobAddress(job: string, part: string | null = null): string {
  return ["#job", job, ...(part === null ? [] : [part])].map(encoded).join("/");
}

export function reviewAddress(job: string | null = null): string {
  return ["#review", ...(job === null ? [] : [job])].map(encoded).join("/");
}

/** `instead`: the way back leads past where the page was. */
export function goTo(address: string, { instead = false } = {}): void {
  const method = instead ? "replaceState" : "pushState";
  history[method](null, "", `${location.pathname}${location.search}${address}`);
  place.value = placeOf(address);
}

function placeOf(hash: string): Place {
  const [name, job = null, part = null] = hash.split("/").map(decoded);
  if (name === "#people") return { page: "people" };
  if (name === "#review") return { page: "review", job };
  return name === "#job" ? { page: "jobs", job, part } : { page: "jobs", job: null, part: null };
}

function encoded(step: string, at: number): string {
  return at === 0 ? step : encodeURIComponent(step);
}

/** What somebody typed may be no address at all. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
