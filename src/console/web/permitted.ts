import { interestIn } from "../../core/people/interest.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { DESK_ACTS, type DeskActCode, isDeskAct } from "../../core/trade/words/desk-acts.ts";
import type { JobView } from "../../station/live-message.ts";
import { session } from "./session-store.ts";

/** What is not to be offered because the station would refuse it; the station decides all the same. */
export function mayDo(act: DeskActCode): boolean {
  return session.value?.mayDo.includes(act) === true;
}

export function mayDoTo(job: JobView, command: string): boolean {
  const act = `${job.kind}.${command}`;
  return isDeskAct(act) && mayDo(act) && interestSaid(job) === null;
}

/** Why this person may have nothing to do with this job; null where nothing speaks against it. */
export function interestSaid(job: JobView): Sentence | null {
  const person = session.value?.person;
  const why = person === undefined ? null : interestIn(person, job.subject);
  return why === null ? null : sentenceOf(why);
}

/** The person came to look: none of the acts on what runs is theirs, beside looking at things and their addresses, keeping the people, and withdrawing what is sealed. */
export function onlyLooks(): boolean {
  const doing = Object.keys(DESK_ACTS).filter(
    (act) =>
      act !== "look" &&
      !act.endsWith(".look") &&
      !act.startsWith("people.") &&
      !act.endsWith(".withdraw-record"),
  );
  return !doing.some((act) => isDeskAct(act) && mayDo(act));
}
