import { useState } from "preact/hooks";
import type { ItemView, JobView } from "../../station/live-message.ts";
import { ForceChart } from "./force-chart.tsx";
import { GasChart } from "./gas-chart.tsx";
import { curveKey, curves, GAS } from "./live-store.ts";
import { waitsForPeople } from "./manual-parts.ts";
import { itemName } from "./reason-words.ts";
import { text } from "./texts.ts";

/** The curve of the item that runs; at the end that of a brake that failed, else the last one. */
export function Curves({ job }: { job: JobView }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const drawn = job.items.filter((item) => item.chart !== null && isDrawn(job.job, item));
  const failed = drawn.find((item) => item.verdict === "fail" && job.state !== "running");
  const wanted = [chosen, job.currentItem, failed?.item ?? null];
  const shown =
    wanted.map((code) => drawn.find(({ item }) => item === code)).find((item) => item !== undefined) ??
    drawn.at(-1);
  if (shown === undefined && waitsForPeople(job)) return null;
  return (
    <section class="curve">
      <div class="heading">
        <h3>{text(shown?.chart === "gas" ? "exhaust" : "brakeForce")}</h3>
        {drawn.map((item) => (
          <button
            key={item.item}
            type="button"
            class="tab"
            aria-pressed={item === shown}
            onClick={() => setChosen(item.item)}
          >
            {itemName(item)}
          </button>
        ))}
      </div>
      {shown === undefined && <p class="hint">{text("noCurve")}</p>}
      {shown?.chart === "gas" && <GasChart job={job} />}
      {shown?.chart === "force" && <ForceChart job={job.job} item={shown} />}
    </section>
  );
}

function isDrawn(job: string, { item, chart }: ItemView): boolean {
  return curves.value.includes(curveKey(job, chart === "gas" ? GAS : item));
}
