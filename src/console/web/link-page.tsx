import { useEffect, useState } from "preact/hooks";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { Problem } from "./field.tsx";
import { Gate } from "./gate.tsx";
import { LinkForm, type LinkLook } from "./link-form.tsx";
import { askSession, type SessionView, takeSession } from "./session-store.ts";
import { type Answer, stationAnswer, whyNotDone } from "./station-answer.ts";
import { said, text } from "./texts.ts";

type State =
  | { readonly kind: "looking" }
  | { readonly kind: "form"; readonly look: LinkLook }
  | { readonly kind: "refused"; readonly why: Sentence; readonly isSpent: boolean };

/** What a one-time link opens: a session at once, or the form by which somebody gets a password. */
export function LinkPage({ token }: { token: string }) {
  const [state, setState] = useState<State>({ kind: "looking" });
  const refused = (answer: Exclude<Answer<unknown>, { kind: "done" }>): void => {
    const isSpent = answer.kind === "refused";
    setState({ kind: "refused", why: whyNotDone(answer), isSpent });
  };
  const look = async (): Promise<void> => {
    setState({ kind: "looking" });
    const answer = await stationAnswer<LinkLook>("POST", "api/links/look", { token });
    if (answer.kind !== "done") return refused(answer);
    if (answer.body.for !== "sign-in") return setState({ kind: "form", look: answer.body });
    const used = await stationAnswer<SessionView>("POST", "api/links/use", { token });
    if (used.kind === "done") takeSession(used.body);
    else refused(used);
  };
  useEffect(() => {
    void look();
  }, []);
  if (state.kind === "form")
    return (
      <Gate>
        <LinkForm token={token} look={state.look} onSpent={refused} />
      </Gate>
    );
  if (state.kind === "refused") return <RefusedLink {...state} onAgain={look} />;
  return (
    <Gate>
      <p class="card" role="status">
        {text("openingLink")}
      </p>
    </Gate>
  );
}

function RefusedLink(props: { why: Sentence; isSpent: boolean; onAgain: () => Promise<void> }) {
  const { why, isSpent, onAgain } = props;
  return (
    <Gate>
      <section class="card" aria-labelledby="gate-title">
        <h1 id="gate-title">{text(isSpent ? "linkSpent" : "linkNotOpened")}</h1>
        <Problem>{said(why)}</Problem>
        {isSpent ? (
          <>
            <p>{text("linkSpentRemedy")}</p>
            <button type="button" class="primary" onClick={askSession}>
              {text("toSignIn")}
            </button>
          </>
        ) : (
          <button type="button" class="primary" onClick={onAgain}>
            {text("tryAgain")}
          </button>
        )}
      </section>
    </Gate>
  );
}
