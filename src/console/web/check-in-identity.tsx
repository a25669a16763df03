import { useState } from "preact/hooks";
import { hasRightCheck, residentIdCheck } from "../../core/door/identity-document.ts";
import { maskedIdentity, plainIdentity } from "../../core/door/identity-mask.ts";
import { typeInto } from "./check-in-draft.ts";
import type { AskedField } from "./check-in-fields.ts";
import { type FormState, Frame, useFrame } from "./check-in-frame.tsx";
import { wrongAt } from "./check-in-papers.ts";
import { type TextKey, text, textIn } from "./texts.ts";

/**
 * An identity number is typed whole, so that its check character can be looked at, and is masked as soon as the field is left. Only the
 * mask is kept, in this tab, and sent.
 */
export function IdentityInput({ field, state }: { field: AskedField; state: FormState }) {
  const { name, values, wrong } = state;
  const masked = values.idMasked ?? "";
  /** What is being typed, in memory alone; null while the mask stands there. */
  const [typed, setTyped] = useState<string | null>(null);
  const frame = useFrame(field, state);
  const say = (why: TextKey | null): void => {
    const { idMasked: _, form: __, ...others } = wrong.peek();
    wrong.value =
      why === null ? others : { ...others, idMasked: { zh: textIn(why, "zh"), en: textIn(why, "en") } };
  };
  /** False: what was typed cannot be right, and stays. */
  const leave = (): boolean => {
    if (typed === null) return true;
    const number = plainIdentity(typed);
    if (isWrongCheck(number, values.idKind ?? "")) {
      say("identityWrong");
      return false;
    }
    const mask = number === "" ? "" : maskedIdentity(number);
    typeInto(name, "idMasked", mask);
    setTyped(null);
    say(wrongAt(field, { ...values, idMasked: mask }) === null ? null : "identityForm");
    return true;
  };
  return (
    <Frame
      field={field}
      frame={frame}
      good={typed === null && masked !== "" ? text("identityMasked") : undefined}
    >
      <input
        {...frame.input}
        class="identity"
        autocapitalize="characters"
        value={typed ?? masked}
        onInput={({ currentTarget }) => {
          // Nothing of the number that is being typed stands in the draft, and no old mask beside it.
          if (masked !== "") typeInto(name, "idMasked", "");
          setTyped(currentTarget.value);
          say(null);
        }}
        onFocus={({ currentTarget }) => {
          if (typed === null && masked !== "") currentTarget.select();
        }}
        onBlur={() => void leave()}
        onKeyDown={(event) => {
          // Sent with Enter the field is never left.
          if (event.key === "Enter" && !leave()) event.preventDefault();
        }}
      />
    </Frame>
  );
}

const WITH_CHECK: ReadonlySet<string> = new Set([
  "resident-id",
  "hk-macau-residence-permit",
  "taiwan-residence-permit",
]);

/** GB 11643: of a whole number of these documents the last character follows from the others. */
function isWrongCheck(number: string, idKind: string): boolean {
  const isWhole = number.length === 18 && residentIdCheck(number.slice(0, 17)) !== null;
  return WITH_CHECK.has(idKind) && isWhole && !hasRightCheck(number);
}
