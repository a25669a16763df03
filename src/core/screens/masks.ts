import type { Sentence } from "../trade/reason-shape.ts";
import { NO_PLATE, NO_PLATE_YET } from "../trade/words/plates.ts";
import { COMPOUND_SURNAMES } from "../trade/words/surnames.ts";

/** The one rule by which a plate or a name is shown to people whom it does not concern: enough to know oneself by, too little to be known by. */

const HIDDEN = "•";
const NAMELESS = "○";
const HAN = /^\p{Script=Han}/u;
/** From this length on two characters at each end are shown: three at least stay hidden. */
const LONG_PLATE = 7;

/** `京A12345` is `京A•••45`; of a short one the first and the last character are left. */
export function maskedPlate(plate: string): string {
  const characters = [...plate];
  const shown = characters.length >= LONG_PLATE ? 2 : 1;
  // Of two characters the last one would be the other half.
  const last = characters.length > 2 * shown ? shown : 0;
  const hidden = Math.max(1, characters.length - shown - last);
  const end = last === 0 ? "" : characters.slice(-last).join("");
  return characters.length < 2 ? HIDDEN : characters.slice(0, shown).join("") + HIDDEN.repeat(hidden) + end;
}

/** The family name and a circle for each other character, two at most; of a name in letters the first one. */
export function maskedName(name: string): string {
  const characters = [...name.trim()];
  if (characters.length < 2) return NAMELESS;
  const two = characters.slice(0, 2).join("");
  const isCompound = COMPOUND_SURNAMES.has(two) && characters.length > 2;
  const shown = isCompound ? two : (characters[0] ?? "");
  if (!HAN.test(name.trim())) return shown + NAMELESS.repeat(2);
  return shown + NAMELESS.repeat(Math.min(2, characters.length - [...shown].length));
}

/** Who a job is about, masked; what a new vehicle has instead of a plate is no secret. */
export function maskedSubject(subject: Readonly<Record<string, string>>): Sentence {
  const { plate, name } = subject;
  if (plate === NO_PLATE) return NO_PLATE_YET;
  const masked =
    plate !== undefined ? maskedPlate(plate) : name !== undefined ? maskedName(name) : NAMELESS.repeat(2);
  return { zh: masked, en: masked };
}
