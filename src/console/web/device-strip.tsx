import { station } from "./live-store.ts";
import { text, word } from "./texts.ts";

/** One lamp a device and one for the registry; a fault says which and why without a click. */
export function DeviceStrip() {
  const view = station.value;
  if (view === null) return null;
  const { registry } = view;
  const faulty = view.devices.filter((device) => device.faults.length > 0);
  return (
    <div class="devices">
      {view.devices.map((device) => (
        <span
          key={device.device}
          class={`device ${device.state}`}
          title={`${device.model} · ${device.address} · ${word(device.state)} ${device.faults.map((f) => f.detail).join("; ")}`}
        >
          {device.device}
        </span>
      ))}
      <span
        class={`device ${registry.connected ? "ready" : "fault"}`}
        title={registry.connected ? text("connected") : text("disconnected")}
      >
        {text("registry")}
        {registry.pending > 0 && ` · ${registry.pending} ${text("pending")}`}
      </span>
      {faulty.map((device) => (
        <p key={device.device} class="device-fault" role="alert">
          {device.device}: {device.faults.map((fault) => `${fault.code} (${fault.detail})`).join("; ")}
        </p>
      ))}
    </div>
  );
}
