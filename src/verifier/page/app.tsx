import { AnswerView } from "./answer-view.tsx";
import { CameraView } from "./camera-view.tsx";
import { isDropOver } from "./gifts.ts";
import { HomeView } from "./home-view.tsx";
import { inquiry, isChecking } from "./inquiry.ts";
import { KeysView } from "./keys-view.tsx";
import { language, say } from "./language.ts";
import { PasteView } from "./paste-view.tsx";
import { Icon } from "./shapes.tsx";
import { TEXTS } from "./texts.ts";
import { KEY_TEXTS } from "./texts-keys.ts";
import { isTrial } from "./trial.ts";
import { goTo, view } from "./view.ts";

export function App() {
  const shown = view.value;
  const trial = shown === "answer" && inquiry.value !== null && isTrial(inquiry.value.verdict);
  return (
    <div class={trial ? "page trial" : "page"}>
      <header class="head">
        {shown === "home" ? (
          <span class="name">{say(TEXTS.title)}</span>
        ) : (
          <button type="button" class="quiet" onClick={() => goTo("home")}>
            <span aria-hidden="true">‹ </span>
            {say(TEXTS.home)}
          </button>
        )}
        <span class="head-acts">
          {shown !== "keys" && (
            <button type="button" class="quiet" onClick={() => goTo("keys")}>
              <Icon name="key" />
              {say(KEY_TEXTS.short)}
            </button>
          )}
          <button
            type="button"
            class="quiet language"
            lang={language.value === "zh" ? "en" : "zh-CN"}
            onClick={() => {
              language.value = language.value === "zh" ? "en" : "zh";
            }}
          >
            {say(TEXTS.otherLanguage)}
          </button>
        </span>
      </header>
      <main>
        {trial && <p class="trial-bar">{say(TEXTS.trialBar)}</p>}
        {shown === "home" && <HomeView />}
        {shown === "camera" && <CameraView />}
        {shown === "paste" && <PasteView />}
        {shown === "keys" && <KeysView />}
        {shown === "answer" && inquiry.value !== null && <AnswerView of={inquiry.value} />}
      </main>
      <p class={isChecking.value ? "busy" : "unseen"} role="status">
        {isChecking.value ? say(TEXTS.checking) : ""}
      </p>
      {isDropOver.value && (
        <p class="drop-over" aria-hidden="true">
          {say(TEXTS.dropHere)}
        </p>
      )}
    </div>
  );
}
