// Appends batches to a project's store for ever and says after each which fact is stored: to be killed in the middle.
import {writeSync} from 'node:fs';
import type {AgentEvent, Recorded} from '../../source/core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../source/core/ids.ts';
import {openStore} from '../../source/store/open-store.ts';

const {store} = openStore({root: process.argv[2] ?? ''});
const agents = ['one:coder', 'two:coder', 'three:coder'] as AgentId[];
const runs = agents.map((_, index) => `r${process.pid}x${index}` as RunId);
const positions = agents.map(() => 0);
let seq = store.lastSeq;

function next(count: number): Recorded {
	const which = count % agents.length;
	const isFact = count % 2 === 0;
	const usage = {input: count, output: 1, cacheWrite: 0, cacheRead: 0, costUsd: count / 100};
	const event: AgentEvent = isFact
		? {type: 'usage-reported', usage, models: {}, isEstimate: true}
		: {type: 'output-streamed', block: 'b', text: 'x'.repeat(count % 300)};
	const position = positions[which] ?? 0;
	positions[which] = position + 1;
	const about = {agent: agents[which] ?? ('one:coder' as AgentId), run: runs[which] ?? ('r' as RunId)};
	return {...(isFact ? {seq: ++seq} : {}), position, at: Date.now() as EpochMs, ...about, event};
}

for (let count = 0; ; count += 20) {
	store.append(Array.from({length: 20}, (_, index) => next(count + index)));
	writeSync(1, `${store.lastSeq}\n`);
}
