import { randomBytes } from "node:crypto";
import type { PapersFound, PapersWanted, TakeInAsked } from "../core/queue/queue-view.ts";
import type { PapersAsked } from "../core/requests/asked.ts";
import type { PapersReply } from "../core/requests/papers-messages.ts";
import {
  changedKeys,
  isOfReply,
  type PapersFetched,
  papersFetched,
  papersKindOf,
  papersReason,
} from "../core/requests/papers-used.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock } from "../ports/clock.ts";
import type { RequestDesk, Sought } from "../station/request-desk.ts";

export interface PapersFetchingOptions {
  readonly requests: Pick<RequestDesk, "seek" | "holdReply">;
  readonly clock: Clock;
}

interface Known {
  readonly kind: JobKind;
  /** Null where nothing came. */
  readonly reply: { readonly document: PapersReply; readonly sha256: string } | null;
}

const NUMBER_BYTES = 16;
/** A form that was left open for longer than it takes to take in so many is fetched again. */
const KNOWN_MAX = 64;

/** What desks fetched, until somebody is taken in with it: in memory, by a number that only the page has which fetched it. */
export class PapersFetching {
  readonly #options: PapersFetchingOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: PapersFetchingOptions) {
    this.#options = options;
  }

  /** `door`: what the station has against papers. */
  async fetch(
    wanted: PapersWanted,
    door: (papers: Readonly<Record<string, unknown>>) => Reason | null,
  ): Promise<PapersFound | { readonly kind: "refused"; readonly reason: Reason }> {
    const { requests, clock } = this.#options;
    const sought = await new Promise<Sought>((done) => requests.seek(askedOf(wanted), done));
    if (sought.kind === "nobody") return { kind: "refused", reason: reason("PAPERS_NO_REGISTRY", {}) };
    if (sought.kind === "silent") {
      const fetched = this.#keep({ kind: wanted.kind, reply: null });
      return { ...NOTHING, fetched, answer: "unanswered", why: told(reason("PAPERS_UNANSWERED", {})) };
    }
    const { document, text } = sought.reply;
    const fetched = this.#keep({
      kind: wanted.kind,
      reply: { document, sha256: requests.holdReply(text) },
    });
    const { answer, region, asOf, papers, order, appointment } = document;
    const [why, slip] = [papersReason(document), papers === null ? null : door(papers)];
    const minutes =
      asOf === null ? null : Math.max(0, Math.floor((clock.wallMs() - Date.parse(asOf)) / 60_000));
    return {
      ...{ kind: "fetched", fetched, answer, region, asOf, minutes, papers, order, appointment },
      why: why === null ? null : told(why),
      door: slip === null ? null : told(slip),
    };
  }

  /** What a record is to say of it; null where it is not known any more, or was of somebody else. */
  noted(kind: JobKind, fetched: string, papers: TakeInAsked["papers"]): PapersFetched | null {
    const known = this.#known.get(fetched);
    if (known === undefined || known.kind !== kind) return null;
    if (known.reply !== null && !isOfReply(known.reply.document, papers)) return null;
    return papersFetched(papersKindOf(kind), known.reply, papers);
  }

  #keep(known: Known): string {
    const fetched = randomBytes(NUMBER_BYTES).toString("hex");
    this.#known.set(fetched, known);
    for (const old of this.#known.keys()) {
      if (this.#known.size <= KNOWN_MAX) break;
      this.#known.delete(old);
    }
    return fetched;
  }
}

const NOTHING = {
  ...{ kind: "fetched" as const, region: null, asOf: null, minutes: null, papers: null },
  ...{ order: null, appointment: null, door: null },
};

function askedOf(wanted: PapersWanted): PapersAsked {
  return wanted.kind === "exam"
    ? { kind: "appointment", subject: wanted.subject }
    : { kind: "vehicle-dossier", subject: wanted.subject };
}

/** Of one who is corrected, what was fetched then, with what is another now; null where nothing was. `before`: the papers until now. */
export function corrected(
  fetched: PapersFetched | undefined,
  before: Uint8Array | undefined,
  now: TakeInAsked["papers"],
): PapersFetched | null {
  if (fetched === undefined || before === undefined) return null;
  if (fetched.answer !== "found") return fetched;
  const changed = changedKeys(fetched.kind, JSON.parse(new TextDecoder().decode(before)), now);
  return { ...fetched, changed: [...new Set([...fetched.changed, ...changed])].sort() };
}
