import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { sampleAt } from "./curve-gaps.ts";
import { colourOf, shownLight } from "./light.ts";
import { drawn } from "./live-store.ts";

const HEIGHT_PX = 280;

export interface PlotBoxProps {
  /** What the plot is made anew for: subject, language, markers. */
  readonly key_: string;
  readonly label: string;
  options(size: { readonly width: number; readonly height: number }): uPlot.Options;
  data(): uPlot.AlignedData;
  /** The moment that is looked at, in seconds; null: it is outside of the curve. Absent: the latest. */
  readonly momentS?: number | null;
}

/** Seconds from the first to the last sample, but never so few that one sample fills the picture. */
export function spanS(_plot: uPlot, fromS: number | null, toS: number | null): [number, number] {
  const from = fromS ?? 0;
  return [from, Math.max(toS ?? 0, from + 5)];
}

/** A curve that is redrawn at most once a frame, however fast the samples come, and fits its box. */
export function PlotBox(props: PlotBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const looked = useRef(props.momentS);
  looked.current = props.momentS;
  const look = useRef<() => void>(() => undefined);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const plot = new uPlot(
      props.options({ width: element.clientWidth, height: HEIGHT_PX }),
      props.data(),
      element,
    );
    // Without a pointer over it the plot says the latest values.
    const latest = (): void => {
      if (typeof plot.cursor.idx === "number") return;
      const last = looked.current === undefined ? plot.data[0].length - 1 : indexAt(plot, looked.current);
      // In a gap the figures of before would be made up.
      if (last >= 0 || looked.current !== undefined) plot.setLegend({ idx: last < 0 ? null : last } as never);
    };
    plot.hooks.draw = [...(plot.hooks.draw ?? []), () => drawMoment(plot, looked.current ?? null)];
    look.current = () => {
      latest();
      plot.redraw(false);
    };
    look.current();
    let due = 0;
    const leave = drawn.subscribe(() => {
      if (due !== 0) return;
      due = requestAnimationFrame(() => {
        due = 0;
        plot.setData(props.data());
        latest();
      });
    });
    const fit = new ResizeObserver(() => {
      plot.setSize({ width: element.clientWidth, height: HEIGHT_PX });
      // Of another size the plot forgets its values, in a turn of its own.
      queueMicrotask(latest);
    });
    fit.observe(element);
    return () => {
      look.current = () => undefined;
      leave();
      cancelAnimationFrame(due);
      fit.disconnect();
      plot.destroy();
    };
  }, [props.key_, shownLight.value]);
  useEffect(() => look.current(), [props.momentS]);
  return <div ref={box} class="chart" role="img" aria-label={props.label} />;
}

function indexAt({ data }: uPlot, momentS: number | null): number {
  return momentS === null ? -1 : sampleAt(data[0] as readonly number[], momentS);
}

function drawMoment(plot: uPlot, momentS: number | null): void {
  if (momentS === null) return;
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(momentS, "x", true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = colourOf("ink");
  ctx.lineWidth = 2 * uPlot.pxRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
