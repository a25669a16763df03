import type { WaitingName } from "../../core/queue/queue-order.ts";
import type { JobKind } from "../../core/trade/words/roles.ts";
import type { Values } from "./check-in-fields.ts";
import { plateTyped, textTyped, vehicleNumberTyped } from "./check-in-figures.ts";
import { nameOf, queued } from "./queue-store.ts";
import { text } from "./texts.ts";

/** Said while somebody types, as far as the queue names people; the station looks again, and more closely. */
export function WaitsHint({
  kind,
  values,
  instead,
}: {
  kind: JobKind;
  values: Values;
  instead: WaitingName | null;
}) {
  const rows = queued.value?.view.queues.find((queue) => queue.kind === kind)?.rows ?? [];
  const waiting = rows.find(({ subject, file, modifiedMs }) => {
    if (subject === null || (instead?.file === file && instead.modifiedMs === modifiedMs)) return false;
    if (kind === "exam") return false;
    const isSame = (of: string | undefined, typed: string): boolean => of !== undefined && of === typed;
    return (
      isSame(subject.plate, plateTyped(values.plate ?? "")) ||
      isSame(subject.vin, vehicleNumberTyped(values.vin ?? ""))
    );
  });
  const same =
    kind === "exam" ? rows.find(({ subject }) => subject?.name === textTyped(values.name ?? "")) : waiting;
  if (same === undefined || (instead?.file === same.file && instead.modifiedMs === same.modifiedMs))
    return null;
  return (
    <p class="notice" role="status">
      <strong>{nameOf(same)}</strong> {text("waitsHere")} <a href="#queue">{text("seeQueue")}</a>
    </p>
  );
}
