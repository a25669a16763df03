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
  | { readonly kind: "spent"; readonly why: Sentence | null }
  | { readonly kind: "unreachable"; readonly why: Sentence };

/** What a one-time link opens: a session at once, or the form by which somebody gets a password. */
export function LinkPage({ token }: { token: string }) {
  const [state, setState] = useState<State>({ kind: "looking" });
  const refused = (answer: Exclude<Answer<unknown>, { kind: "done" }>): void => {
    const why = whyNotDone(answer);
    if (answer.kind === "unreachable") setState({ kind: "unreachable", why });
    // What is not even of the form of a token is told without a sentence for people.
    else setState({ kind: "spent", why: answer.code === null ? null : why });
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
  if (state.kind === "spent") return <SpentLink why={state.why} />;
  return (
    <Gate>
      {state.kind === "looking" ? (
        <p class="card" role="status">
          {text("openingLink")}
        </p>
      ) : (
        <section class="card" aria-labelledby="gate-title">
          <h1 id="gate-title">{text("linkNotOpened")}</h1>
          <Problem>{said(state.why)}</Problem>
          <button type="button" class="primary" onClick={look}>
            {text("tryAgain")}
          </button>
        </section>
      )}
    </Gate>
  );
}

/** Used, too old, or no link of this station: what to do stands with each case in which somebody may be. */
function SpentLink({ why }: { why: Sentence | null }) {
  return (
    <Gate>
      <section class="card" aria-labelledby="gate-title">
        <h1 id="gate-title">{text("linkSpent")}</h1>
        <Problem>{why === null ? null : said(why)}</Problem>
        <ul class="cases">
          <li>{text("spentWithPassword")}</li>
          <li>{text("spentWithout")}</li>
          <li>{text("spentSetUp")}</li>
        </ul>
        <button type="button" class="primary" onClick={() => askSession()}>
          {text("toSignIn")}
        </button>
      </section>
    </Gate>
  );
}
