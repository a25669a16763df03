import type { QueueOfKind, QueueRow } from "../../core/queue/queue-view.ts";
import type { JobView, LaneView } from "../../station/live-message.ts";
import { jobAddress } from "./address.ts";
import { seenOut } from "./commands.ts";
import { jobs, station } from "./live-store.ts";
import { LockBanner } from "./lock-banner.tsx";
import { mayDo } from "./permitted.ts";
import { nameOf, queued, whyOf } from "./queue-store.ts";
import { itemName, withNames } from "./reason-words.ts";
import { minutesOf, useSecondsSince } from "./station-clock.ts";
import { said, text } from "./texts.ts";

type Position = LaneView["positions"][number];

const COMING_SHOWN = 3;

/** One lane, to be read from where its vehicles stand: who is at which position, and the one thing to do there. */
export function LanePage({ site }: { site: string }) {
  const lane = station.value?.lanes.find((known) => known.site === site);
  return (
    <div class="lane-page">
      <div class="review-title">
        <h2>
          {text("lanePage")} <span class="who">{site}</span>
        </h2>
        {lane !== undefined && <Throughput lane={lane} />}
        <a class="plain" href="#queue">
          {text("queue")}
        </a>
        <a class="plain" href="#jobs">
          {text("backToJobs")}
        </a>
      </div>
      {lane !== undefined && <LockBanner at={{ kind: "inspection", site }} />}
      {lane === undefined ? (
        <section class="empty" role="status">
          <p class="prompt">{text(station.value === null ? "loading" : "laneGone")}</p>
        </section>
      ) : (
        <Lane lane={lane} />
      )}
    </div>
  );
}

function Throughput({ lane }: { lane: LaneView }) {
  return (
    <p class="rate">
      {text("laneThrough")} <strong>{lane.vehicles}</strong>
      {lane.vehiclesPerHour !== null && (
        <>
          {" · "}
          <strong>{lane.vehiclesPerHour}</strong> {text("perHour")}
        </>
      )}
    </p>
  );
}

function Lane({ lane }: { lane: LaneView }) {
  const held = new Set(lane.positions.map(({ job }) => job));
  const gone = lane.leaving.filter((job) => !held.has(job));
  return (
    <>
      <Coming lane={lane} before={lane.waiting.filter(({ job }) => !held.has(job))} />
      <ol class="lane-places">
        {lane.positions.map((position) => (
          <Place key={position.position} lane={lane} position={position} />
        ))}
      </ol>
      {gone.length > 0 && (
        <section class="lane-gone" aria-label={text("laneLeaving")}>
          <h3>{text("laneLeaving")}</h3>
          {gone.map((job) => (
            <p key={job}>
              <strong class="who">{plateOf(job)}</strong> <SeenOut site={lane.site} job={job} />
            </p>
          ))}
        </section>
      )}
    </>
  );
}

/** One position as it is drawn: the vehicle in it, what is done there now, and what is to be done next. */
function Place({ lane, position }: { lane: LaneView; position: Position }) {
  const { job, occupancy, places } = position;
  const view = jobs.value.find((known) => known.job === job);
  const waits = lane.waiting.filter((one) => one.job === job);
  const awaited = lane.waiting.filter((one) => one.wants === position.position && one.job !== job);
  // Until it stands at its place in the next one it keeps the one before, and is there.
  const before = lane.positions.slice(0, lane.positions.indexOf(position));
  const from = before.find((one) => one.job === job);
  const isLeaving = job !== null && lane.leaving.includes(job);
  return (
    <li class={`lane-place ${job === null ? occupancy : "held"}${isLeaving ? " leaving" : ""}`}>
      <p class="lane-where">
        <strong>{position.position}</strong> {places.map(said).join(" · ")}
      </p>
      {job === null && <p class="lane-free">{text(WORDS[occupancy])}</p>}
      {job !== null && from !== undefined && (
        <>
          <strong class="lane-plate who">{plateOf(job)}</strong>
          <p class="lane-item">
            {text("comesFrom")}
            {from.position}
          </p>
        </>
      )}
      {job !== null && from === undefined && (
        <Vehicle job={job} view={view} since={position.heldSinceWallMs ?? null} isLeaving={isLeaving} />
      )}
      {isLeaving && job !== null && (
        <p class="lane-leaves">
          {text("laneLeaving")} <SeenOut site={lane.site} job={job} />
        </p>
      )}
      {[...waits, ...awaited].map((one) => (
        <p class="because" key={one.job}>
          {one.job !== job && <strong class="who">{`${plateOf(one.job)}${text("colon")}`}</strong>}
          {withNames(said(one.because))}
        </p>
      ))}
    </li>
  );
}

