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
      if (plot.cursor.idx === null || plot.cursor.idx === undefined)
        plot.setLegend({ idx: plot.data[0].length - 1 });
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
