/** What an adapter says of itself, and whether its times say anything about a graphics card. */
import { adapterName } from '#engine/device.ts';
import type { AdapterReport } from './orders.ts';

export function adapterReport(found: Omit<AdapterReport, 'name' | 'isSoftware'>): AdapterReport {
	const name = adapterName(found);
	return { ...found, name, isSoftware: name.endsWith('(software)') };
}
