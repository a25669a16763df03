import { useSignal } from "@preact/signals";
import type { WaitingName } from "../../core/queue/queue-order.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import { goTo } from "./address.ts";
import { askOnce, isUnderway } from "./asking.ts";
import { checkInAddress } from "./check-in-address.ts";
import { changedSince, draftOf, forgetDraft, requestFor, setDraft, tookInHere } from "./check-in-draft.ts";
import { FetchPapers } from "./check-in-fetch.tsx";
import { AskedInput } from "./check-in-field.tsx";
import { ASKED, type AskedField, fieldsOf, type Values } from "./check-in-fields.ts";
import type { FormState } from "./check-in-frame.tsx";
import { KnownBefore } from "./check-in-known.tsx";
import { ShowLicence } from "./check-in-licence.tsx";
import { axleCount, papersOf, type Wrong } from "./check-in-papers.ts";
import { Elsewhere } from "./check-in-vehicle.tsx";
import { WaitsHint } from "./check-in-waits.tsx";
import { Problem } from "./field.tsx";
import { useFirstWrong } from "./first-wrong.ts";
import { nameOf, queued } from "./queue-store.ts";
import { asked, session } from "./session-store.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { said, text, textIn } from "./texts.ts";

interface FormProps {
  readonly kind: JobKind;
  readonly instead: WaitingName | null;
  /** Of its draft. */
  readonly name: string;
}

type Taken = Answer<WaitingName>;

export function CheckInForm({ kind, instead, name }: FormProps) {
  const wrong = useSignal<Wrong>({});
  const held = useSignal(false);
  const draft = draftOf(name);
  const values = withDefaults(kind, draft.values);
  const form = useFirstWrong(wrong.value);
  const state: FormState = { kind, name, values, before: draft.before, changed: changedSince(draft), wrong };
  const key = `check-in ${name}`;
  const send = (event: Event): void => {
    event.preventDefault();
    tookInHere.value = null;
    // What a key has just put there is drawn after this.
    const now = withDefaults(kind, draftOf(name).values);
    const read = papersOf(kind, now);
    const isHeld = draft.before.length === 0 || held.value;
    const found = {
      ...read.wrong,
      // A number that is still being typed is not in the draft, and what is wrong with it says more than that it is missing.
      ...(wrong.value.idMasked !== undefined && read.wrong.idMasked !== undefined
        ? { idMasked: wrong.value.idMasked }
        : {}),
      ...(isHeld ? {} : { held: bothOf("heldAgainstNeeded") }),
    };
    wrong.value = found;
    if (Object.keys(found).length > 0) return;
    void askOnce(key, async () => {
      const answer = await sent(kind, instead, name, read.papers);
      if (answer.kind === "done") {
        tookInHere.value = `${text(instead === null ? "takenInNow" : "mendedNow")}${calledBy(kind, now)}`;
        held.value = false;
        leaveForm(kind, instead, name);
      } else wrong.value = wrongBy(answer, kind, now);
      return answer;
    });
  };
  const isWrong = Object.keys(wrong.value).length > 0;
  return (
    <form class="check-in-form" noValidate ref={form} onSubmit={send} autocomplete="off">
      <WaitsHint kind={kind} values={values} instead={instead} />
      {instead === null && <FetchPapers kind={kind} name={name} values={values} />}
      {kind === "exam" && queued.value?.view.licences === true && <ShowLicence name={name} values={values} />}
      {kind === "inspection" && instead === null && <KnownBefore name={name} values={values} />}
      <Groups state={state} />
      {draft.before.length > 0 && <Held held={held} wrong={wrong.value} />}
      <Problem>
        {wrong.value.form === undefined ? (isWrong ? text("someWrong") : null) : said(wrong.value.form)}
      </Problem>
      <div class="choices check-in-acts">
        <button type="submit" class="primary" disabled={isUnderway(key)}>
          {text(instead === null ? "sendCheckIn" : "sendMended")}
        </button>
        {instead === null && Object.keys(draft.values).length > 0 && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              forgetDraft(name);
              wrong.value = {};
            }}
          >
            {text("clearForm")}
          </button>
        )}
      </div>
    </form>
  );
}

