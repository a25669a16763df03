import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { drawn } from "./live-store.ts";

const HEIGHT_PX = 280;

export interface PlotBoxProps {
  /** What the plot is made anew for: subject, language, markers. */
  readonly key_: string;
  readonly label: string;
  options(size: { readonly width: number; readonly height: number }): uPlot.Options;
  data(): uPlot.AlignedData;
}

/** Seconds from the first to the last sample, but never so few that one sample fills the picture. */
export function spanS(_plot: uPlot, fromS: number | null, toS: number | null): [number, number] {
  const from = fromS ?? 0;
  return [from, Math.max(toS ?? 0, from + 5)];
}

/** A curve that is redrawn at most once a frame, however fast the samples come, and fits its box. */
export function PlotBox(props: PlotBoxProps) {
  const box = useRef<HTMLDivElement>(null);
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
      const last = plot.data[0].length - 1;
      if (last >= 0 && typeof plot.cursor.idx !== "number") plot.setLegend({ idx: last });
    };
    latest();
    let due = 0;
    const leave = drawn.subscribe(() => {
      if (due !== 0) return;
      due = requestAnimationFrame(() => {
        due = 0;
        plot.setData(props.data());
        latest();
      });
    });
    const fit = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    fit.observe(element);
    return () => {
      leave();
      cancelAnimationFrame(due);
      fit.disconnect();
      plot.destroy();
    };
  }, [props.key_]);
  return <div ref={box} class="chart" role="img" aria-label={props.label} />;
}
