import type { JobView } from "../../station/live-message.ts";
import { secondName, zoneName } from "./moment-name.ts";
import { itemName, type Names, withNames } from "./reason-words.ts";
import { said, text } from "./texts.ts";

/** Of these the scope beside the verdict says more. */
const TOLD_BY_SCOPE: ReadonlySet<string> = new Set(["LEFT_TO_OTHERS", "VOLUNTARY_NOT_DONE"]);

/** What a person has to judge stands apart from what the machine judged. */
export function Notes({
  notes,
  kind,
  names,
}: {
  notes: JobView["notes"];
  kind: JobView["kind"];
  names: Names;
}) {
  const shown = notes.filter(({ code }) => !TOLD_BY_SCOPE.has(code));
  if (shown.length === 0) return null;
  return (
    <div class="notes" role="note">
      <h3>{text(kind === "exam" ? "notes" : "remarks")}</h3>
      <ul class="reasons">
        {shown.map((note) => (
          <li key={note.zh}>{noteSaid(note, names)}</li>
        ))}
      </ul>
    </div>
  );
}

/** Of what a line told: when, in which item, what; any other note is said as it is. */
function noteSaid(note: JobView["notes"][number], { items }: Names): string {
  const { at, item, zh, en } = note.params;
  if (note.code !== "LINE_NOTED" || typeof zh !== "string" || typeof en !== "string")
    return withNames(said(note));
  const view = items.find((candidate) => candidate.item === item);
  const when = typeof at === "string" ? whenSaid(at) : null;
  const where = view === undefined ? null : itemName(view);
  return [when, where, withNames(said({ zh, en }))].filter((part) => part !== null).join(" · ");
}

/** In the zone of the page as all its times; what is no moment stays as it is. */
function whenSaid(at: string): string {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? at : `${secondName(ms)} ${zoneName(ms)}`;
}
