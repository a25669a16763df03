import type { ByteChannel } from "../ports/byte-channel.ts";
import type { TimerHandle, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { Plc } from "../ports/plc.ts";
import type { RegistryLink } from "../ports/registry-link.ts";
import type { DeviceResolver } from "../runtime/wire-devices.ts";

/**
 * All that a station's process has of the world around it. `kill` takes it away in one moment, as the end of a process does: timers
 * fire no more, lines are closed by the system, nothing is tidied up, and whatever still runs inside reaches nobody.
 */
export class ProcessLife {
  #isOver = false;
  readonly #timers = new Set<TimerHandle>();
  readonly #closings: (() => void)[] = [];

  kill(): void {
    this.#isOver = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    for (const close of this.#closings.splice(0)) close();
  }

  timers(inner: Timers): Timers {
    return {
      start: (name, afterMs, fire) => {
        if (this.#isOver) return { cancel: () => undefined };
        const handle = inner.start(name, afterMs, () => {
          this.#timers.delete(handle);
          fire();
        });
        this.#timers.add(handle);
        return {
          cancel: () => {
            this.#timers.delete(handle);
            handle.cancel();
          },
        };
      },
    };
  }

  resolver(inner: DeviceResolver): DeviceResolver {
    return {
      channel: (config, address) => this.#channel(inner.channel(config, address)),
      plc: (config, address) => this.#plc(inner.plc(config, address)),
      lines: (config, address) => this.#lines(inner.lines(config, address)),
    };
  }

  link(inner: RegistryLink): RegistryLink {
    this.#closings.push(() => void inner.close());
    return {
      open: (listener) =>
        inner.open({
          onReady: this.#living((told) => listener.onReady(told)),
          onMessage: this.#living((message) => listener.onMessage(message)),
          onRefused: this.#living((why) => listener.onRefused(why)),
          onTrouble: this.#living((why) => listener.onTrouble(why)),
          onDown: this.#living((why) => listener.onDown(why)),
        }),
      submit: (message) => (this.#isOver ? "unsent" : inner.submit(message)),
      close: async () => {
        if (!this.#isOver) await inner.close();
      },
    };
  }

  operator(inner: OperatorFeed): OperatorFeed {
    return {
      show: (prompt, atMs, job) => {
        if (!this.#isOver) inner.show(prompt, atMs, job);
      },
    };
  }

  #channel(inner: ByteChannel): ByteChannel {
    let isOpen = false;
    this.#closings.push(() => {
      if (isOpen) inner.close();
    });
    return {
      address: inner.address,
      open: (listener) => {
        isOpen = true;
        inner.open({
          onOpen: this.#living(() => listener.onOpen()),
          onBytes: this.#living((bytes, atMs) => listener.onBytes(bytes, atMs)),
          onClose: (why) => {
            isOpen = false;
            if (!this.#isOver) listener.onClose(why);
          },
        });
      },
      write: (bytes) => (this.#isOver ? "closed" : inner.write(bytes)),
      close: () => {
        if (!this.#isOver) inner.close();
      },
    };
  }

  #plc(inner: Plc): Plc {
    this.#closings.push(() => void inner.close());
    return {
      open: (listener) =>
        inner.open({
          onUp: this.#living(() => listener.onUp()),
          onValues: this.#living((values) => listener.onValues(values)),
          onDown: this.#living((why) => listener.onDown(why)),
        }),
      watch: (variables, samplingMs) => inner.watch(variables, samplingMs),
      write: async (variable, value) => {
        if (!this.#isOver) await inner.write(variable, value);
      },
      close: async () => {
        if (!this.#isOver) await inner.close();
      },
    };
  }

  #lines(inner: DigitalIo): DigitalIo {
    this.#closings.push(() => inner.close());
    return {
      open: () => inner.open(),
      watch: (line, listener) => inner.watch(line, this.#living(listener)),
      write: (line, active) => {
        if (!this.#isOver) inner.write(line, active);
      },
      close: () => {
        if (!this.#isOver) inner.close();
      },
      onLost: (listener) => inner.onLost(this.#living(listener)),
      ...(inner.comesBack === undefined ? {} : { comesBack: inner.comesBack }),
    };
  }

  #living<Words extends readonly unknown[]>(told: (...words: Words) => void): (...words: Words) => void {
    return (...words) => {
      if (!this.#isOver) told(...words);
    };
  }
}
