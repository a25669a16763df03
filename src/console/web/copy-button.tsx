import { useState } from "preact/hooks";
import { type TextKey, text } from "./texts.ts";

/** Copies a text; says so, or that the browser does not let it. */
export function CopyButton({ label, copies }: { label: TextKey; copies: string }) {
  const [done, setDone] = useState<"copied" | "copyFailed" | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(copies);
      setDone("copied");
    } catch {
      setDone("copyFailed");
    }
  };
  return (
    <button type="button" class="plain" aria-live="polite" onClick={copy}>
      {text(done ?? label)}
    </button>
  );
}
