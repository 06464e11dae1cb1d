import {expect, test} from 'vitest';
import {commandList} from '../../source/commands/command-list.ts';
import {flagsOf} from '../../source/commands/command-spec.ts';
import {withIsoTimes} from '../../source/commands/read/iso-time.ts';
import {outputSchemas} from '../../source/commands/schema/output-schemas.ts';
import {createShell} from './shell.ts';

test('every command with --json is described', () => {
	const withJson = commandList.filter(spec => flagsOf(spec).includes('--json')).map(({name}) => name);
	expect([...outputSchemas.keys()].sort()).toEqual(withJson.sort());
});

test('schema prints the JSON Schema of one command, or of all by name', async () => {
	using shell = createShell();
	const one = JSON.parse((await shell.type('schema', 'cost')).output);
	expect(one).toMatchObject({
		$schema: expect.any(String),
		type: 'array',
		items: {required: expect.arrayContaining(['key'])},
	});
	const all = JSON.parse((await shell.type('schema')).output);
	expect(all.cost).toEqual(one);
	expect(Object.keys(all).sort()).toEqual([...outputSchemas.keys()].sort());
});

test('schema refuses a command without JSON', async () => {
	using shell = createShell();
	const {exitCode, errors} = await shell.type('schema', 'kil');
	expect(exitCode).toBe(2);
	expect(errors).toContain('No JSON of a command "kil" is described.');
});

test('times of events are ISO 8601, and the data of an agent is left as it is', () => {
	const at = Date.UTC(2026, 2, 2, 12);
	expect(
		withIsoTimes({
			at,
			seq: 3,
			event: {type: 'x', exit: {resetsAt: at}, permission: {askedAt: at, input: {at, since: 1}}, notBefore: 'soon'},
		}),
	).toEqual({
		at: '2026-03-02T12:00:00.000Z',
		seq: 3,
		event: {
			type: 'x',
			exit: {resetsAt: '2026-03-02T12:00:00.000Z'},
			permission: {askedAt: '2026-03-02T12:00:00.000Z', input: {at, since: 1}},
			notBefore: 'soon',
		},
	});
	expect(withIsoTimes({at: Number.MAX_VALUE})).toEqual({at: Number.MAX_VALUE});
});
