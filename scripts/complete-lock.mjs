/**
 * Adds to package-lock.json the optional packages of other platforms that a partial registry mirror left out, so that `npm ci` works on
 * every platform and behind every mirror. Run it after adding a dependency; it changes nothing when the lock is whole.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const OS = {
	android: 'android',
	darwin: 'darwin',
	freebsd: 'freebsd',
	linux: 'linux',
	linuxmusl: 'linux',
	netbsd: 'netbsd',
	openbsd: 'openbsd',
	openharmony: 'openharmony',
	aix: 'aix',
	sunos: 'sunos',
	win: 'win32',
	win32: 'win32',
	windows: 'win32',
};
const CPU = {
	arm: 'arm',
	armv7: 'arm',
	armv7l: 'arm',
	arm64: 'arm64',
	aarch64: 'arm64',
	ia32: 'ia32',
	loong64: 'loong64',
	mips64el: 'mips64el',
	ppc64: 'ppc64',
	ppc64le: 'ppc64',
	riscv64: 'riscv64',
	s390x: 's390x',
	x64: 'x64',
	wasm32: 'wasm32',
};

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const packages = lock.packages;
const added = [];

/** Where npm would look for `name` from the package at `from`: nested folders first, then the root. */
function find(from, name) {
	for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
		const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
		if (packages[candidate]) return candidate;
		if (folder === '') return null;
	}
}

for (const [from, entry] of Object.entries({ ...packages })) {
	for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
		const found = find(from, name);
		const version = range.replace(/^[\^~]/, '');
		if (found !== null && (packages[found].version === version || /[\^~*]/.test(range))) continue;
		// Platform packages are pinned by version and carry their platform in the name.
		const words = name.split(/[-/@_]/);
		const os = words.map((word) => OS[word]).find(Boolean);
		const cpu = words.map((word) => CPU[word]).find(Boolean);
		if (!cpu) continue;
		const place = found === null ? `node_modules/${name}` : `${from}/node_modules/${name}`;
		packages[place] = { version, cpu: [cpu], ...(entry.dev ? { dev: true } : {}), optional: true, ...(os ? { os: [os] } : {}) };
		added.push(`${place}@${version}`);
	}
}

if (added.length > 0) {
	lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
	writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? 'package-lock.json is whole.' : `Added ${added.length} packages of other platforms.`);
