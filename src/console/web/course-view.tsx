import { useEffect, useRef, useState } from "preact/hooks";
import { drivingWord } from "../../core/trade/words/driving.ts";
import { signalName } from "../../core/trade/words/signals.ts";
import type { JobView } from "../../station/live-message.ts";
import type { CourseMap } from "../course-map.ts";
import { type Camera, cameraStep, cameraTarget, isThere } from "./course-camera.ts";
import { drawCourse } from "./course-drawing.ts";
import { CourseLegend } from "./course-legend.tsx";
import { courses, drawn, momentOf, posed, poseOf, trackOf } from "./live-store.ts";
import { deductionsOf, momentKey } from "./moments.ts";
import { said, text } from "./texts.ts";

/** The course from above with the body's outline; it follows the item that runs. */
export function CourseView({ job }: { job: JobView }) {
  const running = job.state === "running";
  const [chosenWhole, setWhole] = useState<boolean | null>(null);
  const whole = chosenWhole ?? !running;
  const map = courses.value[job.site] ?? null;
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
        <PoseReadout job={job} />
      </div>
      {map === null ? (
        <p class="hint">{text("noCourse")}</p>
      ) : (
        <CourseCanvas job={job} map={map} whole={whole} />
      )}
      <CourseLegend />
    </section>
  );
}

/** Redraws on news, and on its own only while the camera still moves. */
function CourseCanvas({ job, map, whole }: { job: JobView; map: CourseMap; whole: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const camera = useRef<Camera | null>(null);
  const latest = useRef({ job, whole });
  latest.current = { job, whole };
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
      const { job: shown, whole: all } = latest.current;
      const { width, height } = fitted(element, context);
      const pose = poseOf(shown.job);
      const item = shown.state === "running" ? shown.currentItem : null;
      const target = cameraTarget(map, { item, pose, whole: all, width, height });
      camera.current = cameraStep(camera.current, target, still.matches ? 1 : 0.15);
      const deductions = deductionsOf(shown).map((finding) => ({
        finding,
        outline: momentOf(momentKey(shown.job, finding)),
      }));
      const track = trackOf(shown.job);
      drawCourse(context, { map, pose, track, camera: camera.current, width, height, item, deductions });
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

function fitted(
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

function PoseReadout({ job }: { job: JobView }) {
  const pose = posed.value >= 0 ? poseOf(job.job) : null;
  if (pose === null) return <span class="readout">{text("waitingForPosition")}</span>;
  return (
    <span class="readout">
      {pose.speedKmh !== null && <strong>{pose.speedKmh.toFixed(1)} km/h</strong>} ·{" "}
      {said(drivingWord(pose.fix))}
      {pose.lines.length > 0 && ` · ${pose.lines.map((line) => said(signalName(line))).join(text("comma"))}`}
    </span>
  );
}
