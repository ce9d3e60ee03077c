import { expect, it } from 'vitest'
import { deviceType } from './device-type.ts'

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X'
const KHTML = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15'
const LIKE = '(KHTML, like Gecko)'

it.each([
  ['Chrome 125 / macOS', `${MAC} 10_15_7) ${KHTML} Chrome/125.0.0.0 Safari/537.36`],
  ['Chrome 109 / macOS 10.13', `${MAC} 10_13_6) ${KHTML} Chrome/109.0.0.0 Safari/537.36`],
  ['Firefox 127 / macOS', `${MAC} 10.15; rv:127.0) Gecko/20100101 Firefox/127.0`],
  [
    'Safari 17 / macOS',
    `${MAC} 10_15_7) AppleWebKit/605.1.15 ${LIKE} Version/17.5 Safari/605.1.15`,
  ],
  [
    'Edge 125 / Windows',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KHTML} Chrome/125.0.0.0 Safari/537.36 Edg/125.0.0.0`,
  ],
  [
    'Opera 111 / Windows',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KHTML} Chrome/125.0.0.0 Safari/537.36 OPR/111.0.0.0`,
  ],
  [
    'Chrome 125 / Android',
    `Mozilla/5.0 (Linux; Android 10; K) ${KHTML} Chrome/125.0.0.0 Mobile Safari/537.36`,
  ],
  [
    'Samsung Internet 25 / Android 13',
    `Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S918B) ${KHTML} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
  ],
  [
    'Firefox 127 / Android 14',
    'Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0',
  ],
  ['Safari 17 / iOS 17.5', `${IPHONE} ${LIKE} Version/17.5 Mobile/15E148 Safari/604.1`],
  ['Chrome 125 / iOS 17.5', `${IPHONE} ${LIKE} CriOS/125.0.6422.80 Mobile/15E148 Safari/604.1`],
  [
    'Chrome 124 / ChromeOS',
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${KHTML} Chrome/124.0.0.0 Safari/537.36`,
  ],
  [
    'Chrome 126 / Linux',
    `Mozilla/5.0 (X11; Linux x86_64) ${KHTML} HeadlessChrome/126.0.0.0 Safari/537.36`,
  ],
  [
    'aws-sdk-js 3 / Linux',
    'aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1.0 lang/js md/nodejs#24.1.0 api/cognito',
  ],
  ['aws-sdk-js 3 / macOS', 'aws-sdk-js/3.600.0 ua/2.0 os/darwin#23.5.0 lang/js md/nodejs#20.14.0'],
  [
    'aws-sdk-js 3 / Windows',
    'aws-sdk-js/3.600.0 ua/2.0 os/win32#10.0.22631 lang/js md/nodejs#20.14.0',
  ],
  [
    'Boto3 1 / Linux',
    'Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.15.0 md/arch#x86_64 lang/python#3.12',
  ],
  ['aws-cli 2 / macOS', 'aws-cli/2.16.8 md/awscrt#0.20.11 ua/2.0 os/macos#23.5.0 md/arch#arm64'],
  ['aws-amplify 6', 'aws-amplify/6.15.0 framework/0'],
  ['okhttp 4', 'okhttp/4.12.0'],
])('names %s', (name, userAgent) => {
  expect(deviceType(userAgent)).toBe(name)
})

it.each([undefined, '', ' ', 'Mozilla/5.0', 'node', '<script>alert(1)</script>/1', '漢字/1'])(
  'says nothing of %j',
  (userAgent) => {
    expect(deviceType(userAgent)).toBeUndefined()
  },
)

it('takes a long user agent in no time', () => {
  const started = performance.now()
  for (const part of ['Version/1.', '1', 'a.', '-', 'Mac OS X 1', 'CPU OS 1_']) {
    deviceType(`Version/${part.repeat(100_000)}`)
  }
  expect(performance.now() - started).toBeLessThan(200)
})
