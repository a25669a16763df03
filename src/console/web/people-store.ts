import { effect, signal } from "@preact/signals";
import type { Person } from "../../core/people/person.ts";
import { mayDo } from "./permitted.ts";
import { asked, askSession, isOpen, session } from "./session-store.ts";
import type { Answer } from "./station-answer.ts";

/** Everybody of the station; null until they are known, and for whoever may not see them. */
export const people = signal<readonly Person[] | null>(null);
/** Of everybody, by id: what a record calls a person is an id. */
export const names = signal<Readonly<Record<string, string>>>({});
/** A one-time link that was just made: the station tells it once, and so does the page. */
export const madeLink = signal<{ readonly person: Person; readonly token: string } | null>(null);

export type Changes = Partial<Pick<Person, "name" | "staffNumber" | "roles" | "interests" | "state">>;

/** Names are wanted wherever a record names somebody, so the people are asked for as soon as the page opens. */
export function followPeople(): void {
  effect(() => {
    if (isOpen.value) {
      void loadPeople();
      void loadNames();
    } else {
      names.value = {};
      people.value = null;
      madeLink.value = null;
    }
  });
}

async function loadNames(): Promise<void> {
  const answer = await asked<{ names: Readonly<Record<string, string>> }>("GET", "api/names");
  if (answer.kind === "done" && isOpen.value) names.value = answer.body.names;
}

export async function loadPeople(): Promise<Answer<unknown> | null> {
  if (!mayDo("people.look")) return null;
  const answer = await asked<{ readonly people: readonly Person[] }>("GET", "api/people");
  if (answer.kind === "done" && isOpen.value) people.value = answer.body.people;
  return answer;
}

export async function addPerson(
  person: Required<Omit<Changes, "state">>,
  pin: string,
): Promise<Answer<unknown>> {
  const answer = await asked<{ person: Person; link: string }>("POST", "api/people", { ...person, pin });
  if (answer.kind !== "done" || !isOpen.value) return answer;
  people.value = [...(people.value ?? []), answer.body.person];
  madeLink.value = { person: answer.body.person, token: answer.body.link };
  return answer;
}

export async function changePerson(id: string, changes: Changes, pin: string): Promise<Answer<unknown>> {
  const answer = await asked<{ person: Person }>("POST", `api/people/${id}`, { ...changes, pin });
  if (answer.kind !== "done" || !isOpen.value) return answer;
  const { person } = answer.body;
  people.value = (people.value ?? []).map((known) => (known.id === id ? person : known));
  // What one may do may have changed with it.
  if (id === session.value?.person.id) await askSession();
  return answer;
}

export async function newLink(person: Person, pin: string): Promise<Answer<unknown>> {
  const answer = await asked<{ link: string }>("POST", `api/people/${person.id}/link`, { pin });
  if (answer.kind === "done" && isOpen.value) madeLink.value = { person, token: answer.body.link };
  return answer;
}
