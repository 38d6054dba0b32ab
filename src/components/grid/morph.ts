/**
 * Makes one part of a page read as another does, which the server wrote anew. What reads the same is not touched, so that a focus, a selection and
 * what somebody opened stay where they are. Children with `data-key` are the same by their key, others by their place.
 */
export function morph(live: Element, fresh: Element): void {
	const focused = document.activeElement;
	const hadFocus = focused !== null && live.contains(focused);
	morphElement(live, fresh);
	if (!hadFocus || document.activeElement === focused) return;
	// Moving an element takes its focus away; one that is gone leaves it to the part that it was in.
	if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
	else if (live instanceof HTMLElement) {
		live.tabIndex = -1;
		live.focus({ preventScroll: true });
	}
}

/** Whether a disclosure is open is the reader's. */
const OWN: ReadonlySet<string> = new Set(['DETAILS open']);

function morphElement(live: Element, fresh: Element): void {
	const isOwn = (name: string) => OWN.has(`${live.tagName} ${name}`);
	for (const { name } of [...live.attributes]) if (!fresh.hasAttribute(name) && !isOwn(name)) live.removeAttribute(name);
	for (const { name, value } of fresh.attributes) if (live.getAttribute(name) !== value && !isOwn(name)) live.setAttribute(name, value);
	morphChildren(live, fresh);
}

function morphChildren(live: Element, fresh: Element): void {
	const wanted = new Set([...fresh.childNodes].flatMap((node) => keyOf(node) ?? []));
	const kept = new Map<string, ChildNode>();
	for (const node of [...live.childNodes]) {
		const key = keyOf(node);
		if (key === null) continue;
		if (wanted.has(key)) kept.set(key, node);
		else node.remove();
	}
	let at = live.firstChild;
	for (const made of fresh.childNodes) {
		const key = keyOf(made);
		const same = key === null ? at : (kept.get(key) ?? null);
		if (same === null || !isAlike(same, made)) {
			live.insertBefore(document.importNode(made, true), at);
			continue;
		}
		if (same === at) at = at.nextSibling;
		else live.insertBefore(same, at);
		if (same instanceof Element && made instanceof Element) morphElement(same, made);
		else if (same.nodeValue !== made.nodeValue) same.nodeValue = made.nodeValue;
	}
	while (at !== null) {
		const next: ChildNode | null = at.nextSibling;
		at.remove();
		at = next;
	}
}

function isAlike(live: Node, fresh: Node): boolean {
	return live.nodeName === fresh.nodeName && keyOf(live) === keyOf(fresh);
}

function keyOf(node: Node): string | null {
	return node instanceof Element ? node.getAttribute('data-key') : null;
}
