import "./page.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { drawCleanly } from "./clean-drawing.ts";
import { followGifts } from "./gifts.ts";
import { askAgain, inquiry, isClockTrusted, use } from "./inquiry.ts";
import { followTime } from "./judged-again.ts";
import { held, pinned, startKeys } from "./keys-store.ts";
import { followLanguage } from "./language.ts";
import { TEXTS } from "./texts.ts";
import { followAddress, view } from "./view.ts";

drawCleanly();
startKeys();
followLanguage(TEXTS.title);
followAddress((named) => named !== "answer" || inquiry.peek() !== null);
followGifts();
// An answer never stands on what was chosen before.
effect(() => {
  void [use.value, isClockTrusted.value, held.value, pinned.value];
  askAgain();
});
followTime(() => view.peek() === "answer" && inquiry.peek()?.verdict.kind === "mark", askAgain);
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
