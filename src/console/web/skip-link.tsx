import { text } from "./texts.ts";

/** Of the one `main` of a page. */
export const CONTENT = "content";

/**
 * The first tab stop of every page: past what is the same on all of them. It changes no address, for what stands behind `#` names a
 * page here.
 */
export function SkipLink() {
  return (
    <a
      class="skip-link"
      href={`#${CONTENT}`}
      onClick={(event) => {
        event.preventDefault();
        skip();
      }}
    >
      {text("skipToContent")}
    </a>
  );
}

function skip(): void {
  const main = document.getElementById(CONTENT);
  if (main === null) return;
  // Only for this once: what can always take the focus takes it at every touch, and the keys of the page with it.
  main.tabIndex = -1;
  main.addEventListener("blur", () => main.removeAttribute("tabindex"), { once: true });
  main.focus();
}
