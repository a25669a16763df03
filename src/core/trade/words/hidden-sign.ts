/** Stands where something is hidden, in any language. */
export const HIDDEN_SIGN = "▇▇▇";
