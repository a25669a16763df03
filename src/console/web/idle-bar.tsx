import { locksInS } from "./idle-watch.ts";
import { text } from "./texts.ts";

/** Before the screen locks by itself. Said once to whoever listens; the seconds are for the eyes. */
export function IdleBar() {
  const leftS = locksInS.value;
  return (
    <div role="status" class={leftS === null ? "unseen" : "idle-bar"}>
      {leftS !== null && (
        <>
          <strong>
            {text("locksSoon")} <span aria-hidden="true">{leftS} s</span>
          </strong>{" "}
          {text("locksSoonHint")}
        </>
      )}
    </div>
  );
}
