import { roleName } from "../../core/trade/words/roles.ts";
import type { CalendarRow } from "../../station/live-message.ts";
import { station } from "./live-store.ts";
import { headed, said, type TextKey, text } from "./texts.ts";

const STATES: Readonly<Record<CalendarRow["state"], TextKey>> = {
  valid: "stillValid",
  "ends-soon": "endsSoon",
  ended: "hasEnded",
  none: "noneOnRecord",
};
const KINDS = {
  calibration: "calibration",
  rulebook: "rulebook",
  certificate: "certificateFile",
  "trust-list": "trustList",
} as const;

/** What stops something already, or will before long: each with what to do. */
export function CalendarNotices() {
  const told = (station.value?.calendar.entries ?? []).filter(({ word }) => word !== null);
  return [true, false].map((stops) => {
    const rows = told.filter(({ word }) => word?.stops === stops);
    if (rows.length === 0) return null;
    return (
      <div key={String(stops)} class={stops ? "notice fault" : "notice"} role={stops ? "alert" : "status"}>
        <strong>{text(stops ? "hasEnded" : "endsSoon")}</strong>
        {rows.map(({ what, name, word }) => (
          <p key={`${what} ${name} ${word?.code}`}>{word !== null && said(word)}</p>
        ))}
      </div>
    );
  });
}

/** Everything that ends on a day, what ends first on top. */
export function CalendarPanel() {
  const entries = station.value?.calendar.entries ?? [];
  if (entries.length === 0) return null;
  return (
    <details class="calendar">
      <summary>{text("calendar")}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{text("validOf")}</th>
            <th scope="col">{text("certificateNumber")}</th>
            <th scope="col">{text("validTo")}</th>
            <th scope="col">{text("daysLeft")}</th>
            <th scope="col">{text("validState")}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((row) => (
            <tr key={`${row.what} ${row.name} ${row.validTo}`} class={row.state}>
              <th scope="row">
                {row.role === null ? text(KINDS[row.what]) : headed(roleName(row.role))} {row.name}
              </th>
              <td>{row.certificate ?? ""}</td>
              <td>{row.validTo ?? "-"}</td>
              <td>{row.daysLeft ?? "-"}</td>
              <td>{text(STATES[row.state])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** The worst of it, for one lamp. */
export function calendarState(entries: readonly CalendarRow[]): CalendarRow["state"] {
  for (const state of ["none", "ended", "ends-soon"] as const)
    if (entries.some((row) => row.state === state && (state === "ends-soon" || row.word?.stops === true)))
      return state;
  return "valid";
}

export function stateWord(state: CalendarRow["state"]): string {
  return text(STATES[state]);
}
