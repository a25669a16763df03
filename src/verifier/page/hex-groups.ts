/** Hexadecimal digits in groups of four, as people compare them aloud. */
export function hexGroups(hex: string): string[] {
  return hex.match(/.{1,4}/g) ?? [];
}

export type Typed =
  | { readonly kind: "short"; readonly count: number }
  | { readonly kind: "not-hex" }
  | { readonly kind: "other" }
  | { readonly kind: "same" };

/** What somebody typed against the fingerprint that a list has; spaces, colons and capitals make no difference. */
export function comparedTyped(typed: string, fingerprint: string): Typed {
  const hex = typed.toLowerCase().replace(/[\s:-]/g, "");
  if (!/^[0-9a-f]*$/.test(hex)) return { kind: "not-hex" };
  if (hex.length < 64) return { kind: "short", count: hex.length };
  return hex === fingerprint ? { kind: "same" } : { kind: "other" };
}
