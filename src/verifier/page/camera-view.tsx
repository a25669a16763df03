import { useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  type CameraFault,
  closeCamera,
  hasLamp,
  openCamera,
  switchLamp,
  watchCamera,
} from "./camera-stream.ts";
import { FileButton } from "./file-button.tsx";
import { watchFrames } from "./frames.ts";
import { ask, askFile, trouble } from "./inquiry.ts";
import { say } from "./language.ts";
import { Icon } from "./shapes.tsx";
import { CAMERA_FAULTS, OFFERED_TROUBLES, TEXTS } from "./texts.ts";
import { goTo } from "./view.ts";

const MARK = /^PM\d+:/;
const SLOW_MS = 15_000;
const SAID_MAX = 80;

type Standing =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly stream: MediaStream }
  /** The page is hidden: nobody looks, and the camera is off. */
  | { readonly kind: "resting" }
  | { readonly kind: "fault"; readonly fault: CameraFault };

export function CameraView() {
  const [standing, setStanding] = useState<Standing>({ kind: "opening" });
  const open = (): void => setStanding({ kind: "opening" });
  useLayoutEffect(() => {
    const follow = (): void => setStanding({ kind: document.hidden ? "resting" : "opening" });
    document.addEventListener("visibilitychange", follow);
    return () => document.removeEventListener("visibilitychange", follow);
  }, []);
  const isOpening = standing.kind === "opening";
  useLayoutEffect(() => {
    if (!isOpening) return;
    let isLeft = false;
    void openCamera().then((opened) => {
      if (isLeft) {
        if (typeof opened !== "string") closeCamera(opened);
      } else if (typeof opened === "string") setStanding({ kind: "fault", fault: opened });
      else setStanding({ kind: "open", stream: opened });
    });
    return () => {
      isLeft = true;
    };
  }, [isOpening]);
  return (
    <>
      <h1 class="unseen">{say(TEXTS.cameraTitle)}</h1>
      {standing.kind === "open" ? (
        <Finder stream={standing.stream} gone={() => setStanding({ kind: "fault", fault: "gone" })} />
      ) : (
        <NoPicture standing={standing} open={open} />
      )}
      <OtherWays />
    </>
  );
}

function NoPicture({ standing, open }: { standing: Exclude<Standing, { kind: "open" }>; open: () => void }) {
  const words =
    standing.kind === "fault"
      ? CAMERA_FAULTS[standing.fault]
      : TEXTS[standing.kind === "opening" ? "cameraOpening" : "cameraResting"];
  return (
    <div class="no-picture">
      <p role="status">{say(words)}</p>
      {standing.kind !== "opening" && (
        <button type="button" class="act" onClick={open}>
          {say(TEXTS.cameraOn)}
        </button>
      )}
    </div>
  );
}

function Finder({ stream, gone }: { stream: MediaStream; gone: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [other, setOther] = useState<string | null>(null);
  const [isSlow, setSlow] = useState(false);
  useLayoutEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    void element.play().catch((cause: unknown) => console.warn("the picture does not run", cause));
    let isRead = false;
    const stop = watchFrames(element, (text) => {
      if (isRead) return;
      if (!MARK.test(text)) return setOther(text);
      isRead = true;
      navigator.vibrate?.(60);
      void ask(text, TEXTS.ofCamera);
    });
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    const unwatch = watchCamera(stream, gone);
    return () => {
      clearTimeout(timer);
      unwatch();
      stop();
      closeCamera(stream);
    };
  }, [stream]);
  const words = other === null ? say(isSlow ? TEXTS.cameraSlow : TEXTS.cameraAim) : say(TEXTS.otherCode);
  return (
    <>
      <div class="finder">
        <video ref={video} muted playsInline aria-label={say(TEXTS.cameraTitle)} />
        <div class="finder-frame" aria-hidden="true" />
      </div>
      <p class={other === null ? "aim" : "aim other"} role="status">
        {words}
        {other !== null && <q class="data">{shortened(other)}</q>}
      </p>
      {hasLamp(stream) && <Lamp stream={stream} />}
    </>
  );
}

function Lamp({ stream }: { stream: MediaStream }) {
  const [isOn, setOn] = useState(false);
  return (
    <button
      type="button"
      class="act"
      aria-pressed={isOn}
      onClick={() => void switchLamp(stream, !isOn).then((isDone) => isDone && setOn(!isOn))}
    >
      {say(isOn ? TEXTS.lampOff : TEXTS.lampOn)}
    </button>
  );
}

function OtherWays() {
  return (
    <>
      <div class="two">
        <FileButton class="act" chosen={(file) => void askFile(file, file.name)}>
          <Icon name="file" />
          {say(TEXTS.choose)}
        </FileButton>
        <button type="button" class="act" onClick={() => goTo("paste")}>
          <Icon name="paste" />
          {say(TEXTS.paste)}
        </button>
      </div>
      <p class="trouble" role="alert">
        {trouble.value !== null && say(OFFERED_TROUBLES[trouble.value])}
      </p>
    </>
  );
}

function shortened(text: string): string {
  return text.length > SAID_MAX ? `${text.slice(0, SAID_MAX)}…` : text;
}
