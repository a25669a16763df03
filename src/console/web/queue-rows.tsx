import type { Signal } from "@preact/signals";
import type { QueueOfKind, QueueRow } from "../../core/queue/queue-view.ts";
import { callRow, nameOf, placeRow, seatFor, seatWords, whyOf } from "./queue-store.ts";
import { withNames } from "./reason-words.ts";
import { TakenInActs } from "./take-out-dialog.tsx";
import { said, text } from "./texts.ts";

interface RowsProps {
  readonly queue: QueueOfKind;
  readonly atWallMs: number;
  /** The file that is being dragged. */
  readonly dragged: Signal<string | null>;
}

export function QueueRows({ queue, atWallMs, dragged }: RowsProps) {
  return (
    <ol class="queue-rows">
      {queue.rows.map((row, at) => (
        <Row key={row.file} queue={queue} row={row} at={at} atWallMs={atWallMs} dragged={dragged} />
      ))}
    </ol>
  );
}

type RowProps = RowsProps & { readonly row: QueueRow; readonly at: number };

function Row(props: RowProps) {
  const { queue, row, at, atWallMs, dragged } = props;
  const { kind, rows } = queue;
  const isMovable = queue.place === null && row.state === "ready" && row.interest === null;
  const drop = (): void => {
    const moved = rows.find(({ file }) => file === dragged.value);
    dragged.value = null;
    if (moved === undefined || moved.file === row.file) return;
    // Whoever is dragged down comes after the one they are let go on.
    const isDown = rows.indexOf(moved) < at;
    const before = isDown ? (rows[at + 1]?.file ?? null) : row.file;
    placeRow(kind, moved, { before }, `${text("movedTo")}${nameOf(moved)}`);
  };
  const seat = seatFor(queue, row);
  return (
    <li
      class={`queue-row${at === 0 ? " first" : ""}${dragged.value === row.file ? " dragged" : ""}${seat === null ? " held" : ""}`}
      draggable={isMovable}
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", row.file);
        dragged.value = row.file;
      }}
      onDragEnd={() => {
        dragged.value = null;
      }}
      onDragOver={(event) => {
        if (dragged.value !== null) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        drop();
      }}
    >
      <span class="turn">{at === 0 ? text("nextUp") : at + 1}</span>
      <div class="whom">
        <span class="who">{nameOf(row)}</span>
        <span class="soft">
          {Object.values(row.subject ?? {})
            .slice(1)
            .join(" · ")}
          {row.subject === null ? "" : " · "}
          {text(row.takenIn ? "waitsFor" : "fileAge")} {waited(atWallMs - row.sinceWallMs)}
        </span>
      </div>
      <WhyHeld {...props} />
      <Answers row={row} />
      <Acts {...props} isMovable={isMovable} />
    </li>
  );
}

/** What the registry said of it, and how long ago that was so. */
function Answers({ row }: Pick<RowProps, "row">) {
  const answers = row.answers.map(whyOf).filter((answer) => answer !== null);
  if (answers.length === 0) return null;
  return (
    <ul class="answers soft" aria-label={text("registrySays")}>
      {answers.map((answer) => (
        <li key={said(answer)}>{said(answer)}</li>
      ))}
    </ul>
  );
}

