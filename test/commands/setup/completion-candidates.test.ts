import {expect, test} from 'vitest';
import {commandList} from '../../../source/commands/command-list.ts';
import {findCandidates} from '../../../source/commands/setup/completion-candidates.ts';
import {readCompletionLine} from '../../../source/commands/setup/completion-words.ts';
import {History} from '../../helpers/facts.ts';

/** One story runs, one is queued, one has never been started. */
function fleet() {
	const history = new History();
	history.agent('1_cart:coder').listed('A story').started();
	history.agent('2_mail:coder').listed('A story').queued();
	history.agent('3_search:coder').listed('A story');
	return history.fleet;
}

test.for([
	['start', ['1_cart', '2_mail', '3_search']],
	['kill', ['1_cart', '2_mail']],
	['message', ['1_cart']],
	['queue', ['2_mail']],
	['answer', []],
] as const)('%s offers %j', async ([command, expected]) => {
	const state = {root: '/nowhere', fleet: fleet(), connected: undefined};
	const line = readCompletionLine([command, ''], commandList);
	const found = await findCandidates(line, {specs: commandList, readState: async () => state});
	expect(found.map(({value}) => value)).toEqual(expected);
});
