import type { TimelineSpan } from "../../core/inspection/job-timeline.ts";
import type { ForceSample, GasSample, ItemView, JobView } from "../../station/live-message.ts";
import { ForceChart, type RunShown } from "./force-chart.tsx";
import { GasChart } from "./gas-chart.tsx";
import { drawn, forceOf, gasOf } from "./live-store.ts";
import { itemName } from "./reason-words.ts";
import { text } from "./texts.ts";

interface RunCurveProps {
  readonly job: JobView;
  /** The run that goes on at the moment; null where none does. */
  readonly run: TimelineSpan | null;
  readonly isLast: boolean;
  readonly atMs: number;
}

/** The curve of what is measured at a moment, and the moment on it; seconds count from the beginning of the run. */
export function RunCurve({ job, run, isLast, atMs }: RunCurveProps) {
  const item = job.items.find((one) => one.item === run?.of);
  if (run === null || item === undefined)
    return (
      <p class="hint no-curve">
        {text("nothingOn")}
        <br />
        {text("curveThere")}
      </p>
    );
  return (
    <div class="run-curve">
      <h4>{itemName(item)}</h4>
      {run.curve === undefined || item.chart === null ? (
        <p class="hint no-curve">{text("noCurveOfItem")}</p>
      ) : (
        <Chart job={job} run={run} item={item} isLast={isLast} atMs={atMs} />
      )}
    </div>
  );
}

function Chart({
  job,
  run,
  item,
  isLast,
  atMs,
}: Omit<RunCurveProps, "run"> & { run: TimelineSpan; item: ItemView }) {
  // Drawn again when the curve comes.
  drawn.value;
  const shown = { key: String(run.fromMs), isLast, momentS: (atMs - run.fromMs) / 1000 };
  if (item.chart === "gas") {
    const samples = (): readonly GasSample[] =>
      ofRun(run, gasOf(job.job), ({ atMs: at }) => at).map(([sample, at]) => ({ ...sample, atMs: at }));
    return <GasChart job={job} run={{ ...shown, samples }} />;
  }
  const force: RunShown<ForceSample> = {
    ...shown,
    samples: () =>
      ofRun(run, forceOf(job.job, item.item), ([at]) => at).map(
        ([[, left, right], at]) => [at, left, right] as const,
      ),
  };
  return <ForceChart job={job.job} item={item} run={force} />;
}

/** Its samples, each with milliseconds since the run began. */
function ofRun<Sample>(
  { curve, fromMs }: TimelineSpan,
  all: readonly Sample[],
  timeOf: (sample: Sample) => number,
): readonly (readonly [Sample, number])[] {
  if (curve === undefined) return [];
  const own = all.slice(curve.from, curve.to);
  const [first] = own;
  if (first === undefined) return [];
  const shiftMs = curve.beginsMs - fromMs - timeOf(first);
  return own.map((sample) => [sample, timeOf(sample) + shiftMs]);
}
