import { useEffect, useRef } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import { type Camera, cameraFor, drawCourse } from "./course-drawing.ts";
import { course, drawn, poseOf, trackOf } from "./live-store.ts";
import { text } from "./texts.ts";

/** The course from above with the body's outline; it follows the item that runs. */
export function CourseView({ job }: { job: JobView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = course.value;
  const deductions = [...job.findings, ...job.items.flatMap((item) => item.findings)].filter(
    (finding) => finding.deduction?.position,
  );
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d") ?? null;
    if (element === null || context === null || map === null) return;
    let camera: Camera | null = null;
    let due = 0;
    const draw = (): void => {
      due = 0;
      const ratio = window.devicePixelRatio;
      const width = element.clientWidth;
      const height = element.clientHeight;
      element.width = width * ratio;
      element.height = height * ratio;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const pose = poseOf(job.job);
      camera = cameraFor(map, job.currentItem, pose, width, height, camera);
      drawCourse(context, { map, pose, track: trackOf(job.job), camera, width, height, deductions });
    };
    const ask = (): void => {
      if (due === 0) due = requestAnimationFrame(draw);
    };
    const leave = drawn.subscribe(ask);
    window.addEventListener("resize", ask);
    return () => {
      leave();
      cancelAnimationFrame(due);
      window.removeEventListener("resize", ask);
    };
  }, [map, job.job, job.currentItem, deductions.length]);
  const pose = poseOf(job.job);
  return (
    <section class="course">
      <h3>{text("course")}</h3>
      <canvas ref={canvas} class="map" aria-label={text("course")} />
      {pose === null && <p class="hint">{text("waitingForPosition")}</p>}
    </section>
  );
}
