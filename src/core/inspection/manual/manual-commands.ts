/** What inspectors ask for while they look at a part by hand (人工检验), each on a tablet. */
export type ManualCommand =
  /** Somebody takes a part, or takes it over from whoever has it. */
  | { readonly name: "part-begin"; readonly part: string }
  /** What was found of one thing, and what was measured of it: decimal strings by fact. Entered again it is corrected. */
  | {
      readonly name: "part-enter";
      readonly item: string;
      readonly found: Found;
      readonly note: string;
      readonly values: Readonly<Record<string, string>>;
    }
  /** A photo whose bytes the station keeps: its number in the trade, and its SHA-256, hex. Taken again it is replaced. */
  | { readonly name: "part-photo"; readonly part: string; readonly photo: string; readonly sha256: string }
  | { readonly name: "part-end"; readonly part: string };

export const FOUND = ["in-order", "defect"] as const;
export type Found = (typeof FOUND)[number];
