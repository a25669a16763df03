import { effect, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { OTHER_REASON } from "../../core/trade/words/abort-reasons.ts";
import { deskAct } from "../../core/trade/words/desk-acts.ts";
import { withdrawalReasons } from "../../core/trade/words/withdrawal-reasons.ts";
import type { JobView } from "../../station/live-message.ts";
import type { EndingChoice } from "./ending-choices.ts";
import { refusal } from "./live-store.ts";
import { Modal } from "./modal.tsx";
import { withPin } from "./pin-dialog.tsx";
import { ReasonChoice } from "./reason-choice.tsx";
import { asked, isOpen } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { said, text } from "./texts.ts";

/** What somebody is about to withdraw. `who`: whom or what it is about, where the page knows. */
export interface Withdrawing {
  readonly record: string;
  readonly kind: JobView["kind"];
  readonly who: string;
}

export const withdrawing = signal<Withdrawing | null>(null);

/** The last one that the station took; of a job that is shown the job says so itself. */
export const lastWithdrawn = signal<string | null>(null);

effect(() => {
  if (isOpen.value) return;
  withdrawing.value = null;
  lastWithdrawn.value = null;
});

/** Why a sealed record is withdrawn: one of a few reasons, then the PIN. */
export function WithdrawalDialog() {
  const about = withdrawing.value;
  return about === null ? null : <WithdrawalForm key={about.record} about={about} />;
}

function leave(): void {
  withdrawing.value = null;
}

function WithdrawalForm({ about }: { about: Withdrawing }) {
  const [code, setCode] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const note = typed.trim().replace(/\s+/g, " ");
  const choices = withdrawalChoices(about.kind);
  const choice = choices.find((known) => known.code === code);
  const isWhole = choice !== undefined && (choice.note !== "must" || note !== "");
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isWhole) return;
    leave();
    void withdraw(about, choice.command(note));
  };
  return (
    <Modal title={text("withdraw")} onLeave={leave}>
      <form class="stack" onSubmit={send}>
        <p>
          <strong class="who">{about.who}</strong>
          <br />
          {text("withdrawHint")}
        </p>
        <ReasonChoice
          choices={choices}
          chosen={choice ?? null}
          onCode={setCode}
          typed={typed}
          onTyped={setTyped}
        />
        <div class="choices">
          <button type="button" class="plain" onClick={leave}>
            {text("cancel")}
          </button>
          <button type="submit" class="primary grave" disabled={!isWhole}>
            {text("withdraw")}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function withdrawalChoices(kind: JobView["kind"]): readonly EndingChoice[] {
  return withdrawalReasons(kind).map(([code, name]) => ({
    code,
    name,
    means: "withdrawn",
    note: code === OTHER_REASON ? "must" : "may",
    command: (note) => ({ choice: code, note }),
  }));
}

/** The station tells by the job itself that it is done. */
async function withdraw({ record, kind, who }: Withdrawing, why: object): Promise<void> {
  refusal.value = null;
  const question = {
    act: said(deskAct(`${kind}.withdraw-record`).name),
    who,
    detail: text("withdrawHint"),
    isGrave: true,
  };
  const answer = await withPin(question, (pin) =>
    asked("POST", `api/records/${record}/withdraw`, { ...why, pin }),
  );
  if (answer === null) return;
  if (answer.kind === "done") lastWithdrawn.value = record;
  else refusal.value = whyNotDone(answer);
}
