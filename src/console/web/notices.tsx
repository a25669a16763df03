import type { DeviceView } from "../../station/live-message.ts";
import { online, refusal, station } from "./live-store.ts";
import { said } from "./machine-words.ts";
import { faultName, faultRemedy, roleName } from "./station-words.ts";
import { text } from "./texts.ts";

/** What stands in the way: each notice says what is the matter and what to do. */
export function Notices() {
  const view = station.value;
  return (
    <div class="notices">
      {view?.simulated === true && (
        <p class="notice simulated">
          <strong>{text("simulated")}</strong> {text("simulatedHint")}
        </p>
      )}
      {online.value === false && (
        <div class="notice" role="alert">
          <strong>{text("offline")}</strong> {text("offlineRemedy")}
        </div>
      )}
      {refusal.value !== null && (
        <div class="notice" role="alert">
          <strong>{text("refused")}</strong> {said(refusal.value)}
          <button
            type="button"
            class="plain"
            onClick={() => {
              refusal.value = null;
            }}
          >
            {text("dismiss")}
          </button>
        </div>
      )}
      {view !== null && !view.registry.connected && (
        <div class="notice mild" role="status">
          <strong>{text("registryAway")}</strong> {text("registryAwayRemedy")}
        </div>
      )}
      {view?.devices.map((device) => (
        <DeviceFaults key={device.device} device={device} />
      ))}
    </div>
  );
}

export function DeviceFaults({ device }: { device: DeviceView }) {
  return device.faults.map((fault) => (
    <div key={fault.code} class="notice fault" role="alert">
      <strong>
        {roleName(device.role)} ({device.device}): {faultName(fault.code)}
      </strong>{" "}
      {fault.detail !== "" && <span class="soft">{said(fault.detail)}.</span>} {faultRemedy(fault.code)}
    </div>
  ));
}
