/** Stands where a new vehicle has no plate yet, in records too. */
export const NO_PLATE = "无号牌";
