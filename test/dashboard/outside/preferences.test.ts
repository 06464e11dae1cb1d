import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readPreferences, savePreferences} from '../../../source/dashboard/outside/preferences.ts';

let home = '';
const env = () => ({HOME: home, XDG_CONFIG_HOME: path.join(home, 'config')});
const file = () =>
	process.platform === 'darwin'
		? path.join(home, 'Library/Preferences/towline/preferences.json')
		: path.join(home, 'config/towline/preferences.json');

beforeEach(async () => {
	home = await mkdtemp(path.join(tmpdir(), 'towline-test-'));
});

afterEach(() => rm(home, {recursive: true, force: true}));

async function write(text: string): Promise<void> {
	await mkdir(path.dirname(file()), {recursive: true});
	await writeFile(file(), text);
}

test('what is saved is read again', async () => {
	await savePreferences(
		{theme: 'light', sort: {column: 'cost', isDescending: true}, columns: ['story', 'cost']},
		env(),
	);
	expect(readPreferences(env())).toMatchObject({
		theme: 'light',
		sort: {column: 'cost', isDescending: true},
		columns: ['story', 'cost'],
	});
});

test('what the person wrote by hand stays', async () => {
	await write('{"keys": {"kill": "D"}}');
	await savePreferences({theme: 'none'}, env());
	expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({keys: {kill: 'D'}, theme: 'none'});
	expect(readPreferences(env())).toMatchObject({theme: 'none', keys: {kill: ['D']}});
});

test.for(['', '{', '[]', 'null', '{"theme": 7, "sort": "up", "keys": [1], "columns": "all"}'])(
	'nonsense is no reason not to open: %s',
	async text => {
		await write(text);
		expect(readPreferences(env()).theme).toBeUndefined();
	},
);

test('without a file there are none', () => {
	expect(readPreferences(env())).toEqual({});
});
