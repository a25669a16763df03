import { noteAnswer } from "./session-store.ts";
import { type Answer, answerOf } from "./station-answer.ts";

/** A weak connection of a yard may be slow; one that says nothing for so long is none. */
const SILENT_MS = 30_000;

/** Sends a picture, telling how much of it is on its way (0 to 1). Never rejects. */
export async function sendBytes<Body>(
  path: string,
  bytes: ArrayBuffer,
  onShare: (share: number) => void,
): Promise<Answer<Body>> {
  const answer = await new Promise<Answer<Body>>((resolve) => {
    const request = new XMLHttpRequest();
    let silent: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(silent);
      silent = setTimeout(() => request.abort(), SILENT_MS);
    };
    const lost = (): void => {
      clearTimeout(silent);
      resolve({ kind: "unreachable" });
    };
    request.open("POST", path);
    request.setRequestHeader("content-type", "image/jpeg");
    request.upload.onprogress = ({ loaded, total }) => {
      heard();
      onShare(total === 0 ? 0 : loaded / total);
    };
    request.onload = () => {
      clearTimeout(silent);
      resolve(answerOf<Body>(request.status, request.responseText));
    };
    request.onerror = lost;
    request.onabort = lost;
    heard();
    request.send(bytes);
  });
  noteAnswer(answer);
  return answer;
}
