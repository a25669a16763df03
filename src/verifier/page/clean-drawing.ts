import { options } from "preact";
import { shownChildren } from "../../core/trade/words/shown-text.ts";

/** The one door of a page: no text that is drawn turns the writing round or hides what stands in it, whoever wrote it. */
export function drawCleanly(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    const { children } = vnode.props;
    const shown = shownChildren(children) as typeof children;
    if (shown !== children) vnode.props.children = shown;
    before?.(vnode);
  };
}
