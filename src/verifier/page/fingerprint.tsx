import { hexGroups } from "./hex-groups.ts";

/** In groups of four, four in a row, as two people compare it over the telephone. */
export function Fingerprint({ hex }: { hex: string }) {
  return (
    <p class="fingerprint">
      {hexGroups(hex).map((group, at) => (
        <span key={at}>{group} </span>
      ))}
    </p>
  );
}
