/**
 * The three kernels of causal attention in the manner of FlashAttention (Dao et al. 2022; Dao 2023) with the online softmax of Milakov
 * and Gimelshein (2018). No probability is ever stored: the backward kernels make them again from each row's log-sum-exp.
 * Tiles of keys that lie wholly behind the queries are not visited, and the longest rows start first. Sums have one order: no atomics.
 */
import {
	type AttentionSpec,
	addMix,
	addScores,
	BARRIER,
	eachRow,
	fill,
	HIDDEN,
	type Layout,
	layoutOf,
	main,
	ROW_MAX,
	ROW_SUMS,
	range,
	reader,
	type Source,
	store,
	TILE,
	tiles,
	writer,
	zeros,
	zerosOf,
} from './causal-attention-tiles.ts';

/** outputs out, lse [batch, heads, time]; inputs qkv (or q, k, v), with rotation also rotation. Grid: tiles of queries, batch · heads. */
export function forwardSource(spec: AttentionSpec): string {
	const layout = layoutOf(spec);
	const { keys, values, out, q, k, v, unit } = layout;
	// Queries of one chunk stay in tile A; more chunks take turns there.
	const isResident = keys.chunks === 1;
	const fillQ = (chunk: number): string => fill('a', q, 'q_first', 'q0', keys, chunk, layout);
	const body = `${headStarts(layout, spec)}
	let q0 = ${lastTileFirst};
	${eachRow((i) => `var largest${i} = ${HIDDEN}; var sum${i} = 0.0;`)}
	${zerosOf('mix', values.chunks)}
	${isResident ? fillQ(0) : ''}
	for (var k0 = 0u; k0 <= q0; k0 += ${TILE}u) {
		${zeros('s')}
		${range(keys.chunks)
			.map(
				(chunk) => `${chunk > 0 ? BARRIER : ''}
		${isResident ? '' : fillQ(chunk)}
		${fill('b', k, 'k_first', 'k0', keys, chunk, layout)}
		${BARRIER}
		${addScores('s', keys)}`,
			)
			.join('\n')}
		${eachRow(
			(i) => `s${i} = select(vec4f(${HIDDEN}), s${i} * ${scale(spec)}, ${isVisible(i)});
		partial[(ty + ${8 * i}u) * 8u + tx] = max(max(s${i}.x, s${i}.y), max(s${i}.z, s${i}.w));`,
		)}
		${BARRIER}
		${eachRow(
			(i) => `let now${i} = max(largest${i}, row_max(ty + ${8 * i}u));
		let shrink${i} = exp(largest${i} - now${i});
		largest${i} = now${i};
		let p${i} = exp(s${i} - now${i});
		sum${i} = sum${i} * shrink${i} + dot(p${i}, vec4f(1.0));
		tile_p[(ty + ${8 * i}u) * 9u + tx] = p${i};
		${range(values.chunks)
			.map((chunk) => `mix${chunk}_${i} *= shrink${i};`)
			.join(' ')}`,
		)}
		${range(values.chunks)
			.map(
				(chunk) => `${fill('b', v, 'v_first', 'k0', values, chunk, layout)}
		${BARRIER}
		${addMix(`mix${chunk}_`, values)}
		${BARRIER}`,
			)
			.join('\n')}
	}
	${eachRow((i) => `partial[(ty + ${8 * i}u) * 8u + tx] = sum${i};`)}
	${BARRIER}
	${eachRow(
		(i) => `let total${i} = row_sum(ty + ${8 * i}u);
	${range(values.chunks)
		.map((chunk) => `mix${chunk}_${i} /= total${i};`)
		.join(' ')}
	if (tx == 0u && q0 + ty + ${8 * i}u < params.time) {
		lse[pair * params.time + q0 + ty + ${8 * i}u] = largest${i} + log(total${i});
	}`,
	)}
	${store(out, 'out_first', 'q0', values, 'mix', layout)}`;
	return [...readersOf(spec, layout), writer(out, unit), tiles(layout), ROW_SUMS, ROW_MAX, main(body, spec.heads)].join('\n');
}

