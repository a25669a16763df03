import { useState } from "preact/hooks";
import { Field, Problem } from "./field.tsx";
import { useFirstWrong } from "./first-wrong.ts";
import { emptyFields, type FormProblems, refusedAt } from "./refused-field.ts";
import {
  ChoosePassword,
  ChoosePin,
  NOTHING_CHOSEN,
  problemAt,
  ShowTyped,
  secretProblems,
} from "./secret-fields.tsx";
import { type SessionView, takeSession } from "./session-store.ts";
import { type Refused, stationAnswer } from "./station-answer.ts";
import { text } from "./texts.ts";

export interface LinkLook {
  readonly for: "set-up" | "person" | "sign-in";
  /** Null, or empty, where the link is for whoever sets the station up. */
  readonly name: string | null;
}

/** A person chooses password and PIN; whoever sets the station up says who they are as well. */
export function LinkForm({
  token,
  look,
  onSpent,
}: {
  token: string;
  look: LinkLook;
  onSpent: (answer: Refused) => void;
}) {
  const isFirst = look.for === "set-up";
  const [name, setName] = useState("");
  const [staffNumber, setStaffNumber] = useState("");
  const [password, setPassword] = useState(NOTHING_CHOSEN);
  const [pin, setPin] = useState(NOTHING_CHOSEN);
  const [shown, setShown] = useState(false);
  const [problems, setProblems] = useState<FormProblems>({});
  const form = useFirstWrong(problems);
  const [busy, setBusy] = useState(false);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const found = {
      ...secretProblems({ password, pin }, shown, [staffNumber.trim()]),
      ...(isFirst ? emptyFields({ name, staffNumber }) : {}),
    };
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const who = isFirst ? { name: name.trim(), staffNumber: staffNumber.trim() } : {};
    const secrets = { password: password.value, pin: pin.value };
    const answer = await stationAnswer<SessionView>("POST", "api/links/use", { token, ...who, ...secrets });
    setBusy(false);
    if (answer.kind === "done") return takeSession(answer.body);
    if (answer.kind === "refused" && answer.code === "LINK_SPENT") return onSpent(answer);
    setProblems(refusedAt(answer));
  };
  return (
    <form class="card" noValidate ref={form} onSubmit={send} aria-labelledby="gate-title">
      <h1 id="gate-title">
        {isFirst ? (
          text("setUp")
        ) : (
          <>
            {text("welcome")}
            <span class="who">{look.name}</span>
          </>
        )}
      </h1>
      <p>{text(isFirst ? "setUpHint" : "welcomeHint")}</p>
      {isFirst && (
        <>
          <Field
            label={text("ownName")}
            value={name}
            onValue={setName}
            problem={problemAt(problems, "name")}
            input={{ name: "name", autocomplete: "name", required: true }}
          />
          <Field
            label={text("staffNumber")}
            value={staffNumber}
            onValue={setStaffNumber}
            hint={text("staffNumberHint")}
            problem={problemAt(problems, "staffNumber")}
            input={{ name: "username", autocomplete: "username", autocapitalize: "none", required: true }}
          />
        </>
      )}
      <ChoosePassword
        chosen={password}
        onChosen={setPassword}
        problem={problemAt(problems, "password")}
        shown={shown}
      />
      <ChoosePin chosen={pin} onChosen={setPin} problem={problemAt(problems, "pin")} shown={shown} />
      <ShowTyped shown={shown} onShown={setShown} />
      <Problem>{problemAt(problems, "form")}</Problem>
      <button type="submit" class="primary" disabled={busy}>
        {text(isFirst ? "setUpDone" : "welcomeDone")}
      </button>
    </form>
  );
}
