import {expect, test} from 'vitest';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import {searchRun} from '../../../source/core/transcript/search-run.ts';
import {recorded} from '../given.ts';

async function* each(events: readonly RunEvent[]) {
	for (const [position, event] of events.entries()) {
		yield recorded(event, position);
	}
}

async function linesOf(search: string, ...events: readonly RunEvent[]): Promise<readonly string[]> {
	const found = await Array.fromAsync(searchRun(each(events), search));
	return found.map(({position, kind, line, start}) => `${position} ${kind} ${start}: ${line}`);
}

test('a search finds lines of what the agent thought, said and did, each once', async () => {
	const tool: RunEvent = {type: 'tool-started', toolId: 't', tool: 'Bash', summary: 'make needle'};
	const lines = await linesOf(
		'needle',
		{type: 'thinking-streamed', block: 'a', text: 'no\nthe Needle and the needle'},
		tool,
		{type: 'tool-output-read', toolId: 't', output: 'one\na needle\ntwo', diff: undefined},
		{type: 'output-streamed', block: 'b', text: 'nee'},
		{type: 'output-streamed', block: 'b', text: 'dle'},
	);
	expect(lines).toEqual([
		'0 thinking 4: the Needle and the needle',
		'1 tool 10: Bash make needle',
		'1 tool 2: a needle',
		'3 output 0: needle',
	]);
});

test('case counts if the search has capitals', async () => {
	expect(await linesOf('Needle', {type: 'line-printed', text: 'needle\nNeedle'})).toEqual(['0 line 0: Needle']);
});

test('a line is found however long the run is', async () => {
	const events = Array.from(
		{length: 3000},
		(_, index): RunEvent => ({
			type: 'tool-started',
			toolId: `t${index}`,
			tool: 'Bash',
			summary: `call ${index}.`,
		}),
	);
	expect(await linesOf('call 17.', ...events)).toEqual(['17 tool 5: Bash call 17.']);
	expect(await linesOf('call 2999.', ...events)).toEqual(['2999 tool 5: Bash call 2999.']);
});
