import { useMemo } from "preact/hooks";
import { encodeBase64 } from "../../../core/record/base64.ts";
import { say } from "./appeal-texts.ts";
import type { ShownBundle } from "./shown-bundle.ts";

/** What inspectors photographed, each known by its hash; one that did not come along is told. */
export function PhotosCard({ bundle }: { bundle: ShownBundle }) {
  const { document, photos } = bundle;
  const named = document.photos ?? [];
  const pictures = useMemo(
    () =>
      new Map(
        photos.map(({ sha256, mediaType, bytes }) => [
          sha256,
          `data:${mediaType};base64,${encodeBase64(bytes)}`,
        ]),
      ),
    [photos],
  );
  if (named.length === 0) return null;
  return (
    <section class="appeal-photos">
      <h3>{say("photos")}</h3>
      <ul>
        {named.map(({ part, photo, sha256, by }) => {
          const picture = pictures.get(sha256);
          return (
            <li key={`${part} ${photo} ${sha256}`}>
              {picture === undefined ? (
                <p class="soft">{say("photoAway")}</p>
              ) : (
                <img src={picture} alt={`${part} ${photo}`} />
              )}
              <p>
                {part} · {photo} · {by}
              </p>
              <code>{sha256}</code>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
