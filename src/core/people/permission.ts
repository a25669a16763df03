import { type Reason, reason } from "../trade/reasons.ts";
import { type DeskActCode, deskAct } from "../trade/words/desk-acts.ts";
import { interestIn, type SubjectWords } from "./interest.ts";
import type { Person } from "./person.ts";

/** Why this person may not do this; null where they may. `subject`: of the job it is done to, where it is done to one. */
export function whyNot(person: Person, act: DeskActCode, subject: SubjectWords | null = null): Reason | null {
  const { roles, ofSubject, name } = deskAct(act);
  if (person.state !== "active") return reason("PERSON_NOT_ACTIVE", { name: person.name });
  if (!roles.some((role) => person.roles.includes(role)))
    return reason("NOT_YOUR_ACT", { act: name.en, actZh: name.zh, roles: [...roles] });
  return ofSubject && subject !== null ? interestIn(person, subject) : null;
}
