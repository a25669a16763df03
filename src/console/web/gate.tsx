import type { ComponentChildren } from "preact";
import { LanguageButton } from "./language-button.tsx";

/** Instead of the whole console: one card, and nothing of the station. */
export function Gate({ children }: { children: ComponentChildren }) {
  return (
    <div class="gate">
      <header>
        <p class="brand">Proofmark</p>
        <LanguageButton />
      </header>
      <main>{children}</main>
    </div>
  );
}
