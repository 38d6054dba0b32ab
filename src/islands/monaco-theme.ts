/** The editor's colours, read from the design tokens each time the theme changes. */
import type * as Monaco from 'monaco-editor/editor/editor.api.js';

const RULES = {
	keyword: '--code-key',
	type: '--code-type',
	string: '--code-str',
	number: '--code-num',
	comment: '--code-com',
	identifier: '--code-ink',
	'': '--code-ink',
} as const;

/** Alpha, as two hexadecimal digits. */
const FAINT = '33';

export function applyMonacoTheme(monaco: typeof Monaco): void {
	const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
	const probe = document.createElement('span');
	document.body.append(probe);
	const hex = (token: string): string => {
		probe.style.color = `var(${token})`;
		return paint ? toHex(paint, getComputedStyle(probe).color) : '#000000';
	};
	const background = hex('--code-bg');
	const name = document.documentElement.dataset['theme'] ?? '';
	const isDark = Number.parseInt(background.slice(1, 3), 16) < 128;
	monaco.editor.defineTheme('gradus', {
		base: name.startsWith('contrast') ? (isDark ? 'hc-black' : 'hc-light') : isDark ? 'vs-dark' : 'vs',
		inherit: true,
		rules: Object.entries(RULES).map(([token, variable]) => ({
			token,
			foreground: hex(variable).slice(1),
			...(token === 'comment' ? { fontStyle: 'italic' } : {}),
		})),
		colors: {
			'editor.background': background,
			'editor.foreground': hex('--code-ink'),
			'editorLineNumber.foreground': hex('--ink-3'),
			'editorLineNumber.activeForeground': hex('--ink'),
			'editor.selectionBackground': hex('--accent-wash'),
			'editorCursor.foreground': hex('--accent'),
			'editorError.foreground': hex('--fail'),
			focusBorder: hex('--focus'),
			'diffEditor.insertedLineBackground': hex('--pass-wash'),
			'diffEditor.removedLineBackground': hex('--fail-wash'),
			'diffEditor.insertedTextBackground': `${hex('--pass')}${FAINT}`,
			'diffEditor.removedTextBackground': `${hex('--fail')}${FAINT}`,
		},
	});
	monaco.editor.setTheme('gradus');
	probe.remove();
}

/** Any CSS colour as #rrggbb: painted once and read back. */
function toHex(paint: CanvasRenderingContext2D, colour: string): string {
	paint.fillStyle = colour;
	paint.fillRect(0, 0, 1, 1);
	const [r = 0, g = 0, b = 0] = paint.getImageData(0, 0, 1, 1).data;
	return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The switch of the page and the system's own change show at once. */
export function followTheme(monaco: typeof Monaco): () => void {
	const apply = (): void => applyMonacoTheme(monaco);
	const dark = matchMedia('(prefers-color-scheme: dark)');
	document.addEventListener('themechange', apply);
	dark.addEventListener('change', apply);
	return () => {
		document.removeEventListener('themechange', apply);
		dark.removeEventListener('change', apply);
	};
}
