import { FileButton } from "./file-button.tsx";
import { askFile } from "./inquiry.ts";
import { held, isUncompared, pinned } from "./keys-store.ts";
import { say } from "./language.ts";
import { Icon } from "./shapes.tsx";
import { KEY_TEXTS } from "./texts-keys.ts";
import { localDay } from "./times.ts";
import { goTo } from "./view.ts";

/** Whose word the answers stand on, in three lines; without a list the first thing to do. */
export function KeysCard() {
  const { issuers } = held.value;
  if (issuers === null)
    return (
      <section class="card missing" aria-label={say(KEY_TEXTS.title)}>
        <p class="card-line">
          <Icon name="key" />
          <strong>{say(KEY_TEXTS.missing)}</strong>
        </p>
        <p class="hint">{say(KEY_TEXTS.missingHint)}</p>
        <FileButton class="act first" chosen={(file) => void askFile(file, file.name)}>
          {say(KEY_TEXTS.load)}
        </FileButton>
      </section>
    );
  const { names, number, validToMs } = { names: issuers.facts.issuers, ...issuers.facts };
  const isPast = validToMs !== null && validToMs <= Date.now();
  const how = pinned.value?.how ?? "uncompared";
  const isDoubted = pinned.value === null || isUncompared.value;
  return (
    <section class={isPast || isDoubted ? "card doubted" : "card"} aria-label={say(KEY_TEXTS.title)}>
      <p class="card-line">
        <Icon name="key" />
        <span>
          <strong>{say(KEY_TEXTS.issuers)}</strong>{" "}
          {number !== null && <span class="figures">{say(KEY_TEXTS.number(number))}</span>}
        </span>
      </p>
      <p class="hint">
        {names.map(say).join(" · ")}
        {validToMs !== null && (
          <>
            {names.length > 0 && " · "}
            {say(KEY_TEXTS.validTo)} <span class="figures">{localDay(validToMs)}</span>
          </>
        )}
      </p>
      <p class={isDoubted ? "doubt" : "hint"}>{say(KEY_TEXTS[how])}</p>
      {isPast && <p class="doubt">{say(KEY_TEXTS.pastDay)}</p>}
      <button type="button" class="plain" onClick={() => goTo("keys")}>
        {say(KEY_TEXTS.manage)}
      </button>
    </section>
  );
}
