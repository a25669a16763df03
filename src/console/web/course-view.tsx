import { useEffect, useRef, useState } from "preact/hooks";
import { type DrivenTrace, poseAt } from "../../core/exam/driven-trace.ts";
import { drivingWord } from "../../core/trade/words/driving.ts";
import { lineSaid } from "../../core/trade/words/signals.ts";
import type { JobView, PoseView } from "../../station/live-message.ts";
import type { CourseMap } from "../course-map.ts";
import { courseAddress } from "./address.ts";
import { type Camera, cameraStep, cameraTarget, isThere } from "./course-camera.ts";
import { drawCourse } from "./course-drawing.ts";
import { CourseLegend } from "./course-legend.tsx";
import { CourseTimeline, spanOf } from "./course-timeline.tsx";
import { courses, drawn, posed, poseOf, station, wayOf } from "./live-store.ts";
import { deductionsOf } from "./moments.ts";
import { momentsOf } from "./moments-drawn.ts";
import { usePoseAge } from "./pose-age.ts";
import { said, text } from "./texts.ts";

/** The course from above with the body's outline; it follows the item that runs. */
export function CourseView({ job, trace = null }: { job: JobView; trace?: DrivenTrace | null }) {
  const running = job.state === "running";
  // Afterwards the last position stands on the map, and nothing of it is so now.
  const isDriven = running && job.signing === null;
  const [chosenWhole, setWhole] = useState<boolean | null>(null);
  const whole = chosenWhole ?? !running;
  const map = courses.value[job.site] ?? null;
  const ageS = usePoseAge(job);
  const [chosenMs, setChosen] = useState<number | null>(null);
  const atMs = trace === null ? null : (chosenMs ?? spanOf(trace)[1]);
  const then = trace === null || atMs === null ? undefined : poseAt(trace, atMs);
  return (
    <section class="course" aria-label={text("course")}>
      <div class="heading">
        <h3>{text("course")}</h3>
        <button type="button" class="tab" aria-pressed={!whole} onClick={() => setWhole(false)}>
          {text("follow")}
        </button>
        <button type="button" class="tab" aria-pressed={whole} onClick={() => setWhole(true)}>
          {text("whole")}
        </button>
        {running && otherCars(job) && (
          <a class="tab" href={courseAddress(job.site)}>
            {text("allCars")}
          </a>
        )}
        {trace === null && isDriven && <PoseReadout job={job} ageS={ageS} />}
      </div>
      {map === null ? (
        <p class="hint">{text("noCourse")}</p>
      ) : (
        <CourseCanvas job={job} map={map} whole={whole} isOld={ageS !== null} then={then} trace={trace} />
      )}
      {trace !== null && atMs !== null && (
        <CourseTimeline job={job} trace={trace} atMs={atMs} onAt={setChosen} />
      )}
      <CourseLegend />
    </section>
  );
}

/** Somebody may be driving on the same course. */
function otherCars({ site, car }: JobView): boolean {
  return (station.value?.devices ?? []).some(
    (device) => device.site === site && device.car !== null && device.car !== car,
  );
}

/** Redraws on news, and on its own only while the camera still moves. */
export function CourseCanvas(props: {
  job: JobView;
  map: CourseMap;
  whole: boolean;
  isOld: boolean;
  /** Where it was at a moment that somebody looks at, null where nobody knows; absent while it is live. */
  then: PoseView | null | undefined;
  trace: DrivenTrace | null;
}) {
  const { job, map } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const camera = useRef<Camera | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const redraw = useRef<() => void>(() => undefined);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d") ?? null;
    if (element === null || context === null) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    let due = 0;
    const ask = (): void => {
      if (due === 0) due = requestAnimationFrame(draw);
    };
    const draw = (): void => {
      due = 0;
      const { job: shown, whole: all, isOld } = latest.current;
      const { width, height } = fitted(element, context);
      const pose = latest.current.then === undefined ? poseOf(shown.job) : latest.current.then;
      const item = shown.state === "running" ? shown.currentItem : null;
      const target = cameraTarget(map, { item, pose, whole: all, width, height });
      camera.current = cameraStep(camera.current, target, still.matches ? 1 : 0.15);
      const deductions = momentsOf(shown, latest.current.trace);
      const vehicles = pose === null ? [] : [{ pose, isOld, label: null }];
      const ways = [wayOf(shown.job)];
      drawCourse(context, { map, vehicles, ways, camera: camera.current, width, height, item, deductions });
      if (!isThere(camera.current, target)) ask();
    };
    redraw.current = ask;
    const leave = drawn.subscribe(ask);
    const fit = new ResizeObserver(ask);
    fit.observe(element);
    return () => {
      leave();
      fit.disconnect();
      cancelAnimationFrame(due);
    };
  }, [map, job.job]);
  useEffect(() => redraw.current());
  const told = deductionsOf(job)
    .map((finding) => `-${finding.deduction.points}`)
    .join(", ");
  return (
    <canvas
      ref={canvas}
      class="map"
      role="img"
      aria-label={`${text("course")}. ${text("deductions")}: ${told || "0"}`}
    />
  );
}

/** The drawing in pixels of the page, as fine as the screen is. */
export function fitted(
  element: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
): { readonly width: number; readonly height: number } {
  const ratio = window.devicePixelRatio;
  const width = element.clientWidth;
  const height = element.clientHeight;
  if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { width, height };
}

/** Said as well when they are not. */
const LOOKED_FOR = ["belt", "door"] as const;

function PoseReadout({ job, ageS }: { job: JobView; ageS: number | null }) {
  const pose = posed.value >= 0 ? poseOf(job.job) : null;
  if (pose === null) return <span class="readout">{text("waitingForPosition")}</span>;
  if (ageS !== null)
    return (
      <span class="readout old">
        <strong>{text("noPositionFor")}</strong> {ageS} s
      </span>
    );
  return (
    <span class="readout">
      {pose.speedKmh !== null && <strong>{pose.speedKmh.toFixed(1)} km/h</strong>} ·{" "}
      {said(drivingWord(pose.fix))}
      {LOOKED_FOR.filter((line) => pose.linesOff.includes(line)).map((line) => (
        <strong key={line} class="missing">
          {" · "}
          {said(lineSaid(line, false))}
        </strong>
      ))}
      {pose.lines.length > 0 &&
        ` · ${pose.lines.map((line) => said(lineSaid(line, true))).join(text("comma"))}`}
    </span>
  );
}
