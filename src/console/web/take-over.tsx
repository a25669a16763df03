import { effect, signal } from "@preact/signals";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { isUnderway } from "./asking.ts";
import { beginKey, beginPart } from "./manual-acts.ts";
import { holderOf, ownId, partTitle } from "./manual-parts.ts";
import { Modal } from "./modal.tsx";
import { withNames } from "./reason-words.ts";
import { isOpen } from "./session-store.ts";
import { text } from "./texts.ts";

/** Who is about to take which part over from somebody; null while nobody is. */
const asking = signal<{ readonly job: string; readonly part: string } | null>(null);

effect(() => {
  if (!isOpen.value) leave();
});

export function askTakeOver({ job }: JobView, { part }: ManualPartView): void {
  asking.value = { job, part };
}

function leave(): void {
  asking.value = null;
}

/** Asked once: somebody is in the middle of it. */
export function TakeOver({ job }: { job: JobView }) {
  const asked = asking.value;
  const part = asked?.job === job.job ? job.manual?.parts.find(({ part: key }) => key === asked.part) : null;
  const holder = part === null || part === undefined ? null : holderOf(part);
  if (part === null || part === undefined || holder === null || holder === ownId()) return null;
  return (
    <Modal title={text("takeOverAsk")} onLeave={leave}>
      <div class="stack">
        <p>
          <strong>{partTitle(part)}</strong>
          <br />
          <span class="who">{withNames(holder)}</span>
          {text("takeOverHint")}
        </p>
        <div class="choices">
          <button type="button" class="plain" onClick={leave}>
            {text("cancel")}
          </button>
          <button
            type="button"
            class="primary"
            disabled={isUnderway(beginKey(job.job, part.part))}
            onClick={() => void beginPart(job, part).then(leave)}
          >
            {text("takeOver")}
          </button>
        </div>
      </div>
    </Modal>
  );
}
