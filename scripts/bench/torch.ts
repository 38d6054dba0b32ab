/** PyTorch beside the engines, where Python has it and it sees a CUDA card. Otherwise says why not. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { initialWeights } from '#labs/kit/gpt.ts';
import { makeBatches } from './batches.ts';
import { ADAM, type BenchConfig, SEED } from './engine.ts';
import type { TorchRow } from './results.ts';

const WITHIN_MS = 600_000;
const DISTINCT_BATCHES = 8;

/** Empty when PyTorch can run here, else why it cannot. */
export function whyNoTorch(): string {
	const probe = 'import torch; print(torch.cuda.is_available())';
	const { status, stdout } = spawnSync('python3', ['-c', probe], { encoding: 'utf8', timeout: 60_000 });
	if (status !== 0) return 'Python has no PyTorch here.';
	return stdout.trim() === 'True' ? '' : 'PyTorch sees no CUDA card here.';
}

export async function measureTorch(config: BenchConfig, budget: { losses: number; rounds: number; windowMs: number }): Promise<TorchRow[]> {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-torch-'));
	try {
		const path = join(folder, 'job.json');
		writeFileSync(path, JSON.stringify({ ...jobOf(config), ...budget }));
		const script = join(import.meta.dirname, 'torch_bench.py');
		const { stdout } = await promisify(execFile)('python3', [script, path], { timeout: WITHIN_MS, maxBuffer: 1e7 });
		const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
		return lines.map((line) => ({ config, ...parseRow(line) }));
	} catch (error) {
		const failure = error instanceof Error ? error.message.slice(0, 300) : String(error);
		return [{ config, mode: 'PyTorch', tokensPerSecond: null, losses: [], failure }];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function parseRow(line: string): Omit<TorchRow, 'config'> {
	const row: Omit<TorchRow, 'config'> = JSON.parse(line);
	return row;
}

function jobOf(config: BenchConfig): Record<string, unknown> {
	const batchAt = makeBatches(config);
	const batches = Array.from({ length: DISTINCT_BATCHES }, (_, i) => {
		const { tokens, targets } = batchAt(i);
		return { tokens: [...tokens], targets: [...targets] };
	});
	const weights = Object.fromEntries(
		[...initialWeights(config, SEED)].map(([name, { shape, data }]) => [name, { shape, data: [...data] }]),
	);
	return { config, batches, weights, adam: ADAM };
}
