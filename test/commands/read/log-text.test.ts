import {expect, test} from 'vitest';
import {createLogText} from '../../../source/commands/read/log-text.ts';
import {History} from '../../helpers/facts.ts';

/** What `towline logs` prints for one run. */
function printed(tell: (agent: ReturnType<History['agent']>) => void): string {
	const history = new History();
	const agent = history.agent('1_a:coder').listed('A').started();
	tell(agent);
	const text = createLogText();
	const lines = (history.texts.get(agent.run) ?? []).flatMap(recorded => text.add(recorded) ?? []);
	return [...lines, text.flush() ?? ''].join('\n').trimEnd();
}

test('streamed pieces become complete lines, and each kind of line has its own first character', () => {
	expect(
		printed(agent =>
			agent
				.thinks('The totals are ', 'a')
				.thinks('computed twice.', 'a')
				.says('First line\nsecond', 'b')
				.calls('Bash', 'npm test', 'exit 1', true)
				.says('Done.', 'c')
				.ended({kind: 'completed'}),
		),
	).toBe(
		[
			'── run 1 ──',
			'✻ The totals are computed twice.',
			'● First line',
			'second',
			'▸ Bash npm test',
			'  ✗ exit 1',
			'● Done.',
			'── completed ──',
		].join('\n'),
	);
});

test('escape sequences printed by an agent never reach the terminal', () => {
	const text = printed(agent =>
		agent
			.says('\u001B[2Jcleared', 'a')
			.calls('Bash', '\u001B]52;c;AAAA\u0007copy')
			.event({type: 'line-printed', text: '\u001B[1mbold'}),
	);
	expect(text).not.toContain('\u001B');
	expect(text).toContain('▸ Bash copy');
});
