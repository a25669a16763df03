import { factName } from "../../core/trade/words/facts.ts";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { type ManualItem, partName, partTitle } from "./manual-parts.ts";
import { correctedSaid } from "./part-rows.tsx";
import { withNames } from "./reason-words.ts";
import { review, reviewOf } from "./review-store.ts";
import { minutesOf } from "./station-clock.ts";
import { headed, text } from "./texts.ts";

/** What a signatory looks for first. */
export function countsOf({ manual }: JobView): { readonly defects: number; readonly corrections: number } {
  const items = (manual?.parts ?? []).flatMap((part) => part.items).filter((item) => !item.kept);
  return {
    defects: items.filter(({ found }) => found === "defect").length,
    corrections: items.reduce((sum, { entries }) => sum + Math.max(0, entries - 1), 0),
  };
}

/** What was looked at by hand, by whom and for how long; what goes back is ticked here. */
export function ReviewParts({ job, ticks }: { job: JobView; ticks: boolean }) {
  return (
    <div class="review-parts">
      <h3>
        {text("ofHand")}
        {ticks && <span class="soft"> {text("sendBackWhat")}</span>}
      </h3>
      {(job.manual?.parts ?? []).map((part) => (
        <ReviewPart key={part.part} job={job} part={part} ticks={ticks} />
      ))}
    </div>
  );
}

function ReviewPart({ job, part, ticks }: { job: JobView; part: ManualPartView; ticks: boolean }) {
  const isShort = part.countedS < part.minimumS;
  const kept = part.items.filter((item) => item.kept);
  return (
    <section class="review-part">
      <h4>
        {partTitle(part)}
        <small>
          <span class="who">{part.by.map(withNames).join(text("comma"))}</span>
          <span class={isShort ? "wrong" : ""}>
            {text("workedFor")} {minutesOf(part.countedS)} · {text("atLeast")} {minutesOf(part.minimumS)}
          </span>
        </small>
      </h4>
      <ul class="review-items">
        {part.items
          .filter((item) => !item.kept)
          .map((item) => (
            <Looked key={item.item} job={job} item={item} part={part} ticks={ticks} />
          ))}
      </ul>
      {kept.length > 0 && (
        <details class="folded">
          <summary>
            {kept.length} {text("keptItems")}
          </summary>
          <ul class="review-items">
            {kept.map((item) => (
              <Looked key={item.item} job={job} item={item} part={part} ticks={false} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface LookedProps {
  readonly job: JobView;
  readonly item: ManualItem;
  readonly part: ManualPartView;
  readonly ticks: boolean;
}

function Looked({ job, item, part, ticks }: LookedProps) {
  const { ticked } = reviewOf(job.job);
  const isTicked = ticked.includes(item.item);
  const classes = ["looked", item.found ?? "open", ...(isTicked ? ["ticked"] : [])].join(" ");
  if (!ticks)
    return (
      <li class={classes}>
        <LookedWords item={item} part={part} />
      </li>
    );
  return (
    <li class={classes}>
      <label class="check">
        <input
          type="checkbox"
          checked={isTicked}
          onChange={({ currentTarget }) =>
            review(job.job, {
              ticked: currentTarget.checked
                ? [...ticked, item.item]
                : ticked.filter((other) => other !== item.item),
            })
          }
        />
        <LookedWords item={item} part={part} />
      </label>
    </li>
  );
}

function LookedWords({ item, part }: { item: ManualItem; part: ManualPartView }) {
  const { found, note, values, entries, by } = item;
  const isDefect = found === "defect";
  return (
    <span class="looked-words">
      <span class="looked-name">
        <span class={isDefect ? "mark fail" : "mark pass"} role="img" aria-label={foundSaid(item)}>
          {isDefect ? "✗" : found === null ? "○" : "✓"}
        </span>{" "}
        <span class="code">{item.item}</span> {partName(item)}
      </span>
      {note !== "" && <span class="looked-note who">{note}</span>}
      {values
        .filter(({ value }) => value !== null)
        .map(({ fact, unit, value }) => (
          <span class="looked-figure" key={fact}>
            {headed(factName(fact))}{" "}
            <b>
              {value} {unit}
            </b>
          </span>
        ))}
      {(entries > 1 || (by !== null && part.by.length > 1)) && (
        <span class="soft">
          {part.by.length > 1 && by !== null && <span class="who">{withNames(by)} </span>}
          {entries > 1 && <span class="corrected">{correctedSaid(entries - 1)}</span>}
        </span>
      )}
    </span>
  );
}

function foundSaid({ found }: ManualItem): string {
  return text(found === null ? "notYet" : found === "defect" ? "defect" : "inOrder");
}
