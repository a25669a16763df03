import type { Person } from "../../core/people/person.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { PERSON_ROLES } from "../../core/trade/words/person-roles.ts";
import { changePerson, newLink } from "./people-store.ts";
import { mayDo } from "./permitted.ts";
import { STATE_NAMES } from "./person-states.ts";
import { type PinQuestion, withPin } from "./pin-dialog.tsx";
import { session } from "./session-store.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { headed, text } from "./texts.ts";

/** One person with what may be done about them; each act is confirmed by the manager's PIN. */
export function PersonRow({
  person,
  onChange,
  onProblem,
}: {
  person: Person;
  onChange: () => void;
  onProblem: (problem: Sentence | null) => void;
}) {
  const { name, staffNumber, roles, state } = person;
  const isOwn = session.value?.person.id === person.id;
  const confirmed = async (
    question: PinQuestion,
    send: (pin: string) => Promise<Answer<unknown>>,
  ): Promise<void> => {
    onProblem(null);
    const answer = await withPin(question, send);
    if (answer !== null && answer.kind !== "done") onProblem(whyNotDone(answer));
  };
  const stop = (): Promise<void> =>
    confirmed({ act: text("stopPerson"), who: name, detail: text("stopDetail"), isGrave: true }, (pin) =>
      changePerson(person.id, { state: "stopped" }, pin),
    );
  const letIn = (): Promise<void> =>
    confirmed({ act: text("letInAgain"), who: name, detail: text("letInDetail") }, (pin) =>
      changePerson(person.id, { state: "active" }, pin),
    );
  const link = (): Promise<void> =>
    confirmed({ act: text("newLink"), who: name, detail: text("newLinkDetail") }, (pin) =>
      newLink(person, pin),
    );
  return (
    <li class={`person-row ${state}`}>
      <div class="person-name">
        <span class="who">{name}</span>
        {isOwn && <span class="soft"> {text("thatIsYou")}</span>}
        <span class="number">
          {text("staffNumber")} {staffNumber}
        </span>
      </div>
      <ul class="chips" aria-label={text("roles")}>
        {roles.map((role) => (
          <li key={role} class="chip">
            {headed(PERSON_ROLES[role])}
          </li>
        ))}
      </ul>
      <span class={`chip state-${state}`}>{text(STATE_NAMES[state])}</span>
      <Interests person={person} />
      {mayDo("people.change") && (
        <div class="choices">
          <button type="button" class="plain" onClick={onChange}>
            {text("change")}
            <span class="unseen who"> {name}</span>
          </button>
          {state !== "stopped" && (
            <button type="button" class="plain" onClick={link}>
              {text("newLink")}
              <span class="unseen who"> {name}</span>
            </button>
          )}
          {state === "stopped" ? (
            <button type="button" class="plain" onClick={letIn}>
              {text("letInAgain")}
              <span class="unseen who"> {name}</span>
            </button>
          ) : (
            <button type="button" class="plain grave" onClick={stop}>
              {text("stopPerson")}
              <span class="unseen who"> {name}</span>
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function Interests({ person }: { person: Person }) {
  const { plates, employers } = person.interests;
  const told = [...plates, ...employers];
  if (told.length === 0) return null;
  return (
    <p class="interests">
      {text("interests")}
      {text("colon")}
      <span class="who">{told.join(text("comma"))}</span>
    </p>
  );
}
