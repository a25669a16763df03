import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { withoutLastBreak } from "./gifts.ts";
import { askText } from "./inquiry.ts";
import { say } from "./language.ts";
import { TEXTS } from "./texts.ts";

export function PasteView() {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isEmpty, setEmpty] = useState(false);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="paste"
      onSubmit={(event) => {
        event.preventDefault();
        const text = withoutLastBreak(field.current?.value ?? "");
        setEmpty(text === "");
        if (text === "") field.current?.focus();
        else void askText(text, TEXTS.ofPaste);
      }}
    >
      <h1 id="paste-title">{say(TEXTS.pasteTitle)}</h1>
      <p class="hint" id="paste-hint">
        {say(TEXTS.pasteHint)}
      </p>
      <textarea
        aria-labelledby="paste-title"
        ref={field}
        rows={8}
        aria-describedby="paste-hint"
        aria-invalid={isEmpty}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
      />
      <p class="trouble" role="alert">
        {isEmpty && say(TEXTS.pasteEmpty)}
      </p>
      <button type="submit" class="act first">
        {say(TEXTS.check)}
      </button>
    </form>
  );
}
