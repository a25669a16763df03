import type { ComponentChildren } from "preact";
import { LanguageButton } from "./language-button.tsx";
import { CONTENT, SkipLink } from "./skip-link.tsx";

/** Instead of the whole console: one card, and nothing of the station. */
export function Gate({ children }: { children: ComponentChildren }) {
  return (
    <div class="gate">
      <SkipLink />
      <header>
        <p class="brand">Proofmark</p>
        <LanguageButton />
      </header>
      <main id={CONTENT}>{children}</main>
    </div>
  );
}
