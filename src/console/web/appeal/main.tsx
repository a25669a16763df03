import "./appeal.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { config } from "zod";
import { drawCleanly } from "../../../verifier/page/clean-drawing.ts";
import { followLight } from "../light.ts";
import { drawn } from "../live-store.ts";
import { language } from "../texts.ts";
import { App, shownFaults, titleOf } from "./app.tsx";
import { appeal, check, takeBlocks } from "./appeal-store.ts";
import { isAsBuilt } from "./built-page.ts";
import { explain, explained } from "./explained-job.ts";
import { followKeys } from "./moment.ts";
import { bundleOf, type ShownBundle } from "./shown-bundle.ts";
import { shownSpan } from "./shown-span.ts";

// The policy of the page lets no text become code.
config({ jitless: true });

const script = document.currentScript as HTMLScriptElement;
if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();

function begin(): void {
  const isWhole = isAsBuilt(document, script);
  const fault = takeBlocks(document);
  // Of a page that was changed nothing may stay to be seen.
  const root = document.createElement("div");
  document.body.replaceChildren(...document.querySelectorAll("style"), root);
  if (!isWhole) appeal.value = { kind: "changed" };
  else if (fault !== null) appeal.value = { kind: fault as "empty" };
  followLight(() => {
    drawn.value = drawn.peek() + 1;
  });
  followTitle();
  drawCleanly();
  render(<App />, root);
  if (isWhole && fault === null) setTimeout(checkAndExplain);
}

function checkAndExplain(): void {
  check();
  const bundle = shownBundle();
  if (bundle !== null) void explain(bundle);
  else followLateTrust();
  followKeys(spanShown, () => {
    const shown = shownBundle();
    const again = explained.value.kind === "job" ? explained.value : null;
    return shown === null ? [] : shownFaults(shown, again).flatMap(({ atMs }) => atMs ?? []);
  });
}

function shownBundle(): ShownBundle | null {
  const state = appeal.peek();
  return state.kind === "checked" ? bundleOf(state.verdict) : null;
}

/** Believed only once the reader has loaded a list of keys. */
function followLateTrust(): void {
  let isBegun = false;
  effect(() => {
    const state = appeal.value;
    const bundle = state.kind === "checked" ? bundleOf(state.verdict) : null;
    if (bundle === null || isBegun) return;
    isBegun = true;
    void explain(bundle);
  });
}

function spanShown(): { readonly fromMs: number; readonly toMs: number } | null {
  const again = explained.value;
  return again.kind === "job" ? shownSpan(again) : null;
}

function followTitle(): void {
  effect(() => {
    const state = appeal.value;
    document.title = titleOf(state.kind === "checked" ? bundleOf(state.verdict) : null);
    document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
  });
}
