import type { Person } from "../../core/people/person.ts";
import type { TextKey } from "./texts.ts";

export const STATE_NAMES: Readonly<Record<Person["state"], TextKey>> = {
  active: "stateActive",
  invited: "stateInvited",
  stopped: "stateStopped",
};
