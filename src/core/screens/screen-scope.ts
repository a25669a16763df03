import { isId } from "../quantities/ids.ts";

/**
 * What somebody may see who does not sign in, one thing a token: the board of a lane, the screen of the hall, or what its owner or candidate is
 * told of one job.
 */
export type ScreenScope =
  | { readonly kind: "board"; readonly site: string }
  | { readonly kind: "hall" }
  | { readonly kind: "job"; readonly job: string };

/** What a token is made over. No two scopes have one text: ids hold no line of their own. */
export function scopeText(scope: ScreenScope): string {
  switch (scope.kind) {
    case "board":
      return `board:${scope.site}`;
    case "hall":
      return "hall";
    case "job":
      return `job:${scope.job}`;
  }
}

/** Null for what is no scope. */
export function scopeOf(text: string): ScreenScope | null {
  if (text === "hall") return { kind: "hall" };
  const [, kind, id = ""] = /^(board|job):(.*)$/s.exec(text) ?? [];
  if (!isId(id)) return null;
  if (kind === "board") return { kind, site: id };
  return kind === "job" ? { kind, job: id } : null;
}