/** What stands in the way, at every place where anything does. */
function WhyHeld({ queue, row }: RowProps) {
  if (row.state === "in-hand") return <p class="state running">{text("beingCalled")}</p>;
  if (!row.isRead) return <p class="state soft">{text("queueReading")}</p>;
  const interest = whyOf(row.interest);
  if (interest !== null) return <p class="state because">{said(interest)}</p>;
  const lines = queue.seats.map((seat, at) => ({
    seat,
    why: whyOf(row.at[at]),
    onceFree: whyOf(row.onceFree[at]),
  }));
  const open = lines.filter(({ why }) => why === null);
  const sentences = new Set(lines.map(({ why, onceFree }) => JSON.stringify([why, onceFree])));
  const isSameEverywhere = sentences.size === 1;
  const shown = isSameEverywhere ? lines.slice(0, 1) : lines;
  return (
    <div class="state">
      {open.length > 0 && (
        <p class="well">
          {open.length === lines.length
            ? text("mayBegin")
            : `${text("mayBeginAt")}${open.map(({ seat }) => seatWords(seat)).join(text("comma"))}`}
        </p>
      )}
      {shown.map(({ seat, why, onceFree }) =>
        why === null ? null : (
          <p class="because" key={seatWords(seat)}>
            {!isSameEverywhere && <strong>{`${seatWords(seat)}${text("colon")}`}</strong>}
            {withNames(said(why))}
            {(onceFree ?? why).code === "FILE_REFUSED" && (
              <span class="once-free soft">{text("mendFile")}</span>
            )}
            {onceFree !== null && (
              <span class="once-free">
                {text("onceFree")}
                {withNames(said(onceFree))}
              </span>
            )}
          </p>
        ),
      )}
    </div>
  );
}

function Acts(props: RowProps & { isMovable: boolean }) {
  const { queue, row, at } = props;
  const seat = seatFor(queue, row);
  return (
    <div class="acts">
      {queue.call === null && seat !== null && row.state === "ready" && (
        <button
          type="button"
          class={at === 0 ? "primary call" : "plain call"}
          onClick={() => callRow(queue.kind, row, seat)}
        >
          {queue.seats.length > 1 ? `${text("callTo")} ${seatWords(seat)}` : text("callIt")}
          <span class="unseen"> {nameOf(row)}</span>
        </button>
      )}
      {props.isMovable && <Arrange {...props} />}
      <TakenInActs kind={queue.kind} row={row} />
    </div>
  );
}

function Arrange({ queue, row, at }: RowProps) {
  const { kind, rows, seats } = queue;
  const moved = `${text("movedTo")}${nameOf(row)}`;
  const to = (before: string | null) => () => placeRow(kind, row, { before }, moved);
  const name = nameOf(row);
  return (
    <>
      <fieldset class="arrange">
        <legend class="unseen">
          {text("arrange")} {name}
        </legend>
        <Step symbol="⤒" label="toFront" name={name} isOff={at === 0} go={to(rows[0]?.file ?? null)} />
        <Step symbol="↑" label="earlier" name={name} isOff={at === 0} go={to(rows[at - 1]?.file ?? null)} />
        <Step
          symbol="↓"
          label="later"
          name={name}
          isOff={at === rows.length - 1}
          go={to(rows[at + 2]?.file ?? null)}
        />
      </fieldset>
      {seats.length > 1 && (
        <label class="where">
          <span class="unseen">
            {text("placeOfIt")} {name}
          </span>
          <select
            value={row.seat === null ? "" : seatWords(row.seat)}
            onChange={({ currentTarget }) => {
              const seat = seats.find((one) => seatWords(one) === currentTarget.value) ?? null;
              placeRow(kind, row, { seat }, moved);
            }}
          >
            <option value="">{text("anyPlace")}</option>
            {seats.map((seat) => (
              <option key={seatWords(seat)} value={seatWords(seat)}>
                {seatWords(seat)}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

interface StepProps {
  readonly symbol: string;
  readonly label: "toFront" | "earlier" | "later";
  readonly name: string;
  readonly isOff: boolean;
  go(): void;
}

/** Stays there at the ends of the list, so that the focus has a place. */
function Step({ symbol, label, name, isOff, go }: StepProps) {
  return (
    <button
      type="button"
      class="plain"
      aria-label={`${text(label)}${text("colon")}${name}`}
      title={text(label)}
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) go();
      }}
    >
      <span aria-hidden="true">{symbol}</span>
    </button>
  );
}

const MINUTE_MS = 60_000;

/** In words: nobody needs seconds of it. */
function waited(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 1) return text("underMinute");
  if (minutes < 60) return `${minutes} ${text("minutesShort")}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} ${text("hoursShort")} ${minutes % 60} ${text("minutesShort")}`;
  return `${Math.floor(hours / 24)} ${text("daysShort")} ${hours % 24} ${text("hoursShort")}`;
}
