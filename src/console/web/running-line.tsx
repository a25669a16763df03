import { useEffect, useRef, useState } from "preact/hooks";
import { grownTo, type JobTimeline } from "../../core/inspection/job-timeline.ts";
import type { JobView } from "../../station/live-message.ts";
import { InspectionLine } from "./inspection-line.tsx";
import { asked } from "./session-store.ts";
import { useStationNow } from "./station-clock.ts";

/** What changes a job comes by the live socket, often in a row; the line is asked for no more often than this. */
const ASK_EVERY_MS = 1_000;

/**
 * The line of time of an inspection that runs. It is asked for again when the socket says that something of the job is another, and between
 * that it grows by the station's clock; where the picture is old it stands still.
 */
export function RunningLine({ job }: { readonly job: JobView }) {
  const [told, setTold] = useState<JobTimeline | null>(null);
  const lastAskedMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const ask = (): void => {
      lastAskedMs.current = performance.now();
      void asked<{ timeline: JobTimeline | null }>(
        "GET",
        `api/jobs/${encodeURIComponent(job.job)}/line`,
      ).then((answer) => {
        if (answer.kind === "done" && answer.body.timeline !== null) setTold(answer.body.timeline);
      });
    };
    const timer = setTimeout(ask, Math.max(0, lastAskedMs.current + ASK_EVERY_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [job]);
  const nowMs = useStationNow();
  if (told === null) return null;
  return <InspectionLine job={job} timeline={grownTo(told, nowMs)} goesOn />;
}
