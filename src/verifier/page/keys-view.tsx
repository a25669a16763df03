import { useState } from "preact/hooks";
import { Candidate } from "./candidate.tsx";
import { FileButton } from "./file-button.tsx";
import { Fingerprint } from "./fingerprint.tsx";
import { askFile, inquiry, trouble } from "./inquiry.ts";
import {
  candidate,
  compareHeld,
  forgetKeys,
  type HeldList,
  held,
  isKept,
  isUncompared,
  type ListKind,
  pinned,
  told,
} from "./keys-store.ts";
import { say } from "./language.ts";
import { ListTable } from "./list-table.tsx";
import { OFFERED_TROUBLES } from "./texts.ts";
import { KEY_TEXTS } from "./texts-keys.ts";
import { goTo } from "./view.ts";

/** Whose lists the page stands on, and the door for new ones. */
export function KeysView() {
  const offered = candidate.value;
  if (offered !== null) return <Candidate of={offered} />;
  const { issuers, trust } = held.value;
  const hasAny = issuers !== null || trust !== null;
  return (
    <>
      <h1>{say(KEY_TEXTS.title)}</h1>
      <News />
      <Held kind="issuers" list={issuers} />
      <Held kind="trust" list={trust} />
      {pinned.value !== null && hasAny && (
        <section class="card">
          <h2>{say(KEY_TEXTS.authority)}</h2>
          <Fingerprint hex={pinned.value.hex} />
          <p class={isUncompared.value ? "doubt" : "hint"}>{say(KEY_TEXTS[pinned.value.how])}</p>
          {isUncompared.value && (
            <button type="button" class="act" onClick={compareHeld}>
              {say(KEY_TEXTS.compareNow)}
            </button>
          )}
        </section>
      )}
      <Onward />
      <FileButton
        class={told.value?.kind === "taken" ? "act" : "act first"}
        chosen={(file) => void askFile(file, file.name)}
      >
        {say(KEY_TEXTS.load)}
      </FileButton>
      <p class="trouble" role="alert">
        {trouble.value !== null && say(OFFERED_TROUBLES[trouble.value])}
      </p>
      <p class="hint">{say(isKept.value ? KEY_TEXTS.kept : KEY_TEXTS.notKept)}</p>
      {hasAny && <Forget />}
    </>
  );
}

function News() {
  const news = told.value;
  return (
    <p class={news === null || news.kind === "taken" ? "news" : "trouble"} role="status">
      {news !== null &&
        say(news.kind === "older" ? KEY_TEXTS.older(news.held, news.offered) : KEY_TEXTS[news.kind])}
    </p>
  );
}

/** Whoever came for a list goes on with what they wanted it for. */
function Onward() {
  if (told.value?.kind !== "taken") return null;
  const hasAsked = inquiry.value !== null;
  return (
    <button type="button" class="act first" onClick={() => goTo(hasAsked ? "answer" : "home")}>
      {say(hasAsked ? KEY_TEXTS.toAnswer : KEY_TEXTS.toHome)}
    </button>
  );
}

function Held({ kind, list }: { kind: ListKind; list: HeldList | null }) {
  return (
    <section class="card">
      <h2>{say(KEY_TEXTS[kind])}</h2>
      {list === null ? <p class="hint">{say(KEY_TEXTS.none)}</p> : <ListTable of={list.facts} />}
    </section>
  );
}

/** Touched twice: what is gone has to be fetched from the registry. */
function Forget() {
  const [isAsked, setAsked] = useState(false);
  return (
    <button
      type="button"
      class="plain danger"
      onBlur={() => setAsked(false)}
      onClick={() => {
        if (isAsked) forgetKeys();
        setAsked(!isAsked);
      }}
    >
      {say(isAsked ? KEY_TEXTS.forgetSure : KEY_TEXTS.forget)}
    </button>
  );
}
