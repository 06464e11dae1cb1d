import {expect, test} from 'vitest';
import type {Recorded, RunEvent} from '../../../source/core/fleet/agent-event.ts';
import {toPlainText} from '../../../source/dashboard/pane/plain-text.ts';
import {History} from '../../helpers/facts.ts';

async function* each(events: readonly Recorded<RunEvent>[]) {
	yield* events;
}

async function textOf(events: readonly Recorded<RunEvent>[]): Promise<string> {
	return (await Array.fromAsync(toPlainText(each(events), 80))).join('');
}

function eventsOf(history: History) {
	return [...history.texts.values()].flat();
}

test('the text is complete and unfolded, and nothing in it acts on a terminal', async () => {
	const history = new History();
	const agent = history.agent('1_one:coder').listed('One').running('s');
	agent.thinks('First\nthen').says('Hello \u001B]0;gotcha\u0007world').calls('Bash', 'ls', '3 files');
	const text = await textOf(eventsOf(history));
	expect(text).toContain('First\n');
	expect(text).toContain('then\n');
	expect(text).toContain('Bash  ls');
	expect(text).not.toContain('\u001B');
	expect(text).not.toContain('gotcha');
});

test('a long transcript comes in pieces, with no line missing or repeated', async () => {
	const history = new History();
	const agent = history.agent('1_one:coder').listed('One').running('s');
	const count = 5000;

	for (let index = 0; index < count; index++) {
		agent.says(`line ${index}.`);
	}

	const events = eventsOf(history);
	const pieces = await Array.fromAsync(toPlainText(each(events), 80));
	expect(pieces.length).toBeGreaterThan(3);
	expect(pieces.join('').match(/line \d+\./g)).toEqual(Array.from({length: count}, (_, index) => `line ${index}.`));
});
