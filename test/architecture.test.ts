import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

/** Who may import whom: DESIGN's table. A folder may always import itself. */
const allowed: Record<string, readonly string[]> = {
	core: [],
	files: ['core'],
	stream: ['core'],
	runtimes: ['core', 'stream'],
	holder: ['core', 'stream', 'files', 'supervisor/clock.ts', 'api/socket-path.ts'],
	launchers: ['core', 'stream', 'holder'],
	project: ['core', 'stream', 'files'],
	store: ['core', 'stream', 'files'],
	supervisor: ['core', 'stream', 'files', 'runtimes', 'launchers', 'project', 'store'],
	api: ['core', 'stream', 'files'],
	dashboard: ['core', 'stream', 'api/client.ts'],
	commands: [
		'core',
		'stream',
		'files',
		'project',
		'store',
		'holder/client/ask-holder.ts',
		'api/client.ts',
		'api/spawn.ts',
		'dashboard',
		'demo',
	],
	demo: ['core'],
};
/** Single files that may see more than their folder. */
const exceptions: Record<string, readonly string[]> = {
	'api/server.ts': ['supervisor'],
	// Whether a recorded process still exists.
	'api/supervisor-record.ts': ['holder/custody/process-table.ts'],
	'supervisor/open-session.ts': ['holder/custody/process-table.ts'],
	// Ends processes without a supervisor.
	'commands/supervisor/down-by-force.ts': ['supervisor', 'holder'],
	'commands/supervisor/supervise.ts': ['supervisor', 'api'],
	'commands/supervisor/wire-supervisor.ts': ['supervisor', 'api', 'runtimes', 'launchers'],
	// Reading without a supervisor needs the runtimes' names to check the configuration.
	'commands/read/fleet-without-supervisor.ts': ['runtimes'],
	'commands/setup/doctor-checks.ts': ['runtimes', 'holder/process/preflight.ts'],
	// Asked by tmux again and again: it loads no more than it needs.
	'commands/read/status-line.ts': ['api/socket-path.ts'],
};
/**
 * The same for the parts of the dashboard, from the bottom to the top; the names are below `source/dashboard`. Data flows
 * upwards: state, selectors, lines and keys are pure, components draw, and only the last three touch the world outside.
 */
const basics = ['text', 'line.ts', 'theme.ts', 'memoize.ts'];
const reading = [...basics, 'state', 'pane', 'diff', 'lines', 'selectors'];
const dashboardParts: Record<string, readonly string[]> = {
	text: [],
	'line.ts': ['text'],
	'theme.ts': ['line.ts'],
	'memoize.ts': [],
	terminal: ['text'],
	'terminal.ts': ['terminal'],
	diff: basics,
	pane: basics,
	state: ['theme.ts', 'pane'],
	lines: [...basics, 'state', 'pane'],
	selectors: [...basics, 'state', 'pane', 'diff', 'lines'],
	keys: reading,
	hooks: ['theme.ts', 'state', 'keys'],
	components: [...reading, 'keys', 'hooks', 'notify/announcement.ts'],
	notify: [...basics, 'state', 'lines', 'outside/clipboard.ts'],
	feeds: [...basics, 'state', 'selectors'],
	outside: [...reading, 'keys', 'feeds', 'terminal.ts'],
};
/** Parts of the dashboard that own no timer, clock or process: these are passed in, so that tests control them. */
const timeless = ['text', 'diff', 'pane', 'state', 'lines', 'selectors', 'keys', 'hooks', 'components'];

/** Packages that only these files may know. */
const soleImporters: Record<string, readonly string[]> = {
	'node-pty': ['holder/process/'],
	'node:sqlite': ['store/'],
};
const pure = ['core', 'stream', 'runtimes'];

const source = path.resolve(import.meta.dirname, '../source');
const files = readdirSync(source, {recursive: true, encoding: 'utf8'}).filter(file => /\.tsx?$/.test(file));
const importPattern = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

test.for(files)('%s imports only what its folder may', file => {
	const folder = file.split(path.sep)[0] ?? '';
	const text = readFileSync(path.join(source, file), 'utf8');
	// Ours end in .ts or .tsx; the demo's shop is source text too, of another project.
	const imports = [...text.matchAll(importPattern)]
		.map(match => match[1] ?? '')
		.filter(specifier => !specifier.startsWith('.') || /\.tsx?$/.test(specifier));

	for (const specifier of imports) {
		if (!specifier.startsWith('.')) {
			expect(problemWithPackage(file, folder, specifier), `${file} imports ${specifier}`).toBeUndefined();
			continue;
		}

		const target = path.relative(source, path.resolve(source, path.dirname(file), specifier));
		const targetFolder = target.split(path.sep)[0] ?? '';
		const permitted = [folder, ...(allowed[folder] ?? []), ...(exceptions[file] ?? [])];
		expect(
			file === 'boot.ts' || permitted.some(entry => entry === targetFolder || entry === target),
			`${file} may not import ${target}`,
		).toBe(true);
	}
});

const dashboardFiles = files
	.map(file => path.relative('dashboard', file))
	.filter(file => !file.startsWith('..') && file !== 'run-dashboard.tsx');

test.for(dashboardFiles)('dashboard/%s imports only what its part of the dashboard may', file => {
	const dashboard = path.join(source, 'dashboard');
	const part = file.split(path.sep)[0] ?? '';
	const permitted = [part, ...(dashboardParts[part] ?? [])];
	const text = readFileSync(path.join(dashboard, file), 'utf8');
	const targets = [...text.matchAll(importPattern)]
		.map(match => match[1] ?? '')
		.filter(specifier => specifier.startsWith('.'))
		.map(specifier => path.relative(dashboard, path.resolve(dashboard, path.dirname(file), specifier)));

	for (const target of targets.filter(to => !to.startsWith('..'))) {
		expect(
			permitted.includes(target) || permitted.includes(target.split(path.sep)[0] ?? ''),
			`dashboard/${file} may not import dashboard/${target}`,
		).toBe(true);
	}

	if (timeless.includes(part)) {
		expect(text, `dashboard/${file} may own no timer, clock or process`).not.toMatch(
			/\b(?:setTimeout|setInterval|Date\.now|performance\.now|process\.|from 'node:)/,
		);
	}
});

test('nothing but the composition root stands outside the folders', () => {
	const loose = files.filter(file => !file.includes(path.sep));
	expect(loose).toEqual(['boot.ts']);
});

function problemWithPackage(file: string, folder: string, specifier: string): string | undefined {
	const sole = soleImporters[specifier];

	if (sole && !sole.some(place => file.startsWith(place))) {
		return `only ${sole.join(' and ')} may import it`;
	}

	return pure.includes(folder) && specifier.startsWith('node:') ? `${folder}/ is pure` : undefined;
}
