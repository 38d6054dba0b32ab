/** Shows a pinned run to others by a link: what they will see is said first, and the weights go along only when asked for. */
import { type Signal, useSignal } from '@preact/signals';
import type { PinnedRun, ShareRun } from '#contract/shared-run.ts';
import { type ApiResult, callApi } from './api.ts';
import type { LabStore } from './lab-store.ts';
import { uploadCheckpoint } from './upload-checkpoint.ts';

export type Sharing =
	| { readonly at: 'asking'; readonly problem: string | null }
	| { readonly at: 'sending'; readonly share: number | null }
	| { readonly at: 'shared'; readonly url: string };

interface Props {
	readonly store: LabStore;
	readonly run: PinnedRun;
	readonly onClose: () => void;
}

export function ShareRunForm({ store, run, onClose }: Props) {
	const sharing = useSignal<Sharing>({ at: 'asking', problem: null });
	const isWithWeights = useSignal(false);
	const weights = weightsOf(store, run);
	const send = async (): Promise<void> => {
		const result = await share(store, run, isWithWeights.value ? weights : null, sharing);
		sharing.value = result.ok
			? { at: 'shared', url: new URL(`/runs/${result.value.id}`, location.href).href }
			: { at: 'asking', problem: result.message };
	};
	return (
		<section class="card stack" aria-label={`Share ${run.name}`}>
			<h3 tabIndex={-1} ref={(heading) => heading?.focus()}>
				Share “{run.name}”
			</h3>
			{!store.workspace.signedIn ? (
				<p>
					A link needs an account to hold it. <a href={`/login?next=${encodeURIComponent(`/lab/${store.workspace.lab.id}`)}`}>Sign in</a>.
					The run stays pinned here.
				</p>
			) : sharing.value.at === 'shared' ? (
				<Shared url={sharing.value.url} />
			) : (
				<>
					<p>
						Whoever has the link sees its settings, seed, curves, samples and what was seen in it; not your name, and not your code. You can
						take the link back under <a href="/me/runs">My runs</a>.
					</p>
					{weights !== null && (
						<label class="check">
							<input
								type="checkbox"
								checked={isWithWeights.value}
								onChange={(event) => (isWithWeights.value = event.currentTarget.checked)}
							/>{' '}
							Let them save the weights of step {run.step} ({(weights.byteLength / 1e6).toFixed(1)} MB)
						</label>
					)}
					{sharing.value.at === 'asking' && sharing.value.problem !== null && (
						<p class="fail" role="alert">
							{sharing.value.problem}
						</p>
					)}
					<button type="button" class="btn btn-go btn-s" disabled={sharing.value.at === 'sending'} onClick={() => void send()}>
						{sharing.value.at === 'sending' ? sayProgress(sharing.value.share) : 'Make the link'}
					</button>
				</>
			)}
			<button type="button" class="btn btn-quiet btn-s" onClick={onClose}>
				Close
			</button>
		</section>
	);
}

function Shared({ url }: { readonly url: string }) {
	const isCopied = useSignal(false);
	const copy = async (): Promise<void> => {
		// Refused without permission: the address stands there to be copied by hand.
		isCopied.value = await navigator.clipboard.writeText(url).then(
			() => true,
			() => false,
		);
	};
	return (
		<>
			<label class="field">
				<span class="label">Link to this run</span>
				<input class="input" readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
			</label>
			<p class="row" role="status">
				<button type="button" class="btn btn-s" onClick={() => void copy()}>
					{isCopied.value ? 'Copied' : 'Copy'}
				</button>
				<a class="btn btn-quiet btn-s" href={url} target="_blank" rel="noopener">
					Open
				</a>
			</p>
		</>
	);
}

const sayProgress = (share: number | null): string =>
	share === null ? 'Making the link …' : `Sending weights, ${Math.round(share * 100)} %`;

/** Of exactly this run at its last step; null when others are kept by now. */
function weightsOf({ weights, training }: LabStore, run: PinnedRun): ArrayBuffer | null {
	const kept = weights.kept.value;
	const isOfRun = training.value?.startedAt === run.startedAt && kept?.preset === run.preset && kept.step === run.step && !kept.isFromFile;
	return isOfRun ? kept.bytes : null;
}

async function share(
	{ workspace }: LabStore,
	run: PinnedRun,
	weights: ArrayBuffer | null,
	sharing: Signal<Sharing>,
): Promise<ApiResult<{ id: string }>> {
	sharing.value = { at: 'sending', share: weights === null ? null : 0 };
	const uploaded = weights === null ? null : await uploadCheckpoint(weights, (sent) => (sharing.value = { at: 'sending', share: sent }));
	if (uploaded?.ok === false) return uploaded;
	sharing.value = { at: 'sending', share: null };
	const request: ShareRun = { lab: workspace.lab.id, run, weights: uploaded?.value ?? null };
	return callApi<{ id: string }>('POST', '/api/runs', request);
}
