import type { Use } from "../verdict.ts";
import { use } from "./inquiry.ts";
import { say } from "./language.ts";
import { TEXTS, USES } from "./texts.ts";

const ALL = Object.keys(USES) as Use[];

/** What for: it decides how old a status may be. */
export function UseChoice() {
  return (
    <fieldset class="use">
      <legend>
        {say(TEXTS.use)} <span class="hint">{say(TEXTS.useHint(USES[use.value].hours))}</span>
      </legend>
      <div class="chips">
        {ALL.map((each) => (
          <label key={each} class={use.value === each ? "chip chosen" : "chip"}>
            <input
              type="radio"
              name="use"
              checked={use.value === each}
              onChange={() => {
                use.value = each;
              }}
            />
            {say(USES[each])}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
