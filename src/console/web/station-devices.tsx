import { roleName } from "../../core/trade/words/roles.ts";
import type { DeviceView } from "../../station/live-message.ts";
import type { DevicePulseView } from "../../station/station-report.ts";
import { stationAddress } from "./address.ts";
import { FaultLine, faultsSaid } from "./fault-line.tsx";
import { station } from "./live-store.ts";
import { picture } from "./news.ts";
import { seatName } from "./seat-name.ts";
import { spanOf } from "./spans.ts";
import { useReport } from "./station-store.ts";
import { headed, text, word } from "./texts.ts";

const SIGNS = { ready: "●", connecting: "◌", fault: "▲" } as const;

/** A row for each device: how it stands, when it was last heard, how often it fails, and until when it is calibrated. */
export function DevicesSection() {
  const { body, goneMs } = useReport();
  const devices = station.value?.devices ?? [];
  return (
    <ul class="station-devices">
      {devices.map((device) => {
        const pulse = body?.devices.find((known) => known.device === device.device) ?? null;
        return (
          <li key={device.device}>
            <a class="device-name" href={stationAddress("device", device.device)}>
              <DeviceState device={device} />
              <strong>{headed(roleName(device.role))}</strong> <span class="device-id">{device.device}</span>
              {seatName(device) !== "" && <span class="seat">{seatName(device)}</span>}
            </a>
            <Fact name={text("lastReading")}>
              <ReadingAge pulse={pulse} goneMs={goneMs} />
            </Fact>
            <Fact name={text("rateOf")}>{rateSaid(pulse)}</Fact>
            <Fact name={text("calibrationOf")}>
              <CalibrationWord pulse={pulse} />
            </Fact>
            <div class="fault-story">
              {pulse !== null && (
                <>
                  <FaultLine faults={pulse.faults} />
                  <span class="soft" aria-hidden="true">
                    {faultsSaid(pulse.faults)}
                  </span>
                </>
              )}
            </div>
            <p class="soft identity">{identitySaid(device, pulse)}</p>
          </li>
        );
      })}
    </ul>
  );
}

export function DeviceState({ device: { state, faults } }: { device: DeviceView }) {
  const shown = faults.length > 0 ? "fault" : state;
  const isKnown = picture.value.kind === "live";
  return (
    <span class={`device ${isKnown ? shown : "connecting"}`}>
      <span class="sign" aria-hidden="true">
        {SIGNS[isKnown ? shown : "connecting"]}
      </span>{" "}
      {isKnown ? word(shown) : text("unknownNow")}
    </span>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <p class="fact">
      <span class="soft">{name}</span> {children}
    </p>
  );
}

/** Counted on while the figures are of now. */
export function ReadingAge({ pulse, goneMs }: { pulse: DevicePulseView | null; goneMs: number }) {
  if (pulse === null) return <span>…</span>;
  const { goodAgeMs } = pulse;
  return (
    <span>{goodAgeMs === null ? text("noReading") : `${spanOf(goodAgeMs + goneMs)}${text("ago")}`}</span>
  );
}

export function rateSaid(pulse: DevicePulseView | null): string {
  const rate = pulse?.framesPerS ?? null;
  return rate === null ? "…" : `${rate.toFixed(rate < 10 ? 1 : 0)} ${text("framesEach")}`;
}

export function CalibrationWord({ pulse }: { pulse: DevicePulseView | null }) {
  if (pulse === null) return <span>…</span>;
  const { calibration } = pulse;
  if (calibration === null) return <span>{text("noCalibration")}</span>;
  const { certificate, daysLeft, validTo } = calibration;
  return (
    <span class={daysLeft < 0 ? "wrong" : ""}>
      {certificate} · {validTo} · {daysLeft < 0 ? text("hasEnded") : `${daysLeft} ${text("daysLeftOf")}`}
    </span>
  );
}

export function identitySaid({ model, address }: DeviceView, pulse: DevicePulseView | null): string {
  const parts = [
    model,
    pulse?.serial ?? "",
    address,
    pulse?.simulated === true ? text("simulatedShort") : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}
