import { checkInAddress } from "./check-in-address.ts";
import { kindsTakenIn } from "./check-in-draft.ts";
import { queued } from "./queue-store.ts";
import { text } from "./texts.ts";

/** From the queue to the page on which somebody is taken in. */
export function TakeInLink() {
  // Where the station takes nobody in the queue says why: a button would lead to the same words and no further.
  const queues = queued.value?.view.queues ?? [];
  const first = kindsTakenIn().find((kind) =>
    queues.some((queue) => queue.kind === kind && queue.takeIn === null),
  );
  return first === undefined ? null : (
    <a class="primary take-in" href={checkInAddress(first)}>
      {text("checkIn")}
    </a>
  );
}
