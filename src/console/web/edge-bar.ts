/**
 * A bar that stays at the edge of the window says how high it is, in pixels, as a property of the page: what scrolls to what has the
 * focus stops short of it (focus.css), and one bar sticks below another. To be given as the `ref` of the bar.
 */
function edgeBar(property: string): (bar: HTMLElement | null) => undefined | (() => void) {
  return (bar) => {
    if (bar === null) return undefined;
    const { style } = document.documentElement;
    const measure = (): void => style.setProperty(property, `${bar.offsetHeight}px`);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(bar);
    return () => {
      watch.disconnect();
      style.removeProperty(property);
    };
  };
}

export const noticeBar = edgeBar("--notice-bar");
export const headBar = edgeBar("--head-bar");
export const actsBar = edgeBar("--acts-bar");
