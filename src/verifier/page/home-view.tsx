import { ClockCard } from "./clock-card.tsx";
import { FileButton } from "./file-button.tsx";
import { askFile, trouble } from "./inquiry.ts";
import { KeysCard } from "./keys-card.tsx";
import { held } from "./keys-store.ts";
import { say } from "./language.ts";
import { Icon } from "./shapes.tsx";
import { OFFERED_TROUBLES, TEXTS } from "./texts.ts";
import { UseChoice } from "./use-choice.tsx";
import { goTo } from "./view.ts";

/** One thing to do: scan; and before that, where there is no list to stand on, to get one. */
export function HomeView() {
  const hasList = held.value.issuers !== null;
  return (
    <>
      <h1 class="unseen">{say(TEXTS.title)}</h1>
      {!hasList && <KeysCard />}
      <UseChoice />
      <button type="button" class={hasList ? "act first scan" : "act scan"} onClick={() => goTo("camera")}>
        <Icon name="scan" />
        <span>
          <strong>{say(TEXTS.scan)}</strong>
          <small>{say(TEXTS.scanHint)}</small>
        </span>
      </button>
      <div class="two">
        <FileButton class="act" chosen={(file) => void askFile(file, file.name)}>
          <Icon name="file" />
          {say(TEXTS.choose)}
        </FileButton>
        <button type="button" class="act" onClick={() => goTo("paste")}>
          <Icon name="paste" />
          {say(TEXTS.paste)}
        </button>
      </div>
      <p class="trouble" role="alert">
        {trouble.value !== null && say(OFFERED_TROUBLES[trouble.value])}
      </p>
      <p class="hint">
        {say(TEXTS.others)} <span class="wide">{say(TEXTS.drop)}</span>
      </p>
      {hasList && <KeysCard />}
      <ClockCard />
    </>
  );
}