/**
 * The gradient by the queries, and for the other kernel delta = Σ dOut · out of each row. Outputs dqkv (or dq), delta [batch, heads, time];
 * inputs those of the forward kernel, out, dout, lse. Grid: tiles of queries, batch · heads.
 */
export function queriesSource(spec: AttentionSpec): string {
	const layout = layoutOf(spec);
	const { keys, values, out, q, k, v, unit } = layout;
	const dq = gradientOf(q);
	const dout = gradientOf(out);
	const fillK = (chunk: number): string => fill('b', k, 'k_first', 'k0', keys, chunk, layout);
	const last = keys.chunks - 1;
	const body = `${headStarts(layout, spec)}
	let q0 = ${lastTileFirst};
	${eachRow(
		(i) => `{
		var sum = 0.0;
		for (var c = tx; c < ${Math.ceil(spec.valueDim / 4)}u; c += 8u) {
			let row = q0 + ty + ${8 * i}u;
			sum += dot(read_out(out_first, row, c, ${spec.valueDim}u), read_dout(out_first, row, c, ${spec.valueDim}u));
		}
		partial[(ty + ${8 * i}u) * 8u + tx] = sum;
	}`,
	)}
	${BARRIER}
	${eachRow(
		(i) => `let delta${i} = row_sum(ty + ${8 * i}u);
	let lse${i} = lse[pair * params.time + min(q0 + ty + ${8 * i}u, params.time - 1u)];
	if (tx == 0u && q0 + ty + ${8 * i}u < params.time) { delta[pair * params.time + q0 + ty + ${8 * i}u] = delta${i}; }`,
	)}
	${zerosOf('dq', keys.chunks)}
	for (var k0 = 0u; k0 <= q0; k0 += ${TILE}u) {
		${zeros('dp')}
		${range(values.chunks)
			.map(
				(chunk) => `${fill('a', dout, 'out_first', 'q0', values, chunk, layout)}
		${fill('b', v, 'v_first', 'k0', values, chunk, layout)}
		${BARRIER}
		${addScores('dp', values)}
		${BARRIER}`,
			)
			.join('\n')}
		${zeros('s')}
		${range(keys.chunks)
			.map(
				(chunk) => `${chunk > 0 ? BARRIER : ''}
		${fill('a', q, 'q_first', 'q0', keys, chunk, layout)}
		${fillK(chunk)}
		${BARRIER}
		${addScores('s', keys)}`,
			)
			.join('\n')}
		${eachRow(
			(i) => `{
			let p = select(vec4f(), exp(s${i} * ${scale(spec)} - lse${i}), ${isVisible(i)});
			tile_p[(ty + ${8 * i}u) * 9u + tx] = p * (dp${i} - delta${i}) * ${scale(spec)};
		}`,
		)}
		${BARRIER}
		${addMix(`dq${last}_`, keys)}
		${BARRIER}
		${range(last)
			.map(
				(chunk) => `${fillK(chunk)}
		${BARRIER}
		${addMix(`dq${chunk}_`, keys)}
		${BARRIER}`,
			)
			.join('\n')}
	}
	${store(dq, 'q_first', 'q0', keys, 'dq', layout)}`;
	const declared = [...readersOf(spec, layout), reader(out, unit), reader(dout, unit), writer(dq, unit), tiles(layout), ROW_SUMS];
	return [...declared, main(body, spec.heads)].join('\n');
}

/**
 * The gradients by keys and values, summed over the query heads of a key head in order. In place dqkv (or outputs dk, dv); inputs those of
 * the forward kernel, dout, lse, delta. Rows of a tile are keys and its columns queries. Grid: tiles of keys, batch · kvHeads.
 */
