import { useState } from "preact/hooks";
import type { Person } from "../../core/people/person.ts";
import { PERSON_ROLE_CODES, PERSON_ROLES, type PersonRole } from "../../core/trade/words/person-roles.ts";
import { Field, Problem } from "./field.tsx";
import { useFirstWrong } from "./first-wrong.ts";
import { LinesField } from "./lines-field.tsx";
import { Modal } from "./modal.tsx";
import { addPerson, changePerson } from "./people-store.ts";
import { withPin } from "./pin-dialog.tsx";
import { emptyFields, type FormProblems, refusedAt } from "./refused-field.ts";
import { problemAt } from "./secret-fields.tsx";
import { headed, type TextKey, text, textIn } from "./texts.ts";

/** Name, number, roles and interests of a new person, or of one who is there. */
export function PersonForm({ person, onLeave }: { person: Person | null; onLeave: () => void }) {
  const [name, setName] = useState(person?.name ?? "");
  const [staffNumber, setStaffNumber] = useState(person?.staffNumber ?? "");
  const [roles, setRoles] = useState<readonly PersonRole[]>(person?.roles ?? []);
  const [plates, setPlates] = useState(person?.interests.plates.join("\n") ?? "");
  const [employers, setEmployers] = useState(person?.interests.employers.join("\n") ?? "");
  const [problems, setProblems] = useState<FormProblems>({});
  const form = useFirstWrong(problems);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const noRole = { zh: textIn("chooseRole", "zh"), en: textIn("chooseRole", "en") };
    const found = {
      ...emptyFields({ name, staffNumber }),
      ...(roles.length === 0 ? { roles: noRole } : {}),
    };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const wanted = {
      name: name.trim(),
      staffNumber: staffNumber.trim(),
      roles: PERSON_ROLE_CODES.filter((role) => roles.includes(role)),
      interests: { plates: linesOf(plates), employers: linesOf(employers) },
    };
    const key: TextKey = person === null ? "addPerson" : "changeOf";
    const answer = await withPin({ act: text(key), who: wanted.name }, (pin) =>
      person === null ? addPerson(wanted, pin) : changePerson(person.id, wanted, pin),
    );
    if (answer?.kind === "done") onLeave();
    else if (answer !== null) setProblems(refusedAt(answer));
  };
  return (
    <Modal title={text(person === null ? "addPerson" : "changeOf")} onLeave={onLeave}>
      <form class="stack" noValidate ref={form} onSubmit={send}>
        <Field
          label={text("personName")}
          value={name}
          onValue={setName}
          problem={problemAt(problems, "name")}
          input={{ required: true, autocomplete: "off", autofocus: true }}
        />
        <Field
          label={text("staffNumber")}
          value={staffNumber}
          onValue={setStaffNumber}
          hint={text("staffNumberHint")}
          problem={problemAt(problems, "staffNumber")}
          input={{ required: true, autocomplete: "off", autocapitalize: "none", spellcheck: false }}
        />
        <RoleChoice roles={roles} onRoles={setRoles} problem={problemAt(problems, "roles")} />
        <InterestFields
          plates={plates}
          onPlates={setPlates}
          employers={employers}
          onEmployers={setEmployers}
          problems={problems}
        />
        <Problem>{problemAt(problems, "form")}</Problem>
        <div class="choices">
          <button type="button" class="plain" onClick={onLeave}>
            {text("cancel")}
          </button>
          <button type="submit" class="primary">
            {text("goOnToPin")}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function RoleChoice({
  roles,
  onRoles,
  problem,
}: {
  roles: readonly PersonRole[];
  onRoles: (roles: readonly PersonRole[]) => void;
  problem: string | null;
}) {
  return (
    <fieldset class={problem === null ? "" : "wrong"}>
      <legend>{text("roles")}</legend>
      <div class="checks">
        {PERSON_ROLE_CODES.map((role) => (
          <label key={role} class="check">
            <input
              type="checkbox"
              checked={roles.includes(role)}
              onChange={(event) =>
                onRoles(
                  event.currentTarget.checked ? [...roles, role] : roles.filter((other) => other !== role),
                )
              }
            />
            <span>{headed(PERSON_ROLES[role])}</span>
          </label>
        ))}
      </div>
      <Problem>{problem}</Problem>
    </fieldset>
  );
}

function InterestFields(props: {
  plates: string;
  onPlates: (plates: string) => void;
  employers: string;
  onEmployers: (employers: string) => void;
  problems: FormProblems;
}) {
  const { plates, onPlates, employers, onEmployers, problems } = props;
  return (
    <fieldset>
      <legend>{text("interests")}</legend>
      <p class="hint">{text("interestsHint")}</p>
      <LinesField
        label={text("ownPlates")}
        value={plates}
        onValue={onPlates}
        problem={problemAt(problems, "plates")}
      />
      <LinesField
        label={text("employers")}
        value={employers}
        onValue={onEmployers}
        problem={problemAt(problems, "employers")}
      />
    </fieldset>
  );
}

/** One a line; empty lines and repetitions are nothing. */
function linesOf(typed: string): string[] {
  const lines = typed.split("\n").map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ""))];
}
