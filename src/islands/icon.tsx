/** The icons of the panels. Alone an icon carries `label`; beside its word it is hidden from screen readers. */
const SHAPES = {
	pass: 'M3 8.5 6.5 12 13 4.5',
	fail: 'm4 4 8 8m0-8-8 8',
	info: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 7v4.5M8 4.5v1',
	warn: 'M8 2.5 14 13.5H2zM8 6.5v3.5m0 1.2v.8',
	steps: 'M2 13h4V9h4V5h4',
	lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
	clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2M8 4.5V8l2.5 1.5',
	up: 'M8 13V3.5M4 7.5l4-4 4 4',
	down: 'M8 3v9.5M4 8.5l4 4 4-4',
	wait: 'M4 2.5h8M4 13.5h8M5 2.5c0 5 6 6 6 11M11 2.5c0 5-6 6-6 11',
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon({ name, label }: { readonly name: IconName; readonly label?: string }) {
	return (
		<svg
			class="icon"
			viewBox="0 0 16 16"
			aria-hidden={label === undefined}
			aria-label={label}
			{...(label === undefined ? {} : { role: 'img' })}
		>
			<path d={SHAPES[name]} />
		</svg>
	);
}
