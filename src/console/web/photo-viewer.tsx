import { useLayoutEffect, useState } from "preact/hooks";
import { type ManualPhoto, partName } from "./manual-parts.ts";
import { Modal } from "./modal.tsx";
import { text } from "./texts.ts";

export function photoAddress(sha256: string): string {
  return `api/photos/${sha256}`;
}

/** Photos as large as the screen, one after the other, by touch or by the arrow keys. */
export function PhotoViewer({
  photos,
  first,
  onLeave,
}: {
  photos: readonly ManualPhoto[];
  /** Number of the one that was touched. */
  first: string;
  onLeave: () => void;
}) {
  const taken = photos.filter(({ sha256 }) => sha256 !== null);
  const [shown, setShown] = useState(first);
  const at = taken.findIndex(({ photo }) => photo === shown);
  const photo = taken[at];
  const step = (by: 1 | -1): void => {
    const next = taken[at + by];
    if (next !== undefined) setShown(next.photo);
  };
  useLayoutEffect(() => {
    const pressed = ({ key }: KeyboardEvent): void => {
      if (key === "ArrowRight") step(1);
      if (key === "ArrowLeft") step(-1);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
  if (photo === undefined || photo.sha256 === null) return null;
  const name = `${photo.photo} ${partName(photo)}`;
  return (
    <Modal title={name} onLeave={onLeave} isWide>
      <div class="photo-large">
        <img src={photoAddress(photo.sha256)} alt={name} />
      </div>
      <div class="choices photo-pages">
        <button type="button" class="plain" disabled={at === 0} onClick={() => step(-1)}>
          <span aria-hidden="true">← </span>
          {text("photoBefore")}
        </button>
        <span class="soft">
          {at + 1}/{taken.length}
        </span>
        <button type="button" class="plain" disabled={at === taken.length - 1} onClick={() => step(1)}>
          {text("photoNext")}
          <span aria-hidden="true"> →</span>
        </button>
        <button type="button" class="primary" onClick={onLeave}>
          {text("close")}
        </button>
      </div>
    </Modal>
  );
}
