import { useEffect } from "preact/hooks";
import type { EnteredRule } from "../../core/exam/entered-rules.ts";
import type { JobView } from "../../station/live-message.ts";
import { heldIsOne } from "./asking.ts";
import {
  armed,
  enterFault,
  entriesOf,
  isEntering,
  keyed,
  loadRules,
  nextNote,
  type Offered,
  offered,
  rulesOf,
  takeBack,
} from "./exam-entries.ts";
import { Field } from "./field.tsx";
import { mayDoTo } from "./permitted.ts";
import { withNames } from "./reason-words.ts";
import { said, text } from "./texts.ts";

const NOTE_MAX = 200;

/** The examiner's hand: every rule that they may enter as a button, what they have entered, and the way back. */
export function ExamPad({ job }: { job: JobView }) {
  const rules = rulesOf(job.job);
  useEffect(() => {
    void loadRules(job.job);
  }, [job.job]);
  if (!mayDoTo(job, "deduct") || rules === null || rules.length === 0) return null;
  const groups = offered(job, rules);
  const keys = keyed(groups);
  return (
    <section class="exam-pad" aria-label={text("enterFaults")}>
      <h3>{text("enterFaults")}</h3>
      <Field
        label={text("nextNote")}
        value={nextNote.value[job.job] ?? ""}
        onValue={(typed) => {
          nextNote.value = { ...nextNote.peek(), [job.job]: typed };
        }}
        input={{ name: "note", maxLength: NOTE_MAX, autocomplete: "off" }}
      />
      <div class="pad-columns">
        {job.signing === null ? (
          <Rules groups={groups} keys={keys} job={job} />
        ) : (
          <details>
            <summary>{text("correct")}</summary>
            <Rules groups={groups} keys={keys} job={job} />
          </details>
        )}
        <Entries job={job} />
      </div>
    </section>
  );
}

function Rules({ groups, keys, job }: { groups: Offered; keys: readonly EnteredRule[]; job: JobView }) {
  return (
    <div class="pad-rules">
      <Group title={text("ofItem")} rules={groups.ofItem} keys={keys} job={job} />
      <Group title={text("ofTest")} rules={groups.ofTest} keys={keys} job={job} />
      {groups.others.length > 0 && (
        <details>
          <summary>
            {text("ofOtherItems")} ({groups.others.length})
          </summary>
          <Group title={null} rules={groups.others} keys={keys} job={job} />
        </details>
      )}
    </div>
  );
}

interface GroupProps {
  readonly title: string | null;
  readonly rules: readonly EnteredRule[];
  readonly keys: readonly EnteredRule[];
  readonly job: JobView;
}

function Group({ title, rules, keys, job }: GroupProps) {
  if (rules.length === 0) return null;
  return (
    <div class="pad-group">
      {title !== null && <h4>{title}</h4>}
      <ul>
        {rules.map((rule) => (
          <li key={rule.rule}>
            <RuleButton rule={rule} keyNumber={keys.indexOf(rule) + 1} job={job} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function RuleButton({ rule, keyNumber, job }: { rule: EnteredRule; keyNumber: number; job: JobView }) {
  const isArmed = armed.value === rule.rule;
  const classes = ["enter-fault", ...(rule.isFatal ? ["fatal"] : []), ...(isArmed ? ["armed"] : [])].join(
    " ",
  );
  return (
    <button
      type="button"
      class={classes}
      aria-keyshortcuts={keyNumber > 0 ? String(keyNumber) : undefined}
      // Not `disabled`: that would take the focus away from whoever works by keys.
      aria-disabled={isEntering(job, rule)}
      onKeyDown={heldIsOne}
      onClick={() => enterFault(job, rule)}
    >
      <span class="off">-{rule.points}</span>
      <span class="what">
        {isArmed ? text("pressAgain") : said({ zh: rule.textZh, en: rule.textEn })}
        {rule.judge === "machine" && <small> ({text("onlyUnseen")})</small>}
        {rule.isFatal && !isArmed && <small> ({text("endsTest")})</small>}
      </span>
      {keyNumber > 0 && (
        <span class="key" aria-hidden="true">
          {keyNumber}
        </span>
      )}
    </button>
  );
}

function Entries({ job }: { job: JobView }) {
  const entries = entriesOf(job);
  return (
    <div class="pad-entries" aria-live="polite">
      <h4>{text("entered")}</h4>
      {entries.length === 0 && <p class="soft">{text("nothingEntered")}</p>}
      <ol>
        {entries.map(({ entry, deduction, withdrawn, textZh, textEn }) => (
          <li key={entry} class={withdrawn === undefined ? "" : "withdrawn"}>
            <span class="off">-{(deduction ?? withdrawn?.deduction)?.points ?? 0}</span>
            <span class="what">{said({ zh: textZh, en: textEn })}</span>
            {withdrawn === undefined ? (
              <button type="button" class="plain" onClick={() => takeBack(job, entry)}>
                {text("takeBack")}
              </button>
            ) : (
              <small>
                {text("takenBack")} · {withNames(withdrawn.by)}
                {withdrawn.note !== "" && `${text("colon")}${withdrawn.note}`}
              </small>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
