import { subjectLabel, subjectValue } from "../../core/trade/words/subject.ts";
import { verdictName } from "../../core/trade/words/verdicts.ts";
import type { Verdict } from "../verdict.ts";
import { ItemList } from "./item-list.tsx";
import { type Sentence, say } from "./language.ts";
import {
  documentIn,
  type Fields,
  fieldsList,
  fieldsOf,
  instantOf,
  isHidden,
  listOf,
  numberOf,
  sentenceOf,
  textOf,
} from "./read-value.ts";
import { RECORD_KINDS, RECORD_TEXTS, SIGNERS } from "./texts-record.ts";
import { localMoment } from "./times.ts";

/** What a record or a withdrawal says, for whoever has no program of the station at hand. */
export function RecordAnswer({ verdict }: { verdict: Verdict }) {
  const document = documentIn(verdict.content);
  if (document === null || textOf(document.job) === null) return null;
  return fieldsOf(document.withdraws) !== null ? (
    <Withdrawal of={document} verdict={verdict} />
  ) : (
    <Result of={document} verdict={verdict} />
  );
}

interface DocumentOf {
  readonly of: Fields;
  readonly verdict: Verdict;
}

function Result({ of, verdict }: DocumentOf) {
  const outcome = textOf(of.verdict) ?? "";
  const subject = fieldsOf(of.subject) ?? {};
  const plate = textOf(subject.plate) ?? textOf(subject.name);
  const score = fieldsOf(of.score);
  const time = fieldsOf(of.time);
  const kind = textOf(of.kind) ?? "";
  const rulebook = fieldsOf(of.rulebook);
  return (
    <>
      <section class="card mark">
        {plate !== null && <p class={subject.plate === undefined ? "subject" : "subject plate"}>{plate}</p>}
        <p class="kind">{say(RECORD_KINDS[kind] ?? { zh: kind, en: kind })}</p>
        <p class={`outcome ${outcome}`}>
          {say(RECORD_TEXTS.result)} <strong>{say(verdictName(outcome))}</strong>
          {score !== null && (
            <span class="figures">
              {" "}
              {numberOf(score.points)} / {numberOf(score.fullMark)}
            </span>
          )}
        </p>
        <Sentences of={of.reasons} />
        <dl class="rows">
          <Row name={RECORD_TEXTS.ended} value={momentOf(time?.ended)} />
          <Row name={RECORD_TEXTS.station} value={`${textOf(of.station) ?? ""} · ${textOf(of.site) ?? ""}`} />
          <Row name={RECORD_TEXTS.sequence} value={String(numberOf(of.sequence) ?? "")} />
          {rulebook !== null && (
            <Row name={RECORD_TEXTS.rulebook} value={`${textOf(rulebook.id)} ${textOf(rulebook.edition)}`} />
          )}
          <Standing verdict={verdict} />
        </dl>
        {listOf(of.unverifiedRules).length > 0 && <p class="doubt">{say(RECORD_TEXTS.unchecked)}</p>}
      </section>
      <section class="card">
        <h2>{say(RECORD_TEXTS.items)}</h2>
        <ItemList of={fieldsList(of.items)} />
      </section>
      <People of={of} />
      <details class="card">
        <summary>{say(RECORD_TEXTS.subject)}</summary>
        <dl class="rows">
          {Object.entries(subject).map(([name, value]) => (
            <Row
              key={name}
              name={subjectLabel(name)}
              value={say(isHidden(value) ? RECORD_TEXTS.hidden : subjectValue(name, String(value)))}
            />
          ))}
        </dl>
      </details>
    </>
  );
}

function Withdrawal({ of, verdict }: DocumentOf) {
  const withdrawn = fieldsOf(of.withdraws);
  const why = sentenceOf(of.reason);
  return (
    <section class="card mark">
      <p class="outcome fail">
        <strong>{say(RECORD_TEXTS.withdrawal)}</strong>
      </p>
      {why !== null && <p>{say(why)}</p>}
      <dl class="rows">
        <Row name={RECORD_TEXTS.withdrawn} value={textOf(withdrawn?.record) ?? ""} />
        <Row name={RECORD_TEXTS.at} value={momentOf(of.at)} />
        <Row name={RECORD_TEXTS.by} value={textOf(of.by) ?? ""} />
        <Row name={RECORD_TEXTS.station} value={`${textOf(of.station) ?? ""} · ${textOf(of.site) ?? ""}`} />
        <Standing verdict={verdict} />
      </dl>
    </section>
  );
}

/** Whether it stands in the station's log and somebody else has seen that: a bare record says nothing of it. */
function Standing({ verdict: { kind } }: { verdict: Verdict }) {
  const isProven = kind !== "record" && kind !== "withdrawal";
  return <Row name={RECORD_TEXTS.proof} value={say(RECORD_TEXTS[isProven ? "proven" : "unproven"])} />;
}

function People({ of }: { of: Fields }) {
  const signatures = fieldsList(of.signatures);
  if (signatures.length === 0) return null;
  return (
    <section class="card">
      <h2>{say(RECORD_TEXTS.signatures)}</h2>
      <ul class="told">
        {signatures.map(({ who, by, agrees, note }, at) => (
          <li key={at}>
            {say(SIGNERS[textOf(who) ?? ""] ?? { zh: "", en: "" })} {textOf(by) ?? say(RECORD_TEXTS.hidden)} ·{" "}
            {say(RECORD_TEXTS[agrees === true ? "agrees" : "disagrees"])}
            {textOf(note) !== "" && <q>{textOf(note) ?? say(RECORD_TEXTS.hidden)}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Sentences({ of }: { of: unknown }) {
  const sentences = listOf(of).flatMap((each) => sentenceOf(each) ?? codeAlone(each));
  if (sentences.length === 0) return null;
  return (
    <ul class="told">
      {sentences.map((sentence, at) => (
        <li key={at}>{say(sentence)}</li>
      ))}
    </ul>
  );
}

/** Of a reason whose sentences are hidden. */
function codeAlone(reason: unknown): readonly Sentence[] {
  const code = textOf(fieldsOf(reason)?.code);
  const { zh, en } = RECORD_TEXTS.hidden;
  return code === null ? [] : [{ zh: `${code}${zh}`, en: `${code} ${en}` }];
}

export function Row({ name, value }: { name: Sentence; value: string }) {
  return (
    <div>
      <dt>{say(name)}</dt>
      <dd class="figures">{value}</dd>
    </div>
  );
}

function momentOf(value: unknown): string {
  const ms = instantOf(value);
  return ms === null ? "" : localMoment(ms);
}
