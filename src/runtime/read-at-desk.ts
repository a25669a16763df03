import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Papers } from "../station/job-door.ts";
import type { Station } from "../station/station.ts";
import type { JobSource } from "./job-desk.ts";

export type Unsound = Exclude<Papers, { kind: "sound" }>;

/** By the door through which the file will be called: sound somewhere, or what the first place says against it. */
export function readAtDesk(
  kind: JobKind,
  text: string,
  { station, source }: { readonly station: Pick<Station, "door">; readonly source: Pick<JobSource, "files"> },
): Papers {
  let first: Unsound | null = null;
  for (const seat of station.door.seats(kind)) {
    const found = source.files(kind, seat);
    const papers: Papers =
      found.kind === "none"
        ? stationSays(found.reason)
        : station.door.papers(
            { kind, seat, dossier: { text, mediaType: "application/json" }, ...found.files, source: null },
            seat,
          );
    if (papers.kind === "sound") return papers;
    // What can be mended here is said before what cannot.
    if (first === null || (first.about === "station" && papers.about === "subject")) first = papers;
  }
  return first ?? stationSays(reason("SITE_NONE", { kind }));
}

function stationSays(why: Reason): Unsound {
  return { kind: "refused", about: "station", reason: why, fault: null, cause: null };
}
