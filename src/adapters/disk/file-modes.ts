/**
 * Who may read what the product writes, whatever the umask of the process that starts it. Keys, journal, records and log hold
 * keys, names and plates: they are for the user of the station. An intake is shared with the group of whoever fills
 * it. What anybody may have (a trust list) nobody else may write.
 */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;
export const GROUP_FILE = 0o640;
export const GROUP_FOLDER = 0o750;
/** What others may pass through, and not look around in: the database's own user goes to its own folder. */
export const PASSED_FOLDER = 0o711;
export const PUBLIC_FILE = 0o644;
/** What a person asked for by name, where they asked for it: as their umask says. */
export const OWN_FILE = 0o666;
export const OWN_FOLDER = 0o777;
/** Of what the system says of a file. */
export const MODE_BITS = 0o777;
/** Of those who are neither the owner nor of the group. */
export const OTHERS_BITS = 0o007;
/** Of all but the owner. */
export const BESIDE_OWNER_BITS = 0o077;
/** Whether others may go through a folder. */
export const OTHERS_PASS = 0o001;
