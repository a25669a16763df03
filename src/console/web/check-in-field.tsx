import type { AskedField, Option } from "./check-in-fields.ts";
import { check, enter, type FormState, Frame, useFrame } from "./check-in-frame.tsx";
import { IdentityInput } from "./check-in-identity.tsx";
import { NO_PLATE_KEY } from "./check-in-papers.ts";
import { AxleRows, VehicleClassChoice } from "./check-in-vehicle.tsx";
import { plateWarning, vehicleNumberWarning } from "./check-in-warnings.ts";
import { headed, text } from "./texts.ts";

interface AskedProps {
  readonly field: AskedField;
  readonly state: FormState;
}

/** One thing that is asked for, with its unit beside it and what is wrong with it below. */
export function AskedInput(props: AskedProps) {
  const { field, state } = props;
  if (field.key === "vehicleClass") return <VehicleClassChoice {...props} />;
  if (field.key === "axles") return <AxleRows {...props} />;
  switch (field.form) {
    case "identity":
      return <IdentityInput {...props} />;
    case "choice":
      return <ChoiceInput field={field} state={state} options={field.options ?? []} />;
    case "yes-no":
      return <ChoiceInput field={field} state={state} options={YES_NO} />;
    case "plate":
      return <PlateInput {...props} />;
    default:
      return <LineInput {...props} />;
  }
}

const YES_NO: readonly Option[] = [
  ["yes", { zh: "是", en: "Yes" }],
  ["no", { zh: "否", en: "No" }],
];

function LineInput({ field, state }: AskedProps) {
  const { key, form, unit } = field;
  const frame = useFrame(
    field,
    state,
    form === "vehicle-number" ? vehicleNumberWarning(state.values[key] ?? "") : null,
  );
  return (
    <Frame field={field} frame={frame}>
      <span class="with-unit">
        <input
          {...frame.input}
          inputMode={form === "figure" ? "numeric" : undefined}
          autocapitalize={form === "text" ? undefined : "characters"}
          value={state.values[key] ?? ""}
          onInput={({ currentTarget }) => enter(state, key, currentTarget.value)}
          onChange={() => check(field, state)}
        />
        {unit !== undefined && <span class="unit">{unit}</span>}
      </span>
    </Frame>
  );
}

function PlateInput({ field, state }: AskedProps) {
  const { values } = state;
  const isNone = values[NO_PLATE_KEY] === "yes";
  const frame = useFrame(field, state, isNone ? null : plateWarning(values.plate ?? ""));
  return (
    <div class="plate-field">
      <Frame field={field} frame={frame}>
        <input
          {...frame.input}
          autocapitalize="characters"
          disabled={isNone}
          value={isNone ? "" : (values.plate ?? "")}
          onInput={({ currentTarget }) => enter(state, "plate", currentTarget.value)}
          onChange={() => check(field, state)}
        />
      </Frame>
      {values.check === "registration" && (
        <label class="check">
          <input
            type="checkbox"
            checked={isNone}
            onChange={({ currentTarget }) => enter(state, NO_PLATE_KEY, currentTarget.checked ? "yes" : "")}
          />
          <span>{text("noPlateYet")}</span>
        </label>
      )}
    </div>
  );
}

function ChoiceInput({ field, state, options }: AskedProps & { options: readonly Option[] }) {
  const { key, without } = field;
  const frame = useFrame(field, state);
  return (
    <Frame field={field} frame={frame}>
      <select
        {...frame.input}
        value={state.values[key] ?? ""}
        onChange={({ currentTarget }) => enter(state, key, currentTarget.value)}
      >
        <option value="">{text(without === undefined ? "chooseOne" : "notKnown")}</option>
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {headed(name)}
          </option>
        ))}
      </select>
    </Frame>
  );
}
