import { signal } from "@preact/signals";
import { askFile, askText, refuseOffer } from "./inquiry.ts";
import { TEXTS } from "./texts.ts";

/** While something is held over the page. */
export const isDropOver = signal(false);

/** Whatever is dropped on the page or pasted into it, wherever that is. */
export function followGifts(): void {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    isDropOver.value = true;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) isDropOver.value = false;
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    isDropOver.value = false;
    const { dataTransfer } = event;
    if (dataTransfer !== null) void take(dataTransfer);
  });
  addEventListener("paste", (event) => {
    const isField = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
    if (!isField && event.clipboardData !== null) void take(event.clipboardData);
  });
}

async function take(gift: DataTransfer): Promise<void> {
  const [file, another] = gift.files;
  // Each is judged by itself; to answer to the first alone would look like an answer to both.
  if (another !== undefined) return refuseOffer("several");
  if (file !== undefined) return await askFile(file, file.name);
  const text = gift.getData("text/plain");
  if (text !== "") await askText(withoutLastBreak(text), TEXTS.ofPaste);
}

/** What a copied line brings with it; a space may be a part of a mark. */
export function withoutLastBreak(text: string): string {
  return text.replace(/[\r\n]+$/, "");
}
