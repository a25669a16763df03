import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

/** A dialog above everything: the rest of the page is out of reach until it is left. Esc leaves it. */
export function Modal({
  title,
  onLeave,
  isWide = false,
  children,
}: {
  title: ComponentChildren;
  onLeave: () => void;
  /** For what is looked at rather than filled in. */
  isWide?: boolean;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Closed and not only taken away: then the focus goes back to where it was.
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={isWide ? "modal wide" : "modal"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** Whether something above the page has the keys. */
export function isModalOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
