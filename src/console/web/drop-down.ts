import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface DropDown {
  readonly open: boolean;
  setOpen(open: boolean): void;
  /** Around the button that opens it, which comes first, and what it opens. */
  readonly around: RefObject<HTMLDivElement | null>;
}

/**
 * What a button opens below itself: a touch elsewhere, the focus elsewhere and Escape close it, and Escape gives the focus back. What lies
 * below the bar that it is in answers to nobody meanwhile, for it covers a part of that: a touch there closes it, and does no more.
 */
export function useDropDown(): DropDown {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  // At once: a key may follow the touch that opened it.
  useLayoutEffect(() => {
    if (!open) return undefined;
    const elsewhere = (event: Event): void => {
      if (!(event.target instanceof Node) || around.current?.contains(event.target) !== true) setOpen(false);
    };
    const leaveByKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      setOpen(false);
      around.current?.querySelector("button")?.focus();
    };
    const lit = coverAll(around.current);
    for (const moved of ["pointerdown", "focusin"]) document.addEventListener(moved, elsewhere);
    document.addEventListener("keydown", leaveByKey);
    return () => {
      lit();
      for (const moved of ["pointerdown", "focusin"]) document.removeEventListener(moved, elsewhere);
      document.removeEventListener("keydown", leaveByKey);
    };
  }, [open]);
  return { open, setOpen, around };
}

/** Everything beside the bar, until it is called back. What was out of reach before stays so. */
function coverAll(within: Element | null): () => void {
  const bar = within?.closest("header") ?? null;
  const beside = [...(bar?.parentElement?.children ?? [])];
  // The main part stays there for whoever hears the page: it is what lies in it that is covered.
  const covered = beside
    .flatMap((one) => (one.matches("main") ? [...one.children] : [one]))
    .filter((one): one is HTMLElement => one instanceof HTMLElement && one !== bar && !one.inert);
  for (const one of covered) one.inert = true;
  return () => {
    for (const one of covered) one.inert = false;
  };
}
