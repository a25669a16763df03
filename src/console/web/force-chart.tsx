import uPlot from "uplot";
import type { ForceSample, ItemView } from "../../station/live-message.ts";
import { type BrakeMark, brakeMarks } from "./brake-marks.ts";
import { brokenAtGaps } from "./curve-gaps.ts";
import { colourOf } from "./light.ts";
import { forceOf } from "./live-store.ts";
import { PlotBox, spanS } from "./plot-box.tsx";
import { itemName } from "./reason-words.ts";
import { language, text } from "./texts.ts";

const MARK_COLOURS = { maxLeft: "vehicle", maxRight: "right-side", difference: "difference" } as const;

/** One run of an item that is looked at afterwards, and the moment in it. */
export interface RunShown<Sample> {
  readonly key: string;
  /** Asked for at each drawing: a curve may come later than the page. */
  samples(): readonly Sample[];
  /** A run before it was measured again has no findings of its own. */
  readonly isLast: boolean;
  readonly momentS: number | null;
}

/** Left and right force over time; once the item is judged, what its findings rest on is marked. */
export function ForceChart({ job, item, run }: { job: string; item: ItemView; run?: RunShown<ForceSample> }) {
  const marks = brakeMarks(
    run?.isLast === false ? [] : item.findings,
    run?.samples() ?? forceOf(job, item.item),
  );
  const data = (): uPlot.AlignedData => {
    const samples = run?.samples() ?? forceOf(job, item.item);
    return brokenAtGaps([
      samples.map(([atMs]) => atMs / 1000),
      samples.map(([, left]) => left),
      samples.map(([, , right]) => right),
    ]);
  };
  const label = `${text("brakeForce")}${text("colon")}${itemName(item)}`;
  return (
    <>
      <PlotBox
        key_={`${job} ${item.item} ${run?.key ?? ""} ${language.value} ${marks.map((mark) => mark.atMs).join()}`}
        label={label}
        options={(size) => options(size, marks)}
        data={data}
        {...(run === undefined ? {} : { momentS: run.momentS })}
      />
      {marks.length > 0 && (
        <ul class="chart-marks">
          {marks.map((mark) => (
            <li key={mark.kind}>
              <span aria-hidden="true" style={{ color: `var(--${MARK_COLOURS[mark.kind]})` }}>
                {mark.kind === "difference" ? "↕" : "◆"}
              </span>{" "}
              {text(mark.kind)} <strong>{mark.valueN} N</strong> · {(mark.atMs / 1000).toFixed(2)} s
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function options(
  size: { readonly width: number; readonly height: number },
  marks: readonly BrakeMark[],
): uPlot.Options {
  const axis = { stroke: colourOf("soft"), grid: { stroke: colourOf("line-soft") } };
  return {
    ...size,
    scales: { x: { time: false, range: spanS }, y: { range: (_, __, max) => [0, Math.max(500, max * 1.1)] } },
    axes: [
      { ...axis, label: `${text("time")} (s)` },
      { ...axis, label: "N", size: 64 },
    ],
    series: [
      { label: text("time"), value: (_, atS) => (typeof atS === "number" ? `${atS.toFixed(2)} s` : "") },
      { label: text("left"), stroke: colourOf("vehicle"), width: 2, spanGaps: false },
      { label: text("right"), stroke: colourOf("right-side"), width: 2, dash: [8, 3], spanGaps: false },
    ],
    hooks: { draw: [(plot) => drawMarks(plot, marks)] },
  };
}

function drawMarks(plot: uPlot, marks: readonly BrakeMark[]): void {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.setLineDash([]);
  for (const mark of marks) {
    const x = plot.valToPos(mark.atMs / 1000, "x", true);
    const ys = mark.forcesN.map((forceN) => plot.valToPos(forceN, "y", true));
    ctx.strokeStyle = colourOf(MARK_COLOURS[mark.kind]);
    ctx.fillStyle = colourOf(MARK_COLOURS[mark.kind]);
    ctx.lineWidth = 2.5 * ratio;
    if (ys.length > 1) {
      ctx.beginPath();
      ctx.moveTo(x, Math.min(...ys) - 5 * ratio);
      ctx.lineTo(x, Math.max(...ys) + 5 * ratio);
      ctx.stroke();
    }
    for (const y of ys) {
      const r = 5 * ratio;
      ctx.beginPath();
      ctx.moveTo(x, y - r);
      ctx.lineTo(x + r, y);
      ctx.lineTo(x, y + r);
      ctx.lineTo(x - r, y);
      ctx.closePath();
      ctx.fill();
    }
  }
  ctx.restore();
}
