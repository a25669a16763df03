import { effect, signal } from "@preact/signals";
import { useLayoutEffect, useState } from "preact/hooks";
import { PIN_LENGTH } from "../../core/people/secret-form.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { Problem } from "./field.tsx";
import { Modal } from "./modal.tsx";
import { PinEntry } from "./pin-entry.tsx";
import { isOpen } from "./session-store.ts";
import type { Answer } from "./station-answer.ts";
import { said, text } from "./texts.ts";
import { useWait, waitAsked } from "./wait.ts";
import { WaitNote } from "./wait-note.tsx";

export interface PinQuestion {
  /** What the PIN confirms, and whom it is about. */
  readonly act: string;
  readonly who?: string;
  /** What comes of it. */
  readonly detail?: string;
  /** It takes something away from somebody. */
  readonly isGrave?: boolean;
}

interface Asked extends PinQuestion {
  readonly problem: Sentence | null;
  readonly waitS: number;
  /** Given to the station, which has not answered. */
  readonly busy: boolean;
  readonly answer: (pin: string | null) => void;
}

const open = signal<Asked | null>(null);

// Whoever unlocks the screen begins anew.
effect(() => {
  if (!isOpen.value) close();
});

function close(): void {
  open.peek()?.answer(null);
  open.value = null;
}

/** The PIN that was typed, or null where the person leaves. The dialog stays until `close`, so that a wrong PIN is told in it. */
function askPin(question: PinQuestion, problem: Sentence | null = null, waitS = 0): Promise<string | null> {
  return new Promise((answer) => {
    open.value = { ...question, problem, waitS, busy: false, answer };
  });
}

const TYPED_AGAIN: ReadonlySet<string | null> = new Set([
  "PIN_WRONG",
  "PIN_NEEDED",
  "SIGN_IN_WAIT",
  "SIGN_IN_BUSY",
]);

/** Sends with the PIN, and asks for it again where it was wrong; null where the person left it. */
export async function withPin<Body>(
  question: PinQuestion,
  send: (pin: string) => Promise<Answer<Body>>,
): Promise<Answer<Body> | null> {
  let pin = await askPin(question);
  while (pin !== null) {
    const answer = await send(pin);
    if (answer.kind !== "refused" || !TYPED_AGAIN.has(answer.code)) {
      close();
      return answer;
    }
    pin = isOpen.value ? await askPin(question, answer.said, waitAsked(answer)) : null;
  }
  close();
  return null;
}

export function PinDialog() {
  const asked = open.value;
  return asked === null ? null : <PinQuestionDialog asked={asked} />;
}

function PinQuestionDialog({ asked }: { asked: Asked }) {
  const [pin, setPin] = useState("");
  const [leftS, wait] = useWait();
  // Before anything can be typed: an effect after the first picture would clear a quick person's digits.
  useLayoutEffect(() => {
    setPin("");
    wait(asked.waitS);
  }, [asked.answer]);
  const isHeld = asked.busy || leftS > 0;
  const send = (event: Event): void => {
    event.preventDefault();
    if (isHeld || pin.length < PIN_LENGTH.atLeast) return;
    open.value = { ...asked, busy: true, problem: null };
    asked.answer(pin);
  };
  const title = (
    <>
      {asked.act}
      {asked.who !== undefined && (
        <>
          {text("colon")}
          <span class="who">{asked.who}</span>
        </>
      )}
    </>
  );
  return (
    <Modal title={title} onLeave={close}>
      <form class="stack" onSubmit={send}>
        {asked.detail !== undefined && <p>{asked.detail}</p>}
        <PinEntry value={pin} onValue={setPin} isHeld={isHeld} />
        <Problem>{asked.problem === null || leftS > 0 ? null : said(asked.problem)}</Problem>
        {leftS > 0 && <WaitNote leftS={leftS} />}
        <div class="choices">
          <button type="button" class="plain" onClick={close}>
            {text("cancel")}
          </button>
          <button
            type="submit"
            class={asked.isGrave === true ? "primary grave" : "primary"}
            disabled={isHeld || pin.length < PIN_LENGTH.atLeast}
          >
            {text("confirmByPin")}
          </button>
        </div>
      </form>
    </Modal>
  );
}
