/** The forms of a page of ours as a browser would send them, read from its text: one body for each button of each form. */

export interface PageForm {
	/** What a failing test says: the first names and values. */
	readonly title: string;
	readonly path: string;
	readonly body: FormData;
}

type Field = readonly [name: string, value: string | Blob];

/** What somebody types where a page leaves a field empty, by its type. */
const TYPED: Readonly<Record<string, string>> = { number: '1', 'datetime-local': '2099-01-01T12:00', checkbox: 'on', radio: 'on' };

/** Forms that this page posts to itself or to another path. */
export function formsOf(page: string, path: string): PageForm[] {
	return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, tag = '', inside = '']) => {
		if (attribute(tag, 'method') !== 'post') return [];
		const fields = fieldsOf(inside);
		const buttons = [...inside.matchAll(/<button\b([^>]*)>/g)].flatMap(([, button = '']) => {
			const name = attribute(button, 'name');
			return name === undefined ? [] : [[name, attribute(button, 'value') ?? ''] as const];
		});
		const to = new URL(attribute(tag, 'action') ?? '', `http://here${path}`);
		return (buttons.length === 0 ? [undefined] : buttons).map((button) => {
			const body = new FormData();
			for (const [name, value] of button === undefined ? fields : [...fields, button]) body.append(name, value);
			const said = [...(button === undefined ? [] : [button]), ...fields]
				.slice(0, 3)
				.map(([name, value]) => `${name}=${String(value).slice(0, 20)}`);
			return { title: said.join('&'), path: `${to.pathname}${to.search}`, body };
		});
	});
}

function fieldsOf(inside: string): Field[] {
	const chosen = new Set<string>();
	return [...inside.matchAll(/<(input|textarea|select)\b([^>]*)>([^<]*(?:<option[\s\S]*?<\/select>)?)/g)].flatMap(
		([, kind, tag = '', rest = '']): Field[] => {
			const name = attribute(tag, 'name');
			const type = kind === 'input' ? (attribute(tag, 'type') ?? 'text') : (kind ?? '');
			if (name === undefined || type === 'submit' || (type === 'radio' && chosen.has(name))) return [];
			chosen.add(name);
			if (type === 'file') return [[name, new Blob(['username,name\nnobody.else,Nobody Else\n'], { type: 'text/csv' })]];
			if (type === 'select') return [[name, optionOf(rest)]];
			const given = type === 'textarea' ? rest.trim() : attribute(tag, 'value');
			return [[name, type !== 'hidden' && !given ? (TYPED[type] ?? 'said for a test') : (given ?? '')]];
		},
	);
}

/** The chosen one, or the first that says something. */
function optionOf(select: string): string {
	const options = [...select.matchAll(/<option\b([^>]*)>/g)].map(([, tag = '']) => ({ value: attribute(tag, 'value') ?? '', tag }));
	return (
		(options.find(({ tag, value }) => /\bselected\b/.test(tag) && value !== '') ?? options.find(({ value }) => value !== ''))?.value ?? ''
	);
}

function attribute(tag: string, name: string): string | undefined {
	return new RegExp(`(?:^|\\s)${name}="([^"]*)"`)
		.exec(tag)?.[1]
		?.replaceAll('&#34;', '"')
		.replaceAll('&#38;', '&')
		.replaceAll('&amp;', '&');
}
