/** Following a message's link marks it as read: a link is a GET and may write nothing, so a request of its own goes beside it. */
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-message]')) {
	link.addEventListener('click', () => {
		const body = new URLSearchParams({ action: 'read', message: link.dataset['message'] ?? '' });
		// It outlives this page; should it not arrive, the message stays unread.
		fetch('/me/inbox', { method: 'POST', body, keepalive: true, redirect: 'manual' }).catch(() => undefined);
	});
}
