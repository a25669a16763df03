import { useEffect, useRef } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import type { CourseMap } from "../course-map.ts";
import { jobAddress, place } from "./address.ts";
import { cameraTarget } from "./course-camera.ts";
import { drawCourse } from "./course-drawing.ts";
import { CourseLegend } from "./course-legend.tsx";
import { fitted } from "./course-view.tsx";
import { DeviceFaults } from "./device-faults.tsx";
import { ItemStrip, stageSaid } from "./item-strip.tsx";
import { courses, drawn, jobs, poseAgeS, poseOf, station, wayOf } from "./live-store.ts";
import { LockBanner } from "./lock-banner.tsx";
import { momentsOf } from "./moments-drawn.ts";
import { OLD_AFTER_S, usePoseAge } from "./pose-age.ts";
import { itemName, withNames } from "./reason-words.ts";
import { isThere } from "./seat-name.ts";
import { said, text } from "./texts.ts";

/** Everybody who drives on one course: all cars on one map, and of each what comes next and how it stands. */
export function CoursePage() {
  const at = place.value;
  const site = at.page === "course" ? at.site : "";
  const driving = jobs.value.filter(
    (job) => job.kind === "exam" && job.site === site && job.state === "running",
  );
  const map = courses.value[site] ?? null;
  return (
    <div class="course-page">
      <h2>
        {text("carsOnCourse")} <small>{site}</small>
      </h2>
      <LockBanner at={{ kind: "exam", site }} />
      <section class="course" aria-label={text("course")}>
        {map === null ? (
          <p class="hint">{text("noCourse")}</p>
        ) : (
          <AllCars key={site} map={map} driving={driving} />
        )}
        <CourseLegend />
      </section>
      <section class="cars" aria-label={text("carsOnCourse")}>
        {driving.length === 0 && <p class="empty">{text("nobodyDrives")}</p>}
        {driving.map((job) => (
          <Car key={job.job} job={job} />
        ))}
      </section>
    </div>
  );
}

/** Redraws on news alone: the whole course stands still. */
function AllCars({ map, driving }: { map: CourseMap; driving: readonly JobView[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(driving);
  latest.current = driving;
  const redraw = useRef<() => void>(() => undefined);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d") ?? null;
    if (element === null || context === null) return;
    let due = 0;
    const ask = (): void => {
      if (due === 0) due = requestAnimationFrame(draw);
    };
    const draw = (): void => {
      due = 0;
      const { width, height } = fitted(element, context);
      const camera = cameraTarget(map, { item: null, pose: null, whole: true, width, height });
      const shown = latest.current;
      drawCourse(context, {
        map,
        camera,
        width,
        height,
        item: null,
        vehicles: shown.flatMap(vehicleOf),
        ways: shown.map(({ job }) => wayOf(job)),
        deductions: shown.flatMap((job) => momentsOf(job)),
      });
    };
    redraw.current = ask;
    const leave = drawn.subscribe(ask);
    // A car of which nothing comes any more gets old without news.
    const looks = setInterval(ask, 1_000);
    const fit = new ResizeObserver(ask);
    fit.observe(element);
    return () => {
      leave();
      clearInterval(looks);
      fit.disconnect();
      cancelAnimationFrame(due);
    };
  }, [map]);
  useEffect(() => redraw.current());
  return (
    <canvas
      ref={canvas}
      class="map"
      role="img"
      aria-label={`${text("carsOnCourse")}${text("colon")}${driving.map(carName).join(text("comma"))}`}
    />
  );
}

function vehicleOf(job: JobView) {
  const pose = poseOf(job.job);
  return pose === null ? [] : [{ pose, isOld: poseAgeS(job.job) >= OLD_AFTER_S, label: carName(job) }];
}

function carName({ car, job }: JobView): string {
  return car ?? job;
}

function Car({ job }: { job: JobView }) {
  const ageS = usePoseAge(job);
  const item = job.items.find((candidate) => candidate.item === job.currentItem);
  const faulty = (station.value?.devices ?? []).filter(
    (device) => device.faults.length > 0 && isThere(device, job),
  );
  const stage = ageS === null ? stageSaid(job) : null;
  return (
    <article class={faulty.length > 0 ? "car blocked" : "car"}>
      <h3>
        <span class="car-name">{carName(job)}</span>{" "}
        <span class="who">{Object.values(job.subject)[0] ?? ""}</span>
        {job.score !== null && (
          <span class={job.score.points >= job.score.passMark ? "points-left" : "points-left below"}>
            <span class="number">{job.score.points}</span> {text("points")}
          </span>
        )}
      </h3>
      <p class="doing">
        <strong>{item === undefined ? text("betweenItems") : itemName(item)}</strong>
        {stage === null
          ? job.prompt === null
            ? ""
            : ` · ${withNames(said(job.prompt.text))}`
          : ` · ${stage}`}
      </p>
      <ItemStrip job={job} isOld={ageS !== null} />
      {ageS !== null && (
        <p class="because">
          {text("noPositionFor")} {ageS} s
        </p>
      )}
      {faulty.map((device) => (
        <DeviceFaults key={device.device} device={device} as="because" />
      ))}
      <a class="button" href={jobAddress(job.job)}>
        {text("openTest")}
      </a>
    </article>
  );
}
