import { useState } from "preact/hooks";
import type { JobView } from "../../station/live-message.ts";
import { partName } from "./manual-parts.ts";
import { PhotoViewer, photoAddress } from "./photo-viewer.tsx";
import { text } from "./texts.ts";

/** All photos in one strip, in the order of the parts; each opens large, and from there the next. */
export function ReviewPhotos({ job }: { job: JobView }) {
  const [large, setLarge] = useState<string | null>(null);
  const photos = (job.manual?.parts ?? []).flatMap((part) => part.photos);
  if (photos.length === 0) return null;
  return (
    <section class="review-photos" aria-label={text("photos")}>
      <h3>
        {text("photos")} <span class="soft">{photos.length}</span>
      </h3>
      <ul>
        {photos.map((photo) => (
          <li key={photo.photo}>
            {photo.sha256 === null ? (
              <div class="photo-frame empty">
                <span>{text("noPhoto")}</span>
              </div>
            ) : (
              <button
                type="button"
                class="photo-frame taken"
                aria-label={`${text("lookLarge")} ${photo.photo} ${partName(photo)}`}
                onClick={() => setLarge(photo.photo)}
              >
                <img src={photoAddress(photo.sha256)} alt="" loading="lazy" />
              </button>
            )}
            <p class="photo-name">
              <span class="code">{photo.photo}</span> {partName(photo)}
            </p>
          </li>
        ))}
      </ul>
      {large !== null && <PhotoViewer photos={photos} first={large} onLeave={() => setLarge(null)} />}
    </section>
  );
}
