import { COPYABLE_STYLE, copyable, type Html, html, type Page } from '@poolhouse/ui'
import type { InboxMessage } from '../messages/inbox.ts'
import { type Entrance, signUpCommand } from '../rules/first-steps.ts'
import { INBOX_SCRIPT } from './inbox-script.ts'
import { emptyCard, MESSAGE_STYLE, messageCard } from './message-card.ts'

interface Inbox {
  /** The newest first. */
  readonly messages: readonly InboxMessage[]
  /** The user name or address that the messages are limited to. */
  readonly to: string | undefined
  readonly now: number
  /** Where somebody can be signed up for a first message, if anywhere. */
  readonly entrance: Entrance | undefined
}

/** The development inbox as a page. Whole without scripts; with them it keeps itself up to date. */
export function inboxPage(inbox: Inbox): Page {
  const { messages, to, now } = inbox
  // The list holds not even a space when it is empty: by that the style knows to show what comes after it.
  const body = html`<div class="heading"><div><h1>Inbox</h1>
<p class="ph-quiet">What would have been sent, newest first. <span id="live" role="status"></span></p>
<noscript><p><a href="">Reload the page</a> to see what is new.</p></noscript></div>
${renderFilter(to)}</div>
<ol id="messages" data-now="${new Date(now).toISOString()}">${messages.map((message) => messageCard(message, now))}</ol>
<div class="empty">${renderEmpty(inbox)}</div>
<template id="card">${emptyCard()}</template>`
  return {
    title: to ? `Inbox of ${to}` : 'Inbox',
    body,
    links: [
      { href: '/inbox', text: 'Inbox', isCurrent: true },
      { href: '/status', text: 'Status' },
    ],
    style: STYLE + MESSAGE_STYLE + COPYABLE_STYLE,
    script: INBOX_SCRIPT,
  }
}

const renderFilter = (to = ''): Html => html`<form action="/inbox" role="search">
<label for="to">User name or address</label>
<div class="filter"><input id="to" name="to" type="search" value="${to}" placeholder="ada@example.com" autocomplete="off" autocapitalize="none" spellcheck="false"><button class="ph-plain">Filter</button></div>
${to && html`<p><a href="/inbox">Show all messages</a></p>`}
</form>`

function renderEmpty({ to, entrance }: Inbox): Html {
  if (to) {
    return html`<h2>No message to “${to}” yet</h2>
<p>The filter takes a whole user name or address, as it was given at sign-up.</p>`
  }
  const title = html`<h2>No messages yet</h2>`
  if (!entrance) return html`${title}<p>Sign somebody up; their code appears here.</p>`
  return html`${title}<p>Sign somebody up; their code appears here. From a terminal:</p>
${copyable(signUpCommand(entrance), 'the command')}`
}

const STYLE = `
.heading { display: grid; gap: 24px; margin-bottom: 32px; }
h1 { margin-bottom: 4px; }
.filter { display: flex; gap: 8px; margin-top: 4px; }
form p { margin-top: 8px; }
#messages { display: grid; gap: 16px; }
.empty { display: grid; gap: 12px; }
#messages:not(:empty) + .empty { display: none; }
@media (min-width: 640px) {
  .heading { grid-template-columns: minmax(0, 1fr) minmax(280px, 320px); align-items: start; gap: 32px; }
}
`
