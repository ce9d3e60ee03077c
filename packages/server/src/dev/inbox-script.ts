import { COPY_SCRIPT } from '@poolhouse/ui'
import { relativeTime } from './relative-time.ts'

/**
 * Keeps the inbox page up to date: asks for the messages every two seconds, adds what is new on top and
 * takes away what is gone, so that focus and selection stay where they are. Whatever a message holds is put
 * in as text.
 */
export const INBOX_SCRIPT = `
const list = document.getElementById('messages')
const card = document.getElementById('card').content
const live = document.getElementById('live')
const aheadBy = Date.parse(list.dataset.now) - Date.now()
const relativeTime = ${relativeTime}

const field = (item, name) => item.querySelector('[data-field=' + name + ']')
const keyOfItem = (item) =>
  [item.querySelector('time').dateTime, field(item, 'to').textContent, field(item, 'code').textContent].join()
const keyOfMessage = ({ sentAt, to, code }) => [sentAt, to, code].join()

function makeItem(message) {
  const item = card.cloneNode(true).firstElementChild
  for (const place of item.querySelectorAll('[data-field]')) {
    place.textContent = message[place.dataset.field] ?? ''
  }
  field(item, 'to').href = '/inbox?to=' + encodeURIComponent(message.to)
  const time = item.querySelector('time')
  time.dateTime = time.title = message.sentAt
  return item
}

function show(messages) {
  const shown = new Set([...list.children].map(keyOfItem))
  const kept = new Set(messages.map(keyOfMessage))
  const fresh = messages.filter((message) => !shown.has(keyOfMessage(message)))
  for (const item of [...list.children]) if (!kept.has(keyOfItem(item))) item.remove()
  list.prepend(...fresh.map(makeItem))
  if (fresh.length > 0) say('New message to ' + fresh[0].to + '.')
}

function say(text) {
  if (live.textContent !== text) live.textContent = text
}

function tellTimes() {
  for (const time of list.querySelectorAll('time')) {
    const text = relativeTime(Date.parse(time.dateTime), Date.now() + aheadBy)
    if (time.textContent !== text) time.textContent = text
  }
}

let isCutOff = false

async function update() {
  try {
    const response = await fetch('/inbox.json' + location.search)
    if (!response.ok) throw new Error(response.statusText)
    show(await response.json())
    if (isCutOff) say('Connected again.')
    isCutOff = false
  } catch {
    isCutOff = true
    say('Poolhouse does not answer. Trying again…')
  }
  tellTimes()
  setTimeout(update, 2000)
}

say('New messages appear by themselves.')
setTimeout(update, 2000)
${COPY_SCRIPT}`
