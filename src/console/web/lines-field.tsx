import { useId } from "preact/hooks";
import { Below } from "./field.tsx";

const ROWS = 2;

/** Several things, one a line. */
export function LinesField({
  label,
  value,
  onValue,
  problem,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  problem: string | null;
}) {
  const id = useId();
  return (
    <div class={problem === null ? "field" : "field wrong"}>
      <label>
        <span>{label}</span>
        <textarea
          rows={Math.max(ROWS, value.split("\n").length)}
          value={value}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : id}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      </label>
      <Below id={id} problem={problem} />
    </div>
  );
}
