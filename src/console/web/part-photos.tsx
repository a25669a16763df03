import { useEffect, useState } from "preact/hooks";
import type { JobView, ManualPartView } from "../../station/live-message.ts";
import { type ManualPhoto, openPhotos, partName } from "./manual-parts.ts";
import { arrived, type PhotoPlace, sendAgain, takePhoto, type Upload, uploadOf } from "./photo-uploads.ts";
import { PhotoViewer, photoAddress } from "./photo-viewer.tsx";
import { said, text } from "./texts.ts";

interface Props {
  readonly job: JobView;
  readonly part: ManualPartView;
  readonly enters: boolean;
}

/** The photos that have to be taken, each with its number and name. */
export function PartPhotos({ job, part, enters }: Props) {
  const [large, setLarge] = useState<string | null>(null);
  if (part.photos.length === 0) return null;
  const taken = part.photos.length - openPhotos(part).length;
  return (
    <section class="part-photos" aria-label={text("photos")}>
      <h3>
        {text("photos")}{" "}
        <span class="soft">
          {taken}/{part.photos.length}
        </span>
      </h3>
      <ul class="photo-tiles">
        {part.photos.map((photo) => (
          <li key={photo.photo} id={tileId(photo.photo)} class="photo-tile" tabIndex={-1}>
            <Tile
              photo={photo}
              at={{ job: job.job, part: part.part, photo: photo.photo }}
              enters={enters}
              onLarge={() => setLarge(photo.photo)}
            />
          </li>
        ))}
      </ul>
      {large !== null && <PhotoViewer photos={part.photos} first={large} onLeave={() => setLarge(null)} />}
    </section>
  );
}

export const tileId = (photo: string): string => `photo-${photo}`;

interface TileProps {
  readonly photo: ManualPhoto;
  readonly at: PhotoPlace;
  readonly enters: boolean;
  readonly onLarge: () => void;
}

function Tile({ photo, at, enters, onLarge }: TileProps) {
  const upload = uploadOf(at);
  const isArrived = upload?.kind === "sent" && upload.sha256 === photo.sha256;
  useEffect(() => {
    if (isArrived) arrived(at);
  }, [isArrived]);
  const isTaken = photo.sha256 !== null || upload !== null;
  return (
    <>
      <Shown photo={photo} upload={upload} onLarge={onLarge} />
      <p class="photo-name">
        <span class="code">{photo.photo}</span> {partName(photo)}
      </p>
      {upload?.kind === "failed" && (
        <div class="photo-problem" role="alert">
          <p>{said(upload.why)}</p>
          <p>{text("photoKept")}</p>
          <button type="button" class="primary" onClick={() => void sendAgain(at)}>
            {text("sendAgain")}
          </button>
        </div>
      )}
      {upload?.kind === "no-picture" && (
        <p class="photo-problem" role="alert">
          {text("notAPhoto")}
        </p>
      )}
      {enters && <TakeIt at={at} photo={photo} isTaken={isTaken} />}
    </>
  );
}

/** The picture itself, as far as there is one. */
function Shown({
  photo,
  upload,
  onLarge,
}: {
  photo: ManualPhoto;
  upload: Upload | null;
  onLarge: () => void;
}) {
  const name = `${photo.photo} ${partName(photo)}`;
  if (upload !== null && upload.kind !== "no-picture") {
    const small =
      upload.kind === "preparing" ? null : upload.kind === "sent" ? upload.small : upload.picture.small;
    return (
      <div class={`photo-frame ${upload.kind}`}>
        {small !== null && <img src={small} alt={name} />}
        {(upload.kind === "sending" || upload.kind === "preparing") && (
          <div class="photo-way" role="status">
            <span>{text(upload.kind === "sending" ? "sending" : "preparing")}</span>
            <progress
              max={1}
              value={upload.kind === "sending" ? upload.share : undefined}
              aria-label={name}
            />
          </div>
        )}
      </div>
    );
  }
  if (photo.sha256 === null)
    return (
      <div class="photo-frame empty">
        <span>{text("noPhoto")}</span>
      </div>
    );
  return (
    <button
      type="button"
      class="photo-frame taken"
      onClick={onLarge}
      aria-label={`${text("lookLarge")} ${name}`}
    >
      <img src={photoAddress(photo.sha256)} alt="" loading="lazy" />
    </button>
  );
}

/** A tablet opens its camera, a desk its files. */
function TakeIt({ at, photo, isTaken }: { at: PhotoPlace; photo: ManualPhoto; isTaken: boolean }) {
  return (
    <label class={isTaken ? "photo-take again" : "photo-take"}>
      <input
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={`${text(isTaken ? "takeAgain" : "takePhoto")} ${photo.photo} ${partName(photo)}`}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // Emptied, so that the same file can be chosen once more.
          if (file !== undefined) void takePhoto(at, file);
          event.currentTarget.value = "";
        }}
      />
      <span aria-hidden="true">{text(isTaken ? "takeAgain" : "takePhoto")}</span>
    </label>
  );
}
