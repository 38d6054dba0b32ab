/// <reference types="astro/client" />

declare namespace App {
	interface Locals {
		/** Signed-in person, or null for a guest. Set by middleware from the session cookie. */
		actor: import('#contract/user.ts').Actor | null;
		/** Nonce-free request id for logs. */
		requestId: string;
		/** The client's address as far as the declared proxies can be believed. For limits and, hashed, for the audit log. */
		ip: string;
		/** How many messages the person has not read; asked by the bar of a page. */
		countUnread: () => Promise<number>;
		/** Set by the lesson page for the components of its text. */
		lesson?: import('#contract/lesson.ts').LessonContext;
	}
}
