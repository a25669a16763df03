import { type Sentence, say } from "./language.ts";
import type { MarkFacts } from "./mark-facts.ts";
import { ofWhat } from "./mark-subject.ts";
import { TEXTS } from "./texts.ts";
import { MARK_KINDS, MARK_TEXTS } from "./texts-mark.ts";
import { lastMoment, localMoment, span } from "./times.ts";

/** What somebody compares with what is before them, until when it counts, and how old its status is. */
export function MarkAnswer({ of: mark }: { of: MarkFacts }) {
  const { kind, subject, tail, endMs } = mark;
  const isExam = kind === "exam";
  const end = endMs === null ? null : lastMoment(endMs);
  return (
    <section class="card mark">
      <p class={isExam ? "subject" : "subject plate"}>{subject}</p>
      <p class="kind">
        {say(MARK_KINDS[kind] ?? { zh: kind, en: kind })} · {say(ofWhat(mark))}
      </p>
      <dl class="rows">
        <Row name={isExam ? MARK_TEXTS.certificateTail : MARK_TEXTS.vinTail} value={tail} />
        {end !== null && (
          <Row
            name={MARK_TEXTS.goodUntil}
            value={end.moment}
            more={end.isWholeDay ? say(MARK_TEXTS.thatDay) : ""}
          />
        )}
        <Status of={mark} />
      </dl>
      {mark.isUnchecked && <p class="doubt">{say(TEXTS.unchecked)}</p>}
    </section>
  );
}

/** By whom and from when: for whoever asks back. */
export function MarkOrigin({ of: mark }: { of: MarkFacts }) {
  return (
    <section class="card">
      <dl class="rows">
        <Row name={MARK_TEXTS.issuer} value={say(mark.issuer)} kind="" />
        {mark.issuedMs !== null && <Row name={MARK_TEXTS.issued} value={localMoment(mark.issuedMs)} />}
        <Row name={MARK_TEXTS.station} value={mark.station} />
        <Row name={MARK_TEXTS.on[mark.kind] ?? MARK_TEXTS.testedOn} value={mark.on} />
        <Row name={MARK_TEXTS.record} value={mark.record.replace(/(.{4})/g, "$1 ")} kind="long-figures" />
      </dl>
    </section>
  );
}

function Status({ of: { status } }: { of: MarkFacts }) {
  if (status === null) return <Row name={MARK_TEXTS.status} value={say(MARK_TEXTS.noStatus)} kind="" />;
  const { issuedMs, ageMs } = status;
  const age = ageMs === null ? MARK_TEXTS.ageUnknown : MARK_TEXTS.age(span(ageMs));
  const of: Sentence = { zh: localMoment(issuedMs), en: `of ${localMoment(issuedMs)}` };
  return <Row name={MARK_TEXTS.status} value={say(age)} more={say(of)} kind="" />;
}

interface RowOf {
  readonly name: Sentence;
  readonly value: string;
  /** In smaller letters, on a line of its own. */
  readonly more?: string;
  readonly kind?: "figures" | "long-figures" | "";
}

function Row({ name, value, more = "", kind = "figures" }: RowOf) {
  return (
    <div>
      <dt>{say(name)}</dt>
      <dd>
        <span class={kind}>{value}</span>
        {more !== "" && <span class="more"> {more}</span>}
      </dd>
    </div>
  );
}
