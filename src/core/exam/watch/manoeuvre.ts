import { assert } from "../../machine.ts";
import { examInput } from "../findings.ts";
import { faultNow, type ItemSite, type Watch, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

/** The prescribed operation was broken in the way that the item calls `how`. */
export function manoeuvreBroken({ rule, breaches }: ItemSite, form: WatchFormOf<"manoeuvre-broken">): Watch {
  const seen = breaches[form.how];
  assert(seen !== undefined, "a rulebook names a breach that the item has");
  return watchOf<boolean>(rule, {
    initial: false,
    step(done, step) {
      if (step.progress.breach !== form.how || (done && rule.repeat === "once")) return done;
      faultNow(step, rule, { inputs: [examInput("phase", step.progress.phase)], seen });
      return true;
    },
  });
}
