import {expect, test} from 'vitest';
import {findAgent} from '../../../source/commands/agents/find-agent.ts';
import {History} from '../../helpers/facts.ts';

const history = new History();

for (const id of ['4_login', '41_cart', '42_checkout', '42b_refund', 'docs']) {
	history.agent(`${id}:coder`).listed(id);
}

const {fleet} = history;

test.for([
	['42_checkout:coder', '42_checkout:coder'],
	['42_checkout', '42_checkout:coder'],
	['42', '42_checkout:coder'],
	['4', '4_login:coder'],
	['d', 'docs:coder'],
	['42_check:cod', '42_checkout:coder'],
] as const)('"%s" finds %s', ([text, id]) => {
	expect(findAgent(fleet, text).id).toBe(id);
});

test('an ambiguous prefix is refused with the candidates', () => {
	const history = new History();
	history.agent('login-a:coder').listed('a');
	history.agent('login-b:coder').listed('b');
	expect(() => findAgent(history.fleet, 'log')).toThrow('"log" is ambiguous: login-a:coder, login-b:coder.');
});

test.for(['43', '', '42_checkout:tester', 'constructor'])('"%s" is refused as unknown', text => {
	expect(() => findAgent(fleet, text)).toThrow(expect.objectContaining({code: 'AGENT_UNKNOWN', exitCode: 2}));
});
