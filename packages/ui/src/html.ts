/** No JSON and no text can hold a symbol, so nothing a user sent can pass for markup. */
const MARKUP: unique symbol = Symbol('markup')

/** Markup that is safe to send: only `html` makes it. */
export interface Html {
  readonly [MARKUP]: string
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, nothing is nothing. */
export type Fragment = Html | string | number | false | null | undefined | readonly Fragment[]

/**
 * Markup from a template whose interpolations are escaped.
 *
 * They may stand between tags and inside quoted attribute values, nowhere else: not in a tag's name, not
 * unquoted, not inside `<script>` or `<style>`; and an address needs a fixed beginning, since no escaping
 * makes `javascript:` harmless.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  const markup = parts.reduce((before, part, i) => before + render(values[i - 1]) + part)
  return { [MARKUP]: markup }
}

/** The markup as text, for whoever sends it. */
export const markupOf = (markup: Html): string => markup[MARKUP]

/** Text as it may stand between tags or inside a quoted attribute value. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

function render(fragment: Fragment): string {
  if (fragment === null || fragment === undefined || fragment === false) return ''
  if (typeof fragment === 'string') return escapeHtml(fragment)
  if (typeof fragment === 'number') return String(fragment)
  if (isList(fragment)) return fragment.map(render).join('')
  return markupOf(fragment)
}

/** `Array.isArray` does not narrow readonly arrays. */
const isList = (fragment: Html | readonly Fragment[]): fragment is readonly Fragment[] =>
  Array.isArray(fragment)
