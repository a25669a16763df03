import { text } from "./texts.ts";

/** Said once; the seconds go on for the eyes alone. */
export function WaitNote({ leftS }: { leftS: number }) {
  return (
    <p class="problem">
      <span role="alert">{text("tooManyTries")}</span>{" "}
      <span aria-hidden="true">
        {text("tryAgainIn")} {leftS} s
      </span>
    </p>
  );
}