function Groups({ state }: { state: FormState }) {
  const { first, more } = ASKED[state.kind];
  return (
    <>
      {first.map(({ title, fields }) => (
        <fieldset key={title} class="check-in-group">
          <legend>{text(title)}</legend>
          <Fields fields={fields} state={state} />
          {title === "theInspection" && <Elsewhere state={state} />}
        </fieldset>
      ))}
      <details
        class="check-in-more"
        open={more.some(
          ({ key }) =>
            state.wrong.value[key] !== undefined || state.before.includes(key) || state.changed.includes(key),
        )}
      >
        <summary>{text("moreKnown")}</summary>
        <p class="hint">{text("moreKnownHint")}</p>
        <div class="check-in-group">
          <Fields fields={more} state={state} />
        </div>
      </details>
    </>
  );
}

function Fields({ fields, state }: { fields: readonly AskedField[]; state: FormState }) {
  const shown = fields.filter(({ isShown }) => isShown === undefined || isShown(state.values));
  return (
    <div class="check-in-fields">
      {shown.map((field) => (
        <AskedInput key={field.key} field={field} state={state} />
      ))}
    </div>
  );
}

function Held({ held, wrong }: { held: { value: boolean }; wrong: Wrong }) {
  const { held: problem } = wrong;
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={held.value}
          aria-invalid={problem !== undefined}
          onChange={({ currentTarget }) => {
            held.value = currentTarget.checked;
          }}
        />
        <span>{text("heldAgainst")}</span>
      </label>
      <Problem>{problem === undefined ? null : said(problem)}</Problem>
    </div>
  );
}

function leaveForm(kind: JobKind, instead: WaitingName | null, name: string): void {
  // The one that was corrected waits no more under its old name.
  if (instead !== null) goTo(checkInAddress(kind), { instead: true });
  forgetDraft(name);
  window.scrollTo(0, 0);
}

async function sent(
  kind: JobKind,
  instead: WaitingName | null,
  name: string,
  papers: Readonly<Record<string, unknown>>,
): Promise<Taken> {
  const { fetched, licence } = draftOf(name);
  const request = requestFor(name, JSON.stringify(papers));
  const answer = await asked<WaitingName>("POST", "api/check-in", {
    ...{ kind, request, papers },
    ...(instead === null ? {} : { instead }),
    ...(fetched === undefined ? {} : { fetched: fetched.fetched }),
    ...(licence === undefined ? {} : { licence }),
  });
  // What was answered is over: the next press is another one, whatever it sends.
  if (answer.kind === "refused") {
    setDraft(name, { request: null });
    // It says so, and that the next press goes without it.
    if (answer.code === "LICENCE_READ_OVER") setDraft(name, { licence: undefined });
  }
  return answer;
}

function wrongBy(answer: Exclude<Taken, { kind: "done" }>, kind: JobKind, values: Values): Wrong {
  if (answer.kind === "unreachable") return { form: bothOf("notSentYet") };
  const { field } = answer.params;
  const at = answer.code === "FIELD_REFUSED" ? shownAt(String(field), kind, values) : "form";
  return { [at]: whyNotDone(answer) };
}

/** Keys that the form fills in by itself, and where it took them from. */
const MADE_OF: Readonly<Record<string, string>> = {
  dimensions: "dimensions.lengthMm",
  articulated: "vehicleClass",
};

/** What is asked for under another key is said for the whole of the form. */
function shownAt(field: string, kind: JobKind, values: Values): string {
  const key = MADE_OF[field] ?? field;
  const isOfAxle = kind === "inspection" && /^axles(?:\.|$)/.test(key);
  return isOfAxle || fieldsOf(kind, values).some((known) => known.key === key) ? key : "form";
}

/** What stands in a form that nobody has touched; people see it. */
function withDefaults(kind: JobKind, values: Values): Values {
  if (kind === "exam") {
    const { person } = session.value ?? {};
    return { idKind: "resident-id", attempt: "1", examiner: person?.name ?? "", ...values };
  }
  const axles = Array.from({ length: axleCount(values) }, (_none, at) => [
    [`axles.${at}.position`, at === 0 ? "front" : "rear"],
    [`axles.${at}.steered`, at === 0 ? "yes" : "no"],
  ]).flat();
  return { check: "in-use", axles: "2", ...Object.fromEntries(axles), ...values };
}

function calledBy(kind: JobKind, values: Values): string {
  const called = kind === "exam" ? values.name : (values.plate ?? values.vin);
  const row = queued.value?.view.queues.find((queue) => queue.kind === kind)?.rows.at(-1);
  return called ?? (row === undefined ? "" : nameOf(row));
}

function bothOf(key: "heldAgainstNeeded" | "notSentYet"): Sentence {
  return { zh: textIn(key, "zh"), en: textIn(key, "en") };
}
