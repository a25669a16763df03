import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { FormProblems } from "./refused-field.ts";

/** Goes to the first field that was not taken: on a phone it may be out of sight. */
export function useFirstWrong(problems: FormProblems): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problems]);
  return form;
}
