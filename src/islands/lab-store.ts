/** The state of one lab page and what the learner can do with it. No markup; the panels read its signals. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Finding } from '#contract/finding.ts';
import type { HelpView } from '#contract/help.ts';
import type { FromWorker } from '#contract/run.ts';
import type { LabWorkspace } from '#contract/submission.ts';
import { createLabSession, type LabSession, type SessionMessage, type SessionState } from '#worker/session.ts';
import { callApi } from './api.ts';
import { type AutomationKeeper, createAutomationKeeper } from './automation-keeper.ts';
import { factsOf } from './detect-facts.ts';
import { createDraftKeeper, type DraftKeeper, type FirstCode } from './draft-keeper.ts';
import type { EditorPort } from './editor-port.ts';
import { createFindingsKeeper, type FindingsKeeper } from './findings-keeper.ts';
import { createHelpKeeper, type HelpKeeper } from './help-keeper.ts';
import { createPinKeeper, type PinKeeper } from './pin-keeper.ts';
import { cutAfter, emptyRun, foldRun, type RunView } from './run-store.ts';
import { createSubmitKeeper, type SubmitKeeper } from './submit-keeper.ts';
import { createTrainingKeeper, type TrainingKeeper } from './training-keeper.ts';

export type OutputTab = 'checks' | 'training' | 'model' | 'compare' | 'help';
/** The eye follows no more than this. */
const REPAINT_MS = 100;
const SEED = 17;

export interface LabStore {
	readonly workspace: LabWorkspace;
	readonly code: Signal<string>;
	readonly editor: Signal<EditorPort | null>;
	readonly session: LabSession;
	readonly sessionState: Signal<SessionState>;
	readonly ready: Signal<Extract<FromWorker, { type: 'ready' }> | null>;
	readonly checks: Signal<RunView | null>;
	readonly training: Signal<RunView | null>;
	readonly findings: FindingsKeeper;
	readonly pins: PinKeeper;
	readonly preset: Signal<string>;
	readonly seed: Signal<number>;
	readonly weights: TrainingKeeper;
	readonly ladder: HelpKeeper;
	readonly help: Signal<HelpView | null>;
	readonly helpError: Signal<string | null>;
	readonly automation: AutomationKeeper;
	readonly tab: Signal<OutputTab>;
	/** How often something was asked for whose results stand in the output. */
	readonly asked: Signal<number>;
	readonly isBusy: ReadonlySignal<boolean>;
	readonly drafts: DraftKeeper;
	readonly submission: SubmitKeeper;
	runChecks(): Promise<void>;
	/** `resume`: on from the kept weights, with their preset. */
	train(resume?: boolean): Promise<void>;
	/** Shows the attention and a sample of the kept weights; trains nothing. */
	look(): Promise<void>;
	/** A file becomes the kept weights, with no curve; else the sentence that says why not. */
	openWeights(file: Blob): Promise<string | null>;
	/** Takes up what an earlier visit left of the preset. */
	choosePreset(name: string): Promise<void>;
	submit(): Promise<void>;
	loadHelp(): Promise<void>;
	openRung(rung: number): Promise<void>;
	replaceCode(code: string): void;
}

