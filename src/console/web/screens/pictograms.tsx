import type { JSX } from "preact";
import type { BoardSign } from "../../../core/screens/screen-picture.ts";

/** Drawn in a square of 100, thick enough for ten metres. */
const ARROW_UP = <path d="M50 96V30M18 54 50 18l32 36" />;
/** With the ground beside it, so that what it crosses out is still read. */
const SLASH = (
  <>
    <path d="M12 88 88 12" class="gap" />
    <path d="M12 88 88 12" />
  </>
);
const PEDAL = <path d="M14 84h72M28 84l8-22h28l8 22" />;
const OCTAGON = <path d="M33 8h34l25 25v34L67 92H33L8 67V33z" />;
const LAMP = <path d="M56 22v56c-26 2-42-8-42-28s16-30 42-28zM66 28h26M66 50h26M66 72h26" />;
const GAUGE = <path d="M14 76a40 40 0 1 1 72 0" />;

function Letter({ of }: { of: string }) {
  return (
    <text
      x="50"
      y="71"
      text-anchor="middle"
      font-size="58"
      font-weight="700"
      stroke="none"
      fill="currentColor"
    >
      {of}
    </text>
  );
}

const CIRCLE = <circle cx="50" cy="50" r="40" />;

const DRAWINGS: Readonly<Record<BoardSign, JSX.Element>> = {
  forward: ARROW_UP,
  leave: (
    <>
      <path d="M10 94V50M90 94V50" />
      <path d="M50 94V22M22 46 50 14l28 32" />
    </>
  ),
  brake: (
    <>
      {PEDAL}
      <path d="M50 8v38M34 32l16 16 16-16" />
    </>
  ),
  "brake-off": (
    <>
      {PEDAL}
      <path d="M50 50V12M34 28l16-16 16 16" />
    </>
  ),
  neutral: (
    <>
      {CIRCLE}
      <Letter of="N" />
    </>
  ),
  "hand-brake": (
    <>
      {CIRCLE}
      <Letter of="P" />
    </>
  ),
  "hand-brake-off": (
    <>
      {CIRCLE}
      <Letter of="P" />
      {SLASH}
    </>
  ),
  lamps: LAMP,
  "lamps-off": (
    <>
      {LAMP}
      {SLASH}
    </>
  ),
  idle: (
    <>
      {GAUGE}
      <path d="M50 66 30 76" />
    </>
  ),
  throttle: (
    <>
      {GAUGE}
      <path d="M50 66 68 44M24 94h52" />
    </>
  ),
  "engine-speed": (
    <>
      {GAUGE}
      <path d="M50 66V40" />
    </>
  ),
  probe: <path d="M8 40h44v24H8M92 52H40M74 40v24" />,
  wait: (
    <>
      {OCTAGON}
      <path d="M40 32v36M60 32v36" />
    </>
  ),
  free: (
    <>
      <rect x="8" y="30" width="84" height="40" rx="8" />
      <path d="M26 50h4M48 50h4M70 50h4" />
    </>
  ),
};

export function Pictogram({ of }: { of: BoardSign }) {
  return (
    <svg class="pictogram" viewBox="0 0 100 100" aria-hidden="true">
      {DRAWINGS[of]}
    </svg>
  );
}
