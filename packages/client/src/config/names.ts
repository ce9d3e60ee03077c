/** Names that are one another but for a slip. */

/** Whether a name is the known one but for case, separators, or a letter or two. */
export function isNear(name: string, known: string): boolean {
  if (bare(name) === bare(known)) return true
  // In a short name two changes would make another word of it.
  return isWithin(known.length > 5 ? 2 : 1, name.toLowerCase(), known.toLowerCase())
}

const bare = (name: string): string => name.toLowerCase().replace(/[\W_]/g, '')

/** Whether so many changes of a letter make one of the other; what begins alike needs none there. */
function isWithin(changes: number, one: string, other: string): boolean {
  if (one === other) return true
  const [rest, otherRest] = [one.slice(1), other.slice(1)]
  if (one[0] === other[0]) return isWithin(changes, rest, otherRest)
  return (
    changes > 0 &&
    (isWithin(changes - 1, rest, other) ||
      isWithin(changes - 1, one, otherRest) ||
      isWithin(changes - 1, rest, otherRest))
  )
}
