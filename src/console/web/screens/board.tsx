import type { BoardCall, BoardPicture } from "../../../core/screens/screen-picture.ts";
import { picture as news } from "../news.ts";
import { Both } from "./both.tsx";
import { Pictogram } from "./pictograms.tsx";
import { TEXTS } from "./screen-texts.ts";

/** One thing to do, for one driver, to be read ten metres away. Where nobody knows what is so now it asks for nothing. */
export function Board({ picture, position }: { picture: BoardPicture; position: string | null }) {
  const call = position === null ? picture.call : callAt(picture, position);
  const isStale = news.value.kind === "stale";
  const shown: BoardCall = isStale ? { ...call, sign: "wait", say: TEXTS.boardSilent } : call;
  const { zh, en } = shown.say;
  const size =
    en.length > SMALL_CHARS ? "small" : zh.length > LONG_CHARS.zh || en.length > LONG_CHARS.en ? "long" : "";
  return (
    <main class={`board ${size} ${shown.sign}${isStale ? " stale" : ""}`}>
      <h1 class="unseen">
        {TEXTS.board.zh} {TEXTS.board.en}
      </h1>
      <div class="board-head">
        <Pictogram of={shown.sign} />
        {shown.plate !== null && (
          <p class="plate">
            <Both of={shown.plate} />
          </p>
        )}
      </div>
      <p class="say" aria-live="assertive" aria-atomic="true">
        <Both of={shown.say} />
      </p>
    </main>
  );
}

/** Beyond so many characters it needs one more line, and the sign gives room. */
const LONG_CHARS = { zh: 14, en: 42 };
/** So long only the page itself is: then the second language is a size smaller, so that all of it is there. */
const SMALL_CHARS = 50;

function callAt({ positions }: BoardPicture, position: string): BoardCall {
  const found = positions.find((known) => known.position === position);
  return found?.call ?? { sign: "wait", say: TEXTS.noPosition, plate: null };
}
