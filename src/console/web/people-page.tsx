import { useEffect, useState } from "preact/hooks";
import type { Person } from "../../core/people/person.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { PERSON_ROLE_CODES, PERSON_ROLES, type PersonRole } from "../../core/trade/words/person-roles.ts";
import { Problem } from "./field.tsx";
import { OneTimeLink } from "./one-time-link.tsx";
import { loadPeople, people } from "./people-store.ts";
import { mayDo } from "./permitted.ts";
import { PersonForm } from "./person-form.tsx";
import { PersonRow } from "./person-row.tsx";
import { STATE_NAMES } from "./person-states.ts";
import { whyNotDone } from "./station-answer.ts";
import { headed, said, text } from "./texts.ts";

interface Filter {
  readonly words: string;
  readonly role: PersonRole | "";
  readonly state: Person["state"] | "";
}
const EVERYBODY: Filter = { words: "", role: "", state: "" };

/** Who there is at this station, and what a manager does about it. */
export function PeoplePage() {
  const [filter, setFilter] = useState(EVERYBODY);
  const [editing, setEditing] = useState<Person | "new" | null>(null);
  const [problem, setProblem] = useState<Sentence | null>(null);
  useEffect(() => {
    void loadPeople().then((answer) => {
      if (answer !== null && answer.kind !== "done") setProblem(whyNotDone(answer));
    });
  }, []);
  const all = people.value;
  const shown = (all ?? []).filter((person) => fits(person, filter));
  const mayChange = mayDo("people.change");
  return (
    <div class="people-page">
      <div class="people-title">
        <h2>
          {text("people")} {all !== null && <small class="count">{all.length}</small>}
        </h2>
        <a class="button" href="#jobs">
          {text("backToJobs")}
        </a>
        {mayChange && (
          <button type="button" class="primary" onClick={() => setEditing("new")}>
            {text("addPerson")}
          </button>
        )}
      </div>
      {!mayChange && <p class="told">{text("peopleLookOnly")}</p>}
      <Problem>{problem === null ? null : said(problem)}</Problem>
      {all !== null && <Filters filter={filter} onFilter={setFilter} />}
      {all === null && problem === null && <p class="hint">{text("loadingPeople")}</p>}
      {all !== null && shown.length === 0 && (
        <section class="nobody-found">
          <p class="prompt">{text(all.length === 0 ? "noPeople" : "nobodyFits")}</p>
          {all.length > 0 && (
            <button type="button" class="plain" onClick={() => setFilter(EVERYBODY)}>
              {text("showEverybody")}
            </button>
          )}
        </section>
      )}
      {shown.length > 0 && (
        <ul class={mayChange ? "people" : "people looked-at"}>
          {shown.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              onChange={() => setEditing(person)}
              onProblem={setProblem}
            />
          ))}
        </ul>
      )}
      {editing !== null && (
        <PersonForm person={editing === "new" ? null : editing} onLeave={() => setEditing(null)} />
      )}
      <OneTimeLink />
    </div>
  );
}

function Filters({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  return (
    <search class="filters">
      <label class="field-of-filter wide">
        <span>{text("searchPeople")}</span>
        <input
          type="search"
          value={filter.words}
          onInput={(event) => onFilter({ ...filter, words: event.currentTarget.value })}
        />
      </label>
      <label class="field-of-filter">
        <span>{text("role")}</span>
        <select
          value={filter.role}
          onChange={(event) => onFilter({ ...filter, role: event.currentTarget.value as Filter["role"] })}
        >
          <option value="">{text("allRoles")}</option>
          {PERSON_ROLE_CODES.map((role) => (
            <option key={role} value={role}>
              {headed(PERSON_ROLES[role])}
            </option>
          ))}
        </select>
      </label>
      <label class="field-of-filter">
        <span>{text("personState")}</span>
        <select
          value={filter.state}
          onChange={(event) => onFilter({ ...filter, state: event.currentTarget.value as Filter["state"] })}
        >
          <option value="">{text("allStates")}</option>
          {(["active", "invited", "stopped"] as const).map((state) => (
            <option key={state} value={state}>
              {text(STATE_NAMES[state])}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function fits(person: Person, { words, role, state }: Filter): boolean {
  const { name, staffNumber, interests } = person;
  const told = [name, staffNumber, ...interests.plates, ...interests.employers].join(" ").toLowerCase();
  return (
    told.includes(words.trim().toLowerCase()) &&
    (role === "" || person.roles.includes(role)) &&
    (state === "" || person.state === state)
  );
}
