import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { plateKind } from "../../core/door/plate.ts";
import { vehicleNumberKind } from "../../core/door/vehicle-number.ts";
import type { ResultFound } from "../../core/results/result-line.ts";
import { subjectLabel, subjectValue } from "../../core/trade/words/subject.ts";
import { verdictName } from "../../core/trade/words/verdicts.ts";
import { resultAddress } from "./address.ts";
import { draftOf, setDraft } from "./check-in-draft.ts";
import type { Values } from "./check-in-fields.ts";
import { plateTyped, vehicleNumberTyped } from "./check-in-figures.ts";
import { asked } from "./session-store.ts";
import { headed, said, text } from "./texts.ts";

/** Of a vehicle, what a record says and a form asks for; what changes from one inspection to the next is asked anew. */
const TAKEN_OVER = [
  ...[
    "plate",
    "plateClass",
    "vin",
    "vehicleClass",
    "use",
    "fuel",
    "grossMassKg",
    "curbMassKg",
    "axles",
    "seats",
  ],
  ...["firstRegistered", "limitSet", "regionOfTest", "regionOfRegistration", "owner"],
] as const;
/** What no registry told then. */
const NOT_TOLD: readonly string[] = ["-", "无号牌"];
/** Whoever types is not asked after every letter. */
const TYPED_MS = 400;
const VIN_LENGTH = 17;
const SHORTEST_PLATE = 5;

/** A vehicle that was here before: what the list of results holds of it is offered, to be held against the papers. */
export function KnownBefore({ name, values }: { name: string; values: Values }) {
  const found = useSignal<readonly ResultFound[]>([]);
  const plate = plateTyped(values.plate ?? "");
  const vin = vehicleNumberTyped(values.vin ?? "");
  const words =
    vin.length === VIN_LENGTH && vehicleNumberKind(vin) === "vin"
      ? vin
      : plate.length >= SHORTEST_PLATE && plateKind(plate) !== null
        ? plate
        : "";
  useLayoutEffect(() => {
    found.value = [];
    if (words === "") return;
    let isOver = false;
    const due = setTimeout(async () => {
      const query = new URLSearchParams({ q: words, kind: "inspection" });
      const answer = await asked<{ readonly lines: readonly ResultFound[] }>("GET", `api/results?${query}`);
      if (isOver || answer.kind !== "done") return;
      const same = ({ subject }: ResultFound): boolean => subject.plate === words || subject.vin === words;
      found.value = answer.body.lines.filter(same);
    }, TYPED_MS);
    return () => {
      isOver = true;
      clearTimeout(due);
    };
  }, [words]);
  const [last] = found.value;
  return last === undefined ? null : <Offered name={name} values={values} last={last} />;
}

function Offered({ name, values, last }: { name: string; values: Values; last: ResultFound }) {
  const told = TAKEN_OVER.flatMap((key) => {
    const value = last.subject[key];
    return value === undefined || NOT_TOLD.includes(value) ? [] : [[key, value] as const];
  });
  const { values: typed } = draftOf(name);
  const fresh = told.filter(([key]) => (typed[key] ?? "") === "");
  return (
    <section class="known-before" aria-label={text("wasHere")}>
      <p>
        <strong>{text("wasHere")}</strong> <a href={resultAddress(last.record)}>{last.on}</a>{" "}
        {said(verdictName(last.verdict))}
      </p>
      <p class="hint">{text("wasHereHint")}</p>
      <dl>
        {told.map(([key, value]) => (
          <div
            key={key}
            class={values[key] !== undefined && values[key] !== "" && values[key] !== value ? "other" : ""}
          >
            <dt>{headed(subjectLabel(key))}</dt>
            <dd>{said(subjectValue(key, value))}</dd>
          </div>
        ))}
      </dl>
      {fresh.length > 0 && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            const { values: now, before } = draftOf(name);
            const taken = Object.fromEntries(fresh);
            setDraft(name, {
              values: { ...now, ...taken },
              before: [...new Set([...before, ...Object.keys(taken)])],
            });
          }}
        >
          {text("fillFromBefore")}
        </button>
      )}
    </section>
  );
}