export function createLabStore(workspace: LabWorkspace, owner: string, first: FirstCode): LabStore {
	const { lab } = workspace;
	const code = signal(first.code);
	const editor = signal<EditorPort | null>(null);
	const sessionState = signal<SessionState>('idle');
	const ready = signal<LabStore['ready']['value']>(null);
	const checks = signal<RunView | null>(null);
	const training = signal<RunView | null>(null);
	const findings = createFindingsKeeper();
	const ladder = createHelpKeeper(workspace);
	const tab = signal<OutputTab>('checks');
	const asked = signal(0);
	const show = (results: OutputTab): void => {
		tab.value = results;
		asked.value += 1;
	};
	const preset = signal(Object.keys(lab.presets)[0] ?? '');
	const seed = signal(SEED);
	const weights = createTrainingKeeper(lab.id, owner);
	const my = Object.fromEntries(Object.entries(workspace.my).map(([id, { code: text }]) => [id, text]));
	let running: Signal<RunView | null> = checks;
	let waiting: SessionMessage[] = [];
	let seen: Finding[] = [];
	let timer: ReturnType<typeof setTimeout> | undefined;

	function flush(): void {
		clearTimeout(timer);
		timer = undefined;
		if (running.value) {
			const run = foldRun(running.value, waiting);
			running.value = seen.length === 0 ? run : { ...run, findings: [...run.findings, ...seen.filter(isNewIn(run))] };
		}
		[waiting, seen] = [[], []];
	}
	function watch(message: SessionMessage): void {
		const found = findings.see(message);
		seen.push(...found);
		// Weights that are no numbers learn nothing more.
		if (found.some(({ kind }) => kind === 'not-finite')) void session.stop();
	}
	const session = createLabSession({
		bundleUrl: () => `${workspace.api}/bundle.js`,
		onMessage(message) {
			if (message.type === 'ready') ready.value = message;
			waiting.push(message);
			if (running === training) watch(message);
			if (message.type === 'done' || message.type === 'failed' || message.type === 'snapshot') flush();
			else timer ??= setTimeout(flush, REPAINT_MS);
			if (message.type === 'snapshot') void weights.take(message, training.peek());
		},
		onState(state) {
			sessionState.value = state;
		},
	});
	const replaceCode = (next: string): void => {
		code.value = next;
		editor.peek()?.setCode(next);
	};
	const drafts = createDraftKeeper({ workspace, owner, first, code, replaceCode });
	const automation = createAutomationKeeper(workspace);
	// A verdict may earn something.
	const submission = createSubmitKeeper(workspace, owner, () => void Promise.all([ladder.load(), automation.load()]));

	return {
		workspace,
		code,
		editor,
		session,
		sessionState,
		ready,
		checks,
		training,
		findings,
		pins: createPinKeeper(lab.id, owner),
		preset,
		seed,
		weights,
		ladder,
		help: ladder.view,
		helpError: ladder.error,
		loadHelp: ladder.load,
		openRung: ladder.take,
		automation,
		tab,
		asked,
		isBusy: computed(() => sessionState.value === 'starting' || sessionState.value === 'running'),
		drafts,
		submission,
		replaceCode,
		async runChecks() {
			if (session.state === 'starting' || session.state === 'running') return;
			show('checks');
			running = checks;
			checks.value = emptyRun('checks', null, Date.now());
			const tried = code.peek();
			await session.runChecks({ lab, code: tried, my, ...(workspace.own === null ? {} : { ownSeed: workspace.own.seed }) });
			flush();
			await reportPractice(workspace, checks.peek(), tried);
			if (workspace.signedIn) await ladder.load();
		},
		async train(resume = false) {
			if (!lab.trains || session.state === 'starting' || session.state === 'running') return;
			show('training');
			running = training;
			const kept = resume ? weights.kept.peek() : null;
			const fresh = {
				...emptyRun('train', preset.peek(), Date.now(), seed.peek()),
				backend: ready.peek()?.backend ?? null,
				steps: lab.presets[preset.peek()]?.steps ?? 0,
				begun: kept?.step ?? 0,
			};
			const earlier = training.peek();
			// A file's run is another one: its curve is not here.
			const before = kept !== null && !kept.isFromFile && earlier?.preset === kept.preset ? upTo(earlier, kept.step) : null;
			weights.begin(preset.peek(), kept !== null);
			training.value = before ? { ...fresh, ...before } : fresh;
			findings.begin(factsOf(lab, lab.presets[preset.peek()]), training.value);
			await session.train({ lab, code: code.peek(), my, preset: preset.peek(), seed: seed.peek(), resume: kept?.bytes ?? null });
			flush();
		},
		async look() {
			const kept = weights.kept.peek();
			if (kept === null || session.state === 'starting' || session.state === 'running') return;
			show('model');
			running = training;
			const { preset: name, step, bytes } = kept;
			const before = training.peek() ?? { ...emptyRun('train', name, Date.now()), step, steps: lab.presets[name]?.steps ?? 0 };
			training.value = { ...before, failed: null };
			findings.end();
			await session.train({ lab, code: code.peek(), my, preset: name, resume: bytes, isLook: true });
			flush();
			// The run itself stands where it stood.
			if (training.peek() !== null) training.value = { ...(training.peek() ?? before), done: before.done, step: before.step };
		},
		async openWeights(file) {
			const refusal = await weights.open(file, lab, preset.peek());
			if (refusal === null) training.value = null;
			return refusal;
		},
		async choosePreset(name) {
			preset.value = name;
			const run = await weights.load(name);
			const isIdle = session.state !== 'starting' && session.state !== 'running';
			if (preset.peek() === name && isIdle) training.value = run;
		},
		async submit() {
			show('checks');
			await drafts.saveNow();
			await submission.submit(code.peek(), weights.kept.peek()?.bytes ?? null);
		},
	};
}

/** A kind is told once a run. */
function isNewIn(run: RunView): (finding: Finding) => boolean {
	return ({ kind }) => run.findings.every((other) => other.kind !== kind);
}

/** What a resumed run takes over of the one it goes on from. */
function upTo(run: RunView, step: number): Partial<RunView> {
	const { seed, tokensPerSecond, tensors } = run;
	return { ...cutAfter(run, step), seed, tokensPerSecond, tensors };
}

/** A failing run is effort that opens help; what passed is said nowhere but here. In a re-check nothing opens. */
async function reportPractice({ api, signedIn, sitting }: LabWorkspace, run: RunView | null, code: string): Promise<void> {
	const failing = run?.checks.find(({ outcome }) => outcome === 'fail');
	const isTheirs = failing !== undefined || run?.failed?.whose === 'learner';
	if (!signedIn || !isTheirs || sitting !== null) return;
	const diagnosis = failing?.diagnosis ?? run?.failed?.kind;
	await callApi('POST', `${api}/practice`, { code, ...(diagnosis === undefined ? {} : { diagnosis }) });
}
