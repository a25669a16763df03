import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { toHex } from "../../../core/record/base64.ts";
import { leafHash } from "../../../verifier/signed/tree.ts";
import { exactTime } from "../spans.ts";
import { say } from "./appeal-texts.ts";
import { type EntryRow, firstFrom } from "./entry-rows.ts";
import { deviceOf, entrySaid, rawOf } from "./entry-words.ts";
import { moment } from "./moment.ts";
import { bytesOf, type ShownBundle } from "./shown-bundle.ts";
import { ZoneTag } from "./zone-note.tsx";

const ROWS_SHOWN = 16;
const BEFORE = 5;

/** The number of the first entry that somebody paged or searched to; null: it goes by the moment. */
const first = signal<number | null>(null);

/** The entries around the moment, as they stand in the journal. */
export function RawTable({
  document,
  rows,
}: Pick<ShownBundle, "document"> & { readonly rows: readonly EntryRow[] }) {
  const atMs = moment.value;
  const [of, setOf] = useState(atMs);
  // A new moment takes the table along again.
  if (of !== atMs) {
    setOf(atMs);
    first.value = null;
  }
  const by = atMs === null ? 0 : firstFrom(rows, atMs) - BEFORE;
  const from = Math.max(0, Math.min(first.value ?? by, rows.length - ROWS_SHOWN));
  const shown = rows.slice(from, from + ROWS_SHOWN);
  const marked = atMs === null ? undefined : rows[firstFrom(rows, atMs)];
  return (
    <section class="appeal-raw">
      <div class="heading">
        <h3>{say("raw")}</h3>
        <ZoneTag document={document} />
      </div>
      <p class="soft">{say("rawHint")}</p>
      <div class="raw-acts">
        <button type="button" class="tab" disabled={from === 0} onClick={() => page(from - ROWS_SHOWN)}>
          ◀ {say("earlier")}
        </button>
        <button
          type="button"
          class="tab"
          disabled={from + ROWS_SHOWN >= rows.length}
          onClick={() => page(from + ROWS_SHOWN)}
        >
          ▶ {say("later")}
        </button>
        <Find rows={rows} />
      </div>
      <EntryTable rows={shown} marked={marked} />
    </section>
  );
}

function page(from: number): void {
  first.value = Math.max(0, from);
}

function Find({ rows }: { rows: readonly EntryRow[] }) {
  const [wanted, setWanted] = useState("");
  const [isAway, setAway] = useState(false);
  return (
    <form
      class="raw-find"
      onSubmit={(event) => {
        event.preventDefault();
        const at = rows.findIndex(({ index }) => String(index) === wanted.trim());
        setAway(at < 0);
        if (at >= 0) page(at);
      }}
    >
      <label>
        {say("rawFind")}{" "}
        <input
          type="text"
          inputMode="numeric"
          size={8}
          value={wanted}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      </label>
      <button type="submit" class="tab">
        {say("rawGo")}
      </button>
      {isAway && <span role="alert">{say("rawNone")}</span>}
    </form>
  );
}

/** Each row opens to its whole text, its bytes and its hash in the log. */
export function EntryTable({ rows, marked }: { rows: readonly EntryRow[]; marked: EntryRow | undefined }) {
  return (
    <ul class="entries">
      {rows.map((row) => (
        <li key={row.index} aria-current={row === marked ? "true" : undefined}>
          <EntryLine row={row} />
        </li>
      ))}
    </ul>
  );
}

function EntryLine({ row }: { row: EntryRow }) {
  const [isOpen, setOpen] = useState(false);
  const raw = rawOf(row);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span class="entry-index">{row.index}</span>
        <time>{exactTime(row.atMs)}</time>
        <span class="entry-device">{deviceOf(row)}</span>
        <span class="entry-says">{entrySaid(row)}</span>
        {raw !== "" && <code class="entry-raw">{raw}</code>}
        {row.rules.length > 0 && <strong class="entry-rules">{row.rules.join(", ")}</strong>}
      </summary>
      {isOpen && (
        <div class="entry-whole">
          <p class="soft">{say("leaf")}</p>
          <code>{toHex(leafHash(bytesOf(row.entry)))}</code>
          <pre>{JSON.stringify(row.entry, null, 1)}</pre>
        </div>
      )}
    </details>
  );
}
