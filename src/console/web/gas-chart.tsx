import type uPlot from "uplot";
import type { GasSample, JobView } from "../../station/live-message.ts";
import { brokenAtGaps } from "./curve-gaps.ts";
import type { RunShown } from "./force-chart.tsx";
import { colourOf } from "./light.ts";
import { gasOf } from "./live-store.ts";
import { PlotBox, spanS } from "./plot-box.tsx";
import { language, text } from "./texts.ts";

interface SpeedBand {
  readonly fromRpm: number;
  readonly toRpm: number;
}

/** CO and engine speed over time; while a speed is asked for, its band is shown. */
export function GasChart({ job, run }: { job: JobView; run?: RunShown<GasSample> }) {
  const band = askedBand(job);
  const data = (): uPlot.AlignedData => {
    const samples = run?.samples() ?? gasOf(job.job);
    return brokenAtGaps([
      samples.map(({ atMs }) => atMs / 1000),
      samples.map(({ coPct }) => coPct),
      samples.map(({ engineSpeedRpm }) => engineSpeedRpm),
    ]);
  };
  return (
    <PlotBox
      key_={`${job.job} gas ${run?.key ?? ""} ${language.value} ${band === null ? "" : `${band.fromRpm}-${band.toRpm}`}`}
      label={text("exhaust")}
      options={(size) => options(size, band)}
      data={data}
      {...(run === undefined ? {} : { momentS: run.momentS })}
    />
  );
}

function askedBand(job: JobView): SpeedBand | null {
  const params = job.state === "running" && job.prompt?.action === "engine-speed" ? job.prompt.params : null;
  if (params === null || params === undefined) return null;
  const targetRpm = Number(params.targetRpm);
  const toleranceRpm = Number(params.toleranceRpm);
  if (!Number.isFinite(targetRpm) || !Number.isFinite(toleranceRpm)) return null;
  return { fromRpm: targetRpm - toleranceRpm, toRpm: targetRpm + toleranceRpm };
}

function options(
  size: { readonly width: number; readonly height: number },
  band: SpeedBand | null,
): uPlot.Options {
  const axis = { stroke: colourOf("soft"), grid: { stroke: colourOf("line-soft") } };
  return {
    ...size,
    scales: {
      x: { time: false, range: spanS },
      co: { range: (_, __, max) => [0, Math.max(0.1, max * 1.15)] },
      rpm: { range: (_, __, max) => [0, Math.max(1_000, band?.toRpm ?? 0, max) * 1.1] },
    },
    axes: [
      { ...axis, label: `${text("time")} (s)` },
      { ...axis, scale: "co", label: "CO %", size: 64 },
      { ...axis, scale: "rpm", side: 1, label: "r/min", size: 64, grid: { show: false } },
    ],
    series: [
      { label: text("time"), value: (_, atS) => (typeof atS === "number" ? `${atS.toFixed(2)} s` : "") },
      { label: "CO %", scale: "co", stroke: colourOf("right-side"), width: 2 },
      {
        label: `${text("engineSpeed")} r/min`,
        scale: "rpm",
        stroke: colourOf("vehicle"),
        width: 2,
        dash: [8, 3],
      },
    ],
    hooks: band === null ? {} : { drawClear: [(plot) => drawBand(plot, band)] },
  };
}

function drawBand(plot: uPlot, band: SpeedBand): void {
  const top = plot.valToPos(band.toRpm, "rpm", true);
  const bottom = plot.valToPos(band.fromRpm, "rpm", true);
  plot.ctx.fillStyle = colourOf("vehicle-fill");
  plot.ctx.fillRect(plot.bbox.left, top, plot.bbox.width, bottom - top);
}
