const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'

const MIXED_CASE = `${LETTERS.toUpperCase()}${LETTERS}${DIGITS}`
export const UPPER_CASE = `${LETTERS.toUpperCase()}${DIGITS}`
export const LOWER_CASE = `${LETTERS}${DIGITS}`

/** So many characters of an alphabet, each drawn evenly. */
export const drawText = (
  random: { below(limit: number): number },
  length: number,
  alphabet: string = MIXED_CASE,
): string => Array.from({ length }, () => alphabet[random.below(alphabet.length)]).join('')
