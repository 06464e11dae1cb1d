import {type Script, say} from '../agent/script.ts';

/** Fails: there is no such test, and the search for it ends with a request that the API rejects. */
export const flakyStockTest: Script = {
	story: '44_flaky-stock-test',
	steps: () => [
		say({
			thinking: 'Once in forty runs suggests time, order or shared state. First I need to see it fail.',
			text: 'I run the stock test until it fails.',
			tools: [
				{tool: 'Bash', command: 'node --test test/stock.test.js', about: 'Run the stock test'},
				{tool: 'Bash', command: 'grep -rln stock src test', about: 'Search for stock'},
			],
		}),
		say({
			thinking: 'Both failed: there is no such file, and nothing mentions stock. It may have been deleted.',
			text: 'There is no stock test here. It may be in the history, so I read all of it.',
			tools: [{tool: 'Bash', command: 'git log --all -p -S stock --oneline | head -50', about: 'Search the history'}],
		}),
		{
			kind: 'refusal',
			status: 400,
			error: 'invalid_request',
			text: 'API Error: 400 prompt is too long: 1041377 tokens > 1000000 maximum',
			terminalReason: 'prompt_too_long',
		},
	],
};
