import { FAULTS } from "../../core/trade/words/faults.ts";
import { roleName } from "../../core/trade/words/roles.ts";
import type { DeviceView } from "../../station/live-message.ts";
import { headed, said, text } from "./texts.ts";

/** What is wrong with a device, each fault with what to do about it. */
export function DeviceFaults({ device, as }: { device: DeviceView; as: "because" | "notice fault" }) {
  return device.faults.map(({ code, detail }) => (
    <p key={code} class={as} role="alert">
      <strong>
        {headed(roleName(device.role))} <span class="device-id">{device.device}</span>
        {text("colon")}
        {said(FAULTS[code].name)}
      </strong>
      {detail !== null && `${text("openBracket")}${said(detail)}${text("closeBracket")}`} {text("remedy")}
      {text("colon")}
      {said(FAULTS[code].remedy)}
    </p>
  ));
}
