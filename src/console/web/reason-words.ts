import type { AnyReason } from "../../core/trade/reason-shape.ts";
import { causesOf, sentenceOf } from "../../core/trade/reasons.ts";
import type { JobView } from "../../station/live-message.ts";
import { jobs } from "./live-store.ts";
import { names as namesById, people } from "./people-store.ts";
import { said, text, word } from "./texts.ts";

/** What a job calls its items and rules, so that no reason has to be told by a code. */
export type Names = Pick<JobView, "items" | "findings">;

/** Why, in one line: the causes at the end of each chain, each once. */
export function whySaid(reasons: readonly AnyReason[], names: Names): string {
  return [...new Set(reasons.flatMap((why) => causesSaid(why, names)))].join(text("semicolon"));
}

function causesSaid(why: AnyReason, names: Names): readonly string[] {
  return causesOf(why).map((cause) => namedReason(cause, names) ?? withNames(said(sentenceOf(cause))));
}

/** Of an item or a rule that the job knows: its name, how it stands, and the causes; null for any other reason. */
export function namedReason(why: AnyReason, names: Names): string | null {
  const { item, rule } = why.params;
  const within = reasonsWithin(why);
  if (within.length === 0) return null;
  const view = names.items.find((candidate) => candidate.item === item);
  const causes = whySaid(within, names);
  if (view !== undefined) {
    const state = view.verdict === null ? "" : ` ${word(view.verdict)}`;
    return `${itemName(view)}${state}${text("colon")}${causes}`;
  }
  const name = typeof rule === "string" ? ruleName(rule, names) : null;
  return name === null ? null : `${name} ${word("undecided")}${text("colon")}${causes}`;
}

const PERSON_ID = /P-[0-9A-HJKMNP-TV-Z]{8}/g;

/** With the name of whoever is named by an id, and the plate or name of the subject of a job: a job's number says nothing to somebody in a lane. */
export function withNames(words: string): string {
  const named = words.replace(PERSON_ID, (id) => {
    const known = people.value?.find((person) => person.id === id);
    return known?.name ?? namesById.value[id] ?? id;
  });
  return jobs.value.reduce((now, { job, subject }) => {
    const who = Object.values(subject)[0];
    return who === undefined || !now.includes(job) ? now : now.split(job).join(who);
  }, named);
}

export function itemName({ nameZh, nameEn }: Pick<JobView["items"][number], "nameZh" | "nameEn">): string {
  return said({ zh: nameZh, en: nameEn });
}

/** Null for a rule that the job has no finding of. */
export function ruleName(rule: string, { items, findings }: Names): string | null {
  const known = [...findings, ...items.flatMap((item) => item.findings)];
  const finding = known.find((candidate) => candidate.rule === rule);
  return finding === undefined ? null : said({ zh: finding.textZh, en: finding.textEn });
}

function reasonsWithin({ params }: AnyReason): readonly AnyReason[] {
  return [params.because, params.why].flatMap((param) => {
    if (param === undefined || param === null || typeof param !== "object") return [];
    return "code" in param ? [param] : [...param].filter(isReason);
  });
}

function isReason(param: unknown): param is AnyReason {
  return typeof param === "object" && param !== null && "code" in param;
}
