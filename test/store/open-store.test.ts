import {
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {expect, test} from 'vitest';
import type {AgentFact, Recorded} from '../../source/core/fleet/agent-event.ts';
import type {RunId} from '../../source/core/ids.ts';
import {openStore} from '../../source/store/open-store.ts';
import {databaseFile, databaseFolder, logFile, projectLogFile} from '../../source/store/paths.ts';
import type {SpoolCursor} from '../../source/store/store.ts';
import {
	coder,
	firstRun,
	fleetAfter,
	type Given,
	project,
	recorded,
	recordedFacts,
	runEnded,
	runQueued,
	runStarted,
	sessionOpened,
	storyRead,
	usageReported,
} from '../core/given.ts';
import {openedStore, temporaryProject} from './temporary-project.ts';

const given: readonly Given[] = [
	{type: 'project-configured', project},
	storyRead,
	runQueued,
	runStarted(),
	sessionOpened,
	usageReported({input: 10, costUsd: 0.5}),
	runEnded(),
];
const history = recordedFacts(given);
const text = recorded({type: 'output-streamed', block: 'b', text: 'Hello\u2028 there'}, 90);
const log = (root: string) => readFileSync(logFile(root, {agent: coder, run: firstRun}), 'utf8');

test('reads what was appended after opening again', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append([...history, text]);
	store.close();

	const {store: again, repairs} = openedStore(root);
	expect(repairs).toEqual([]);
	expect(again.readFacts(0, 1000)).toEqual(history);
	expect(again.readFacts(2, 3)).toEqual(history.slice(2, 5));
	expect(again.lastSeq).toBe(7);
	expect(again.nextProjectPosition).toBe(3);
	expect(again.nextPosition({agent: coder, run: firstRun})).toBe(91);
	expect(again.readFleet()).toEqual(fleetAfter(...given));
});

test('a run log has one line for each fact and text', () => {
	const root = temporaryProject();
	openedStore(root).store.append([...history, text]);
	const lines = log(root)
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(lines.map(({seq, position}) => [seq, position])).toEqual([
		[4, 0],
		[5, 1],
		[6, 2],
		[7, 3],
		[undefined, 90],
	]);
	expect(lines.at(-1)).toEqual({position: 90, at: text.at, event: text.event, sum: expect.any(Number)});
	expect(readFileSync(projectLogFile(root), 'utf8')).toContain(`"agent":"${coder}"`);
});

test('git ignores the folder, and other users cannot read it', () => {
	const root = temporaryProject();
	openedStore(root).store.append(history);
	const folder = databaseFolder(root);
	expect(readFileSync(path.join(folder, '.gitignore'), 'utf8')).toBe('*\n');
	const entries = readdirSync(folder, {recursive: true, withFileTypes: true});
	expect(entries.length).toBeGreaterThan(5);

	for (const entry of entries) {
		const {mode} = statSync(path.join(entry.parentPath, entry.name));
		expect(mode & 0o777, entry.name).toBe(entry.isDirectory() ? 0o700 : 0o600);
	}
});

test('refuses a second owner at once', () => {
	const root = temporaryProject();
	openedStore(root);
	const startedAt = performance.now();
	expect(() => openedStore(root)).toThrow(expect.objectContaining({code: 'STORE_BUSY'}));
	expect(performance.now() - startedAt).toBeLessThan(100);
});

test('close releases the project for the next owner', () => {
	const root = temporaryProject();
	openedStore(root).store.close();
	expect(openedStore(root).store.lastSeq).toBe(0);
});

test('imports facts that a crash left only in the logs', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history.slice(0, 5));
	store.close();
	appendLine(root, {...history[5], event: history[5]?.event});
	appendLine(root, {...history[6], event: history[6]?.event});

	const {store: again, repairs} = openedStore(root);
	expect(repairs).toEqual([]);
	expect(again.readFacts(0, 1000)).toEqual(history);
	expect(again.readLedger()).toHaveLength(1);
});

test('cuts off an incomplete last line before appending to a log', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history);
	store.close();
	truncateSync(logFile(root, {agent: coder, run: firstRun}), log(root).length - 10);

	const {store: again} = openedStore(root);
	again.append([text]);
	const lines = log(root)
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(lines.map(({position}) => position)).toEqual([0, 1, 2, 90]);
	expect(again.readFacts(0, 1000)).toEqual(history);
});

