import { subjectLabel, subjectValue } from "../../../core/trade/words/subject.ts";
import type { ItemView, JobView } from "../../../station/live-message.ts";
import type { ResultDocument } from "../../../verifier/sealed/record-form.ts";
import { FindingList } from "../finding-list.tsx";
import { Item } from "../job-page.tsx";
import { zoneName } from "../moment-name.ts";
import { Notes } from "../notes.tsx";
import { reasonsOf } from "../result-panel.tsx";
import { ScopeStrip } from "../scope-strip.tsx";
import { said, text } from "../texts.ts";
import { VerdictWord } from "../verdict-word.tsx";
import { say } from "./appeal-texts.ts";
import { instantSaid } from "./times.ts";
import { ZoneTag } from "./zone-note.tsx";

/** Who, what, when, where, and what came of it: all of it as the record says it. */
export function ResultCard({ document, job }: { document: ResultDocument; job: JobView }) {
  const { station, site, car, time, devices } = document;
  const rows: readonly (readonly [string, string])[] = [
    ...Object.entries(document.subject).map(
      ([name, value]) => [said(subjectLabel(name)), said(subjectValue(name, value))] as const,
    ),
    [
      say("when"),
      `${instantSaid(time.started)} – ${instantSaid(time.ended, time.started)} (${zoneName(Date.parse(time.started))})`,
    ],
    [say("where"), [station, site, ...(car === null ? [] : [car])].join(" · ")],
    [say("job"), document.job],
  ];
  const reasons = reasonsOf(job);
  return (
    <section class={`result appeal-result ${document.verdict}`}>
      <div class="outcome">
        <h3>{say("result")}</h3>
        <p class="big">
          <VerdictWord of={document.verdict} />
        </p>
        {job.score !== null && (
          <p class={job.score.points >= job.score.passMark ? "score" : "score below"}>
            <span class="number">{job.score.points}</span>
            <span>
              {text("score")} · {text("passMark")} {job.score.passMark}
            </span>
          </p>
        )}
        {devices.some(({ simulated }) => simulated) && <p class="badge simulated">{say("trial")}</p>}
      </div>
      <dl class="subject">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {reasons.length > 0 && (
        <div class="why">
          <h3>{text("why")}</h3>
          <ul class="reasons">
            {reasons.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </div>
      )}
      {job.scope !== null && <ScopeStrip scope={job.scope} />}
      <Notes notes={job.notes} kind={job.kind} names={job} />
    </section>
  );
}

const QUIET: ReadonlySet<ItemView["verdict"]> = new Set(["pass", "not-applicable"]);

/** Item by item; what passed stands folded. */
export function ItemsCard({ document, job }: { document: ResultDocument; job: JobView }) {
  const loud = job.items.filter((item) => !QUIET.has(item.verdict));
  const quiet = job.items.filter((item) => QUIET.has(item.verdict));
  return (
    <section class="items appeal-items" aria-label={say("allItems")}>
      <div class="heading">
        <h3>{say("allItems")}</h3>
        <ZoneTag document={document} />
      </div>
      {job.findings.length > 0 && (
        <div class="item">
          <h4>{text("general")}</h4>
          <FindingList findings={job.findings} fold={job.kind === "exam"} names={job} />
        </div>
      )}
      {loud.map((item) => (
        <Item key={item.item} item={item} current={false} job={job} />
      ))}
      {quiet.length > 0 && (
        <details class="folded">
          <summary>
            <VerdictWord of="pass" /> {quiet.length}
          </summary>
          {quiet.map((item) => (
            <Item key={item.item} item={item} current={false} job={job} />
          ))}
        </details>
      )}
    </section>
  );
}
