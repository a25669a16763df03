import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface FileButtonOf {
  readonly class: string;
  readonly chosen: (file: File) => void;
  readonly children: ComponentChildren;
}

/** A button that opens the choice of a file; the same file can be chosen twice. */
export function FileButton({ class: name, chosen, children }: FileButtonOf) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={name} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) chosen(file);
          currentTarget.value = "";
        }}
      />
    </>
  );
}
