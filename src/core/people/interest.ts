import { type Reason, reason } from "../trade/reasons.ts";
import type { Person } from "./person.ts";

/** What names a subject, as its session reports it: plate, name, owner, school, ... */
export type SubjectWords = Readonly<Record<string, string>>;

/** Words of a subject that name who it belongs to or comes from. */
const EMPLOYERS = ["owner", "school"] as const;

/** Why this person may have nothing to do with this subject; null where nothing is known that speaks against it. */
export function interestIn(person: Person, subject: SubjectWords): Reason | null {
  const { plates, employers } = person.interests;
  if (subject.plate !== undefined && plates.includes(subject.plate))
    return reason("INTEREST_VEHICLE", { name: person.name, plate: subject.plate });
  for (const word of EMPLOYERS) {
    const party = subject[word];
    if (party !== undefined && employers.includes(party))
      return reason("INTEREST_EMPLOYER", { name: person.name, employer: party });
  }
  // Two people may have one name: then somebody else does it, which costs a minute and no trust.
  if (subject.name === person.name || subject.owner === person.name)
    return reason("INTEREST_SELF", { name: person.name });
  return null;
}
