import { useEffect, useRef } from "preact/hooks";
import type { ResultFound } from "../../core/results/result-line.ts";
import { subjectValue } from "../../core/trade/words/subject.ts";
import { verdictName } from "../../core/trade/words/verdicts.ts";
import { goTo, place, resultAddress } from "./address.ts";
import {
  addressOf,
  isAnything,
  type Listed,
  listed,
  loadResults,
  type Search,
  searchIn,
} from "./results-store.ts";
import { said, text } from "./texts.ts";
import { VerdictWord } from "./verdict-word.tsx";

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
/** Whoever types is not asked after every letter. */
const TYPED_MS = 250;
const VERDICTS = ["pass", "fail", "void", "undecided"] as const;

/** Everything that this station has sealed, and a way to find one of it. */
export function ResultsPage() {
  const at = place.value;
  const search = searchIn(at.page === "results" ? at.query : "");
  return (
    <div class="results-page">
      <div class="review-title">
        <h2>{text("resultsTitle")}</h2>
        <a class="plain" href="#jobs">
          {text("backToJobs")}
        </a>
      </div>
      <SearchForm search={search} />
      <Found search={search} />
    </div>
  );
}

function SearchForm({ search }: { search: Search }) {
  const due = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(due.current), []);
  const look = (changes: Partial<Search>, afterMs = 0): void => {
    clearTimeout(due.current);
    due.current = setTimeout(() => goTo(addressOf({ ...search, ...changes }), { instead: true }), afterMs);
  };
  return (
    <search>
      <form class="result-search" onSubmit={(event) => event.preventDefault()}>
        <label class="wide">
          <span>{text("resultSearch")}</span>
          <input
            type="search"
            name="q"
            maxLength={80}
            defaultValue={search.q}
            onInput={({ currentTarget }) => look({ q: currentTarget.value }, TYPED_MS)}
          />
        </label>
        <label>
          <span>{text("resultKind")}</span>
          <select value={search.kind} onChange={({ currentTarget }) => look({ kind: currentTarget.value })}>
            <option value="">{text("anyOf")}</option>
            <option value="inspection">{text("inspection")}</option>
            <option value="exam">{text("exam")}</option>
          </select>
        </label>
        <label>
          <span>{text("resultVerdict")}</span>
          <select
            value={search.verdict}
            onChange={({ currentTarget }) => look({ verdict: currentTarget.value })}
          >
            <option value="">{text("anyOf")}</option>
            {VERDICTS.map((verdict) => (
              <option key={verdict} value={verdict}>
                {said(verdictName(verdict))}
              </option>
            ))}
          </select>
        </label>
        <Day name="fromDay" value={search.from} onDay={(from) => look({ from })} />
        <Day name="toDay" value={search.to} onDay={(to) => look({ to })} />
        <label class="tick">
          <input
            type="checkbox"
            checked={search.unreceipted === "1"}
            onChange={({ currentTarget }) => look({ unreceipted: currentTarget.checked ? "1" : "" })}
          />
          <span>{text("onlyUnreceipted")}</span>
        </label>
        {isAnything(search) && (
          <button
            type="reset"
            class="plain"
            onClick={() => look({ q: "", kind: "", verdict: "", from: "", to: "", unreceipted: "" })}
          >
            {text("clearSearch")}
          </button>
        )}
      </form>
    </search>
  );
}

function Day({ name, value, onDay }: { name: "fromDay" | "toDay"; value: string; onDay(day: string): void }) {
  return (
    <label>
      <span>{text(name)}</span>
      <input type="date" value={value} onChange={({ currentTarget }) => onDay(currentTarget.value)} />
    </label>
  );
}

function Found({ search }: { search: Search }) {
  const found = listed.value;
  if (found === null)
    return (
      <p class="card" role="status">
        {text("loading")}
      </p>
    );
  if (found === "unread")
    return (
      <section class="empty" role="alert">
        <p class="prompt">{text("resultsUnread")}</p>
        <button type="button" class="primary" onClick={() => void loadResults(search)}>
          {text("tryAgain")}
        </button>
      </section>
    );
  return (
    <>
      {found.incomplete && (
        <p class="notice" role="status">
          {text("resultsBehind")}
        </p>
      )}
      {found.lines.length === 0 ? <None search={search} /> : <Lines found={found} search={search} />}
    </>
  );
}

function None({ search }: { search: Search }) {
  return (
    <section class="empty" role="status">
      <p class="prompt">{text(isAnything(search) ? "resultsNone" : "resultsNoneYet")}</p>
      {isAnything(search) && <p>{text("resultsNoneHint")}</p>}
    </section>
  );
}

function Lines({ found, search }: { found: Listed; search: Search }) {
  const oldest = found.lines.at(-1);
  return (
    <>
      <ol class="result-lines">
        {found.lines.map((line) => (
          <li key={line.record}>
            <Line line={line} isReceipted={line.index < found.receiptedSize} />
          </li>
        ))}
      </ol>
      {found.more && oldest !== undefined && (
        <button type="button" class="plain more" onClick={() => void loadResults(search, oldest.index)}>
          {text("resultsMore")}
        </button>
      )}
    </>
  );
}

function Line({ line, isReceipted }: { line: ResultFound; isReceipted: boolean }) {
  const { vin, licenceClass } = line.subject;
  const [[name, who] = ["", line.job]] = Object.entries(line.subject);
  const also = vin ?? licenceClass ?? "";
  return (
    <a class="result-line" href={resultAddress(line.record)}>
      <span class="who">{said(subjectValue(name, who))}</span>
      <VerdictWord of={line.verdict} />
      <span class="points">{line.points === null ? "" : `${line.points} ${text("points")}`}</span>
      <span class="when">
        {line.on} <span class="soft">{CLOCK.format(Date.parse(line.ended))}</span>
      </span>
      <span class="soft what">
        {text(line.kind)} · {also} · {line.job}
      </span>
      <span class="chips">
        {line.withdrawn !== null && <span class="chip wrong">{text("withdrawnShort")}</span>}
        {line.simulated && <span class="chip">{text("simulatedShort")}</span>}
        {line.again && <span class="chip">{text("againShort")}</span>}
        {line.unverified > 0 && (
          <span class="chip">
            {line.unverified} {text(line.unverified === 1 ? "limitUnverified" : "limitsUnverified")}
          </span>
        )}
        <span class={isReceipted ? "chip well" : "chip wrong"}>
          {text(isReceipted ? "receiptedShort" : "unreceiptedShort")}
        </span>
      </span>
    </a>
  );
}
