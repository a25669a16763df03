import { useLayoutEffect, useRef } from "preact/hooks";
import { PIN_LENGTH } from "../../core/people/secret-form.ts";
import { text } from "./texts.ts";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** A PIN by touch or by keys. The device's own keypad stays away: this one is larger, and always in the same place. */
export function PinEntry({
  value,
  onValue,
  isHeld,
}: {
  value: string;
  onValue: (value: string) => void;
  /** Nothing can be typed now. */
  isHeld: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  // In the moment it is drawn: what a quick person types before the focus is here would go nowhere.
  useLayoutEffect(() => {
    if (!isHeld) input.current?.focus();
  }, [isHeld]);
  const take = (typed: string): void => onValue(typed.replace(/\D/g, "").slice(0, PIN_LENGTH.atMost));
  return (
    <div class="pin">
      <label>
        <span>{text("pin")}</span>
        <input
          ref={input}
          type="password"
          name="pin"
          inputMode="none"
          autocomplete="off"
          maxLength={PIN_LENGTH.atMost}
          disabled={isHeld}
          value={value}
          onInput={(event) => {
            take(event.currentTarget.value);
            // Where nothing changed nothing is drawn again, and a letter would stay.
            event.currentTarget.value = event.currentTarget.value.replace(/\D/g, "");
          }}
        />
      </label>
      <div class="pad">
        {DIGITS.map((digit) => (
          <Key key={digit} shows={digit} isHeld={isHeld} onPress={() => take(value + digit)} />
        ))}
        <Key shows={text("clear")} isHeld={isHeld} onPress={() => take("")} isWord />
        <Key shows="0" isHeld={isHeld} onPress={() => take(`${value}0`)} />
        <Key
          shows="⌫"
          name={text("deleteDigit")}
          isHeld={isHeld}
          onPress={() => take(value.slice(0, -1))}
          isWord
        />
      </div>
    </div>
  );
}

function Key(props: {
  shows: string;
  name?: string;
  isHeld: boolean;
  isWord?: boolean;
  onPress: () => void;
}) {
  const { shows, name, isHeld, isWord = false, onPress } = props;
  return (
    <button
      type="button"
      class={isWord ? "pad-key word" : "pad-key"}
      aria-label={name}
      disabled={isHeld}
      onClick={onPress}
    >
      {shows}
    </button>
  );
}
