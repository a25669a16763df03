import { roleName } from "../../core/trade/words/roles.ts";
import type { DeviceView } from "../../station/live-message.ts";
import type { DevicePulseView } from "../../station/station-report.ts";
import { stationAddress } from "./address.ts";
import { FaultLine, faultsSaid } from "./fault-line.tsx";
import { station } from "./live-store.ts";
import { faultWord, Problems } from "./problem-list.tsx";
import { RawFrames } from "./raw-frames.tsx";
import { seatName } from "./seat-name.ts";
import { spanOf } from "./spans.ts";
import { momentOf } from "./station-clock.ts";
import { CalibrationWord, DeviceState, ReadingAge, rateSaid } from "./station-devices.tsx";
import { problems, useReport } from "./station-store.ts";
import { headed, text } from "./texts.ts";

/** One device in depth: what is wrong with it, its faults one by one, who it is, and what it says. */
export function DeviceSection({ device: asked }: { device: string }) {
  const view = station.value;
  const device = view?.devices.find((known) => known.device === asked) ?? null;
  if (view === null) return null;
  if (device === null)
    return (
      <section class="empty">
        <p class="prompt">{text("noSuchDevice")}</p>
        <a class="button" href={stationAddress("devices")}>
          {text("backToDevices")}
        </a>
      </section>
    );
  const wrong = problems.value.filter((problem) => problem.device === device.device);
  return (
    <>
      <div class="device-title">
        <h3>
          {headed(roleName(device.role))} <span class="device-id">{device.device}</span>
        </h3>
        <DeviceState device={device} />
        <a class="plain" href={stationAddress("devices")}>
          {text("backToDevices")}
        </a>
      </div>
      {wrong.length > 0 && <Problems some={wrong} isThere />}
      <Facts device={device} />
      <RawFrames device={device.device} />
    </>
  );
}

function Facts({ device }: { device: DeviceView }) {
  const { body, goneMs } = useReport();
  const pulse = body?.devices.find((known) => known.device === device.device) ?? null;
  return (
    <div class="device-facts">
      <dl class="facts panel">
        <Row name={text("lastReading")}>
          <ReadingAge pulse={pulse} goneMs={goneMs} />
        </Row>
        <Row name={text("lastAnything")}>
          {pulse === null
            ? "…"
            : pulse.heardAgeMs === null
              ? text("noReading")
              : `${spanOf(pulse.heardAgeMs + goneMs)}${text("ago")}`}
        </Row>
        <Row name={text("rateOf")}>{rateSaid(pulse)}</Row>
        <Row name={text("calibrationOf")}>
          <CalibrationWord pulse={pulse} />
        </Row>
        <Row name={text("model")}>{device.model}</Row>
        <Row name={text("serialNumber")}>{pulse?.serial || "-"}</Row>
        <Row name={text("addressOf")}>
          <code>{device.address}</code>
        </Row>
        <Row name={text("placeOf")}>{seatName(device) || device.site}</Row>
        <Row name={text("identity")}>
          {pulse === null ? "…" : text(pulse.simulated ? "simulated" : "realDevice")}
        </Row>
      </dl>
      {body !== null && pulse !== null && <Faults pulse={pulse} nowWallMs={body.nowWallMs} />}
    </div>
  );
}

function Row({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Faults({ pulse: { faults }, nowWallMs }: { pulse: DevicePulseView; nowWallMs: number }) {
  const newest = [...faults.spans].reverse();
  return (
    <section class="panel device-faults">
      <h4>{text("faultsOver")}</h4>
      <FaultLine faults={faults} />
      <p class="soft">{faultsSaid(faults)}</p>
      {newest.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{text("whatFault")}</th>
              <th scope="col">{text("began")}</th>
              <th scope="col">{text("lasted")}</th>
            </tr>
          </thead>
          <tbody>
            {newest.slice(0, 20).map(({ code, fromAgoMs, toAgoMs }, at) => (
              <tr key={`${code} ${at}`}>
                <th scope="row">{faultWord(code)}</th>
                <td>{momentOf(nowWallMs - fromAgoMs)}</td>
                <td>
                  {spanOf(fromAgoMs - (toAgoMs ?? 0))}
                  {toAgoMs === null && ` · ${text("standsStill")}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
