import { useState } from "preact/hooks";
import type { Verdict } from "../verdict.ts";
import { say } from "./language.ts";
import { TEXTS } from "./texts.ts";

const BYTES_SHOWN = 64;
/** More is for a program, and a phone would stand still. */
const CHARS_MAX = 400_000;

/** The document itself, written out only where somebody opens it: a bundle is large. */
export function RawContent({ verdict: { content, facts } }: { verdict: Verdict }) {
  const [isOpen, setOpen] = useState(false);
  const shown = content ?? (Object.keys(facts).length > 0 ? facts : null);
  if (shown === null) return null;
  return (
    <details class="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{say(TEXTS.raw)}</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key as well
        <pre class="data" tabIndex={0}>
          {written(shown)}
        </pre>
      )}
    </details>
  );
}

function written(content: unknown): string {
  const text = JSON.stringify(content, plain, 2);
  return text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}\n…` : text;
}

/** Bytes and large numbers, which JSON does not have. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array)
    return value.length > BYTES_SHOWN
      ? `${value.length} bytes`
      : Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return typeof value === "bigint" ? String(value) : value;
}
