import { signal } from "@preact/signals";
import type { ScreenMessage, ScreenPicture } from "../../../core/screens/screen-picture.ts";
import { noteConnection, noteNews } from "../news.ts";

/** As the station last told it; null before that, and where it shows nothing for this address. */
export const shownPicture = signal<ScreenPicture | null>(null);
/** `unknown`: the station knows no such screen; nothing more is asked then. `full`: it feeds as many as it may. */
export const standing = signal<"opening" | "open" | "unknown" | "full">("opening");

const PROTOCOL = "proofmark-screen";
const AGAIN_MS = 1_000;
/** A place is free when somebody goes away. */
const FULL_AGAIN_MS = 5_000;

/** First asked, then listened to: a socket that is refused does not say why. */
export async function followScreen(shown: string): Promise<void> {
  const answer = await ask(shown);
  if (answer === "unknown") {
    standing.value = "unknown";
    noteConnection(null);
    shownPicture.value = null;
    return;
  }
  if (answer === "full") standing.value = "full";
  if (answer === "open") listen(shown);
  else if (answer === "full") setTimeout(() => void followScreen(shown), FULL_AGAIN_MS);
  else setTimeout(() => void followScreen(shown), answer);
}

/** How long to wait where it could not be asked; the picture itself comes over the socket. */
async function ask(shown: string): Promise<"open" | "unknown" | "full" | number> {
  try {
    const answer = await fetch("/api/screen", { headers: { authorization: `Screen ${shown}` } });
    if (answer.ok) return answer.headers.get("x-proofmark-room") === "none" ? "full" : "open";
    if (answer.status === 404) return "unknown";
    const seconds = Number(answer.headers.get("retry-after") ?? 0);
    return Math.max(AGAIN_MS, seconds * 1_000);
  } catch {
    // No network, or no station: both may come back.
    return AGAIN_MS;
  }
}

function listen(shown: string): void {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws/screen`, [PROTOCOL, shown]);
  socket.onopen = () => noteConnection(true);
  socket.onmessage = (event) => {
    const message = JSON.parse(String(event.data)) as ScreenMessage;
    noteNews(message.type === "beat" ? message.clockMs : null);
    if (message.type !== "picture") return;
    standing.value = "open";
    shownPicture.value = message.picture;
  };
  socket.onclose = () => {
    noteConnection(false);
    setTimeout(() => void followScreen(shown), AGAIN_MS);
  };
}
