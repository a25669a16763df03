import type { JobView, LaneView } from "../../station/live-message.ts";
import { laneAddress } from "./address.ts";
import { seenOut } from "./commands.ts";
import { chooseJob, chosenJob, jobs, station } from "./live-store.ts";
import { mayDo } from "./permitted.ts";
import { withNames } from "./reason-words.ts";
import { said, text } from "./texts.ts";

/** Every lane with more than one position: who stands where, who waits for what, and how many go through in an hour. */
export function LaneStrips() {
  const lanes = (station.value?.lanes ?? []).filter(({ positions }) => positions.length > 1);
  if (lanes.length === 0) return null;
  return (
    <section class="lanes" aria-label={text("lanes")}>
      {lanes.map((lane) => (
        <LaneStrip key={lane.site} lane={lane} />
      ))}
    </section>
  );
}

function LaneStrip({ lane }: { lane: LaneView }) {
  const held = new Set(lane.positions.map(({ job }) => job));
  const before = lane.waiting.filter(({ job }) => !held.has(job));
  return (
    <div class="lane-strip">
      <h2>
        <a href={laneAddress(lane.site)} aria-label={`${text("openLane")} ${lane.site}`}>
          {lane.site}
        </a>
        <span class="rate">
          {lane.vehiclesPerHour === null ? "" : `${lane.vehiclesPerHour} ${text("perHour")}`}
        </span>
      </h2>
      <ol class="positions">
        <li class="position entrance">
          <span class="name">{text("entrance")}</span>
          {before.length === 0 ? <span class="nobody">{text("free")}</span> : null}
          {before.map(({ job }) => (
            <Occupant key={job} job={job} />
          ))}
        </li>
        {lane.positions.map(({ position, places, job, occupancy }) => (
          <li class={`position ${job === null ? occupancy : "held"}`} key={position}>
            <span class="name">
              {position} <small>{places.map(said).join(" · ")}</small>
            </span>
            {job === null ? <span class="nobody">{text(WORDS[occupancy])}</span> : <Occupant job={job} />}
            {job !== null && lane.leaving.includes(job) && (
              <span class="leaving">
                {text("leaving")}
                {mayDo("lane.seen-out") && (
                  <button type="button" class="plain small" onClick={() => seenOut(lane.site, job)}>
                    {text("seenOut")}
                  </button>
                )}
              </span>
            )}
          </li>
        ))}
      </ol>
      {lane.waiting.map(({ job, because }) => (
        <p class="waits" key={job}>
          <span class="who">{plateOf(job)}</span>
          {text("colon")}
          {withNames(said(because))}
        </p>
      ))}
    </div>
  );
}

const WORDS = { clear: "free", occupied: "strange", unknown: "unseenPosition" } as const;

function jobOf(job: string): JobView | undefined {
  return jobs.value.find((known) => known.job === job);
}

function plateOf(job: string): string {
  return jobOf(job)?.subject.plate ?? job;
}

function Occupant({ job }: { job: string }) {
  if (jobOf(job) === undefined) return <span class="who">{job}</span>;
  return (
    <button
      type="button"
      class={job === chosenJob.value ? "who chosen" : "who"}
      aria-current={job === chosenJob.value}
      onClick={() => chooseJob(job)}
    >
      {plateOf(job)}
    </button>
  );
}
