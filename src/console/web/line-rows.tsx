import type { ComponentChildren } from "preact";
import type { JobTimeline, TimelineSpan } from "../../core/inspection/job-timeline.ts";
import { faultName } from "../../core/trade/words/faults.ts";
import type { JobView } from "../../station/live-message.ts";
import { type LineMark, MARK_KINDS, partSaid } from "./line-marks.ts";
import { type LineWindow, shareOf } from "./line-window.ts";
import { said, text } from "./texts.ts";

interface LineRowsProps {
  readonly job: JobView;
  readonly timeline: JobTimeline;
  readonly marks: readonly LineMark[];
  readonly shown: LineWindow;
  readonly atMs: number;
  readonly onAt: (atMs: number) => void;
  /** The slider, under the rows and as wide. */
  readonly children: ComponentChildren;
}

interface Row {
  readonly name: string;
  readonly spans: readonly TimelineSpan[];
}

/** So much of the window the code of an item needs. */
const WORD_SHARE = 0.035;
/** A mark that is touched nearly is meant. */
const NEAR_PX = 14;

/**
 * What went on, a row each: the lane, each part that was looked at by hand, the review, devices at fault. Drawn for the eyes: the slider
 * and the list of marks say the same in words.
 */
export function LineRows({ job, timeline, marks, shown, atMs, onAt, children }: LineRowsProps) {
  const rows = rowsOf(job, timeline).filter(({ spans }) => spans.length > 0);
  const stood = timeline.spans.filter(({ what }) => what === "stood");
  const touched = (event: PointerEvent & { readonly currentTarget: HTMLElement }, isFirst: boolean): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const msPerPx = (shown.toMs - shown.fromMs) / Math.max(1, width);
    const meantMs = shown.fromMs + (event.clientX - left) * msPerPx;
    const near = isFirst ? nearest(marks, meantMs, NEAR_PX * msPerPx) : null;
    onAt(Math.round(near?.atMs ?? meantMs));
  };
  return (
    <div class="line">
      <div class="line-names" aria-hidden="true">
        <span>{text("rowMarks")}</span>
        {rows.map(({ name }) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <div class="line-track">
        <div
          class="line-rows"
          aria-hidden="true"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            touched(event, true);
          }}
          onPointerMove={(event) => {
            if (event.buttons === 1) touched(event, false);
          }}
        >
          <div class="line-row of-marks">
            {marks.filter(isIn(shown)).map((mark) => (
              <span
                key={mark.key}
                class={`line-mark mark-${mark.kind}`}
                style={{ left: percent(shown, mark.atMs) }}
              >
                {MARK_KINDS[mark.kind].form}
              </span>
            ))}
          </div>
          {rows.map(({ name, spans }) => (
            <div key={name} class="line-row">
              {spans.map((span) => (
                <Span key={`${span.what} ${span.of} ${span.fromMs}`} span={span} shown={shown} />
              ))}
            </div>
          ))}
          {stood.map((span) => (
            <Block key={span.fromMs} shown={shown} {...span} classes="line-stood">
              {text("stoodStill")}
            </Block>
          ))}
          <span class="line-cursor" style={{ left: percent(shown, atMs) }} />
        </div>
        {children}
      </div>
    </div>
  );
}

function rowsOf(job: JobView, { spans }: JobTimeline): readonly Row[] {
  const of = (...kinds: readonly TimelineSpan["what"][]) => spans.filter(({ what }) => kinds.includes(what));
  const parts = (job.manual?.parts ?? []).map(({ part }) => ({
    name: partSaid(job, part),
    spans: of("part").filter((span) => span.of === part),
  }));
  return [
    { name: text("rowLane"), spans: of("run", "position") },
    ...parts,
    { name: text("rowReview"), spans: of("review") },
    { name: text("rowFaults"), spans: of("fault") },
  ];
}

function Span({ span, shown }: { span: TimelineSpan; shown: LineWindow }) {
  const { what, of, end, code, stages = [], fromMs, toMs } = span;
  const form = end === undefined || end === "measured" ? "" : MARK_KINDS[end].form;
  // Half a word would say something else.
  const isRoomy = shareOf(shown, toMs) - shareOf(shown, fromMs) >= WORD_SHARE;
  return (
    <Block shown={shown} {...span} classes={`line-span of-${what} ${end === undefined ? "" : `end-${end}`}`}>
      {what === "run" && (isRoomy ? `${form}${of}` : form)}
      {what === "fault" && `! ${said(faultName(code ?? ""))}`}
      {what === "position" && text("runClearing")}
      {stages.map(({ stage, atMs }, at) => {
        if (stage === "measuring") return null;
        const untilMs = stages[at + 1]?.atMs ?? toMs;
        return <Block key={atMs} shown={span} fromMs={atMs} toMs={untilMs} classes={`line-stage ${stage}`} />;
      })}
    </Block>
  );
}

interface BlockProps {
  readonly shown: LineWindow;
  readonly fromMs: number;
  readonly toMs: number;
  readonly classes: string;
  readonly children?: ComponentChildren;
}

/** What of it stands in the window. */
function Block({ shown, fromMs, toMs, classes, children }: BlockProps) {
  const from = Math.max(0, shareOf(shown, fromMs));
  const to = Math.min(1, shareOf(shown, toMs));
  if (to < 0 || from > 1) return null;
  return (
    <span class={classes} style={{ left: `${100 * from}%`, width: `${100 * Math.max(0, to - from)}%` }}>
      {children}
    </span>
  );
}

function isIn({ fromMs, toMs }: LineWindow): (mark: LineMark) => boolean {
  return ({ atMs }) => atMs >= fromMs && atMs <= toMs;
}

function percent(shown: LineWindow, atMs: number): string {
  return `${100 * shareOf(shown, atMs)}%`;
}

function nearest(marks: readonly LineMark[], meantMs: number, withinMs: number): LineMark | null {
  const away = (mark: LineMark): number => Math.abs(mark.atMs - meantMs);
  const [first] = marks.filter((mark) => away(mark) <= withinMs).sort((a, b) => away(a) - away(b));
  return first ?? null;
}
