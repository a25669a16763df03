import type { ItemClock } from "../../core/exam/item-now.ts";
import { itemStage } from "../../core/trade/words/item-stages.ts";
import type { JobView, PoseView } from "../../station/live-message.ts";
import { marginsOf } from "./course-margins.ts";
import { courses, posed, poseOf } from "./live-store.ts";
import { said, text } from "./texts.ts";

/** Nearer than this to a line a driver has to look. */
const NEAR_M = 0.3;
/** From this share of its time on a clock is nearly over. */
const NEARLY = 0.8;

/** Where the vehicle of a test that runs is in its item; null between items, and before anybody knows. */
export function nowOf(job: JobView): PoseView["now"] {
  if (job.state !== "running" || job.currentItem === null || posed.value < 0) return null;
  const now = poseOf(job.job)?.now ?? null;
  return now?.item === job.currentItem ? now : null;
}

/** What comes next in the item that is driven; null where only its beginning can be told. */
export function stageSaid(job: JobView): string | null {
  const now = nowOf(job);
  const stage = now === null ? null : itemStage(now.kind, now.phase);
  return stage === null ? null : said(stage);
}

/** The clocks of the item and how near its lines are, while it is driven. */
export function ItemStrip({ job, isOld }: { job: JobView; isOld: boolean }) {
  const now = nowOf(job);
  const pose = poseOf(job.job);
  const map = courses.value[job.site] ?? null;
  if (now === null || pose === null) return null;
  const margins = map === null || isOld ? [] : marginsOf(map, now.item, pose);
  if (now.clocks.length + margins.length === 0) return null;
  return (
    <ul class={isOld ? "item-strip old" : "item-strip"}>
      {now.clocks.map((clock) => (
        <Clock key={clock.of} clock={clock} />
      ))}
      {margins.map(({ part, metres }) => (
        <li key={part} class={metres < NEAR_M ? "margin near" : "margin"}>
          <span>{text(part === "body" ? "bodyToLine" : "wheelToLine")}</span>{" "}
          <strong>{metres === 0 ? text("onLine") : `${metres.toFixed(2)} m`}</strong>
        </li>
      ))}
    </ul>
  );
}

function Clock({ clock }: { clock: ItemClock }) {
  const { of, seconds, maxS, isOver } = clock;
  const share = maxS > 0 ? Math.min(1, seconds / maxS) : 0;
  const look = seconds > maxS ? " over" : share >= NEARLY && !isOver ? " near" : "";
  return (
    <li class={`clock${look}`}>
      <span>{text(of === "item" ? (isOver ? "itemTook" : "itemTime") : "standsFor")}</span>{" "}
      <strong>{seconds.toFixed(seconds < 10 ? 1 : 0)}</strong> / {maxS} s
      <span class="time-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </li>
  );
}
