import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {readNotifySettings} from '../../../source/commands/dashboard/read-notify.ts';

async function projectWith(toml: string): Promise<string> {
	const root = await mkdtemp(path.join(tmpdir(), 'towline-notify-'));
	onTestFinished(() => rm(root, {recursive: true, force: true}));
	await writeFile(path.join(root, 'towline.toml'), toml);
	return root;
}

test('[notify] sets the terminal notifications', async () => {
	const root = await projectWith('[notify]\nbell = true\ndesktop = true\ntitle = false\n');
	expect(await readNotifySettings(root)).toEqual({title: false, bell: true, desktop: true});
});

test.for([
	['a file without [notify]', 'name = "shop"\n'],
	['values of another type', '[notify]\nbell = "yes"\n'],
	['[notify] that is not a table', 'notify = 3\n'],
	['a file that is not TOML', '[[['],
])('%s gets the default: title only', async ([, toml]) => {
	expect(await readNotifySettings(await projectWith(toml ?? ''))).toEqual({title: true, bell: false, desktop: false});
});

test('a missing file gets the default too', async () => {
	expect(await readNotifySettings('/nowhere')).toEqual({title: true, bell: false, desktop: false});
});
