import { signal } from "@preact/signals";
import type { EnteredRule } from "../../core/exam/entered-rules.ts";
import { DESK_ACTS } from "../../core/trade/words/desk-acts.ts";
import type { JobView } from "../../station/live-message.ts";
import { askOnce, isUnderway, TOUCHED } from "./asking.ts";
import { refusal } from "./live-store.ts";
import { mayDoTo } from "./permitted.ts";
import { withPin } from "./pin-dialog.tsx";
import { asked } from "./session-store.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { said } from "./texts.ts";

type Finding = JobView["findings"][number];
type Came = Answer<unknown> | typeof TOUCHED;

/** Rules of the tests that were looked at, by job. */
const known = signal<Readonly<Record<string, readonly EnteredRule[]>>>({});
/** A rule that ends the test waits here for its second press. */
export const armed = signal<string | null>(null);
const ARMED_MS = 4_000;
let disarm: ReturnType<typeof setTimeout> | undefined;

export function rulesOf(job: string): readonly EnteredRule[] | null {
  return known.value[job] ?? null;
}

export async function loadRules(job: string): Promise<void> {
  if (known.peek()[job] !== undefined) return;
  const answer = await asked<{ rules: readonly EnteredRule[] }>(
    "GET",
    `api/jobs/${encodeURIComponent(job)}/rules`,
  );
  if (answer.kind === "done") known.value = { ...known.peek(), [job]: answer.body.rules };
}

export interface Offered {
  readonly ofItem: readonly EnteredRule[];
  readonly ofTest: readonly EnteredRule[];
  readonly others: readonly EnteredRule[];
}

/** What can be entered now: of the item that is on, of the whole test, and of the other items. The machine's own rules only where it sees nothing. */
export function offered(job: JobView, rules: readonly EnteredRule[]): Offered {
  const current = job.items.find(({ item }) => item === job.currentItem);
  const isUnseen = (rule: EnteredRule): boolean =>
    job.items.some(
      ({ item, state, verdict }) =>
        rule.items.includes(item) && (state === "suspended" || verdict === "void"),
    );
  const mine = rules.filter((rule) => rule.judge !== "machine" || isUnseen(rule));
  const isOfItem = ({ items }: EnteredRule): boolean => current !== undefined && items.includes(current.item);
  return {
    ofItem: mine.filter(isOfItem).sort(mildFirst),
    ofTest: mine.filter(({ items }) => items.length === 0).sort(mildFirst),
    others: mine.filter((rule) => rule.items.length > 0 && !isOfItem(rule)),
  };
}

/** What one touch enters comes before what wants two. */
function mildFirst(a: EnteredRule, b: EnteredRule): number {
  return Number(a.isFatal) - Number(b.isFatal);
}

/** With their keys: the first nine that are seen at once. */
export function keyed({ ofItem, ofTest }: Offered): readonly EnteredRule[] {
  return [...ofItem, ...ofTest].slice(0, 9);
}

/** True at the second press; the first one waits for it a while. */
function isPressedAgain(key: string): boolean {
  const isAgain = armed.value === key;
  armed.value = isAgain ? null : key;
  clearTimeout(disarm);
  if (!isAgain)
    disarm = setTimeout(() => {
      armed.value = null;
    }, ARMED_MS);
  return isAgain;
}

const ruleKey = ({ job }: JobView, { rule }: EnteredRule): string => `rule ${rule} ${job}`;

/** The rule was touched a moment ago: another touch is no second fault. */
export function isEntering(job: JobView, rule: EnteredRule): boolean {
  return isUnderway(ruleKey(job, rule));
}

/** What is added to the next entry, or to the next one that is taken back, as it was typed; by job. */
export const nextNote = signal<Readonly<Record<string, string>>>({});

function noteFor({ job }: JobView): string {
  return (nextNote.peek()[job] ?? "").trim().replace(/\s+/g, " ");
}

/** It went with the one that it was typed for; what was typed since stays. */
async function withNote(job: JobView, send: (note: string) => Promise<Came>): Promise<Came> {
  const typed = nextNote.peek()[job.job];
  const came = await send(noteFor(job));
  if (came.kind === "done" && nextNote.peek()[job.job] === typed)
    nextNote.value = { ...nextNote.peek(), [job.job]: "" };
  return came;
}

/** One touch enters it; what ends the test wants a second one. A finger that slips touches once. */
export function enterFault(job: JobView, rule: EnteredRule): void {
  if (!mayDoTo(job, "deduct")) return;
  void askOnce<Came>(ruleKey(job, rule), () => {
    if (rule.isFatal && !isPressedAgain(rule.rule)) return TOUCHED;
    return withNote(job, (note) => tell(job.job, { name: "deduct", rule: rule.rule, note }));
  });
}

export function takeBack(job: JobView, entry: number): void {
  if (!mayDoTo(job, "withdraw")) return;
  void askOnce(`entry ${entry} ${job.job}`, () =>
    withNote(job, (note) => tell(job.job, { name: "withdraw", entry, note })),
  );
}

/** A slip takes back one entry, not the one before as well. */
export function takeBackLast(job: JobView): void {
  const last = entriesOf(job).find(({ withdrawn }) => withdrawn === undefined);
  if (last === undefined) return;
  void askOnce(`undo ${job.job}`, () => {
    takeBack(job, last.entry);
    return TOUCHED;
  });
}

export function candidateSays(job: JobView, agrees: boolean, note: string): void {
  if (!mayDoTo(job, "candidate-confirm")) return;
  const command = { name: "candidate-confirm", agrees, note };
  void askOnce(`says ${agrees} ${job.job}`, () => tell(job.job, command));
}

/** The examiner shows with the PIN that it is they. */
export async function signAsExaminer(job: JobView): Promise<void> {
  refusal.value = null;
  const answer = await withPin(
    { act: said(DESK_ACTS["exam.sign"].name), who: job.subject.name ?? job.job },
    (pin) => asked("POST", "api/commands", { job: job.job, command: { name: "sign", note: "" }, pin }),
  );
  if (answer !== null && answer.kind !== "done") refusal.value = whyNotDone(answer);
}

/** What was entered by hand, newest first; those taken back too. */
export function entriesOf(job: JobView): readonly (Finding & { readonly entry: number })[] {
  return [...job.findings, ...job.items.flatMap(({ findings }) => findings)]
    .flatMap((finding) => {
      const entry = finding.deduction?.entry ?? finding.withdrawn?.deduction.entry;
      return entry === undefined ? [] : [{ ...finding, entry }];
    })
    .sort((a, b) => b.entry - a.entry);
}

async function tell(job: string, command: object): Promise<Answer<unknown>> {
  refusal.value = null;
  const answer = await asked("POST", "api/commands", { job, command });
  if (answer.kind !== "done") refusal.value = whyNotDone(answer);
  return answer;
}
