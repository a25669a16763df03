import { useRef, useState } from "preact/hooks";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { Field, PasswordField, Problem } from "./field.tsx";
import { Gate } from "./gate.tsx";
import { emptyFields, type FormProblems } from "./refused-field.ts";
import { problemAt } from "./secret-fields.tsx";
import { signIn } from "./session-store.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { said, text } from "./texts.ts";
import { useWait, waitAsked } from "./wait.ts";
import { WaitNote } from "./wait-note.tsx";

/** Staff number and password. `why`: of a session that ended by itself. */
export function SignInPage({ why }: { why: Sentence | null }) {
  const [staffNumber, setStaffNumber] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<Exclude<Answer<unknown>, { kind: "done" }> | null>(null);
  const [empty, setEmpty] = useState<FormProblems>({});
  const [busy, setBusy] = useState(false);
  const [leftS, wait] = useWait();
  const form = useRef<HTMLFormElement>(null);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || leftS > 0) return;
    const missing = emptyFields({ staffNumber, password });
    setEmpty(missing);
    setProblem(null);
    if (Object.keys(missing).length > 0) return;
    setBusy(true);
    const answer = await signIn(staffNumber.trim(), password);
    setBusy(false);
    if (answer.kind === "done") return;
    wait(waitAsked(answer));
    setProblem(answer);
    if (isWrong(answer)) setPassword("");
    form.current?.querySelector<HTMLInputElement>("[name=password]")?.focus();
  };
  const isWaiting = leftS > 0;
  return (
    <Gate>
      <form class="card" noValidate ref={form} onSubmit={send} aria-labelledby="gate-title">
        <h1 id="gate-title">{text("signIn")}</h1>
        {why !== null && problem === null && (
          <p class="told" role="status">
            {said(why)}
          </p>
        )}
        <Field
          label={text("staffNumber")}
          value={staffNumber}
          onValue={setStaffNumber}
          problem={problemAt(empty, "staffNumber")}
          input={{
            name: "username",
            autocomplete: "username",
            autocapitalize: "none",
            spellcheck: false,
            required: true,
            autofocus: true,
          }}
        />
        <PasswordField
          label={text("password")}
          value={password}
          onValue={setPassword}
          problem={problemAt(empty, "password")}
          input={{ name: "password", autocomplete: "current-password", required: true }}
        />
        <Problem>{problem === null || isWaiting ? null : problemSaid(problem)}</Problem>
        {isWaiting && <WaitNote leftS={leftS} />}
        <button type="submit" class="primary" disabled={busy || isWaiting}>
          {text(busy ? "signingIn" : "signIn")}
        </button>
        <p class="hint">{text("noAccess")}</p>
      </form>
    </Gate>
  );
}

function isWrong(answer: Answer<unknown>): boolean {
  return answer.kind === "refused" && answer.code === "SIGN_IN_WRONG";
}

function problemSaid(problem: Exclude<Answer<unknown>, { kind: "done" }>): string {
  const why = said(whyNotDone(problem));
  return isWrong(problem) ? `${why} ${text("signInRemedy")}` : why;
}
