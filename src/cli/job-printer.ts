import { scopeCounted } from "../core/record/told-scope.ts";
import { limitWords, windowWords } from "../core/rules/limit-words.ts";
import { factName, figureSaid } from "../core/trade/words/facts.ts";
import { severityName } from "../core/trade/words/severities.ts";
import type { ItemView, JobView, LiveMessage } from "../station/live-message.ts";
import { inEnglish } from "./told-report.ts";

/**
 * Tells the progress of jobs as lines of text: prompts, items with values against limits, deductions, verdict. While several
 * jobs run, and where the line before was another's, each line names its own, so that nobody reads one vehicle's verdict as another's.
 */
export class JobPrinter {
  readonly #out: (line: string) => void;
  readonly #told = new Map<string, string>();
  readonly #running = new Set<string>();
  /** Whose line was the last one. */
  #last: string | null = null;

  constructor(out: (line: string) => void) {
    this.#out = out;
  }

  take(message: LiveMessage): void {
    if (message.type === "job") this.#job(message.job);
  }

  #job(job: JobView): void {
    const subject = Object.entries(job.subject)
      .flatMap(([name, value]) => {
        const before = WHO[name];
        return before === undefined ? [] : [`${before}${value}`];
      })
      .join(" · ");
    if (this.#changed(`${job.job} opened`, "yes")) {
      if (job.verdict === null) this.#running.add(job.job);
      this.#out("");
      this.#out(`${job.job}  ${NAMES[job.kind]}  ${subject}`);
      this.#last = job.job;
    }
    if (
      job.prompt !== null &&
      job.state === "running" &&
      this.#changed(`${job.job} prompt`, job.prompt.id + JSON.stringify(job.prompt.params))
    ) {
      this.#say(job, `  > ${job.prompt.text.en} / ${job.prompt.text.zh}`);
    }
    for (const item of job.items) this.#item(job, item);
    for (const finding of job.findings)
      if (job.kind === "inspection" || finding.deduction !== null) this.#finding(job, finding);
    if (job.verdict !== null && this.#changed(`${job.job} verdict`, job.verdict)) this.#verdict(job);
    if (job.verdict !== null) this.#running.delete(job.job);
    // Once, at the act: that it is sealed and receipted too is told with its record.
    if (job.withdrawn !== undefined && this.#changed(`${job.job} withdrawn`, "yes"))
      this.#out(
        `${job.job}  RECORD WITHDRAWN 记录已撤销: ${job.withdrawn.reason.en} / ${job.withdrawn.reason.zh}`,
      );
  }

  #say(job: JobView, line: string): void {
    const isOther = this.#last !== null && this.#last !== job.job;
    this.#last = job.job;
    this.#out(this.#running.size > 1 || isOther ? `[${job.job}] ${line}` : line);
  }

  #item(job: JobView, item: ItemView): void {
    for (const finding of item.findings) if (finding.deduction !== null) this.#finding(job, finding);
    const why = item.reasons.map(({ en }) => en).join("; ");
    if (item.verdict === null || !this.#changed(`${job.job} ${item.item}`, `${item.verdict} ${why}`)) return;
    const name = `${item.item.padEnd(16)} ${item.nameEn} / ${item.nameZh}`;
    this.#say(job, `  ${name}: ${measuredWords(item) ?? item.verdict}${why === "" ? "" : ` (${why})`}`);
    // What is looked at by hand is its own rule, and its line has said what was found.
    if (job.kind === "exam") this.#folded(job, item.findings);
    else for (const finding of item.findings) if (finding.rule !== item.item) this.#finding(job, finding);
  }

  /** Of a test the rules are told that were broken; those that were kept are many, and named after what breaks them. */
  #folded(job: JobView, findings: JobView["findings"]): void {
    const kept = findings.filter(({ outcome }) => outcome === "pass").length;
    const open = findings.filter(({ outcome }) => outcome === "undecided").map(({ textEn }) => textEn);
    if (kept > 0) this.#say(job, `    ${MARKS.pass} ${kept} ${kept === 1 ? "rule" : "rules"} kept`);
    if (open.length > 0) this.#say(job, `    ${MARKS.undecided} not decided: ${open.join("; ")}`);
  }

  #finding(job: JobView, finding: JobView["findings"][number]): void {
    if (finding.outcome === "not-applicable") return;
    const { deduction } = finding;
    const moment = deduction === null ? "" : String(deduction.utcMs);
    if (!this.#changed(`${job.job} ${finding.item} ${finding.rule} ${moment}`, finding.outcome)) return;
    const points = deduction === null ? "" : `  -${deduction.points}`;
    const value = finding.value === null ? "" : `  ${finding.value} ${finding.unit}`;
    const bounds = limitWords(finding.limits);
    const windows = finding.limits.map(windowWords).filter((words) => words !== null);
    const limit = bounds === null ? "" : `  (${[bounds, ...windows].map(({ en }) => en).join("; ")})`;
    const doubt = bounds !== null && finding.verifiedBy === null ? "  [limit unverified]" : "";
    const grade = finding.severity === undefined ? "" : `[${severityName(finding.severity).en}] `;
    this.#say(
      job,
      `    ${MARKS[finding.outcome]} ${grade}${finding.textEn}${points}${value}${limit}${doubt}`,
    );
  }

  #verdict(job: JobView): void {
    if (job.kind === "exam") this.#folded(job, job.findings);
    const score = job.score === null ? "" : `, ${job.score.points} points (pass mark ${job.score.passMark})`;
    this.#say(job, `  = ${job.verdict?.toUpperCase()}${score}`);
    if (job.scope !== null) this.#say(job, `    ${inEnglish([scopeCounted(job.scope)])}`);
    for (const { en } of job.reasons) this.#say(job, `    ${en}`);
    for (const { en } of job.notes) this.#say(job, `    note: ${en}`);
  }

  #changed(key: string, value: string): boolean {
    if (this.#told.get(key) === value) return false;
    this.#told.set(key, value);
    return true;
  }
}

/** By whom or what a job is known, with the word in front of it; the page has the rest of the dossier. */
const WHO: Readonly<Record<string, string>> = {
  ...{ plate: "", vin: "VIN ", vehicleClass: "class " },
  ...{ name: "", idMasked: "", licenceClass: "class ", attempt: "attempt " },
};

/** An item that is measured for others to use has figures and no verdict; null for any other. */
function measuredWords({ verdict, measured = [] }: ItemView): string | null {
  if (verdict !== "not-applicable" || measured.length === 0) return null;
  const only = measured.length === 1;
  return measured
    .map(({ fact, value }) => `${only ? "" : `${factName(fact).en} `}${figureSaid(fact, value)}`)
    .join(", ");
}

const NAMES = { inspection: "vehicle inspection", exam: "driving test" } as const;
const MARKS = { pass: "ok ", fail: "NO ", undecided: "?  ", "not-applicable": "-  " } as const;
