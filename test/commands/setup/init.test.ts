import {readFileSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from 'vitest';
import {run as init} from '../../../source/commands/setup/init.ts';
import {listConfigKeys} from '../../../source/project/config/config-keys.ts';
import {createConfigSchema} from '../../../source/project/config/config-schema.ts';
import {readConfig} from '../../../source/project/config/read-config.ts';
import {readStories} from '../../../source/project/stories/stories.ts';
import {temporaryFolder, writeFiles} from '../../project/temporary.ts';

const runtimes = ['claude-code'];
/** What `init` trusts is remembered here, and not in the home of whoever runs the tests. */
const environment = () => ({XDG_STATE_HOME: temporaryFolder()});

async function initIn(cwd: string): Promise<readonly string[]> {
	const lines: string[] = [];
	expect(await init({cwd, env: environment(), note: async line => void lines.push(line)})).toBe(0);
	return lines;
}

/** The starter file with every commented key uncommented. */
function uncomment(toml: string): string {
	return toml.replace(/^# (?=[a-z_]+ = |\[|You |Your |\{\{|""")/gm, '').replace(/^#$/gm, '');
}

test('it writes a valid configuration and a valid story, and nothing else', async () => {
	const cwd = temporaryFolder();
	expect(await initIn(cwd)).toEqual([
		'Wrote stories/1_first-story.md.',
		'Wrote towline.toml.',
		expect.stringMatching(/run `towline`/),
	]);
	expect((await readdir(cwd, {recursive: true})).sort()).toEqual([
		'stories',
		'stories/1_first-story.md',
		'towline.toml',
	]);
	const config = await readConfig({file: path.join(cwd, 'towline.toml'), runtimes});
	expect(await readStories(config)).toMatchObject({stories: [{title: 'Write the README'}], refused: []});
});

test('the file lists every configuration key, with its default value if there is one', async () => {
	const cwd = temporaryFolder();
	await initIn(cwd);
	const file = path.join(cwd, 'towline.toml');
	const text = readFileSync(file, 'utf8');
	await writeFiles(cwd, {'full.toml': uncomment(text)});
	const full = await readConfig({file: path.join(cwd, 'full.toml'), runtimes});
	const plain = await readConfig({file, runtimes});
	expect(full.agents[0].prompt).toBe(plain.agents[0].prompt);
	expect(full.limits).toEqual({...plain.limits, storyBudgetUsd: 5, dayBudgetUsd: 50, projectBudgetUsd: 200});
	expect(full).toMatchObject({logs: plain.logs, notify: plain.notify, stories: plain.stories});
	expect({...full.worktree, setup: [], copy: []}).toEqual(plain.worktree);
	for (const {name} of listConfigKeys(createConfigSchema(runtimes))) {
		expect(text).toMatch(new RegExp(`^(# )?${name.split('.').at(-1)} = `, 'm'));
	}
});

test('it does not overwrite a configuration', async () => {
	const cwd = temporaryFolder();
	await writeFiles(cwd, {'towline.toml': 'mine'});
	await expect(init({cwd, env: environment(), note: async () => {}})).rejects.toMatchObject({
		code: 'FILE_EXISTS',
		exitCode: 2,
	});
	expect(readFileSync(path.join(cwd, 'towline.toml'), 'utf8')).toBe('mine');
	expect(await readdir(cwd)).toEqual(['towline.toml']);
});

test.for(['1_first-story.md', '7_mine.md'])(
	'with stories/%s it keeps the stories and writes only the configuration',
	async name => {
		const cwd = temporaryFolder();
		await writeFiles(cwd, {[`stories/${name}`]: 'mine'});
		expect(await initIn(cwd)).toEqual(['Wrote towline.toml.', expect.stringContaining('are kept as they are')]);
		expect(readFileSync(path.join(cwd, 'stories', name), 'utf8')).toBe('mine');
		expect(await readdir(path.join(cwd, 'stories'))).toEqual([name]);
	},
);

test('it refuses to make a project inside another one', async () => {
	const root = temporaryFolder();
	await writeFiles(root, {'towline.toml': '', 'inner/x': ''});
	await expect(init({cwd: path.join(root, 'inner'), env: environment(), note: async () => {}})).rejects.toMatchObject({
		code: 'FILE_EXISTS',
		message: expect.stringMatching(/already belongs to the project of .*towline.toml/),
	});
});

test('a folder that cannot be written is reported in a sentence', async () => {
	const cwd = temporaryFolder();
	await writeFiles(cwd, {stories: 'a file, where a folder is wanted'});
	await expect(init({cwd, env: environment(), note: async () => {}})).rejects.toMatchObject({
		code: 'USAGE',
		message: expect.stringContaining(`Cannot create a project in ${cwd}`),
	});
	expect(await readdir(cwd)).toEqual(['stories']);
});
