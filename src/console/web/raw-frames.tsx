import type { RawFrameView } from "../../station/station-report.ts";
import { exactTime } from "./spans.ts";
import { isHeld, raw } from "./station-store.ts";
import { said, type TextKey, text } from "./texts.ts";

const INSTEAD: Readonly<Record<Exclude<RawFrameView["instead"], null>, TextKey>> = {
  part: "rawPart",
  held: "rawHeld",
  refused: "rawRefused",
  unknown: "rawUnknown",
};

/** The last frames of a device as they were on its line, with what was made of each. */
export function RawFrames({ device }: { device: string }) {
  const came = raw.value;
  const frames = came === null || came === "none" || came.body.device !== device ? [] : came.body.frames;
  return (
    <section class="panel raw-view" aria-labelledby="raw-title">
      <div class="raw-title">
        <h4 id="raw-title">{text("rawView")}</h4>
        <p class="soft">{text("rawHint")}</p>
        <button
          type="button"
          class="plain"
          aria-pressed={isHeld.value}
          onClick={() => {
            isHeld.value = !isHeld.value;
          }}
        >
          {text(isHeld.value ? "letRun" : "hold")}
        </button>
      </div>
      {frames.length === 0 ? (
        <p class="soft">{text(came === null ? "loading" : "rawNone")}</p>
      ) : (
        <ol class="raw-frames">
          {frames.map((frame, at) => (
            <Frame key={`${frame.atWallMs} ${frames.length - at}`} frame={frame} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Frame({ frame }: { frame: RawFrameView }) {
  const { atWallMs, way, hex, text: readable, bytes, unshown, decoded } = frame;
  return (
    <li class={`raw-frame ${way}`}>
      <span class="when">
        <span aria-hidden="true">{way === "in" ? "←" : "→"}</span> {exactTime(atWallMs)}{" "}
        <span class="soft">
          {text(way === "in" ? "frameIn" : "frameOut")}
          {bytes > 0 && ` ${bytes} ${text("bytesOf")}`}
        </span>
      </span>
      <span class="bytes">
        <code>{readable}</code>
        {hex !== "" && <code class="hex">{hex}</code>}
        {unshown > 0 && (
          <span class="soft">
            {unshown} {text("moreBytes")}
          </span>
        )}
      </span>
      <span class="made">
        {decoded.map(({ words, quality, why }, at) => (
          <span key={`${words} ${at}`} class={quality === "good" ? "" : "wrong"}>
            <code>{quality === "good" ? words : `${words} (${quality})`}</code>
            {why !== null && ` ${said(why)}`}
          </span>
        ))}
        <Instead frame={frame} />
      </span>
    </li>
  );
}

function Instead({ frame: { instead, why } }: { frame: RawFrameView }) {
  if (instead === null) return null;
  return (
    <span class={instead === "refused" ? "wrong" : "soft"}>
      {text(INSTEAD[instead])}
      {why !== null && `${text("colon")}${said(why)}`}
    </span>
  );
}
