import { signal } from "@preact/signals";

export const VIEWS = ["home", "camera", "paste", "answer", "keys"] as const;
export type View = (typeof VIEWS)[number];

/** Which part of the page is shown. It stands behind `#` of the address, so that the way back of a phone is the way back. */
export const view = signal<View>("home");

export function goTo(next: View): void {
  window.scrollTo(0, 0);
  if (view.value === next) return;
  view.value = next;
  location.hash = next === "home" ? "" : next;
}

export function followAddress(isThere: (view: View) => boolean): void {
  const follow = (): void => {
    const named = VIEWS.find((known) => `#${known}` === location.hash) ?? "home";
    view.value = isThere(named) ? named : "home";
  };
  addEventListener("hashchange", follow);
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") goTo("home");
  });
  follow();
}
