import type { Told } from "../told.ts";
import { say } from "./language.ts";

const SHOWN_MAX = 100;

export function ToldList({ of }: { of: readonly Told[] }) {
  return (
    <ul class="told">
      {of.slice(0, SHOWN_MAX).map((told, at) => (
        <li key={at}>
          {say(told)} <code>{told.code}</code>
        </li>
      ))}
      {of.length > SHOWN_MAX && <li>+ {of.length - SHOWN_MAX}</li>}
    </ul>
  );
}
