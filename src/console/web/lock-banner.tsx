import { stationAddress } from "./address.ts";
import { station } from "./live-store.ts";
import { locksAt } from "./order-rows.ts";
import { momentOf } from "./station-clock.ts";
import { said, text } from "./texts.ts";

interface LockBannerProps {
  /** Where nothing begins; null for the whole station. */
  readonly at: Parameters<typeof locksAt>[1];
}

/** What the registry has locked there: the words by which a start is refused, and since when. Nothing here ends it. */
export function LockBanner({ at }: LockBannerProps) {
  return locksAt(station.value?.commands, at).map((lock) => (
    <div class="notice fault lock-banner" role="alert" key={lock.number}>
      <p>
        <strong>{text("registryOrdered")}</strong> {said(lock)}
      </p>
      <p>
        {text("since")} {momentOf(lock.atWallMs)}
        {" · "}
        <a href={stationAddress("orders")}>{text("lockSeeOrders")}</a>
      </p>
    </div>
  ));
}
