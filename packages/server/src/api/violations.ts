/** Broken limits on their way from where they are found to the message that names them. */
import { constraintsOf, NULL_CHARACTER } from './constraints.ts'
import type { ListShape, MapShape, ServiceTable, Shape } from './table.ts'
import { shapeNamed } from './table.ts'

/** One broken limit. Its path grows from the value outwards while the parser returns. */
export interface Violation {
  path: string
  /** The value as the message prints it, with a blank before; empty when it is sensitive. */
  shown: string
  readonly constraint: string
}

/** Ours: AWS reports every violation and prints every value whole; an answer must not outgrow its request. */
const MOST_VIOLATIONS = 25
const LONGEST_VALUE = 256

/** Adds what is broken about one value. */
export function addViolations(
  violations: Violation[],
  broken: readonly string[],
  shown: () => string,
): void {
  for (const constraint of broken.slice(0, MOST_VIOLATIONS - violations.length)) {
    violations.push({ path: '', shown: shown(), constraint })
  }
}

/** Puts a segment before the path of every violation from an index on. */
export function locate(violations: readonly Violation[], from: number, segment: string): void {
  for (const violation of violations.slice(from)) {
    violation.path = violation.path === '' ? segment : `${segment}.${violation.path}`
  }
}

/** Takes the values out of every violation from an index on, because what holds them is sensitive. */
export function conceal(violations: readonly Violation[], from: number): void {
  for (const violation of violations.slice(from)) {
    if (violation.shown !== ' null') violation.shown = ''
  }
}

/** A list or map, and which of its parts is looked at. */
interface Container {
  readonly shape: ListShape | MapShape
  readonly value: object
  readonly member: Shape
  readonly noun: 'Member' | 'Map keys' | 'Map value'
}

/**
 * Words what is broken inside a list or map as AWS does: structures by their own paths, plain values
 * once for the whole container, with all their limits (seen: "Value '[token]' at
 * 'allowedOAuthFlows' failed to satisfy constraint: Member must satisfy constraint: [Member must
 * satisfy enum value set: […]]", CloudFormation user guide issue 563).
 */
export function gather(
  { table, violations }: { readonly table: ServiceTable; readonly violations: Violation[] },
  from: number,
  { shape, value, member, noun }: Container,
  segment: string,
): void {
  if (member.type === 'structure') {
    locate(violations, from, segment)
    if (shape.sensitive) conceal(violations, from)
    return
  }
  const [first] = violations.splice(from)
  const constraint =
    first?.constraint === NULL_CHARACTER
      ? NULL_CHARACTER
      : `${noun} must satisfy constraint: [${constraintsOf(member).join(', ')}]`
  // What stands before this container has its path already.
  if (violations.some((known) => known.path === '' && known.constraint === constraint)) return
  addViolations(violations, [constraint], () => show(table, shape, value))
}

/** The whole sentence, counted as AWS counts. */
export function describeViolations(violations: readonly Violation[]): string {
  const lines = violations.map(
    ({ path, shown, constraint }) =>
      `Value${shown} at '${path}' failed to satisfy constraint: ${constraint}`,
  )
  const noun = lines.length === 1 ? 'error' : 'errors'
  return `${lines.length} validation ${noun} detected: ${lines.join('; ')}`
}

/** A member's name as AWS writes it in paths: `UserPoolId` is `userPoolId`, `CSS` is `cSS`. */
export function pathName(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1)
}

/**
 * A value as messages print it: `'text'`, `'[a, b]'`, `'{k=v}'`. Nothing where it is sensitive or
 * not made of plain values, as AWS then prints the name of a Java object.
 */
export function show(table: ServiceTable, shape: Shape, value: unknown): string {
  const text = plainText(table, shape, value)
  return text === undefined ? '' : ` '${cut(text)}'`
}

function plainText(table: ServiceTable, shape: Shape, value: unknown): string | undefined {
  if ('sensitive' in shape) return undefined
  if (shape.type === 'string' || shape.type === 'integer' || shape.type === 'long') {
    // What stands beside a broken member is not parsed yet: an object there may have any toString.
    return typeof value === 'object' && value !== null ? undefined : String(value)
  }
  if (shape.type === 'list' && Array.isArray(value)) {
    const member = shapeNamed(table, shape.member)
    const texts = value.slice(0, LONGEST_VALUE).map((item) => plainText(table, member, item))
    return texts.includes(undefined) ? undefined : `[${texts.join(', ')}]`
  }
  return shape.type === 'map' ? plainMap(table, shape, Object(value)) : undefined
}

function plainMap(table: ServiceTable, shape: MapShape, map: object): string | undefined {
  const keyShape = shapeNamed(table, shape.key)
  const valueShape = shapeNamed(table, shape.value)
  const texts = Object.entries(map)
    .slice(0, LONGEST_VALUE)
    .flatMap(([key, value]) => [
      plainText(table, keyShape, key),
      plainText(table, valueShape, value),
    ])
  if (texts.includes(undefined)) return undefined
  const pairs = texts.flatMap((text, index) =>
    index % 2 === 0 ? [`${text}=${texts[index + 1]}`] : [],
  )
  return `{${pairs.join(', ')}}`
}

/** Never through the middle of a surrogate pair, and without U+0000, which logs do not like either. */
function cut(text: string): string {
  const printable = text.replaceAll('\0', '\ufffd')
  if (printable.length <= LONGEST_VALUE) return printable
  const isPair = (printable.codePointAt(LONGEST_VALUE - 1) ?? 0) > 0xffff
  return `${printable.slice(0, isPair ? LONGEST_VALUE - 1 : LONGEST_VALUE)}...`
}
