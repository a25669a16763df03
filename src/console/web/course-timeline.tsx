import { useEffect, useState } from "preact/hooks";
import { type DrivenTrace, poseAt, stageAt } from "../../core/exam/driven-trace.ts";
import { itemStage } from "../../core/trade/words/item-stages.ts";
import { lineSaid } from "../../core/trade/words/signals.ts";
import type { JobView } from "../../station/live-message.ts";
import { secondName } from "./moment-name.ts";
import { deductionsOf } from "./moments.ts";
import { itemName } from "./reason-words.ts";
import { said, text } from "./texts.ts";

const STEP_MS = 200;
/** Looked through at four times the speed of the drive: a test takes minutes. */
const PLAY_STEP_MS = 4 * STEP_MS;

/** From the first to the last position of a test. */
export function spanOf(trace: DrivenTrace): readonly [fromMs: number, toMs: number] {
  const from = trace.rows[0]?.[0] ?? 0;
  return [from, trace.rows.at(-1)?.[0] ?? from];
}

interface TimelineProps {
  readonly job: JobView;
  readonly trace: DrivenTrace;
  /** What can be looked at where that is more than the way. */
  readonly span?: readonly [fromMs: number, toMs: number];
  readonly atMs: number;
  readonly onAt: (atMs: number) => void;
}

/** A test that was driven, to be looked through: by hand, by the arrow keys, or playing; each deduction is a touch away. */
export function CourseTimeline({ job, trace, span = spanOf(trace), atMs, onAt }: TimelineProps) {
  const [fromMs, toMs] = span;
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    if (!plays) return undefined;
    if (atMs >= toMs) {
      setPlays(false);
      return undefined;
    }
    const timer = setTimeout(() => onAt(Math.min(toMs, atMs + PLAY_STEP_MS)), STEP_MS);
    return () => clearTimeout(timer);
  }, [plays, atMs, toMs]);
  const deductions = [...deductionsOf(job)].sort((a, b) => a.deduction.utcMs - b.deduction.utcMs);
  return (
    <div class="timeline">
      <div class="timeline-row">
        <button
          type="button"
          class="tab"
          aria-pressed={plays}
          onClick={() => {
            if (!plays && atMs >= toMs) onAt(fromMs);
            setPlays(!plays);
          }}
        >
          {text(plays ? "pause" : "play")}
        </button>
        <div class="timeline-track">
          <Segments job={job} trace={trace} span={span} />
          <input
            type="range"
            min={fromMs}
            max={toMs}
            step={STEP_MS}
            value={atMs}
            aria-label={text("momentOfTest")}
            aria-valuetext={`${secondName(atMs)} ${whereSaid(job, trace, atMs)}`}
            onInput={(event) => {
              setPlays(false);
              onAt(Number(event.currentTarget.value));
            }}
          />
        </div>
      </div>
      <Moment job={job} trace={trace} atMs={atMs} />
      {deductions.length > 0 && (
        <ul class="timeline-deductions">
          {deductions.map(({ rule, textZh, textEn, deduction }) => (
            <li key={`${rule} ${deduction.utcMs}`}>
              <button
                type="button"
                class="tab"
                onClick={() => {
                  setPlays(false);
                  onAt(Math.min(toMs, Math.max(fromMs, deduction.utcMs)));
                }}
              >
                {secondName(deduction.utcMs)} <strong>-{deduction.points}</strong>{" "}
                {said({ zh: textZh, en: textEn })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Where on the line which item was driven, and where points went. */
function Segments({ job, trace, span }: Required<Pick<TimelineProps, "job" | "trace" | "span">>) {
  const [fromMs, toMs] = span;
  const share = (utcMs: number): string => `${(100 * (utcMs - fromMs)) / Math.max(1, toMs - fromMs)}%`;
  const begins = trace.stages.filter(({ now }, at) => now?.item !== trace.stages[at - 1]?.now?.item);
  return (
    <div class="segments" aria-hidden="true">
      {begins.map(({ utcMs, now }, at) => {
        if (now === null) return null;
        const item = job.items.find((candidate) => candidate.item === now.item);
        const until = begins[at + 1]?.utcMs ?? spanOf(trace)[1];
        const width = `calc(${share(until)} - ${share(utcMs)})`;
        return (
          <span key={utcMs} class="segment" style={{ left: share(utcMs), width }}>
            {item === undefined ? now.item : itemName(item)}
          </span>
        );
      })}
      {deductionsOf(job).map(({ rule, deduction }) => (
        <span
          key={`${rule} ${deduction.utcMs}`}
          class="timeline-tick"
          style={{ left: share(deduction.utcMs) }}
        />
      ))}
    </div>
  );
}

/** What was known at that moment. */
function Moment({ job, trace, atMs }: Omit<TimelineProps, "onAt">) {
  const pose = poseAt(trace, atMs);
  const where = whereSaid(job, trace, atMs);
  return (
    <p class="moment">
      <strong>{secondName(atMs)}</strong> ·{" "}
      {pose === null ? (
        <strong class="missing">{where}</strong>
      ) : (
        <>
          {where}
          {pose.speedKmh !== null && ` · ${pose.speedKmh.toFixed(1)} km/h`}
          {pose.lines.length > 0 &&
            ` · ${pose.lines.map((line) => said(lineSaid(line, true))).join(text("comma"))}`}
        </>
      )}
    </p>
  );
}

/** An item is told with a position: without one nobody knows what was on. */
function whereSaid(job: JobView, trace: DrivenTrace, atMs: number): string {
  if (poseAt(trace, atMs) === null) return text("noPositionThen");
  const stage = stageOf(job, trace, atMs);
  return stage === "" ? text("betweenItems") : stage;
}

function stageOf(job: JobView, trace: DrivenTrace, atMs: number): string {
  const now = stageAt(trace, atMs);
  if (now === null) return "";
  const item = job.items.find((candidate) => candidate.item === now.item);
  const stage = itemStage(now.kind, now.phase);
  const name = item === undefined ? now.item : itemName(item);
  return stage === null ? name : `${name}${text("colon")}${said(stage)}`;
}
