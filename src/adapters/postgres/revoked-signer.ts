/**
 * A key of its station by which this row is signed was revoked from before it ended: the row counts no more. By the rule of whoever verifies the record, so of the second key (SM2) as
 * of the first. The row does not say by which keys it is; its entry does. `row`: what a statement calls it.
 */
export const isSignerRevoked = (row: string): string => `exists (select 1 from station_key k
  where k.station = ${row}.station and k.role in ('record', 'second') and k.revoked_from < ${row}.ended and position(k.key_id in ${row}.entry) > 0)`;