const WORDS = { clear: "laneFree", occupied: "strange", unknown: "unseenPosition" } as const;

interface VehicleProps {
  readonly job: string;
  readonly view: JobView | undefined;
  readonly since: number | null;
  readonly isLeaving: boolean;
}

function Vehicle({ job, view, since, isLeaving }: VehicleProps) {
  const seconds = useSecondsSince(since);
  const item = view?.items.find((one) => one.item === view.currentItem);
  return (
    <>
      <a class="lane-plate who" href={jobAddress(job)}>
        {plateOf(job)}
      </a>
      <p class="lane-item">
        {item === undefined ? (
          text("noItemNow")
        ) : (
          <span>
            {text("nowThere")}
            {text("colon")}
            <strong>{itemName(item)}</strong>
          </span>
        )}
        {seconds !== null && (
          <span class="lane-since">
            {text("inPosition")} <strong>{minutesOf(seconds)}</strong>
          </span>
        )}
      </p>
      {!isLeaving && (
        <p class="lane-next">
          {view === undefined || view.prompt === null ? text("wait") : withNames(said(view.prompt.text))}
        </p>
      )}
    </>
  );
}

/** Who comes next: called and before the lane already, then whoever waits for it in the queue. */
function Coming({ lane, before }: { lane: LaneView; before: LaneView["waiting"] }) {
  const queue = queued.value?.view.queues.find(({ kind }) => kind === "inspection");
  const own = (queue?.rows ?? []).filter(({ seat }) => seat === null || seat.site === lane.site);
  return (
    <section class="lane-coming" aria-labelledby="lane-coming">
      <h3 id="lane-coming">
        {text("laneComing")} <span class="number">{before.length + own.length + (queue?.more ?? 0)}</span>
      </h3>
      <ol>
        {before.map(({ job, because }) => (
          <li key={job}>
            <a class="who" href={jobAddress(job)}>
              {plateOf(job)}
            </a>{" "}
            <span class="because">{withNames(said(because))}</span>
          </li>
        ))}
        {queue !== undefined &&
          own.slice(0, COMING_SHOWN).map((row) => (
            <li key={row.file}>
              <strong class="who">{nameOf(row)}</strong> <WhyHere queue={queue} row={row} site={lane.site} />
            </li>
          ))}
        {before.length + own.length === 0 && queue !== undefined && (
          <li class="soft">{text("queueEmpty")}</li>
        )}
      </ol>
    </section>
  );
}

function WhyHere({ queue, row, site }: { queue: QueueOfKind; row: QueueRow; site: string }) {
  if (!row.isRead) return <span class="soft">{text("queueReading")}</span>;
  const at = queue.seats.findIndex((seat) => seat.site === site);
  const why = whyOf(row.at[at]);
  return why === null ? (
    <span class="well">{text("mayBegin")}</span>
  ) : (
    <span class="because">{withNames(said(whyOf(row.onceFree[at]) ?? why))}</span>
  );
}

function SeenOut({ site, job }: { site: string; job: string }) {
  if (!mayDo("lane.seen-out")) return null;
  return (
    <button type="button" class="plain" onClick={() => seenOut(site, job)}>
      {text("seenOut")}
    </button>
  );
}

function plateOf(job: string): string {
  return jobs.value.find((known) => known.job === job)?.subject.plate ?? job;
}
