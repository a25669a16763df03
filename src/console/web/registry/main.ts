import { followLight } from "../light.ts";

/** The server draws the page, which is whole without this: here it only follows the light, and says that it asks. */
followLight(() => undefined);

const form = document.querySelector("form");
const button = form?.querySelector("button");
const words = button?.textContent ?? "";

form?.addEventListener("submit", () => {
  if (!button) return;
  button.textContent = button.dataset.asking ?? words;
  form.setAttribute("aria-busy", "true");
});
// Whoever comes back by the browser's own button finds the form as it was.
addEventListener("pageshow", () => {
  if (button) button.textContent = words;
  form?.removeAttribute("aria-busy");
});
