import { zoneName } from "../moment-name.ts";
import { text } from "../texts.ts";
import { say } from "./appeal-texts.ts";
import type { ShownBundle } from "./shown-bundle.ts";
import { dayOf, zoneSaid } from "./times.ts";

/** Beside the heading of whatever tells times. */
export function ZoneTag({ document }: Pick<ShownBundle, "document">) {
  return <span class="zone-tag">{zoneName(Date.parse(document.time.started))}</span>;
}

/** Once, before all times: whose zone they are in, and which day it was at the station where that was another. */
export function ZoneNote({ document, entries }: Pick<ShownBundle, "document" | "entries">) {
  const started = new Date(document.time.started);
  const day = stationDay(entries);
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return (
    <p class="zone-note">
      {say("zone")}
      <strong>{zoneSaid(started.getTime(), timeZone)}</strong>
      {say("zoneOf")}
      {day !== null && day !== dayOf(started) && ` ${say("stationDay")}${text("colon")}${day}`}
    </p>
  );
}

/** The civil day by which the station chose its rules; null where the opening is hidden. */
function stationDay(entries: ShownBundle["entries"]): string | null {
  const opened = entries.find(({ entry }) => entry.type === "job-opened")?.entry;
  const order = opened?.order as { readonly localDate?: unknown } | undefined;
  return typeof order?.localDate === "string" ? order.localDate : null;
}
