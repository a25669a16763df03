import { effect } from "@preact/signals";
import { keptChoice } from "./kept.ts";

export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

export const language = keptChoice<"zh" | "en">(
  "language",
  ["zh", "en"],
  navigator.language.startsWith("zh") ? "zh" : "en",
);

/** In the language of the page, which a component that calls this follows. */
export function say(sentence: Sentence): string {
  return sentence[language.value];
}

export function followLanguage(title: Sentence): void {
  effect(() => {
    document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
    document.title = say(title);
  });
}
