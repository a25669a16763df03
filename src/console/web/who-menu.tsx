import { useEffect, useRef, useState } from "preact/hooks";
import { PERSON_ROLES } from "../../core/trade/words/person-roles.ts";
import { ownSecret } from "./own-secret-dialog.tsx";
import { lock, session, signOut } from "./session-store.ts";
import { headed, text } from "./texts.ts";

/** Who is signed in, and what they may do about that. */
export function WhoMenu() {
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const elsewhere = (event: Event): void => {
      if (!(event.target instanceof Node) || menu.current?.contains(event.target) !== true) setOpen(false);
    };
    const leaveByKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      setOpen(false);
      menu.current?.querySelector("button")?.focus();
    };
    for (const moved of ["pointerdown", "focusin"]) document.addEventListener(moved, elsewhere);
    document.addEventListener("keydown", leaveByKey);
    return () => {
      for (const moved of ["pointerdown", "focusin"]) document.removeEventListener(moved, elsewhere);
      document.removeEventListener("keydown", leaveByKey);
    };
  }, [open]);
  const person = session.value?.person;
  if (person === undefined) return null;
  const chosen = (act: () => unknown) => (): void => {
    setOpen(false);
    act();
  };
  return (
    <div class="who-menu" ref={menu}>
      <button
        type="button"
        class="plain who-button"
        aria-expanded={open}
        onClick={() => setOpen((was) => !was)}
      >
        <span class="unseen">{text("signedInAs")} </span>
        <span class="who">{person.name}</span>
        <span class="roles">
          {person.roles.map((role) => headed(PERSON_ROLES[role])).join(text("comma"))}
        </span>
        <span class="arrow" aria-hidden="true">
          ▾
        </span>
      </button>
      {open && (
        <div class="menu">
          <button type="button" onClick={chosen(() => (ownSecret.value = "password"))}>
            {text("changePassword")}
          </button>
          <button type="button" onClick={chosen(() => (ownSecret.value = "pin"))}>
            {text("changePin")}
          </button>
          <button type="button" aria-keyshortcuts="K" onClick={chosen(lock)}>
            {text("lock")}{" "}
            <span class="key-hint" aria-hidden="true">
              K
            </span>
          </button>
          <button type="button" onClick={chosen(signOut)}>
            {text("signOut")}
          </button>
        </div>
      )}
    </div>
  );
}
