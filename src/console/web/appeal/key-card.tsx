import { signal } from "@preact/signals";
import type { Told } from "../../../verifier/words/word-shape.ts";
import { type Appeal, appeal, authorityOf, check, ownTrust, pinned } from "./appeal-store.ts";
import { type AppealText, say } from "./appeal-texts.ts";

const typed = signal("");

type Typed =
  | { readonly kind: "nothing" }
  | { readonly kind: "short" | "long"; readonly count: number }
  | { readonly kind: "no-hex" }
  | { readonly kind: "whole"; readonly hex: string };

/** Spaces, colons and capitals make no difference, as people read it aloud. */
export function typedOf(text: string): Typed {
  const hex = text.toLowerCase().replace(/[\s:-]/g, "");
  if (hex === "") return { kind: "nothing" };
  if (!/^[0-9a-f]*$/.test(hex)) return { kind: "no-hex" };
  if (hex.length === 64) return { kind: "whole", hex };
  return { kind: hex.length < 64 ? "short" : "long", count: hex.length };
}

/** Whose key all of it stands on, and the place to compare it. */
export function KeyCard() {
  const state = appeal.value;
  if (state.kind !== "checked") return null;
  const authority = authorityOf(state.verdict);
  const isMissing = state.verdict.failures.some(({ code }) => code === "TRUST_LIST_MISSING");
  return (
    <section class="appeal-key">
      <h3>{say("keyTitle")}</h3>
      {isMissing && <p class="told">{say("keyNone")}</p>}
      {authority !== null && (
        <>
          <p>{say(ownTrust.value === null ? "keyBrought" : "keyOwn")}</p>
          <p class="fingerprint">
            {(authority.match(/.{4}/g) ?? []).map((group, at) => (
              <span key={`${at} ${group}`}>{group}</span>
            ))}
          </p>
        </>
      )}
      <Compared />
      {ownTrust.value !== null && <p class="soft">{say("keyLoaded")}</p>}
    </section>
  );
}

interface KeyCompared {
  readonly tone: "same" | "other" | "soft";
  readonly text: AppealText;
}

/** What a whole fingerprint gave. Where something else is wrong with the file, nothing is said of the key. */
function comparedWith(state: Appeal, isOwnList: boolean): KeyCompared {
  if (state.kind !== "checked") return { tone: "soft", text: "keyNotCompared" };
  const { word, failures } = state.verdict;
  if (word === "verified") return { tone: "same", text: "keySame" };
  if (!failures.some(isOfOther)) return { tone: "soft", text: "keyNotCompared" };
  return { tone: "other", text: isOwnList ? "keyOwnOther" : "keyOther" };
}

function isOfOther({ code, params }: Told): boolean {
  const because = params.because as Told | undefined;
  return code === "TRUST_LIST_UNTRUSTED" && because?.code === "TRUST_LIST_OF_OTHER";
}

function Compared() {
  const now = typedOf(typed.value);
  const found = comparedWith(appeal.value, ownTrust.value !== null);
  return (
    <div class="compared">
      <label>
        <span>{say("keyField")}</span>
        <input
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            const whole = typedOf(typed.value);
            const hex = whole.kind === "whole" ? whole.hex : null;
            // Each check reads all of the evidence: not with every key that is pressed.
            if (hex === pinned.value) return;
            pinned.value = hex;
            check();
          }}
        />
      </label>
      <p class={now.kind === "whole" ? found.tone : "soft"} aria-live="polite">
        {now.kind === "nothing" && say("keyHow")}
        {now.kind === "short" && `${say("keyShort")} ${now.count}`}
        {now.kind === "long" && `${say("keyLong")} ${now.count}`}
        {now.kind === "no-hex" && say("keyNoHex")}
        {now.kind === "whole" && say(found.text)}
      </p>
      <label class="plain file">
        {say("keyLoad")}
        <input
          type="file"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file !== undefined) void load(file);
          }}
        />
      </label>
    </div>
  );
}

async function load(file: File): Promise<void> {
  ownTrust.value = new Uint8Array(await file.arrayBuffer());
  check();
}
