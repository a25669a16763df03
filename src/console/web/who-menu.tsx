import { PERSON_ROLES } from "../../core/trade/words/person-roles.ts";
import { useDropDown } from "./drop-down.ts";
import { LIGHTS, type Light, light } from "./light.ts";
import { ownSecret } from "./own-secret-dialog.tsx";
import { lock, session, signOut } from "./session-store.ts";
import { headed, type TextKey, text } from "./texts.ts";

const LIGHT_WORDS = {
  auto: "lightAuto",
  day: "lightDay",
  sun: "lightSun",
  night: "lightNight",
} as const satisfies Record<Light, TextKey>;

/** Who is signed in, and what they may do about that. */
export function WhoMenu() {
  const { open, setOpen, around } = useDropDown();
  const person = session.value?.person;
  if (person === undefined) return null;
  const chosen = (act: () => unknown) => (): void => {
    setOpen(false);
    act();
  };
  return (
    <div class="who-menu" ref={around}>
      <button type="button" class="plain who-button" aria-expanded={open} onClick={() => setOpen(!open)}>
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
          <fieldset class="lights">
            <legend>{text("light")}</legend>
            {LIGHTS.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={light.value === one}
                onClick={() => {
                  light.value = one;
                }}
              >
                {text(LIGHT_WORDS[one])}
              </button>
            ))}
          </fieldset>
        </div>
      )}
    </div>
  );
}
