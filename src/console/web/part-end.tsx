import { useState } from "preact/hooks";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { isUnderway } from "./asking.ts";
import { Problem } from "./field.tsx";
import { endPart, endPartKey, rowId } from "./manual-acts.ts";
import { openItems, openPhotos, partName } from "./manual-parts.ts";
import { tileId } from "./part-photos.tsx";
import { minutesOf, useSecondsUntil } from "./station-clock.ts";
import { said, text } from "./texts.ts";

/** What comes next is wanted, not everything. */
const SHOWN_MAX = 4;

/** The end of a part: what is missing, as ways to it, how long it still takes, and the one button. */
export function PartEnd({ job, part }: { job: JobView; part: ManualPartView }) {
  const [problem, setProblem] = useState<Sentence | null>(null);
  const leftS = useSecondsUntil(part.endableWallMs) ?? 0;
  const missing = [
    ...openItems(part).map((item) => [rowId(item.item), `${item.item} ${partName(item)}`] as const),
    ...openPhotos(part).map(
      (photo) => [tileId(photo.photo), `${text("photos")} ${photo.photo} ${partName(photo)}`] as const,
    ),
  ];
  const isBusy = isUnderway(endPartKey(job.job, part.part));
  const end = async (): Promise<void> => {
    setProblem(null);
    setProblem(await endPart(job, part));
  };
  return (
    <section class="part-end" aria-label={text("endOfPart")}>
      <h3>{text("endOfPart")}</h3>
      {missing.length === 0 ? (
        <p class="part-complete">
          <span aria-hidden="true">✓ </span>
          {text("nothingMissing")}
        </p>
      ) : (
        <>
          <p>
            {text("stillMissing")} <b>{missing.length}</b>
          </p>
          <Missing ways={missing.slice(0, SHOWN_MAX)} />
          {missing.length > SHOWN_MAX && (
            <details class="folded">
              <summary>
                {text("andMore")} {missing.length - SHOWN_MAX}
              </summary>
              <Missing ways={missing.slice(SHOWN_MAX)} />
            </details>
          )}
        </>
      )}
      <p class="part-least" role="timer">
        {leftS > 0 ? (
          <>
            {text("timeLeft")} <b>{minutesOf(leftS)}</b>
          </>
        ) : (
          <>
            <span aria-hidden="true">✓ </span>
            {text("timeKept")}
          </>
        )}
      </p>
      <Problem>{problem === null ? null : said(problem)}</Problem>
      <button
        type="button"
        class="primary"
        disabled={isBusy || leftS > 0 || missing.length > 0}
        onClick={() => void end()}
      >
        {text("endPart")}
      </button>
    </section>
  );
}

type Way = readonly [id: string, name: string];

function Missing({ ways }: { ways: readonly Way[] }) {
  return (
    <ul class="part-missing">
      {ways.map(([id, name]) => (
        <li key={id}>
          <button type="button" class="jump" onClick={() => goToPart(id)}>
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Into the middle of the screen, and the keys with it. */
function goToPart(id: string): void {
  const element = document.getElementById(id);
  element?.scrollIntoView({ block: "center" });
  element?.focus({ preventScroll: true });
}
