import { goTo, jobAddress } from "./address.ts";
import { mayEnter, pressDefect, pressInOrder, rowId } from "./manual-acts.ts";
import { chosenPart, type ManualItem } from "./manual-parts.ts";

/**
 * Of a part that somebody works through: the arrows choose what is looked at, 1 and 2 say how it is, Escape leads back to the vehicle.
 * True where the key was meant for it.
 */
export function onPartKey(event: KeyboardEvent): boolean {
  const chosen = chosenPart();
  if (chosen === null) return false;
  const { job, part } = chosen;
  const { key } = event;
  if (key === "Escape") {
    goTo(jobAddress(job.job));
    return true;
  }
  const rows = [...document.querySelectorAll<HTMLElement>(".part-rows [data-row]")];
  const step = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : null;
  if (step !== null) {
    event.preventDefault();
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    chooseRow(rows[at < 0 ? firstOpen(rows) : at + step]);
    return true;
  }
  if (key !== "1" && key !== "2") return false;
  const row = rows.find((one) => one.contains(document.activeElement)) ?? rows[firstOpen(rows)];
  const item = part.items.find(({ item: code }) => code === row?.dataset.row);
  if (!mayEnter(job, part) || item === undefined || item.kept) return true;
  event.preventDefault();
  if (key === "2") pressDefect(job, item);
  else {
    pressInOrder(job, item);
    if (item.found === null && item.values.length === 0) chooseRow(rows[nextOpen(rows, item, part.items)]);
  }
  return true;
}

function chooseRow(row: HTMLElement | undefined): void {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

function firstOpen(rows: readonly HTMLElement[]): number {
  const at = rows.findIndex((row) => row.matches(".open, .sent-back"));
  return Math.max(0, at);
}

/** What was just said moves on to what is open after it; to nothing where all is said. */
function nextOpen(rows: readonly HTMLElement[], said: ManualItem, items: readonly ManualItem[]): number {
  const isOpen = (row: HTMLElement): boolean =>
    row.id !== rowId(said.item) &&
    items.some(({ item, found }) => item === row.dataset.row && found === null);
  const at = rows.findIndex(({ id }) => id === rowId(said.item));
  return rows.findIndex((row, index) => index > at && isOpen(row));
}
