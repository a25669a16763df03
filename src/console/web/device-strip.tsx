import { signal } from "@preact/signals";
import { clockSourceName } from "../../core/trade/words/clock-sources.ts";
import { roleName } from "../../core/trade/words/roles.ts";
import type { StationView } from "../../station/live-message.ts";
import { calendarState, stateWord } from "./calendar.tsx";
import { clockName } from "./clock-name.ts";
import { useDropDown } from "./drop-down.ts";
import { station } from "./live-store.ts";
import { picture } from "./news.ts";
import { registryWord } from "./registry-word.ts";
import { seatName } from "./seat-name.ts";
import { headed, text, word } from "./texts.ts";

/** What it was compared with, and how far it is ahead of that. */
function clockDetail({ status, by, aheadMs }: StationView["clock"]): string {
  const how = clockName(status);
  if (by === null || aheadMs === null) return how;
  return `${how} · ${headed(clockSourceName(by))} ${aheadMs < 0 ? "" : "+"}${aheadMs / 1000} s`;
}

const SIGNS = { ready: "●", connecting: "◌", fault: "▲" } as const;

/** Up to this width, and of more lamps than these on any, they would take lines that the page needs. */
const NARROW = matchMedia("(max-width: 1400px)");
const SEEN_AT_ONCE_MAX = 16;
const isNarrow = signal(NARROW.matches);
NARROW.addEventListener("change", ({ matches }) => {
  isNarrow.value = matches;
});

interface Lamp {
  readonly key: string;
  readonly state: keyof typeof SIGNS;
  /** The lane or car that it and those after it are of; empty where it goes on with that of the one before. */
  readonly seat: string;
  readonly name: string;
  readonly detail: string | undefined;
  /** What its sign says, in words: read aloud, and shown where it is not the usual. */
  readonly word: string;
  readonly isUsual: boolean;
  readonly more: string;
}

/**
 * One lamp a device, one for the clock, one for what ends on a day and one for the registry. What is wrong, and what to do, stands in the
 * notices below. Where they would take too many lines one lamp stands for all, and opens them.
 */
export function DeviceStrip() {
  const { open, setOpen, around } = useDropDown();
  const view = station.value;
  if (view === null) return <div class="lamps" />;
  const told = [...deviceLamps(view), clockLamp(view), validityLamp(view), registryLamp(view)];
  const lamps = picture.value.kind === "live" ? told : told.map(unknownNow);
  if (!isNarrow.value && lamps.length <= SEEN_AT_ONCE_MAX)
    return (
      <div class="lamps">
        <Lamps lamps={lamps} />
      </div>
    );
  return (
    <div class="lamps compact" ref={around}>
      <OneForAll lamps={lamps} open={open} onTouch={() => setOpen(!open)} />
      {open && <Lamps lamps={lamps} />}
    </div>
  );
}

/** No lamp of a page without news says that all is well: nobody here knows. */
function unknownNow(lamp: Lamp): Lamp {
  return { ...lamp, state: "connecting", word: text("unknownNow"), isUsual: false, more: "" };
}

function OneForAll({ lamps, open, onTouch }: { lamps: readonly Lamp[]; open: boolean; onTouch: () => void }) {
  const unwell = lamps.filter(({ state }) => state !== "ready");
  const worst = unwell.some(({ state }) => state === "fault") ? "fault" : "connecting";
  const state = unwell.length === 0 ? "ready" : worst;
  const isKnown = picture.value.kind === "live";
  const counted =
    unwell.length === 0 ? text("allWell") : `${text("notWell")} ${unwell.length}/${lamps.length}`;
  const told = isKnown ? counted : text("unknownNow");
  return (
    <button type="button" class={`plain device ${state}`} aria-expanded={open} onClick={onTouch}>
      <span class="sign" aria-hidden="true">
        {SIGNS[state]}
      </span>{" "}
      <span class={unwell.length === 0 || !isKnown ? "" : "unseen"}>{text("devices")} </span>
      {told}{" "}
      <span class="arrow" aria-hidden="true">
        ▾
      </span>
    </button>
  );
}

function Lamps({ lamps }: { lamps: readonly Lamp[] }) {
  return (
    <ul class="devices" aria-label={text("devices")}>
      {lamps.map((lamp) => (
        <li key={lamp.key} class={`device ${lamp.state}`} title={lamp.detail}>
          {lamp.seat !== "" && <span class="seat">{lamp.seat}</span>}
          <span class="sign" aria-hidden="true">
            {SIGNS[lamp.state]}
          </span>{" "}
          {lamp.name}
          <span class={lamp.isUsual ? "unseen" : "state"}> {lamp.word}</span>
          {lamp.more}
        </li>
      ))}
    </ul>
  );
}

function deviceLamps({ devices }: StationView): readonly Lamp[] {
  return devices.map((device, at) => {
    const seat = seatName(device);
    const before = devices[at - 1];
    const begins = seat !== "" && (before === undefined || seatName(before) !== seat);
    const state = device.faults.length > 0 ? "fault" : device.state;
    return {
      key: device.device,
      state,
      seat: begins ? seat : "",
      name: headed(roleName(device.role)),
      detail: `${device.device} · ${device.model} · ${device.address}`,
      word: word(state),
      isUsual: state === "ready",
      more: "",
    };
  });
}

function clockLamp({ clock }: StationView): Lamp {
  const isDoubted = clock.word?.stops === true;
  return {
    key: "the clock",
    state: isDoubted ? "fault" : "ready",
    seat: "",
    name: text("clock"),
    detail: clockDetail(clock),
    word: clockName(clock.status),
    isUsual: !isDoubted,
    more: "",
  };
}

function validityLamp({ calendar }: StationView): Lamp {
  const validity = calendarState(calendar.entries);
  const isValid = validity === "valid" || validity === "ends-soon";
  return {
    key: "what is valid",
    state: isValid ? "ready" : "fault",
    seat: "",
    name: text("validity"),
    detail: undefined,
    word: stateWord(validity),
    isUsual: validity === "valid",
    more: "",
  };
}

function registryLamp({ registry }: StationView): Lamp {
  const { connected, trouble, locked = null, is } = registry;
  const isSending = connected && trouble === null && locked === null && is !== "absent";
  const isHeldUp = connected && !isSending && is !== "absent";
  return {
    key: "the registry",
    state: isSending ? "ready" : "fault",
    seat: "",
    name: text("registry"),
    detail: undefined,
    word: text(isHeldUp ? "heldUp" : registryWord(registry)),
    isUsual: isSending && is === undefined,
    more: registry.pending > 0 ? ` · ${registry.pending} ${text("pending")}` : "",
  };
}
