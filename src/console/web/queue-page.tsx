import { useSignal } from "@preact/signals";
import type { QueueOfKind, QueueSeat } from "../../core/queue/queue-view.ts";
import { jobAddress, laneAddress } from "./address.ts";
import { TakeInLink } from "./check-in-link.tsx";
import { LockBanner } from "./lock-banner.tsx";
import { mayDo } from "./permitted.ts";
import { QueueRows } from "./queue-rows.tsx";
import { calledHere, movedHere, placeRow, queued, queueUnread, seatWords, whyOf } from "./queue-store.ts";
import { withNames } from "./reason-words.ts";
import { TakeOutDialog } from "./take-out-dialog.tsx";
import { said, text } from "./texts.ts";

/** Everybody who waits: who is next, since when, and what stands in the way before anybody is called. */
export function QueuePage() {
  const shown = queued.value;
  const queues = shown?.view.queues.filter(({ seats, rows }) => seats.length > 0 || rows.length > 0) ?? [];
  return (
    <div class="queue-page">
      <div class="review-title">
        <h2>{text("queueTitle")}</h2>
        <TakeInLink />
        <a class="plain" href="#jobs">
          {text("backToJobs")}
        </a>
      </div>
      {queueUnread.value && (
        <p class="notice" role="alert">
          {text("queueUnread")}
        </p>
      )}
      <LockBanner at={null} />
      <Called />
      <p class="unseen" role="status">
        {movedHere.value}
      </p>
      {shown === null ? (
        !queueUnread.value && (
          <p class="card" role="status">
            {text("loading")}
          </p>
        )
      ) : (
        <div class={queueUnread.value ? "queues old" : "queues"}>
          {queues.map((queue) => (
            <Queue key={queue.kind} queue={queue} atWallMs={shown.atWallMs} />
          ))}
        </div>
      )}
      <TakeOutDialog />
    </div>
  );
}

function Called() {
  return (
    <div role="status">
      {calledHere.value.map(({ who, job }) => (
        <p class="notice mild called" key={job}>
          {text("calledNow")}
          <strong>{who}</strong>
          <a class="plain" href={jobAddress(job)}>
            {text("toItsJob")} <code>{job}</code>
          </a>
        </p>
      ))}
    </div>
  );
}

function Queue({ queue, atWallMs }: { queue: QueueOfKind; atWallMs: number }) {
  /** The file that is being dragged. */
  const dragged = useSignal<string | null>(null);
  const { kind, rows, seats, more } = queue;
  const [unreadable, call, place] = [whyOf(queue.unreadable), whyOf(queue.call), whyOf(queue.place)];
  const nobodyComes = mayDo(`${kind}.take-in`) ? whyOf(queue.takeIn) : null;
  return (
    <section class="queue" aria-labelledby={`queue-${kind}`}>
      <h3 id={`queue-${kind}`}>
        {text(`queueOf${kind}`)} <span class="number">{rows.length + more}</span>
      </h3>
      {unreadable !== null && <p class="because">{withNames(said(unreadable))}</p>}
      {call !== null && rows.length > 0 && <p class="soft">{said(call)}</p>}
      {place === null && rows.length > 0 && (
        <>
          <ul class="queue-seats" aria-label={text("seatsOf")}>
            {seats.map((seat) => (
              <SeatTarget
                key={`${seat.site} ${seat.car}`}
                seat={seat}
                isLane={kind === "inspection"}
                isOffered={dragged.value !== null && seats.length > 1}
                onDrop={() => {
                  const row = rows.find(({ file }) => file === dragged.value);
                  if (row !== undefined)
                    placeRow(kind, row, { seat }, `${text("placeOfIt")} ${seatWords(seat)}`);
                  dragged.value = null;
                }}
              />
            ))}
          </ul>
          <p class="soft drag-hint">
            {text(dragged.value !== null && seats.length > 1 ? "dropHere" : "dragHint")}
          </p>
        </>
      )}
      {rows.length === 0 && unreadable === null ? (
        <div class="nobody-waits">
          <p>{text("queueEmpty")}</p>
          <p class="soft">{nobodyComes === null ? text("queueEmptyHint") : said(nobodyComes)}</p>
        </div>
      ) : (
        <QueueRows queue={queue} atWallMs={atWallMs} dragged={dragged} />
      )}
      {more > 0 && (
        <p class="soft">
          {text("queueMore")}
          {more}
        </p>
      )}
    </section>
  );
}

function SeatTarget({
  seat,
  isLane,
  isOffered,
  onDrop,
}: {
  seat: QueueSeat;
  isLane: boolean;
  isOffered: boolean;
  onDrop(): void;
}) {
  return (
    <li
      class={isOffered ? "queue-seat offered" : "queue-seat"}
      onDragOver={(event) => {
        if (isOffered) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      {isLane ? <a href={laneAddress(seat.site)}>{seatWords(seat)}</a> : seatWords(seat)}
    </li>
  );
}
