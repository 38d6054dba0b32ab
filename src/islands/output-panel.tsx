/** The tabs of the output pane. */

import { ComparePanel } from './compare-panel.tsx';
import { HelpPanel } from './help-panel.tsx';
import type { LabStore, OutputTab } from './lab-store.ts';
import { ModelPanel } from './model-panel.tsx';
import { ResultsPanel } from './results-panel.tsx';
import { TrainingPanel } from './training-panel.tsx';

const PANELS = { checks: ResultsPanel, training: TrainingPanel, model: ModelPanel, compare: ComparePanel } as const;
const TITLES: Readonly<Record<OutputTab, string>> = {
	checks: 'Checks',
	training: 'Training',
	model: 'Model',
	compare: 'Compare',
	help: 'Help',
};
const TABS: readonly OutputTab[] = ['checks', 'training', 'model', 'compare', 'help'];

export function OutputPanel({ store, openDocs }: { readonly store: LabStore; readonly openDocs: () => void }) {
	const tabs = TABS.filter((tab) => (tab === 'help' ? hasHelp(store) : store.workspace.lab.trains || tab === 'checks'));
	const shown = store.tab.value;
	const Panel = shown === 'help' ? null : PANELS[shown];
	const move = (event: KeyboardEvent): void => {
		const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		if (by === undefined) return;
		event.preventDefault();
		const next = tabs[(tabs.indexOf(store.tab.value) + by + tabs.length) % tabs.length] ?? 'checks';
		store.tab.value = next;
		document.getElementById(`t-${next}`)?.focus();
	};
	return (
		<>
			<div class="tabs output-tabs" role="tablist" aria-label="Output">
				{tabs.map((tab) => (
					<button
						key={tab}
						type="button"
						role="tab"
						id={`t-${tab}`}
						aria-controls="p-output"
						aria-selected={tab === store.tab.value}
						tabIndex={tab === store.tab.value ? 0 : -1}
						onClick={() => (store.tab.value = tab)}
						onKeyDown={move}
					>
						{TITLES[tab]}
						<span class="count">{countOf(store, tab)}</span>
					</button>
				))}
			</div>
			<div role="tabpanel" id="p-output" tabIndex={-1} aria-labelledby={`t-${store.tab.value}`} class="pane-body">
				{Panel === null ? <HelpPanel store={store} openDocs={openDocs} /> : <Panel store={store} />}
			</div>
		</>
	);
}

/** A re-check is unaided, but for whoever has an accommodation. */
function hasHelp({ workspace, help }: LabStore): boolean {
	return workspace.sitting === null || (help.value?.decision.maxLevel ?? 0) > 0;
}

function countOf(store: LabStore, tab: OutputTab): string {
	const checks = store.checks.value?.checks ?? [];
	if (tab === 'checks' && checks.length > 0) return `${checks.filter(({ outcome }) => outcome === 'pass').length}/${checks.length}`;
	if (tab === 'compare' && store.pins.pins.value.length > 0) return String(store.pins.pins.value.length);
	const rungs = store.help.value?.rungs;
	return tab === 'help' && rungs ? `${rungs.filter(({ state }) => state !== 'shut').length}/${rungs.length}` : '';
}
