import { clockSourceName } from "../../core/trade/words/clock-sources.ts";
import { roleName } from "../../core/trade/words/roles.ts";
import type { StationView } from "../../station/live-message.ts";
import { calendarState, stateWord } from "./calendar.tsx";
import { station } from "./live-store.ts";
import { seatName } from "./seat-name.ts";
import { headed, type TextKey, text, word } from "./texts.ts";

const CLOCK_WORDS: Readonly<Record<string, TextKey | undefined>> = {
  synchronised: "clockSynchronised",
  informative: "clockInformative",
};

/** What it was compared with, and how far it is ahead of that. */
function clockDetail({ status, by, aheadMs }: StationView["clock"]): string {
  const how = text(CLOCK_WORDS[status] ?? "clockUnknown");
  if (by === null || aheadMs === null) return how;
  return `${how} · ${headed(clockSourceName(by))} ${aheadMs < 0 ? "" : "+"}${aheadMs / 1000} s`;
}

const SIGNS = { ready: "●", connecting: "◌", fault: "▲" } as const;

/** One lamp a device, one for the clock, one for what ends on a day and one for the registry. What is wrong, and what to do, stands in the notices below. */
export function DeviceStrip() {
  const view = station.value;
  if (view === null) return <div class="devices" />;
  const { registry, clock } = view;
  const isSending = registry.connected && registry.trouble === null && (registry.locked ?? null) === null;
  const isDoubted = clock.word?.stops === true;
  const validity = calendarState(view.calendar.entries);
  const isValid = validity === "valid" || validity === "ends-soon";
  return (
    <ul class="devices" aria-label={text("devices")}>
      {view.devices.map((device, at) => {
        const seat = seatName(device);
        const before = view.devices[at - 1];
        const begins = seat !== "" && (before === undefined || seatName(before) !== seat);
        const state = device.faults.length > 0 ? "fault" : device.state;
        return (
          <li
            key={device.device}
            class={`device ${state}`}
            title={`${device.device} · ${device.model} · ${device.address}`}
          >
            {begins && <span class="seat">{seat}</span>}
            <span class="sign" aria-hidden="true">
              {SIGNS[state]}
            </span>{" "}
            {headed(roleName(device.role))}
            <span class={state === "ready" ? "unseen" : "state"}> {word(state)}</span>
          </li>
        );
      })}
      <li class={`device ${isDoubted ? "fault" : "ready"}`} title={clockDetail(clock)}>
        <span class="sign" aria-hidden="true">
          {isDoubted ? SIGNS.fault : SIGNS.ready}
        </span>{" "}
        {text("clock")}
        <span class={isDoubted ? "state" : "unseen"}>
          {" "}
          {text(CLOCK_WORDS[clock.status] ?? "clockUnknown")}
        </span>
      </li>
      <li class={`device ${isValid ? "ready" : "fault"}`}>
        <span class="sign" aria-hidden="true">
          {isValid ? SIGNS.ready : SIGNS.fault}
        </span>{" "}
        {text("validity")}
        <span class={validity === "valid" ? "unseen" : "state"}> {stateWord(validity)}</span>
      </li>
      <li class={`device ${isSending ? "ready" : "fault"}`}>
        <span class="sign" aria-hidden="true">
          {isSending ? SIGNS.ready : SIGNS.fault}
        </span>{" "}
        {text("registry")}
        <span class={isSending ? "unseen" : "state"}>
          {" "}
          {text(registry.connected ? (isSending ? "connected" : "heldUp") : "disconnected")}
        </span>
        {registry.pending > 0 && ` · ${registry.pending} ${text("pending")}`}
      </li>
    </ul>
  );
}