test.for([
	['is no database', (file: string) => writeFileSync(file, 'not a database at all, but text '.repeat(400))],
	['has a hole', (file: string) => overwriteMiddle(file)],
	['no Towline wrote', (file: string) => overwriteVersion(file, -1)],
] as const)('a database that %s is set aside and built again from the logs', ([, spoil]) => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append([...history, text]);
	store.close();
	spoil(databaseFile(root));

	const {store: again, repairs} = openedStore(root);
	expect(repairs).toEqual([
		expect.stringMatching(/set aside as state\.db\.corrupt-.+rebuilt from the run logs, 7 facts/),
	]);
	expect(again.readFacts(0, 1000)).toEqual(history);
	expect(readdirSync(databaseFolder(root)).some(name => name.startsWith('state.db.corrupt-'))).toBe(true);
});

test('a database of a newer Towline is refused with a sentence, and not touched', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history);
	store.close();
	overwriteVersion(databaseFile(root), 77);
	const before = readFileSync(databaseFile(root));
	expect(() => openStore({root})).toThrow(/written by a newer Towline \(schema 77; this one knows 3\)/);
	expect(readFileSync(databaseFile(root))).toEqual(before);
	expect(readdirSync(databaseFolder(root)).filter(name => name.includes('corrupt'))).toEqual([]);
	overwriteVersion(databaseFile(root), 3);
	expect(openedStore(root).store.readFacts(0, 1000)).toEqual(history);
});

test('a database of the first version gets the tables of this one, and keeps its facts', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history);
	store.close();
	const database = new DatabaseSync(databaseFile(root));
	database.exec('DROP TABLE spools; PRAGMA user_version = 1; PRAGMA application_id = 0');

	for (const table of ['facts', 'ledger', 'snapshot']) {
		database.exec(`ALTER TABLE ${table} DROP COLUMN sum`);
	}

	database.close();
	const {store: again, repairs} = openedStore(root);
	expect(repairs).toEqual([]);
	expect(again.readFacts(0, 1000)).toEqual(history);
	expect(again.spoolCursor({agent: coder, run: firstRun})).toEqual([0, 0]);
});

test('how far a run is read is stored with its facts and in its log, and survives the loss of either', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	const fact = history.find(({event}) => event.type === 'session-opened');
	const cursors = new Map<Recorded, SpoolCursor>([[text, [500, 2]]]);

	if (fact) {
		cursors.set(fact, [300, 1]);
	}

	store.append(history, cursors);
	expect(store.spoolCursor({agent: coder, run: firstRun})).toEqual([300, 1]);
	store.append([text], cursors);
	expect(store.spoolCursor({agent: coder, run: firstRun})).toEqual([500, 2]);
	expect(store.readRunFacts(firstRun)).toEqual(history.filter(({run}) => run === firstRun));
	rmSync(logFile(root, {agent: coder, run: firstRun}));
	expect(store.spoolCursor({agent: coder, run: firstRun})).toEqual([300, 1]);
	expect(store.spoolCursor({agent: coder, run: 'rnever00000' as RunId})).toEqual([0, 0]);
});

test('rebuilds a missing database from the logs', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history);
	store.close();
	rmSync(databaseFile(root));

	const {store: again, repairs} = openedStore(root);
	expect(repairs).toEqual([expect.stringContaining('rebuilt')]);
	expect(again.readFacts(0, 1000)).toEqual(history);
});

test.runIf(existsSync('/dev/full'))(
	'stores nothing of a batch when the disk is full, and accepts it again later',
	() => {
		const root = temporaryProject();
		const {store} = openedStore(root);
		store.append(history.slice(0, 4));
		const before = log(root);
		const full = logFile(root, {agent: coder, run: 'rfull' as typeof firstRun});
		const [batch, elsewhere] = [history.slice(4), {...text, run: 'rfull' as typeof firstRun}];
		store.append([{...elsewhere, position: 0}]);
		fillDiskUnder(full);

		expect(() => store.append([...batch, elsewhere])).toThrow(expect.objectContaining({code: 'DISK_FULL'}));
		expect(log(root)).toBe(before);
		expect(store.lastSeq).toBe(4);

		store.append([...batch, elsewhere]);
		expect(store.readFacts(0, 1000)).toEqual(history);
		expect(readFileSync(full, 'utf8')).toContain('Hello');
	},
);

