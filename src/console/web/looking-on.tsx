import { PERSON_ROLES } from "../../core/trade/words/person-roles.ts";
import { onlyLooks } from "./permitted.ts";
import { session } from "./session-store.ts";
import { said, text } from "./texts.ts";

/** Where nothing may be done: that it is so, and as what the person is here. */
export function LookingOn() {
  const person = session.value?.person;
  if (person === undefined || !onlyLooks()) return null;
  const roles = person.roles.map((role) => said(PERSON_ROLES[role])).join(text("comma"));
  return <p class="told looking-on">{`${text("lookOnAs")}${roles}${text("lookOnEnd")}`}</p>;
}
