import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { factName } from "../../core/trade/words/facts.ts";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { isUnderway } from "./asking.ts";
import { Below, Field } from "./field.tsx";
import {
  enterKey,
  figureId,
  leaveDefect,
  pressDefect,
  pressInOrder,
  rowId,
  takeDown,
} from "./manual-acts.ts";
import { type Draft, draft, draftOf, isChanged, typedFigure } from "./manual-drafts.ts";
import { type ManualItem, partName } from "./manual-parts.ts";
import { withNames } from "./reason-words.ts";
import { headed, said, text } from "./texts.ts";

const NOTE_MAX = 200;

interface RowProps {
  readonly job: JobView;
  readonly item: ManualItem;
  /** Whether this person may enter something now. */
  readonly enters: boolean;
}

/** What is to be looked at, in the order of the book: what was sent back first, what is kept of an earlier inspection folded away. */
export function PartRows({ job, part, enters }: { job: JobView; part: ManualPartView; enters: boolean }) {
  const kept = part.items.filter((item) => item.kept);
  const looked = part.items.filter((item) => !item.kept);
  const sorted = [
    ...looked.filter((item) => item.sentBack !== null),
    ...looked.filter((item) => item.sentBack === null),
  ];
  return (
    <section class="part-rows" aria-label={text("itemsToLook")}>
      <h3>
        {text("itemsToLook")}
        {enters && <span class="soft keys-of-part">{text("keysOfPart")}</span>}
      </h3>
      <ol>
        {sorted.map((item) => (
          <Row key={item.item} job={job} item={item} enters={enters} />
        ))}
      </ol>
      {kept.length > 0 && (
        <details class="folded">
          <summary>
            {kept.length} {text("keptItems")}
          </summary>
          <ol>
            {kept.map((item) => (
              <Row key={item.item} job={job} item={item} enters={false} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Row({ job, item, enters }: RowProps) {
  const typed = draftOf(job.job, item.item);
  const state = item.sentBack !== null ? "sent-back" : (item.found ?? "open");
  const problem = typed.problem;
  return (
    <li class={`part-row ${state}`} data-row={item.item} tabIndex={-1} id={rowId(item.item)}>
      <div class="row-what">
        <p class="row-name">
          <span class="code">{item.item}</span> {partName(item)}
        </p>
        <RowHistory item={item} />
      </div>
      {item.values.length > 0 && <Figures job={job} item={item} enters={enters} typed={typed} />}
      {enters ? <RowActs job={job} item={item} typed={typed} /> : <RowFound item={item} />}
      {enters && typed.isDefect && <DefectForm job={job} item={item} typed={typed} />}
      {!typed.isDefect && problem !== null && problem.fact === null && <Told>{said(problem.said)}</Told>}
      {enters && !typed.isDefect && item.found !== null && isChanged(typed, item) && (
        <p class="row-note">{text("unsaved")}</p>
      )}
    </li>
  );
}

function Told({ children }: { children: ComponentChildren }) {
  return (
    <p class="problem" role="alert">
      {children}
    </p>
  );
}

/** What was said of it before: sent back, a defect, corrected. */
function RowHistory({ item }: { item: ManualItem }) {
  const { sentBack, found, note, entries, by } = item;
  return (
    <>
      {sentBack !== null && (
        <p class="row-sent-back">
          <strong>{text("sentBackBy")}</strong> <span class="who">{withNames(sentBack.by)}</span>
          {text("colon")}
          <span class="who">{sentBack.note}</span>
        </p>
      )}
      {found === "defect" && note !== "" && <p class="row-defect who">{note}</p>}
      {(by !== null || entries > 1) && (
        <p class="row-by">
          {by !== null && <span class="who">{withNames(by)}</span>}
          {entries > 1 && <span class="corrected">{correctedSaid(entries - 1)}</span>}
        </p>
      )}
    </>
  );
}

export function correctedSaid(times: number): string {
  return `${text("correctedOf")} ${times} ${text(times === 1 ? "once" : "times")}`;
}

function RowFound({ item }: { item: ManualItem }) {
  const word = item.found === null ? "notYet" : item.found === "defect" ? "defect" : "inOrder";
  const sign = item.found === null ? "○" : item.found === "defect" ? "✗" : "✓";
  return (
    <p class={`row-found ${item.found ?? "open"}`}>
      <span aria-hidden="true">{sign} </span>
      {text(word)}
    </p>
  );
}

function RowActs({ job, item, typed }: { job: JobView; item: ManualItem; typed: Draft }) {
  const isBusy = isUnderway(enterKey(job.job, item.item));
  return (
    <fieldset class="row-acts" aria-label={partName(item)} aria-busy={isBusy}>
      <button
        type="button"
        class={typed.isArmed ? "found in-order armed" : "found in-order"}
        aria-pressed={item.found === "in-order" && !typed.isDefect}
        disabled={isBusy}
        onClick={() => pressInOrder(job, item)}
      >
        <span aria-hidden="true">✓ </span>
        {text(typed.isArmed ? "pressToChange" : "inOrder")}
      </button>
      <button
        type="button"
        class="found defect"
        aria-pressed={item.found === "defect" || typed.isDefect}
        disabled={isBusy}
        onClick={() => pressDefect(job, item)}
      >
        <span aria-hidden="true">✗ </span>
        {text("defect")}
      </button>
    </fieldset>
  );
}

function DefectForm({ job, item, typed }: { job: JobView; item: ManualItem; typed: Draft }) {
  const isBusy = isUnderway(enterKey(job.job, item.item));
  const problem = typed.problem?.fact === null ? typed.problem.said : null;
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  return (
    <form
      ref={form}
      class="row-defect-form"
      onSubmit={(event) => {
        event.preventDefault();
        takeDown(job, item);
      }}
      onKeyDown={({ key }) => {
        if (key === "Escape") leaveDefect(job, item);
      }}
    >
      <Field
        label={text("defectWhat")}
        value={typed.note}
        onValue={(note) => draft(job.job, item.item, { note })}
        hint={text("defectHint")}
        problem={problem === null ? null : said(problem)}
        input={{ maxLength: NOTE_MAX, autocomplete: "off" }}
      />
      <div class="choices">
        <button type="button" class="plain" onClick={() => leaveDefect(job, item)}>
          {text("cancel")}
        </button>
        <button type="submit" class="primary grave" disabled={isBusy}>
          {text("recordDefect")}
        </button>
      </div>
    </form>
  );
}

/** What is measured of it, each with its name and unit. */
function Figures({ job, item, enters, typed }: RowProps & { typed: Draft }) {
  return (
    <div class="row-figures">
      {item.values.map((value) => {
        const { fact, unit } = value;
        const id = figureId(item.item, fact);
        const name = headed(factName(fact));
        const problem = typed.problem?.fact === fact ? said(typed.problem.said) : null;
        if (!enters)
          return (
            <p key={fact} class="figure-told">
              {name}
              {text("colon")}
              <b>{value.value ?? "—"}</b> {value.value !== null && unit}
            </p>
          );
        return (
          <div key={fact} class={problem === null ? "figure" : "figure wrong"}>
            <label>
              <span class="figure-name">{name}</span>
              <span class="figure-line">
                <input
                  id={id}
                  type="text"
                  inputMode="decimal"
                  autocomplete="off"
                  maxLength={12}
                  enterKeyHint="next"
                  value={typedFigure(typed, value)}
                  aria-invalid={problem !== null}
                  aria-describedby={problem === null ? undefined : `${id}-below`}
                  onInput={(event) =>
                    draft(job.job, item.item, {
                      figures: { ...typed.figures, [fact]: event.currentTarget.value },
                      problem: problem === null ? typed.problem : null,
                    })
                  }
                  onKeyDown={goOnByEnter}
                />
                <span class="unit">{unit}</span>
              </span>
            </label>
            <Below id={`${id}-below`} problem={problem} />
          </div>
        );
      })}
    </div>
  );
}

/** To the next figure of the row, and behind the last one to what is said of it. */
function goOnByEnter(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.currentTarget instanceof HTMLInputElement)) return;
  event.preventDefault();
  const row = event.currentTarget.closest("[data-row]");
  const fields = [...(row?.querySelectorAll<HTMLInputElement>(".figure input") ?? [])];
  const next = fields[fields.indexOf(event.currentTarget) + 1];
  (next ?? row?.querySelector<HTMLElement>(".found.in-order"))?.focus();
}