/** Makes writing to an open file fail as on a full disk: its descriptor becomes that of /dev/full. */
function fillDiskUnder(file: string): void {
	const fds = readdirSync('/proc/self/fd').map(Number);
	const fd = fds.find(each => {
		try {
			return readlinkSync(`/proc/self/fd/${each}`) === realpathSync(file);
		} catch {
			return false;
		}
	});

	if (fd === undefined) {
		throw new Error(`${file} is not open.`);
	}

	closeSync(fd);
	// The system gives the lowest free number; lower ones that are free meanwhile are filled first.
	for (let opened = -1; opened !== fd; ) {
		opened = openSync('/dev/full', 'w');
		expect(opened).toBeLessThanOrEqual(fd);
	}
}

test('refuses an agent whose name leads out of the folder', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	const hostile: Recorded = {...text, agent: '42_login:../../x' as typeof coder};
	expect(() => store.append([hostile])).toThrow(expect.objectContaining({code: 'STORE_FAILED'}));
});

test('a folder at the path of the database is an error', () => {
	const root = temporaryProject();
	mkdirSync(databaseFile(root), {recursive: true});
	expect(() => openedStore(root)).toThrow(expect.objectContaining({code: 'FILE_UNSAFE'}));
});

test('a snapshot gives the same fleet without folding all facts', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	const many: AgentFact[] = Array.from({length: 2500}, (_, index) => ({
		type: 'notice-raised',
		level: 'info',
		text: `${index}`,
	}));
	store.append(recordedFacts([...given, ...many]));
	const fleet = store.readFleet();
	store.saveSnapshotIfDue(fleet);
	store.append(recordedFacts([runQueued], fleet.seq + 1));
	expect(store.readFleet().agents[coder]?.phase.status).toBe('queued');
	expect(store.readFleet().seq).toBe(fleet.seq + 1);
	expect(store.readFleet()).toEqual(fleetAfter(...given, ...many, runQueued));
});

function appendLine(root: string, fact: object): void {
	const {seq, position, at, event} = JSON.parse(JSON.stringify(fact));
	writeFileSync(logFile(root, {agent: coder, run: firstRun}), `${JSON.stringify({seq, position, at, event})}\n`, {
		flag: 'a',
	});
}

function overwriteMiddle(file: string): void {
	const bytes = readFileSync(file);
	bytes.fill(0xff, 4096, 2 * 4096);
	writeFileSync(file, bytes);
}

function overwriteVersion(file: string, version: number): void {
	const bytes = readFileSync(file);
	bytes.writeInt32BE(version, 60);
	bytes.writeInt32BE(0x54_57_00_00 + version, 68); // The application id, which repeats the version.
	writeFileSync(file, bytes);
}

test('restores deleted files with all stored events, and goes on writing to them', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append([...history.slice(0, 5), text]);
	expect(store.restore()).toEqual([]);
	rmSync(databaseFolder(root), {recursive: true});
	expect(store.restore()).toEqual([
		expect.stringMatching(
			/^Files in .*\.towline were deleted while the supervisor ran\. Restored: the database and 2 logs\.$/,
		),
	]);
	expect(() => openStore({root})).toThrow(expect.objectContaining({code: 'STORE_BUSY'}));
	store.append(history.slice(5));
	expect(store.readFacts(0, 1000)).toEqual(history);
	expect(log(root)).toContain('Hello');
	store.close();

	const {store: again, repairs} = openedStore(root);
	expect(repairs).toEqual([]);
	expect(again.readFacts(0, 1000)).toEqual(history);
});

test('restores logs if only they were deleted', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history.slice(0, 6));
	const before = log(root);
	rmSync(path.join(databaseFolder(root), 'logs'), {recursive: true});
	expect(store.restore()).toEqual([expect.stringMatching(/Restored: 2 logs\.$/)]);
	expect(log(root)).toBe(before);
});

test('close restores deleted files, unless the project was deleted', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history);
	rmSync(databaseFolder(root), {recursive: true});
	store.close();
	const {store: again} = openedStore(root);
	expect(again.readFacts(0, 1000)).toEqual(history);
	rmSync(root, {recursive: true});
	again.close();
	expect(existsSync(root)).toBe(false);
});

test('restore does not overwrite another file at the path of the database', () => {
	const root = temporaryProject();
	const {store} = openedStore(root);
	store.append(history);
	rmSync(databaseFile(root));
	writeFileSync(databaseFile(root), 'mine');
	expect(() => store.restore()).toThrow(expect.objectContaining({code: 'STORE_FAILED'}));
	expect(readFileSync(databaseFile(root), 'utf8')).toBe('mine');
	rmSync(databaseFile(root));
	expect(store.restore()).toHaveLength(1);
});
