import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { drawn, forceOf } from "./live-store.ts";
import { language, text } from "./texts.ts";

const HEIGHT_PX = 280;

/** Left and right force over time, redrawn at most once a frame however fast the samples come. */
export function ForceChart({ job, item }: { job: string; item: string | null }) {
  const box = useRef<HTMLDivElement>(null);
  const label = language.value;
  useEffect(() => {
    const element = box.current;
    if (element === null || item === null) return;
    const plot = new uPlot(options(element.clientWidth), data(job, item), element);
    let due = 0;
    const leave = drawn.subscribe(() => {
      if (due !== 0) return;
      due = requestAnimationFrame(() => {
        due = 0;
        plot.setData(data(job, item));
      });
    });
    const resize = (): void => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX });
    window.addEventListener("resize", resize);
    return () => {
      leave();
      cancelAnimationFrame(due);
      window.removeEventListener("resize", resize);
      plot.destroy();
    };
  }, [job, item, label]);
  return item === null ? <p class="hint">-</p> : <div ref={box} class="chart" />;
}

function data(job: string, item: string): uPlot.AlignedData {
  const samples = forceOf(job, item);
  return [
    samples.map(([atMs]) => atMs / 1000),
    samples.map(([, left]) => left),
    samples.map(([, , right]) => right),
  ];
}

function options(width: number): uPlot.Options {
  const axis = { stroke: "#5b6770", grid: { stroke: "#dfe4e8" } };
  return {
    width,
    height: HEIGHT_PX,
    scales: { x: { time: false } },
    axes: [
      { ...axis, label: "s" },
      { ...axis, label: "N", size: 64 },
    ],
    series: [
      { label: "s" },
      { label: text("left"), stroke: "#0b6bcb", width: 2, spanGaps: false },
      { label: text("right"), stroke: "#c2410c", width: 2, spanGaps: false },
    ],
  };
}
