import type { JobView } from "../../station/live-message.ts";
import { isUnderway } from "./asking.ts";
import { actsBar } from "./edge-bar.ts";
import { Field, Problem } from "./field.tsx";
import { review, reviewKey, reviewOf, sendBack, signInspection } from "./review-store.ts";
import { said, text } from "./texts.ts";

const NOTE_MAX = 200;

/** The two acts of a signatory: it goes back with what is ticked, or it is signed. */
export function ReviewActs({ job }: { job: JobView }) {
  const { ticked, why, note, problem } = reviewOf(job.job);
  const isBusy = isUnderway(reviewKey(job.job));
  const goesBack = ticked.length > 0;
  const input = { maxLength: NOTE_MAX, autocomplete: "off" };
  return (
    <section
      ref={actsBar}
      class={goesBack ? "review-acts goes-back" : "review-acts"}
      aria-label={text(goesBack ? "sendItBack" : "signIt")}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void (goesBack ? sendBack(job) : signInspection(job));
        }}
      >
        {goesBack ? (
          <Field
            label={text("sendBackWhy")}
            value={why}
            onValue={(typed) => review(job.job, { why: typed, problem: null })}
            input={input}
          />
        ) : (
          <Field
            label={text("signNote")}
            value={note}
            onValue={(typed) => review(job.job, { note: typed, problem: null })}
            input={input}
          />
        )}
        <div class="choices">
          {goesBack && (
            <button
              type="button"
              class="plain"
              onClick={() => review(job.job, { ticked: [], problem: null })}
            >
              {text("cancel")}
            </button>
          )}
          <button type="submit" class={goesBack ? "primary grave" : "primary"} disabled={isBusy}>
            {goesBack ? `${text("sendItBack")} (${ticked.length})` : text("signIt")}
          </button>
        </div>
      </form>
      <Problem>{problem === null ? null : said(problem)}</Problem>
    </section>
  );
}
