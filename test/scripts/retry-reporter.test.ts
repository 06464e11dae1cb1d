import {execFile} from 'node:child_process';
import path from 'node:path';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');

test('a test that passed at its second try is named at the end of the run', async () => {
	const {stdout} = await promisify(execFile)(
		process.execPath,
		['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/fixtures/retries/vitest.config.ts'],
		{cwd: repository, env: {PATH: process.env.PATH}},
	);
	expect(stdout.trim()).toBe(
		[
			'Needed more than one try (1):',
			'  test/fixtures/retries/tries.fixture.ts > passes at the second try (passed after 2 tries)',
		].join('\n'),
	);
});
