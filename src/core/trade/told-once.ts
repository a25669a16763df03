import type { AnyReason, Told } from "./reason-shape.ts";
import { type Reason, told } from "./reasons.ts";

const SAID = new WeakMap<object, Told>();

/** As `told`, the sentences made once: a state that is shown at every sample holds the same reasons from sample to sample. */
export function toldOnce(why: AnyReason | Reason): Told {
  const known = SAID.get(why);
  if (known !== undefined) return known;
  const made = told(why);
  SAID.set(why, made);
  return made;
}
