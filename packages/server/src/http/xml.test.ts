import { expect, it } from 'vitest'
import { writeXml } from './xml.ts'

it('writes structures and lists', () => {
  expect(writeXml('R', { Roles: [{ Name: 'a' }, { Name: 'b' }], IsTruncated: false })).toBe(
    '<R><Roles><member><Name>a</Name></member><member><Name>b</Name></member></Roles><IsTruncated>false</IsTruncated></R>',
  )
})

it('escapes what is markup and replaces what XML cannot carry', () => {
  expect(writeXml('D', '<a href="x">&amp;</a>\r\n\t\0\u001f\ud800 é 😀')).toBe(
    '<D>&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;&#xD;\n\t\ufffd\ufffd\ufffd é 😀</D>',
  )
})
