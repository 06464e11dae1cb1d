import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {type SessionId, toStoryId} from '../../source/core/ids.ts';
import type {Processes} from '../../source/holder/custody/process-table.ts';
import {claudeCode} from '../../source/runtimes/claude-code.ts';
import {refuseOpenSession} from '../../source/supervisor/open-session.ts';

const session = '8671baba-d5ea-4dd6-8ecf-39572e4a7721' as SessionId;
const story = toStoryId('42_login');

/** A home in which Claude Code has left these files. */
function homeWith(files: Readonly<Record<string, string>>): string {
	const home = mkdtempSync(path.join(tmpdir(), 'towline-sessions-'));
	onTestFinished(() => rmSync(home, {recursive: true}));
	mkdirSync(path.join(home, '.claude/sessions'), {recursive: true});

	for (const [name, text] of Object.entries(files)) {
		writeFileSync(path.join(home, '.claude/sessions', name), text);
	}

	return home;
}

/** As 2.1.328 writes it. */
const file = JSON.stringify({pid: 30827, sessionId: session, procStart: '312237', version: '2.1.328', status: 'busy'});
const alive: Pick<Processes, 'startOf'> = {startOf: pid => (pid === 30827 ? '312237@boot' : undefined)};
const check = (HOME: string, processes = alive) =>
	refuseOpenSession({runtime: claudeCode, env: {HOME}, session, story}, processes);

test('a session that a living process has open is refused with that process', async () => {
	await expect(check(homeWith({'30827.json': file}))).rejects.toMatchObject({
		code: 'SESSION_OPEN',
		message: 'Session 8671baba is open in another Claude Code (process 30827).',
	});
});

test.for([
	['a process that has exited', undefined],
	['a process whose pid was used again', '999999@boot'],
] as const)('%s holds no session', async ([, start]) => {
	await expect(check(homeWith({'30827.json': file}), {startOf: () => start})).resolves.toBeUndefined();
});

test.for([
	['another session', JSON.stringify({pid: 30827, sessionId: 'another', procStart: '312237'})],
	['no JSON', '{"pid":308'],
	['no object', 'null'],
	['no pid', JSON.stringify({pid: '30827', sessionId: session})],
] as const)('a file with %s refuses nothing', async ([, text]) => {
	await expect(check(homeWith({'30827.json': text}))).resolves.toBeUndefined();
});

test('without a folder of sessions nothing is refused', async () => {
	await expect(check('/nonexistent')).resolves.toBeUndefined();
	await expect(refuseOpenSession({runtime: claudeCode, env: {}, session, story}, alive)).resolves.toBeUndefined();
});
