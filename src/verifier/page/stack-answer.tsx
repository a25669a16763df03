import type { Verdict } from "../verdict.ts";
import { type Sentence, say } from "./language.ts";
import { numberOf, textOf } from "./read-value.ts";
import { Row } from "./record-answer.tsx";
import { type EntryLine, entryLines } from "./stack-facts.ts";
import { ENTRY_NAMES, STACK_TEXTS } from "./texts-record.ts";
import { localMoment } from "./times.ts";

/** A day or a bundle: how much is in it, and one line for each entry. */
export function StackAnswer({ verdict }: { verdict: Verdict }) {
  const lines = entryLines(verdict);
  if (verdict.kind !== "day" && verdict.kind !== "evidence") return null;
  const { facts } = verdict;
  const isDay = verdict.kind === "day";
  const rows: readonly [Sentence, string | number | null][] = [
    [STACK_TEXTS.date, textOf(facts.day)],
    [STACK_TEXTS.zone, textOf(facts.zone)],
    [
      isDay ? STACK_TEXTS.count : STACK_TEXTS.entries,
      numberOf(isDay ? facts.records : facts.entries) ?? lines.length,
    ],
    [STACK_TEXTS.first, numberOf(facts.first)],
    [STACK_TEXTS.last, numberOf(facts.last)],
    [STACK_TEXTS.photos, numberOf(facts.photos)],
  ];
  return (
    <section class="card">
      <h2>{say(isDay ? STACK_TEXTS.day : STACK_TEXTS.evidence)}</h2>
      <dl class="rows">
        {rows.map(
          ([name, value], at) => value !== null && <Row key={at} name={name} value={String(value)} />,
        )}
      </dl>
      {lines.length > 0 && (
        <details open={isDay}>
          <summary>{say(isDay ? STACK_TEXTS.list : STACK_TEXTS.timeline)}</summary>
          <ol class="timeline">
            {lines.map((line) => (
              <Line key={line.index} of={line} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Line({ of: { index, type, wallMs, says } }: { of: EntryLine }) {
  return (
    <li>
      <span class="figures moment">{wallMs === null ? "" : localMoment(wallMs)}</span>
      <span>
        {say(ENTRY_NAMES[type] ?? { zh: type, en: type })} <span class="hint figures">#{index}</span>
        {says !== null && <span class="hint"> {say(says)}</span>}
      </span>
    </li>
  );
}
