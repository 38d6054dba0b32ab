/** The icons of the panels. Alone an icon carries `label`; beside its word it is hidden from screen readers. */
const SHAPES = { pass: 'm2.8 8.6 3.4 3.4 7-8', fail: 'm4 4 8 8m0-8-8 8', info: 'M8 7v4.5M8 4.5v1', steps: 'M2 13h4V9h4V5h4' } as const;

export function Icon({ name, label }: { readonly name: keyof typeof SHAPES; readonly label?: string }) {
	const named = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
	return (
		<svg class="icon" viewBox="0 0 16 16" {...named}>
			<path d={SHAPES[name]} />
		</svg>
	);
}
