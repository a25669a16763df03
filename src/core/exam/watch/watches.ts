import type { ExamRule } from "../rulebook.ts";
import { type BoardWatch, engineStalled, signalWhileDriving, startedInGear, starterHeld } from "./board.ts";
import { lineContact } from "./line-contact.ts";
import { manoeuvreBroken } from "./manoeuvre.ts";
import { placeAtStop } from "./place-at-stop.ts";
import { rollback } from "./rollback.ts";
import { itemTime, stopLonger } from "./times.ts";
import { driveOffSignal, parkingBrakeWhile, turnSignal } from "./turn-signals.ts";
import type { ItemSite, Watch, WatchSite } from "./watch.ts";

/** A rule that belongs to an item, watched there; null for a rule that is not watched so. */
export function itemWatch(site: ItemSite): Watch | null {
  const form = site.rule.watch;
  switch (form?.name) {
    case "line-contact":
      return lineContact(site, form);
    case "place-at-stop":
      return placeAtStop(site, form);
    case "manoeuvre-broken":
      return manoeuvreBroken(site, form);
    case "item-time":
      return itemTime(site);
    case "stop-longer":
      return stopLonger(site);
    case "turn-signal":
      return turnSignal(site, form);
    case "drive-off-signal":
      return driveOffSignal(site, form);
    case "parking-brake-while":
      return parkingBrakeWhile(site, form);
    default:
      return null;
  }
}

/** A rule of the whole test that is watched at each epoch. */
export function testWatch(site: WatchSite): Watch | null {
  const form = site.rule.watch;
  return form?.name === "rollback" ? rollback(site, form) : null;
}

/** A rule of the whole test that is watched whenever the board speaks, and as time passes. */
export function boardWatchOf(rule: ExamRule): BoardWatch | null {
  switch (rule.watch?.name) {
    case "signal-while-driving":
      return signalWhileDriving(rule, rule.watch);
    case "started-in-gear":
      return startedInGear(rule, rule.watch);
    case "starter-held":
      return starterHeld(rule);
    case "engine-stalled":
      return engineStalled(rule, rule.watch);
    default:
      return null;
  }
}
