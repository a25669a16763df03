import type { Signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import {
  type JobTimeline,
  promptAt,
  runStageAt,
  spansAt,
  type TimelineSpan,
} from "../../core/inspection/job-timeline.ts";
import { faultName } from "../../core/trade/words/faults.ts";
import type { JobView } from "../../station/live-message.ts";
import { itemSaid, type LineMark, lineMarks, MARK_KINDS, partSaid } from "./line-marks.ts";
import { LineRows } from "./line-rows.tsx";
import { type LineWindow, windowAround, zoomed } from "./line-window.ts";
import { secondName } from "./moment-name.ts";
import { withNames } from "./reason-words.ts";
import { RunCurve } from "./run-curve.tsx";
import { language, said, type TextKey, text } from "./texts.ts";

const STEP_MS = 500;
/** As a test is looked through: at four times the speed it had. */
const PLAY_EVERY_MS = 250;
const PLAY_STEP_MS = 4 * PLAY_EVERY_MS;

interface LineProps {
  readonly job: JobView;
  readonly timeline: JobTimeline;
}

interface InspectionLineProps extends LineProps {
  readonly goesOn?: boolean;
  /** What else goes by the moment that is looked at, and may set it. */
  readonly moment?: Signal<number | null>;
}

/**
 * An inspection from its start to its end, to be looked through: by hand, by key, playing, or from mark to mark. `goesOn`: it runs, its end is now,
 * and the moment goes with that until somebody looks back.
 */
export function InspectionLine({ job, timeline, goesOn = false, moment }: InspectionLineProps) {
  const { fromMs, toMs } = timeline;
  const marks = useMemo(() => lineMarks(job, timeline), [job, timeline, language.value]);
  const [held, setHeld] = useHeld(() => (goesOn ? null : beginsAt(job, timeline)), moment);
  const [plays, setPlays] = useState(false);
  const [closer, setCloser] = useState<LineWindow | null>(null);
  const atMs = held ?? toMs;
  const shown = windowOf(timeline, closer, atMs);
  const go = (wantedMs: number): void => {
    const nextMs = Math.min(toMs, Math.max(fromMs, wantedMs));
    setHeld(goesOn && nextMs > toMs - STEP_MS ? null : nextMs);
  };
  const goByHand = (wantedMs: number): void => {
    setPlays(false);
    go(wantedMs);
  };
  useEffect(() => {
    if (!plays) return undefined;
    if (atMs >= toMs) {
      setPlays(false);
      return undefined;
    }
    const timer = setTimeout(() => go(atMs + PLAY_STEP_MS), PLAY_EVERY_MS);
    return () => clearTimeout(timer);
  }, [plays, atMs]);
  const run = spansAt(timeline, atMs).find(({ what }) => what === "run") ?? null;
  const isLast = timeline.spans.findLast(({ what, of }) => what === "run" && of === run?.of) === run;
  return (
    <section class="curve inspection-line" aria-label={text("lineOfTime")}>
      <div class="heading">
        <h3>{text("lineOfTime")}</h3>
        <span class="readout">
          {secondName(shown.fromMs)} – {secondName(shown.toMs)}
        </span>
      </div>
      <LineRows job={job} timeline={timeline} marks={marks} shown={shown} atMs={atMs} onAt={goByHand}>
        <input
          type="range"
          min={shown.fromMs}
          max={shown.toMs}
          step={STEP_MS}
          value={atMs}
          aria-label={text("momentOfInspection")}
          aria-valuetext={`${held === null ? text("lineNow") : secondName(atMs)} ${momentSaid(job, timeline, atMs).join(text("comma"))}`}
          onInput={(event) => goByHand(Number(event.currentTarget.value))}
        />
      </LineRows>
      <LineActs
        marks={marks}
        atMs={atMs}
        plays={plays}
        onPlays={() => {
          if (!plays && atMs >= toMs) go(fromMs);
          setPlays(!plays);
        }}
        onAt={goByHand}
        onZoom={(by) => setCloser(closerThan(timeline, zoomed(timeline, shown, atMs, by)))}
        onNow={goesOn ? () => goByHand(toMs) : null}
        isNow={held === null}
      />
      <Moment job={job} timeline={timeline} atMs={atMs} />
      {!goesOn && <RunCurve job={job} run={run} isLast={isLast} atMs={atMs} />}
      <Marks marks={marks} onAt={goByHand} atMs={atMs} />
    </section>
  );
}

/** The moment that somebody holds, by itself or together with whatever else goes by it. */
function useHeld(
  first: () => number | null,
  moment: Signal<number | null> | undefined,
): readonly [number | null, (atMs: number | null) => void] {
  const [own, setOwn] = useState<number | null>(first);
  const hold = (atMs: number | null): void => {
    setOwn(atMs);
    if (moment !== undefined) moment.value = atMs;
  };
  return [moment?.value ?? own, hold];
}

interface LineActsProps extends Omit<MarkStepProps, "to"> {
  readonly plays: boolean;
  readonly onPlays: () => void;
  readonly onZoom: (by: "in" | "out") => void;
  /** Goes with what is so now; null where it is over. */
  readonly onNow: (() => void) | null;
  readonly isNow: boolean;
}

function LineActs({ plays, onPlays, onZoom, onNow, isNow, ...steps }: LineActsProps) {
  return (
    <div class="line-acts">
      <button type="button" class="tab" aria-pressed={plays} onClick={onPlays}>
        {text(plays ? "pause" : "play")}
      </button>
      <MarkStep {...steps} to="before" />
      <MarkStep {...steps} to="after" />
      <button type="button" class="tab" onClick={() => onZoom("in")}>
        <span aria-hidden="true">＋ </span>
        {text("zoomIn")}
      </button>
      <button type="button" class="tab" onClick={() => onZoom("out")}>
        <span aria-hidden="true">－ </span>
        {text("zoomOut")}
      </button>
      {onNow !== null && (
        <button type="button" class="tab" aria-pressed={isNow} onClick={onNow}>
          <span aria-hidden="true">⏵ </span>
          {text("lineNow")}
        </button>
      )}
    </div>
  );
}

/** All of it, or as much as somebody looks at; the moment is always in it. */
function windowOf(whole: JobTimeline, closer: LineWindow | null, atMs: number): LineWindow {
  if (closer === null) return { fromMs: whole.fromMs, toMs: whole.toMs };
  return atMs < closer.fromMs || atMs > closer.toMs ? windowAround(whole, closer, atMs) : closer;
}

/** Null where it is all there is, so that it grows with it. */
function closerThan(whole: JobTimeline, shown: LineWindow): LineWindow | null {
  return shown.fromMs === whole.fromMs && shown.toMs === whole.toMs ? null : shown;
}

/** What somebody comes for: the item that failed, else the beginning. */
export function beginsAt({ items }: JobView, { spans, fromMs }: JobTimeline): number {
  const failed = items.find(({ verdict, chart }) => verdict === "fail" && chart !== null)?.item;
  const run = spans.findLast(({ what, of, curve }) => what === "run" && of === failed && curve !== undefined);
  return run === undefined ? fromMs : Math.round((run.fromMs + run.toMs) / 2);
}

interface MarkStepProps {
  readonly marks: readonly LineMark[];
  readonly atMs: number;
  readonly to: "before" | "after";
  readonly onAt: (atMs: number) => void;
}

function MarkStep({ marks, atMs, to, onAt }: MarkStepProps) {
  const next =
    to === "before" ? marks.findLast((mark) => mark.atMs < atMs) : marks.find((mark) => mark.atMs > atMs);
  return (
    <button
      type="button"
      class="tab"
      disabled={next === undefined}
      onClick={() => next !== undefined && onAt(next.atMs)}
    >
      <span aria-hidden="true">{to === "before" ? "◀ " : "▶ "}</span>
      {text(to === "before" ? "markBefore" : "markAfter")}
    </button>
  );
}

/** What went on then, and what was asked of whoever sat in the vehicle. */
function Moment({ job, timeline, atMs }: LineProps & { readonly atMs: number }) {
  const on = spansAt(timeline, atMs);
  const stood = on.some(({ what }) => what === "stood");
  const prompt = stood || !on.some(({ what }) => what === "run") ? null : promptAt(timeline, atMs);
  const words = momentSaid(job, timeline, atMs);
  return (
    <p class="moment">
      <strong>{secondName(atMs)}</strong> ·{" "}
      {stood ? <strong class="missing">{words.join(text("comma"))}</strong> : words.join(" · ")}
      {prompt !== null && (
        <span class="asked-then">
          {text("askedThen")}
          {text("colon")}
          {withNames(said(prompt))}
        </span>
      )}
    </p>
  );
}

function momentSaid(job: JobView, timeline: JobTimeline, atMs: number): readonly string[] {
  const on = spansAt(timeline, atMs);
  if (on.some(({ what }) => what === "stood"))
    return [`${text("stoodStill")}${text("comma")}${text("nothingKnown")}`];
  return on.length === 0 ? [text("nothingOn")] : on.map((span) => spanSaid(job, span, atMs));
}

function spanSaid(job: JobView, span: TimelineSpan, atMs: number): string {
  const { what, of, by, code } = span;
  switch (what) {
    case "run":
      return `${itemSaid(job, of)}${text("colon")}${text(stageKey(span, atMs))}`;
    case "part":
      return `${partSaid(job, of)}${text("colon")}${withNames(by ?? "")}`;
    case "position":
      return `${text("waitsPosition")} ${of}`;
    case "review":
      return text("waitsReview");
    case "fault":
      return `${text("markFault")}${text("colon")}${of} ${said(faultName(code ?? ""))}`;
    case "stood":
      return text("stoodStill");
  }
}

const WAITS = { device: "runWaitsDevice", line: "runWaitsLine", person: "runWaitsPerson" } as const;

function stageKey(run: TimelineSpan, atMs: number): TextKey {
  const at = runStageAt(run, atMs);
  if (at?.stage === "clearing") return at.waits === null ? "runClearing" : WAITS[at.waits];
  return at?.stage === "measuring" ? "runMeasuring" : "runTravelling";
}

/** Each a touch away. */
function Marks({ marks, atMs, onAt }: Omit<MarkStepProps, "to">) {
  if (marks.length === 0) return null;
  return (
    <>
      <h4 class="soft">{text("marksOfLine")}</h4>
      <ul class="line-marks">
        {marks.map((mark) => (
          <li key={mark.key}>
            <button
              type="button"
              class={`tab mark-${mark.kind}`}
              aria-current={mark.atMs === atMs ? "true" : undefined}
              onClick={() => onAt(mark.atMs)}
            >
              <span class="mark-form" aria-hidden="true">
                {MARK_KINDS[mark.kind].form}
              </span>
              <time>{secondName(mark.atMs)}</time>
              <span>
                <strong>{text(MARK_KINDS[mark.kind].name)}</strong> {mark.what}
                {mark.who !== null && (
                  <>
                    {" · "}
                    <span class="who">{mark.who}</span>
                  </>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
