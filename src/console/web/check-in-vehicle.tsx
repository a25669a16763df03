import { useId } from "preact/hooks";
import { AXLE_FACTS, factName } from "../../core/trade/words/facts.ts";
import { inputValue } from "../../core/trade/words/inputs.ts";
import { PARTS_ELSEWHERE } from "../../core/trade/words/papers.ts";
import {
  classesOf,
  makeUpName,
  VEHICLE_CATEGORIES,
  vehicleCategoryName,
} from "../../core/trade/words/vehicle-classes.ts";
import type { AskedField } from "./check-in-fields.ts";
import { enter, type FormState, Frame, useFrame } from "./check-in-frame.tsx";
import { AXLES_MAX, axleCount } from "./check-in-papers.ts";
import { Problem } from "./field.tsx";
import { headed, language, said, text } from "./texts.ts";

interface AskedProps {
  readonly field: AskedField;
  readonly state: FormState;
}

const CATEGORY_CHARS = 2;

/** A hundred and more classes: the group first, then the make-up within it. */
export function VehicleClassChoice({ field, state }: AskedProps) {
  const { vehicleClass = "" } = state.values;
  const frame = useFrame(field, state);
  const category = vehicleClass.slice(0, CATEGORY_CHARS);
  const classes = category === "" ? [] : classesOf(category);
  return (
    <div class="two-choices">
      <Frame field={field} frame={frame}>
        <select
          {...frame.input}
          value={category}
          onChange={({ currentTarget }) => {
            const of = classesOf(currentTarget.value);
            // Where there is one make-up only, that is it.
            enter(state, "vehicleClass", of.length === 1 ? (of[0] ?? "") : currentTarget.value);
          }}
        >
          <option value="">{text("chooseOne")}</option>
          {VEHICLE_CATEGORIES.map((code) => (
            <option key={code} value={code}>
              {headed(vehicleCategoryName(code))}
            </option>
          ))}
        </select>
      </Frame>
      <div class="field asked">
        <label for={`${frame.input.id}-makeup`}>
          <span>{text("makeUp")}</span>
          <select
            id={`${frame.input.id}-makeup`}
            aria-describedby={classes.length === 0 ? `${frame.input.id}-first` : undefined}
            disabled={classes.length === 0}
            value={vehicleClass}
            onChange={({ currentTarget }) => enter(state, "vehicleClass", currentTarget.value)}
          >
            <option value={category}>{text("chooseOne")}</option>
            {classes.map((code) => (
              <option key={code} value={code}>
                {headed(makeUpName(code))}
              </option>
            ))}
          </select>
        </label>
        {classes.length === 0 && (
          <p class="hint" id={`${frame.input.id}-first`}>
            {text("classFirst")}
          </p>
        )}
      </div>
    </div>
  );
}

export function AxleRows({ field, state }: AskedProps) {
  const { values, wrong } = state;
  const frame = useFrame(field, state);
  return (
    <div class="axles">
      <Frame field={field} frame={frame}>
        <select
          {...frame.input}
          value={String(axleCount(values))}
          onChange={({ currentTarget }) => enter(state, "axles", currentTarget.value)}
        >
          {Array.from({ length: AXLES_MAX }, (_none, at) => (
            <option key={String(at + 1)} value={at + 1}>
              {at + 1}
            </option>
          ))}
        </select>
      </Frame>
      <p class="hint">{text("axlesHint")}</p>
      <ol>
        {Array.from({ length: axleCount(values) }, (_none, at) => (
          <li key={String(at)}>
            <AxleRow at={at} state={state} />
            {Object.entries(wrong.value)
              .filter(([key]) => key.startsWith(`axles.${at}.`))
              .map(([key, why]) => (
                <Problem key={key}>{said(why)}</Problem>
              ))}
          </li>
        ))}
      </ol>
    </div>
  );
}

function AxleRow({ at, state }: { at: number; state: FormState }) {
  const { values } = state;
  const key = (name: string): string => `axles.${at}.${name}`;
  const number = language.value === "zh" ? `第 ${at + 1} 轴` : `Axle ${at + 1}`;
  return (
    <fieldset class="axle">
      <legend>{number}</legend>
      <AxleChoice
        label={`${number} ${said(factName("axle.position"))}`}
        value={values[key("position")] ?? ""}
        isWrong={state.wrong.value[key("position")] !== undefined}
        options={AXLE_FACTS["axle.position"].values}
        fact="axle.position"
        onValue={(value) => enter(state, key("position"), value)}
      />
      <AxleChoice
        label={`${number} ${said(factName("axle.suspension"))}`}
        value={values[key("suspension")] ?? ""}
        isWrong={state.wrong.value[key("suspension")] !== undefined}
        options={AXLE_FACTS["axle.suspension"].values}
        fact="axle.suspension"
        none={text("suspensionNotKnown")}
        onValue={(value) => enter(state, key("suspension"), value)}
      />
      <AxleTick
        label={text("axleSteered")}
        of={number}
        isTicked={values[key("steered")] === "yes"}
        onTick={(isTicked) => enter(state, key("steered"), isTicked ? "yes" : "no")}
      />
      <AxleTick
        label={text("axleParking")}
        of={number}
        isTicked={values[key("parkingBrake")] === "yes"}
        onTick={(isTicked) => enter(state, key("parkingBrake"), isTicked ? "yes" : "no")}
      />
    </fieldset>
  );
}

function AxleChoice(props: {
  label: string;
  value: string;
  isWrong: boolean;
  options: readonly string[];
  fact: string;
  none?: string;
  onValue: (value: string) => void;
}) {
  const { label, value, isWrong, options, fact, none, onValue } = props;
  return (
    <select
      aria-label={label}
      aria-invalid={isWrong}
      value={value}
      onChange={({ currentTarget }) => onValue(currentTarget.value)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {headed(inputValue(fact, option))}
        </option>
      ))}
    </select>
  );
}

function AxleTick(props: {
  label: string;
  of: string;
  isTicked: boolean;
  onTick: (isTicked: boolean) => void;
}) {
  const { label, of, isTicked, onTick } = props;
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isTicked}
        onChange={({ currentTarget }) => onTick(currentTarget.checked)}
      />
      <span>
        {label}
        <span class="unseen"> {of}</span>
      </span>
    </label>
  );
}

/** Parts of the inspection that this order leaves to others. */
export function Elsewhere({ state }: { state: FormState }) {
  const id = useId();
  return (
    <fieldset class="elsewhere" aria-describedby={id}>
      <legend>{text("ofElsewhere")}</legend>
      <p class="hint" id={id}>
        {text("elsewhereHint")}
      </p>
      <div class="checks">
        {Object.entries(PARTS_ELSEWHERE).map(([part, name]) => (
          <label class="check" key={part}>
            <input
              type="checkbox"
              checked={state.values[`elsewhere.${part}`] === "yes"}
              onChange={({ currentTarget }) =>
                enter(state, `elsewhere.${part}`, currentTarget.checked ? "yes" : "no")
              }
            />
            <span>{headed(name)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
