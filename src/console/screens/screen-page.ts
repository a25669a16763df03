/** The built page that all screens without sign-in share: which one it is stands in the address that the browser keeps. */
export const SCREEN_PAGE = "/screen.html";

/** Where the address of such a screen is answered; null for any other address. `/board/SITE`, `/board/SITE/POSITION`, `/hall`, `/slip`. */
export function screenPageOf(url: string): string | null {
  const [path = ""] = url.split("?");
  return /^\/(?:board\/[^/]+(?:\/[^/]+)?|hall|slip)\/?$/.test(path) ? SCREEN_PAGE : null;
}
