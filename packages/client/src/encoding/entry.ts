/** The entry of a table by a name that comes from outside: `constructor` is none. */
export const entryOf = <Value>(
  table: Readonly<Record<string, Value>>,
  name = '',
): Value | undefined => (Object.hasOwn(table, name) ? table[name] : undefined)
