import { effect, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { SecretKind } from "../../core/people/console-act.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { PasswordField, Problem } from "./field.tsx";
import { useFirstWrong } from "./first-wrong.ts";
import { Modal } from "./modal.tsx";
import { emptyFields, type FormProblems, refusedAt } from "./refused-field.ts";
import {
  ChoosePassword,
  ChoosePin,
  NOTHING_CHOSEN,
  problemAt,
  ShowTyped,
  secretProblems,
} from "./secret-fields.tsx";
import { asked, isOpen, session } from "./session-store.ts";
import { said, text } from "./texts.ts";
import { useWait, waitAsked } from "./wait.ts";
import { WaitNote } from "./wait-note.tsx";

/** Which of the own secrets is being changed, and which was just changed. */
export const ownSecret = signal<SecretKind | null>(null);
export const secretChanged = signal<SecretKind | null>(null);

effect(() => {
  if (isOpen.value) return;
  ownSecret.value = null;
  secretChanged.value = null;
});

export function OwnSecretDialog() {
  const secret = ownSecret.value;
  return secret === null ? null : <OwnSecretForm key={secret} secret={secret} />;
}

function leave(): void {
  ownSecret.value = null;
}

function OwnSecretForm({ secret }: { secret: SecretKind }) {
  const [password, setPassword] = useState("");
  const [wanted, setWanted] = useState(NOTHING_CHOSEN);
  const [shown, setShown] = useState(false);
  const [problems, setProblems] = useState<FormProblems>({});
  const form = useFirstWrong(problems);
  const [wrong, setWrong] = useState<Sentence | null>(null);
  const [busy, setBusy] = useState(false);
  const [leftS, wait] = useWait();
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || leftS > 0) return;
    setWrong(emptyFields({ password }).password ?? null);
    const found = secretProblems({ [secret]: wanted }, shown, [session.value?.person.staffNumber ?? ""]);
    setProblems(found);
    if (Object.keys(found).length > 0 || password === "") return;
    setBusy(true);
    const answer = await asked("POST", "api/own", { secret, password, wanted: wanted.value });
    setBusy(false);
    if (answer.kind === "done") {
      secretChanged.value = secret;
      return leave();
    }
    wait(waitAsked(answer));
    if (answer.kind === "refused" && answer.code === "PASSWORD_WRONG") setWrong(answer.said);
    else if (waitAsked(answer) === 0) setProblems(refusedAt(answer));
    setPassword("");
  };
  const Choose = secret === "password" ? ChoosePassword : ChoosePin;
  return (
    <Modal title={text(secret === "password" ? "changePassword" : "changePin")} onLeave={leave}>
      <form class="stack" noValidate ref={form} onSubmit={send}>
        <PasswordField
          label={text("passwordNow")}
          value={password}
          onValue={setPassword}
          problem={wrong === null ? null : said(wrong)}
          input={{ name: "password", autocomplete: "current-password", required: true }}
        />
        <Choose chosen={wanted} onChosen={setWanted} problem={problemAt(problems, secret)} shown={shown} />
        <ShowTyped shown={shown} onShown={setShown} />
        <Problem>{problemAt(problems, "form")}</Problem>
        {leftS > 0 && <WaitNote leftS={leftS} />}
        <div class="choices">
          <button type="button" class="plain" onClick={leave}>
            {text("cancel")}
          </button>
          <button type="submit" class="primary" disabled={busy || leftS > 0}>
            {text("change")}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Said until the next act, because the dialog that it was done in is gone. */
export function SecretChangedNotice() {
  const secret = secretChanged.value;
  if (secret === null) return null;
  return (
    <div class="notice mild" role="status">
      {text(secret === "password" ? "passwordChanged" : "pinChanged")}
      <button
        type="button"
        class="plain"
        onClick={() => {
          secretChanged.value = null;
        }}
      >
        {text("dismiss")}
      </button>
    </div>
  );
}
