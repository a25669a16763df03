import { useMemo, useState } from "preact/hooks";
import { poseAt } from "../../../core/exam/driven-trace.ts";
import { CourseLegend } from "../course-legend.tsx";
import { CourseTimeline } from "../course-timeline.tsx";
import { CourseCanvas } from "../course-view.tsx";
import { InspectionLine } from "../inspection-line.tsx";
import { text } from "../texts.ts";
import { say } from "./appeal-texts.ts";
import type { ExplainedJob } from "./explained-job.ts";
import type { Fault } from "./faults.ts";
import { moment } from "./moment.ts";
import type { ShownBundle } from "./shown-bundle.ts";
import { shownSpan } from "./shown-span.ts";
import { SignalStrips } from "./signal-strips.tsx";
import { ZoneTag } from "./zone-note.tsx";

const PHONE_PX = 860;

interface DrivenProps {
  readonly again: ExplainedJob;
  readonly faults: readonly Fault[];
}

/** The job as it went, to be looked through: a test on its map, an inspection by its curves. */
export function ThroughCard({ document, ...driven }: DrivenProps & Pick<ShownBundle, "document">) {
  const { again } = driven;
  const { job, timeline, trace } = again;
  if (trace === null && timeline === null) return null;
  return (
    <section class="appeal-through" id="through">
      <div class="heading">
        <h3>{say("through")}</h3>
        <ZoneTag document={document} />
        <span class="keys-hint">{say("keysHint")}</span>
      </div>
      {timeline !== null && <InspectionLine job={job} timeline={timeline} moment={moment} />}
      {trace !== null && <Driven {...driven} />}
    </section>
  );
}

function Driven({ again, faults }: DrivenProps) {
  const { job, map, rows, trace } = again;
  // On a phone the car would be a speck.
  const [isWhole, setWhole] = useState(() => innerWidth > PHONE_PX);
  const span = useMemo(() => shownSpan(again), [again]);
  if (trace === null || span === null) return null;
  const { fromMs, toMs } = span;
  const atMs = Math.min(toMs, Math.max(fromMs, moment.value ?? toMs));
  const go = (ms: number): void => {
    moment.value = ms;
  };
  return (
    <>
      {map !== null && (
        <div class="appeal-map">
          <div class="heading">
            <h4>{say("course")}</h4>
            <button type="button" class="tab" aria-pressed={isWhole} onClick={() => setWhole(true)}>
              {text("whole")}
            </button>
            <button type="button" class="tab" aria-pressed={!isWhole} onClick={() => setWhole(false)}>
              {text("follow")}
            </button>
          </div>
          <CourseCanvas
            job={job}
            map={map}
            whole={isWhole}
            isOld={false}
            then={poseAt(trace, atMs)}
            trace={trace}
          />
        </div>
      )}
      <CourseTimeline job={job} trace={trace} span={[fromMs, toMs]} atMs={atMs} onAt={go} />
      <SignalStrips trace={trace} rows={rows} span={span} faults={faults} atMs={atMs} onAt={go} />
      <CourseLegend />
    </>
  );
}
