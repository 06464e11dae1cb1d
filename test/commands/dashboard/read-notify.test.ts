import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {readNotify} from '../../../source/commands/dashboard/read-notify.ts';

async function projectWith(toml: string): Promise<string> {
	const root = await mkdtemp(path.join(tmpdir(), 'towline-telling-'));
	onTestFinished(() => rm(root, {recursive: true, force: true}));
	await writeFile(path.join(root, 'towline.toml'), toml);
	return root;
}

test('what [notify] says is how the terminal tells', async () => {
	const root = await projectWith('[notify]\nbell = true\ndesktop = true\ntitle = false\n');
	expect(await readNotify(root)).toEqual({title: false, bell: true, desktop: true});
});

test.for([
	['a file without [notify]', 'name = "shop"\n'],
	['values of another type', '[notify]\nbell = "yes"\n'],
	['[notify] that is no table', 'notify = 3\n'],
	['a file that is no TOML', '[[['],
])('%s leaves it at the title', async ([, toml]) => {
	expect(await readNotify(await projectWith(toml ?? ''))).toEqual({title: true, bell: false, desktop: false});
});

test('so does a project without the file', async () => {
	expect(await readNotify('/nowhere')).toEqual({title: true, bell: false, desktop: false});
});
