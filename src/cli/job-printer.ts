import { scopeCounted } from "../core/record/told-scope.ts";
import { limitWords, windowWords } from "../core/rules/limit-words.ts";
import { severityName } from "../core/trade/words/severities.ts";
import type { ItemView, JobView, LiveMessage } from "../station/live-message.ts";
import { inEnglish } from "./told-report.ts";

/**
 * Tells the progress of jobs as lines of text: prompts, items with values against limits, deductions, verdict. While several
 * jobs run, each line names its own, so that nobody reads one vehicle's verdict as another's.
 */
export class JobPrinter {
  readonly #out: (line: string) => void;
  readonly #told = new Map<string, string>();
  readonly #running = new Set<string>();

  constructor(out: (line: string) => void) {
    this.#out = out;
  }

  take(message: LiveMessage): void {
    if (message.type === "job") this.#job(message.job);
  }

  #job(job: JobView): void {
    const subject = Object.entries(job.subject)
      .filter(([name]) => !DETAILS.has(name))
      .map(([, value]) => value)
      .join(" · ");
    if (this.#changed(`${job.job} opened`, "yes")) {
      if (job.verdict === null) this.#running.add(job.job);
      this.#out("");
      this.#out(`${job.job}  ${NAMES[job.kind]}  ${subject}`);
    }
    if (
      job.prompt !== null &&
      job.state === "running" &&
      this.#changed(`${job.job} prompt`, job.prompt.id + JSON.stringify(job.prompt.params))
    ) {
      this.#say(job, `  > ${job.prompt.text.en} / ${job.prompt.text.zh}`);
    }
    for (const item of job.items) this.#item(job, item);
    for (const finding of job.findings) this.#finding(job, finding);
    if (job.verdict !== null && this.#changed(`${job.job} verdict`, job.verdict)) this.#verdict(job);
    if (job.verdict !== null) this.#running.delete(job.job);
  }

  #say(job: JobView, line: string): void {
    this.#out(this.#running.size > 1 ? `[${job.job}] ${line}` : line);
  }

  #item(job: JobView, item: ItemView): void {
    for (const finding of item.findings) if (finding.deduction !== null) this.#finding(job, finding);
    const why = item.reasons.map(({ en }) => en).join("; ");
    if (item.verdict === null || !this.#changed(`${job.job} ${item.item}`, `${item.verdict} ${why}`)) return;
    const name = `${item.item.padEnd(16)} ${item.nameEn} / ${item.nameZh}`;
    this.#say(job, `  ${name}: ${item.verdict}${why === "" ? "" : ` (${why})`}`);
    for (const finding of item.findings) this.#finding(job, finding);
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

/** What a dossier says beside whom it is about; the page has it. */
const DETAILS: ReadonlySet<string> = new Set([
  ...["fuel", "grossMassKg", "curbMassKg", "axles", "seats", "firstRegistered", "load"],
]);
const NAMES = { inspection: "vehicle inspection", exam: "driving test" } as const;
const MARKS = { pass: "ok ", fail: "NO ", undecided: "?  ", "not-applicable": "-  " } as const;
