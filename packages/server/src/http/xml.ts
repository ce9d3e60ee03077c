/**
 * A shaped answer as the XML of the query protocol: a list is `<member>` after `<member>`, a structure its
 * members by name. The tables of the query services have no maps.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#xml-shape-serialization
 */
export function writeXml(name: string, value: unknown): string {
  return `<${name}>${writeContent(value)}</${name}>`
}

function writeContent(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => writeXml('member', item)).join('')
  if (typeof value !== 'object' || value === null) return escapeXml(String(value))
  return Object.entries(value)
    .map(([name, member]) => writeXml(name, member))
    .join('')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

/** Text that stands for itself. Characters that XML cannot carry (XML 1.0 §2.2) become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\r]/g, (sign) => ESCAPES[sign] ?? sign)
}
