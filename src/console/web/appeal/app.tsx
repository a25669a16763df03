import type { JobView } from "../../../station/live-message.ts";
import { light, shownLight } from "../light.ts";
import { language } from "../texts.ts";
import { appeal } from "./appeal-store.ts";
import { say } from "./appeal-texts.ts";
import { type ExplainedJob, explained, rulebook } from "./explained-job.ts";
import { FaultCards } from "./fault-cards.tsx";
import { type Fault, faultsOf } from "./faults.ts";
import { KeyCard } from "./key-card.tsx";
import { PhotosCard } from "./photos-card.tsx";
import { HashesCard, RulesCard } from "./proof-cards.tsx";
import { RawTable } from "./raw-table.tsx";
import { recordJob } from "./record-job.ts";
import { ItemsCard, ResultCard } from "./result-card.tsx";
import { bundleOf, type ShownBundle } from "./shown-bundle.ts";
import { ThroughCard } from "./through-card.tsx";
import { WordCard } from "./word-card.tsx";
import { ZoneNote } from "./zone-note.tsx";

/** In the order in which somebody asks: is it genuine, what came of it, how did it go, what is it made of. */
export function App() {
  const state = appeal.value;
  const bundle = state.kind === "checked" ? bundleOf(state.verdict) : null;
  return (
    <div class="appeal">
      <header>
        <h1>{titleOf(bundle)}</h1>
        <div class="header-acts">
          <button type="button" class="plain" onClick={switchLight}>
            {say(shownLight.value === "night" ? "lightDay" : "lightNight")}
          </button>
          <button
            type="button"
            class="plain language"
            lang={language.value === "zh" ? "en" : "zh-CN"}
            onClick={switchLanguage}
          >
            {language.value === "zh" ? "English" : "中文"}
          </button>
        </div>
      </header>
      <main>
        <WordCard />
        {bundle !== null && state.kind === "checked" && <Shown bundle={bundle} state={state} />}
        <KeyCard />
      </main>
    </div>
  );
}

export function titleOf(bundle: ShownBundle | null): string {
  if (bundle === null) return say("title");
  const title = say(bundle.document.kind === "exam" ? "titleExam" : "titleInspection");
  return bundle.isRedacted ? `${title} · ${say("titleRedacted")}` : title;
}

function switchLight(): void {
  light.value = shownLight.value === "night" ? "day" : "night";
}

function switchLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
}

interface ShownProps {
  readonly bundle: ShownBundle;
  readonly state: Extract<typeof appeal.value, { kind: "checked" }>;
}

function Shown({ bundle, state }: ShownProps) {
  const { document } = bundle;
  const again = explained.value;
  const job = named(recordJob(document, rulebook.value), again.kind === "job" ? again : null);
  const faults = shownFaults(bundle, again.kind === "job" ? again : null);
  const rows = again.kind === "working" ? [] : again.rows;
  return (
    <>
      <ZoneNote {...bundle} />
      <ResultCard document={document} job={job} />
      <FaultCards document={document} faults={faults} rows={rows} job={job} canGo={again.kind === "job"} />
      {again.kind === "working" && <p class="told working">{say("foldWorking")}</p>}
      {again.kind === "none" && (
        <p class="told">{say(again.why === "withheld" ? "foldWithheld" : "foldFailed")}</p>
      )}
      {again.kind === "job" && !again.agrees && <p class="told differs">{say("foldDiffers")}</p>}
      {again.kind === "job" && <ThroughCard document={document} again={again} faults={faults} />}
      {rows.length > 0 && <RawTable document={document} rows={rows} />}
      <ItemsCard document={document} job={job} />
      <PhotosCard bundle={bundle} />
      <RulesCard document={document} job={job} />
      <HashesCard shown={bundle} verdict={state.verdict} bundle={state.bundle} />
    </>
  );
}

export function shownFaults({ document }: ShownBundle, again: ExplainedJob | null): readonly Fault[] {
  return faultsOf(named(recordJob(document, rulebook.value), again), again);
}

/** Items of a test have the names that its course gives them, and what the software itself looks at stands in no rulebook. */
function named(job: JobView, again: ExplainedJob | null): JobView {
  if (again === null) return job;
  const names = new Map(again.job.items.map(({ item, nameZh, nameEn }) => [item, { nameZh, nameEn }]));
  const known = [...again.job.findings, ...again.job.items.flatMap(({ findings }) => findings)];
  const texts = new Map(known.map((finding) => [finding.rule, finding]));
  const said = (findings: JobView["findings"]): JobView["findings"] =>
    findings.map((finding) => {
      const { textZh, textEn, source, confidence } = texts.get(finding.rule) ?? finding;
      return finding.textZh === finding.rule ? { ...finding, textZh, textEn, source, confidence } : finding;
    });
  return {
    ...job,
    findings: said(job.findings),
    items: job.items.map((item) => ({ ...item, ...names.get(item.item), findings: said(item.findings) })),
  };
}
