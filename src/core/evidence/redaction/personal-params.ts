/**
 * Parameters of reasons by their names: those of which none tells of a person, and those that may. A name that stands in neither is personal, and a test asks for a
 * place for each.
 */
export const PUBLIC_PARAMS = namesIn(`
  act actZh address after afterMs afterS ageS aheadS alert algorithm all allowed allowedZh answer archive
  asOf asked at atLeast atMost authority axle beams because before behindS below benchN block boundary
  branch byS bytes bytesMax call car cars changePerM character characters chars charsMax check checks
  choice classes code command console cosigned count counted courseM custody day days decidedMm deducted
  defect depthMax depthMm detail device devices distanceM done due edition element elsewhere en end
  endIndex ended entries entry error event events expected expression fact facts fault faults feature
  field figure figures findings first firstIn firstIndex firstOn fix folder form forms found foundC
  foundPerM foundRpm frame freeMiB from fuels gapS gear goodPct hashes hdop height held heldMs host how
  id index input inside invited isHere issued item items itemsEn itemsZh job jobs journal jurisdiction
  kPerM key keys kind kinds km kmMax kmh known lamp lamps laneM last latitudeDeg least leastC leastMiB
  leastPct leastSatellites left leftS leg lengthM line lines list listed log logKey long longitudeDeg m
  max measuredM mebibytes mediaType member metres mib min minimumS minutes minutesLeft missing mm model
  models month more most mostKmh mostM mostMiB mostMs mostPerM mostS ms nameEn nameZh named namespaceUri
  needed neededMs neededRpm needs next now nth of on opacityPct open opened origin other others ours
  oursN oursPerM outcome outerM packetBytesMax part parts path pathMm peakPerM pending phase photo photos
  pitchDeg place plates point points policy port position positions present provisionalDays quality
  readPerM reading reads receipted receiver recomputed recordKey recorded required rest results role
  roles root row rpm rule rulebook rules said sample satellites scope scoredFor sealed second secondIn
  seconds segment send sentence sentences sequence served severity short side sigmaM signal signals signed
  since site sites size software source spreadPerM state station status stopDays stopped strays sum surveyedM
  swapped targetRpm theirs time timeZone times to today toleranceRpm topic tries turnDeg turnedDeg types
  unit until upToS uri url use validFrom validTo value values variable vehicleClass vehicleLengthM vehicleM
  vehicleWidthM verdict wanted warnDays what when where which why width widthM withinDays withinS witness
  witnessed word writing zh zone
`);

export const PERSONAL_PARAMS = namesIn(`
  by category certificate employer expiry file firstRegistered holder issuer label licenceClass message
  movedTo name note number person pin places plate record records sha256 signer staffNumber text typed
  vin who withdrawal withdraws
`);

/** Stay to be read where something beside them is personal: words of a list, and how often. */
export const KEPT_PARAMS = namesIn("choice kind part item times");

/** Whatever they say is about one vehicle or person, or was typed by somebody. */
const PERSONAL_CODES = namesIn(
  "VIN_CHECKED RESTS_ON_WORDS COMMAND_LOCKED RECHECK_ORDERED LIST_ORDERED BOOK_ORDERED FIELD_REFUSED",
);
/** Told of clocks: `by` is another clock there. */
const PUBLIC_AREAS = /^CLOCK_/;
const PERSONAL_AREAS = /^(?:LICENCE|PAPERS|PRE_CHECK|INTEREST|PERSON)_/;

/** Its code apart. */
export function isPersonalReason(code: string): boolean {
  return PERSONAL_CODES.has(code) || PERSONAL_AREAS.test(code);
}

export function isPublicReason(code: string): boolean {
  return PUBLIC_AREAS.test(code);
}

export function isPublicParam(name: string): boolean {
  return PUBLIC_PARAMS.has(name) && !PERSONAL_PARAMS.has(name);
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
