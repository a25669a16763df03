import { useState } from "preact/hooks";
import { Fingerprint } from "./fingerprint.tsx";
import { comparedTyped, type Typed } from "./hex-groups.ts";
import { acceptCandidate, type HeldList } from "./keys-store.ts";
import { type Sentence, say } from "./language.ts";
import { ListTable } from "./list-table.tsx";
import { KEY_TEXTS } from "./texts-keys.ts";

/** A list that checks in itself: whose it is only the fingerprint tells, and that has to come from elsewhere. */
export function Candidate({ of }: { of: HeldList }) {
  const [typed, setTyped] = useState("");
  const found = comparedTyped(typed, of.facts.authority);
  const isSame = found.kind === "same";
  return (
    <>
      <h1>{say(KEY_TEXTS.compareTitle)}</h1>
      <section class="card">
        <h2>{say(KEY_TEXTS[of.kind])}</h2>
        <ListTable of={of.facts} />
        <h2>{say(KEY_TEXTS.authority)}</h2>
        <Fingerprint hex={of.facts.authority} />
      </section>
      <p>{say(KEY_TEXTS.compare)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isSame) acceptCandidate("compared");
        }}
      >
        <label class="field" for="typed">
          {say(KEY_TEXTS.typed)} <span class="hint">{say(KEY_TEXTS.typedHint)}</span>
        </label>
        <textarea
          id="typed"
          class="figures"
          rows={3}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          aria-describedby="typed-found"
          aria-invalid={found.kind === "other" || found.kind === "not-hex"}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
        />
        <p id="typed-found" class={isSame ? "news" : "trouble"} role="status">
          {typed !== "" && say(sentenceFor(found))}
        </p>
        <button type="submit" class="act first" aria-disabled={!isSame}>
          {say(KEY_TEXTS.accept)}
        </button>
      </form>
      <button type="button" class="plain" onClick={() => acceptCandidate("uncompared")}>
        {say(KEY_TEXTS.acceptUncompared)}
      </button>
    </>
  );
}

function sentenceFor(found: Typed): Sentence {
  switch (found.kind) {
    case "short":
      return KEY_TEXTS.typedShort(found.count);
    case "not-hex":
      return KEY_TEXTS.typedNotHex;
    case "other":
      return KEY_TEXTS.typedOther;
    case "same":
      return KEY_TEXTS.same;
  }
}
