import { effect, signal } from "@preact/signals";
import type { ResultFound } from "../../core/results/result-line.ts";
import { place, resultsAddress } from "./address.ts";
import { station } from "./live-store.ts";
import { asked, isOpen } from "./session-store.ts";

/** What somebody looks for, as it stands in the address: a reload and a second tab look for the same. */
export interface Search {
  readonly q: string;
  readonly kind: string;
  readonly verdict: string;
  readonly from: string;
  readonly to: string;
  readonly unreceipted: string;
}

const MEMBERS = ["q", "kind", "verdict", "from", "to", "unreceipted"] as const;

export interface Listed {
  readonly lines: readonly ResultFound[];
  readonly more: boolean;
  readonly incomplete: boolean;
  readonly receiptedSize: number;
}

/** Null while nothing has come; `unread`: the station did not give it. */
export const listed = signal<Listed | "unread" | null>(null);

export function searchIn(query: string): Search {
  const told = new URLSearchParams(query);
  return Object.fromEntries(MEMBERS.map((member) => [member, told.get(member) ?? ""])) as unknown as Search;
}

export function addressOf(search: Search): string {
  return resultsAddress(wordsOf(search).toString());
}

function wordsOf(search: Search): URLSearchParams {
  return new URLSearchParams(MEMBERS.flatMap((name) => (search[name] === "" ? [] : [[name, search[name]]])));
}

export function isAnything(search: Search): boolean {
  return MEMBERS.some((member) => search[member] !== "");
}

let turn = 0;

/** The first page of the list, or what comes before the last line that is shown. */
export async function loadResults(search: Search, before: number | null = null): Promise<void> {
  turn += 1;
  const mine = turn;
  const words = wordsOf(search);
  if (before !== null) words.set("before", String(before));
  const answer = await asked<Listed>("GET", `api/results?${words}`);
  // A later question has its own answer, whichever comes first.
  if (mine !== turn || !isOpen.value) return;
  if (answer.kind !== "done") {
    listed.value = "unread";
    return;
  }
  const known =
    before === null || listed.value === null || listed.value === "unread" ? [] : listed.value.lines;
  listed.value = { ...answer.body, lines: [...known, ...answer.body.lines] };
}

/** The station was reading its journal on when it was asked: soon it has all of it. */
const ASK_AGAIN_MS = 1_000;

/**
 * While the list is shown it is read again when the journal has a new receipt, or the search is another one; and as long as the station says that
 * some may be missing.
 */
export function followResults(): void {
  let before = "";
  effect(() => {
    const at = place.value;
    if (!isOpen.value || at.page !== "results") {
      before = "";
      listed.value = null;
      return;
    }
    const registry = station.value?.registry;
    const now = `${at.query} ${registry?.receiptedSize} ${registry?.pending}`;
    if (now === before) return;
    before = now;
    void loadResults(searchIn(at.query));
  });
  effect(() => {
    const { value: at } = place;
    const { value: found } = listed;
    if (at.page !== "results" || found === null || found === "unread" || !found.incomplete) return undefined;
    const again = setTimeout(() => void loadResults(searchIn(at.query)), ASK_AGAIN_MS);
    return () => clearTimeout(again);
  });
}
