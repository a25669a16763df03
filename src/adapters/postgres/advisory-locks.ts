/**
 * What workers of one registry do one at a time, by the advisory locks of its database. Workers of different versions run side by side for a while, so
 * a number keeps its meaning for good. The database holds locks of one number and those of two apart.
 */
export const LOCKS = {
  migrating: 7_406_011,
  listing: 7_406_012,
  inviting: 7_406_013,
  /** Places in status lists are given by one at a time. */
  markPlaces: 7_406_014,
  /** A list follows another, and one key of a use the one before. */
  issuerKeys: 7_406_015,
} as const;

/** Each with a second number. */
export const LOCKS_OF_EACH = {
  /** Of the stations. */
  share: 7_406_012,
  /** With 0, and shared: whoever holds it is a worker. */
  worker: 7_406_013,
  /** By its hash. */
  bundle: 7_406_016,
} as const;