export function keysSource(spec: AttentionSpec): string {
	const layout = layoutOf(spec);
	const { keys, values, out, q, k, v, unit } = layout;
	const [dk, dv, dout] = [gradientOf(k), gradientOf(v), gradientOf(out)];
	const group = spec.heads / spec.kvHeads;
	const body = `let kv_head = pair % ${spec.kvHeads}u;
	let k_first = ${k.begin};
	let v_first = ${v.begin};
	let k0 = group.x * ${TILE}u;
	${zerosOf('dk', keys.chunks)}
	${zerosOf('dv', values.chunks)}
	for (var head = kv_head * ${group}u; head < (kv_head + 1u) * ${group}u; head += 1u) {
		let q_first = ${q.begin};
		let out_first = ${out.begin};
		let rows = (batch * ${spec.heads}u + head) * params.time;
		for (var q0 = k0; q0 < params.time; q0 += ${TILE}u) {
			let queries = q0 + tx + vec4u(0u, 8u, 16u, 24u);
			let at = rows + min(queries, vec4u(params.time - 1u));
			${zeros('s')}
			${range(keys.chunks)
				.map(
					(chunk) => `${fill('a', k, 'k_first', 'k0', keys, chunk, layout)}
			${fill('b', q, 'q_first', 'q0', keys, chunk, layout)}
			${BARRIER}
			${addScores('s', keys)}
			${BARRIER}`,
				)
				.join('\n')}
			let row_lse = vec4f(lse[at.x], lse[at.y], lse[at.z], lse[at.w]);
			${eachRow(
				(i) => `let p${i} = select(vec4f(), exp(s${i} * ${scale(spec)} - row_lse),
				(queries >= vec4u(k0 + ty + ${8 * i}u)) & (queries < vec4u(params.time)));
			tile_p[(ty + ${8 * i}u) * 9u + tx] = p${i};`,
			)}
			${zeros('dp')}
			${range(values.chunks)
				.map(
					(chunk) => `${fill('a', v, 'v_first', 'k0', values, chunk, layout)}
			${fill('b', dout, 'out_first', 'q0', values, chunk, layout)}
			${BARRIER}
			${addScores('dp', values)}
			${addMix(`dv${chunk}_`, values)}
			${BARRIER}`,
				)
				.join('\n')}
			let row_delta = vec4f(delta[at.x], delta[at.y], delta[at.z], delta[at.w]);
			${eachRow((i) => `tile_p[(ty + ${8 * i}u) * 9u + tx] = p${i} * (dp${i} - row_delta) * ${scale(spec)};`)}
			${range(keys.chunks)
				.map(
					(chunk) => `${fill('b', q, 'q_first', 'q0', keys, chunk, layout)}
			${BARRIER}
			${addMix(`dk${chunk}_`, keys)}
			${BARRIER}`,
				)
				.join('\n')}
		}
	}
	${store(dk, 'k_first', 'k0', keys, 'dk', layout)}
	${store(dv, 'v_first', 'k0', values, 'dv', layout)}`;
	const writers = spec.isPacked ? [writer(dk, unit)] : [writer(dk, unit), writer(dv, unit)];
	return [...readersOf(spec, layout), reader(dout, unit), ...writers, tiles(layout), main(body, spec.kvHeads)].join('\n');
}

const lastTileFirst = `((params.time + ${TILE - 1}u) / ${TILE}u - 1u - group.x) * ${TILE}u`;

/** The thread's four keys tx + 8j of the tile, against its query in row i: a key is seen from its own place on. */
const isVisible = (i: number): string => `(k0 + tx + vec4u(0u, 8u, 16u, 24u)) <= vec4u(q0 + ty + ${8 * i}u)`;

const scale = ({ headDim }: AttentionSpec): string => `f32(${1 / Math.sqrt(headDim)})`;

/** A gradient lies as its tensor does. */
const gradientOf = (source: Source): Source => ({ ...source, name: `d${source.name}` });

function headStarts({ q, k, v, out }: Layout, { heads, kvHeads }: AttentionSpec): string {
	return `let head = pair % ${heads}u;
	let kv_head = head / ${heads / kvHeads}u;
	let q_first = ${q.begin};
	let k_first = ${k.begin};
	let v_first = ${v.begin};
	let out_first = ${out.begin};`;
}

function readersOf({ isPacked, isRotated }: AttentionSpec, { q, k, v, rotation, unit }: Layout): string[] {
	const sources = [...(isPacked ? [q] : [q, k, v]), ...(isRotated ? [rotation] : [])];
	return sources.map((source) => reader(source, unit));
}
