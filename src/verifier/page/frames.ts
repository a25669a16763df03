import { codeInFrame, type Pixels } from "./code-reader.ts";

/** As large as a code of 400 bytes needs it, and no larger: a phone reads it several times a second. */
const SIDE_MAX = 900;
const PAUSE_MS = 80;

/** Looks at one frame after the other until it is told to stop; every code that it reads is told. */
export function watchFrames(video: HTMLVideoElement, told: (text: string) => void): () => void {
  const canvas = document.createElement("canvas");
  let isOver = false;
  let count = 0;
  let timer = 0;
  const look = (): void => {
    if (isOver) return;
    count += 1;
    // By turns what lies in the square that is drawn over the picture, and all of it.
    const pixels = video.readyState >= 2 ? pixelsOf(video, canvas, count % 2 === 1) : null;
    const text = pixels === null ? null : codeInFrame(pixels);
    if (text !== null && text !== "") told(text);
    timer = window.setTimeout(look, PAUSE_MS);
  };
  timer = window.setTimeout(look, PAUSE_MS);
  return () => {
    isOver = true;
    window.clearTimeout(timer);
  };
}

function pixelsOf(video: HTMLVideoElement, canvas: HTMLCanvasElement, isSquare: boolean): Pixels | null {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return null;
  const side = Math.min(videoWidth, videoHeight);
  const [fromWidth, fromHeight] = isSquare ? [side, side] : [videoWidth, videoHeight];
  const scale = Math.min(1, SIDE_MAX / Math.max(fromWidth, fromHeight));
  canvas.width = Math.round(fromWidth * scale);
  canvas.height = Math.round(fromHeight * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  const [x, y] = [(videoWidth - fromWidth) / 2, (videoHeight - fromHeight) / 2];
  context.drawImage(video, x, y, fromWidth, fromHeight, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
