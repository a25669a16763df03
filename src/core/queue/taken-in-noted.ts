import { z } from "zod";
import { licenceShownSchema } from "../licence/licence-shown.ts";
import { personId } from "../people/person.ts";
import { papersFetchedSchema } from "../requests/papers-used.ts";
import type { JobKind } from "../trade/words/roles.ts";
import type { WaitingName } from "./queue-order.ts";
import { requestId, type TakenInAct, type TakenOutAct } from "./taken-in.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const queue = z.enum(["inspection", "exam"]);
const exact = { queue, file: z.string().min(1), modifiedMs: z.int(), sha256: hash };

/** In a summary: whom people took in and out at the consoles, oldest first. */
export const takenInSummarySchema = z.strictObject({
  waiting: z.array(
    z.strictObject({
      ...exact,
      by: personId,
      wallMs: z.number(),
      papers: papersFetchedSchema.exactOptional(),
      licence: licenceShownSchema.exactOptional(),
    }),
  ),
  out: z.array(z.strictObject(exact)),
  requests: z.array(z.strictObject({ request: requestId, ...exact })),
});

export type TakenInSummary = z.infer<typeof takenInSummarySchema>;
/** Who took somebody in, and when. */
export type TakenIn = TakenInSummary["waiting"][number];
export type TakenOut = TakenInSummary["out"][number];
export type RequestNoted = TakenInSummary["requests"][number];

/** Nobody stands in a hall with more; whose file was taken away by hand is pushed out by later ones. */
const WAITING_KEPT = 256;
/** A kill comes between the act and the move of its file, and that is the newest; a page asks again within minutes. */
const OUT_KEPT = 64;
const REQUESTS_KEPT = 64;

/** What a journal says of whom people took in and out of a queue: a fold of these acts and of the jobs that were made of waiting files. */
export class TakenInNoted {
  #waiting: readonly TakenIn[] = [];
  #out: readonly TakenOut[] = [];
  #requests: readonly RequestNoted[] = [];

  /** Whose file waits, as far as acts and jobs say. */
  get waiting(): readonly TakenIn[] {
    return this.#waiting;
  }

  /** Whose file is to lie in `taken-out/`, the newest. */
  get out(): readonly TakenOut[] {
    return this.#out;
  }

  /** Who took this one in; null where nobody did at a console, or another one waits under the name. */
  of(kind: JobKind, one: WaitingName): TakenIn | null {
    return this.#waiting.find((known) => isOne(known, kind, one)) ?? null;
  }

  /** What this press did when it came before. */
  ofRequest(request: string): RequestNoted | null {
    return this.#requests.find((known) => known.request === request) ?? null;
  }

  tookIn(act: TakenInAct, by: string, wallMs: number): void {
    const { queue: kind, request, file, modifiedMs, sha256, instead, papers, licence } = act;
    const one = { queue: kind, file, modifiedMs, sha256 };
    if (instead !== null) this.#leaves({ queue: kind, ...instead });
    const told = {
      ...(papers === undefined ? {} : { papers }),
      ...(licence === undefined ? {} : { licence }),
    };
    this.#waiting = [...this.#waiting, { ...one, by, wallMs, ...told }].slice(-WAITING_KEPT);
    this.#asked({ request, ...one });
  }

  tookOut({ queue: kind, request, file, modifiedMs, sha256 }: TakenOutAct): void {
    const one = { queue: kind, file, modifiedMs, sha256 };
    this.#leaves(one);
    this.#asked({ request, ...one });
  }

  /** It waits no more: a job was made of it. */
  opened(kind: JobKind, source: WaitingName): void {
    if (this.of(kind, source) !== null)
      this.#waiting = this.#waiting.filter((known) => !isOne(known, kind, source));
  }

  /** For a summary; nothing of it stands there while nobody was ever taken in at a console. */
  summed(): { readonly takenIn?: TakenInSummary } {
    if (this.#requests.length === 0) return {};
    return { takenIn: { waiting: [...this.#waiting], out: [...this.#out], requests: [...this.#requests] } };
  }

  goOn({ waiting, out, requests }: TakenInSummary): void {
    this.#waiting = waiting;
    this.#out = out;
    this.#requests = requests;
  }

  #leaves(one: TakenOut): void {
    this.#waiting = this.#waiting.filter((known) => !isOne(known, one.queue, one));
    this.#out = [...this.#out, one].slice(-OUT_KEPT);
  }

  #asked(request: RequestNoted): void {
    this.#requests = [...this.#requests, request].slice(-REQUESTS_KEPT);
  }
}

function isOne(known: TakenOut, kind: JobKind, { file, modifiedMs }: WaitingName): boolean {
  return known.queue === kind && known.file === file && known.modifiedMs === modifiedMs;
}
