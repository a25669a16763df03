/** Which screen an address is of, and what it shows the station to be told anything. */
export type Screen =
  | {
      readonly screen: "board";
      readonly site: string;
      readonly position: string | null;
      readonly shown: string;
    }
  | { readonly screen: "hall"; readonly shown: string }
  | { readonly screen: "job"; readonly job: string; readonly shown: string };

/**
 * `/board/SITE#TOKEN`, `/board/SITE/POSITION#TOKEN`, `/hall#TOKEN`, `/slip#JOB.TOKEN`. The token stands behind the `#`, which no browser sends: it is in no
 * request line and no referrer. Null for any other address.
 */
export function screenOf({ pathname, hash }: Pick<Location, "pathname" | "hash">): Screen | null {
  const [, page = "", ...steps] = pathname.split("/").map(decoded);
  const behind = decoded(hash.slice(1));
  const [site = "", position = ""] = steps;
  if (page === "board" && site !== "")
    return {
      screen: "board",
      site,
      position: position === "" ? null : position,
      shown: shown(`board:${site}`, behind),
    };
  if (page === "hall") return { screen: "hall", shown: shown("hall", behind) };
  if (page !== "slip") return null;
  // A job's id may have a dot of its own, a token has none.
  const at = behind.lastIndexOf(".");
  const job = behind.slice(0, Math.max(0, at));
  return { screen: "job", job, shown: shown(`job:${job}`, behind.slice(at + 1)) };
}

function shown(scope: string, token: string): string {
  const bytes = new TextEncoder().encode(scope);
  const base64 = btoa(String.fromCharCode(...bytes));
  // What is no token is none: a header takes no other characters.
  return `${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}.${token.replace(/[^A-Za-z0-9_-]/g, "")}`;
}

/** What somebody typed may be no address at all. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
