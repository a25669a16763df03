import { useLayoutEffect, useState } from "preact/hooks";
import type { Person } from "../../core/people/person.ts";
import { PIN_LENGTH } from "../../core/people/secret-form.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { Problem } from "./field.tsx";
import { Gate } from "./gate.tsx";
import { PinEntry } from "./pin-entry.tsx";
import { lookWhetherUnlocked, signOut, unlock } from "./session-store.ts";
import { whyNotDone } from "./station-answer.ts";
import { said, text } from "./texts.ts";
import { useWait, waitAsked } from "./wait.ts";
import { WaitNote } from "./wait-note.tsx";

/** The screen is locked: the PIN of whoever is signed in, or somebody else signs in. */
export function LockPage({ person }: { person: Person | null }) {
  const [pin, setPin] = useState("");
  const [problem, setProblem] = useState<Sentence | null>(null);
  const [busy, setBusy] = useState(false);
  const [leftS, wait] = useWait();
  useLayoutEffect(() => {
    // Perhaps it was opened, or ended, at another page meanwhile.
    const look = (): void => void lookWhetherUnlocked();
    addEventListener("focus", look);
    return () => removeEventListener("focus", look);
  }, []);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || leftS > 0) return;
    setBusy(true);
    setProblem(null);
    const answer = await unlock(pin);
    setBusy(false);
    setPin("");
    if (answer.kind === "done") return;
    wait(waitAsked(answer));
    setProblem(whyNotDone(answer));
  };
  return (
    <Gate>
      <form class="card" onSubmit={send} aria-labelledby="gate-title">
        <div>
          <h1 id="gate-title">{text("locked")}</h1>
          {person !== null && (
            <p class="person">
              <span class="who">{person.name}</span>
            </p>
          )}
        </div>
        <PinEntry value={pin} onValue={setPin} isHeld={busy || leftS > 0} />
        <Problem>{problem === null || leftS > 0 ? null : said(problem)}</Problem>
        {leftS > 0 && <WaitNote leftS={leftS} />}
        <button type="submit" class="primary" disabled={busy || leftS > 0 || pin.length < PIN_LENGTH.atLeast}>
          {text("unlock")}
        </button>
        <button type="button" class="plain" onClick={signOut}>
          {text("otherPerson")}
        </button>
      </form>
    </Gate>
  );
}
