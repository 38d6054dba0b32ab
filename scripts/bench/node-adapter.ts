/** Prints what adapter Dawn finds in this process's environment, or why none, as JSON. */
import { openDawn } from '../dawn.ts';

const dawn = await openDawn();
const adapter = 'reason' in dawn ? null : await dawn.gpu.requestAdapter({ powerPreference: 'high-performance' });
if (adapter === null) console.log(JSON.stringify({ reason: 'reason' in dawn ? dawn.reason : 'Dawn offers no adapter.' }));
else {
	const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
	console.log(
		JSON.stringify({
			vendor,
			architecture,
			device,
			description,
			isFallbackAdapter: isFallbackAdapter ?? false,
			features: [...adapter.features].sort(),
		}),
	);
}
// Dawn's own threads may keep the process from ending by itself.
process.exit(0);
