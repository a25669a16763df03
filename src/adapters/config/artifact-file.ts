import { BYTES_MAX, readTextFile } from "./strict-text.ts";

/** The text of a file as it goes into the journal, and what it is. */
export interface ArtifactText {
  readonly text: string;
  readonly mediaType: string;
}

/** A rulebook under the name of its file. Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
export function readRulebook(path: string): ArtifactText & { readonly name: string } {
  return { ...readArtifact(path, "rulebook"), name: path };
}

/** Strictly, as its parser will read it; the bound is that of its kind where the caller names one. Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID. */
export function readArtifact(path: string, kind?: keyof typeof BYTES_MAX): ArtifactText {
  const isCourse = path.endsWith(".geojson");
  const bytesMax = BYTES_MAX[kind ?? (isCourse ? "course" : "rulebook")];
  return {
    text: readTextFile(path, bytesMax),
    mediaType: isCourse ? "application/geo+json" : "application/yaml",
  };
}
