import { computed, signal } from "@preact/signals";
import type { WaitingName } from "../../core/queue/queue-order.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { checkInPlace } from "./check-in-address.ts";

/** What the address names behind its `#`: the jobs, one of them, a part of it that is looked at by hand; or another page. */
export type Place =
  | { readonly page: "jobs"; readonly job: string | null; readonly part: string | null }
  | { readonly page: "people" }
  | { readonly page: "course"; readonly site: string }
  | { readonly page: "screens" }
  | { readonly page: "slip"; readonly job: string }
  /** `query`: what is looked for, as behind a `?`. */
  | { readonly page: "results"; readonly query: string }
  | { readonly page: "result"; readonly record: string }
  | { readonly page: "queue" }
  /** `of`: null where nobody said which. `instead`: the waiting one that is corrected. */
  | { readonly page: "check-in"; readonly of: JobKind | null; readonly instead: WaitingName | null }
  | { readonly page: "lane"; readonly site: string }
  | { readonly page: "review"; readonly job: string | null }
  /** `detail`: which device, or what the log is searched for. */
  | { readonly page: "station"; readonly section: StationSection; readonly detail: string | null };

export const STATION_SECTIONS = ["problems", "orders", "devices", "keeping", "log", "users"] as const;
export type StationSection = (typeof STATION_SECTIONS)[number] | "device";

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

export function slipAddress(job: string): string {
  return `#slip/${encodeURIComponent(job)}`;
}

export function reviewAddress(job: string | null = null): string {
  return ["#review", ...(job === null ? [] : [job])].map(encoded).join("/");
}

export function courseAddress(site: string): string {
  return `#course/${encodeURIComponent(site)}`;
}

export function stationAddress(section: StationSection = "problems", detail: string | null = null): string {
  if (section === "problems") return "#station";
  return ["#station", section, ...(detail === null || detail === "" ? [] : [detail])].map(encoded).join("/");
}

export function resultsAddress(query: string): string {
  return query === "" ? "#results" : `#results?${query}`;
}

export function laneAddress(site: string): string {
  return `#lane/${encodeURIComponent(site)}`;
}

export function resultAddress(record: string): string {
  return `#result/${encodeURIComponent(record)}`;
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
  if (name === "#screens") return { page: "screens" };
  if (name === "#slip") return { page: "slip", job: job ?? "" };
  const [list, query = ""] = hash.split(/\?(.*)/s);
  if (list === "#results") return { page: "results", query };
  if (name === "#result") return { page: "result", record: job ?? "" };
  if (name === "#course") return { page: "course", site: job ?? "" };
  if (name === "#station") return stationPlace(job, part);
  if (name === "#queue") return { page: "queue" };
  if (name === "#check-in") return checkInPlace(job, part);
  if (name === "#lane") return { page: "lane", site: job ?? "" };
  if (name === "#review") return { page: "review", job };
  return name === "#job" ? { page: "jobs", job, part } : { page: "jobs", job: null, part: null };
}

function stationPlace(section: string | null, detail: string | null): Place {
  const known = [...STATION_SECTIONS, "device" as const].find((name) => name === section);
  return { page: "station", section: known ?? "problems", detail };
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
