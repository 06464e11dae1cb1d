import fc from 'fast-check';
import type {Size} from '../../source/dashboard/state/dashboard-state.ts';
import type {TestDashboard} from '../helpers/dashboard.tsx';
import type {AgentHistory, History} from '../helpers/facts.ts';
import {anyText} from './text/arbitraries.ts';

/** Something that happens to a dashboard: an agent prints, a key is pressed, the terminal changes its size. */
export type Act =
	| {
			readonly kind: 'print';
			readonly agent: number;
			readonly how: Printing;
			readonly text: string;
			readonly more: string;
	  }
	| {readonly kind: 'keys'; readonly keys: string}
	| {readonly kind: 'type'; readonly key: string; readonly text: string}
	| {readonly kind: 'resize'; readonly size: Size}
	| {readonly kind: 'wait'; readonly ms: number};

type Printing = (typeof printings)[number];

const printings = ['list', 'think', 'say', 'call', 'give', 'ask', 'remark', 'line', 'prompt', 'fail', 'done'] as const;

const hostile = fc.oneof(
	{weight: 3, arbitrary: anyText},
	{weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 60})},
	{
		weight: 2,
		arbitrary: fc.constantFrom(
			'\u001B[2J\u001B[31mred\u001B[999C!',
			'\u001B]0;title\u0007\u001B]52;c;ZXZpbA==\u0007\u009B5A',
			'漢字'.repeat(80),
			'👩‍👩‍👧'.repeat(60),
			'שלום עולם \u202Eevil\u2066',
			'a\nb\rc\td\u2028e\u0085f',
			'e\u0301'.repeat(90),
			'\u0301\u200D\uFE0F',
			'\uD83D \uDE00 \uD83D',
			'🇩🇪'.repeat(31),
			'x'.repeat(300),
			'| a | b |\n|---|---|\n| 漢字 | 👍🏽 |',
			`\`\`\`ts\n${'const 長い = 1;\t'.repeat(12)}\n\`\`\``,
		),
	},
);

/** Keys that neither leave nor need a pause after them. */
const pressed = [...'jjjkk \r*tuwdGgS123456R?', '\u0004', '\u0015', '\t', 'i', 'x', 'n'] as const;

/** What may happen, at some of these sizes. */
export function acts(sizes: readonly Size[]): fc.Arbitrary<Act> {
	const kind = <Kind extends Act['kind']>(name: Kind) => fc.constant(name);
	return fc.oneof(
		{
			weight: 8,
			arbitrary: fc.record({
				kind: kind('print'),
				agent: fc.integer({min: 1, max: 9}),
				how: fc.constantFrom(...printings),
				text: hostile,
				more: hostile,
			}),
		},
		{
			weight: 6,
			arbitrary: fc.record({
				kind: kind('keys'),
				keys: fc.array(fc.constantFrom(...pressed), {minLength: 1, maxLength: 4}).map(keys => keys.join('')),
			}),
		},
		{weight: 1, arbitrary: fc.record({kind: kind('type'), key: fc.constantFrom('/', 'm', 'N', 'L'), text: hostile})},
		{weight: 2, arbitrary: fc.record({kind: kind('resize'), size: fc.constantFrom(...sizes)})},
		{weight: 2, arbitrary: fc.record({kind: kind('wait'), ms: fc.constantFrom(50, 250, 1000, 61_000)})},
	);
}

type Stage = {readonly dashboard: TestDashboard; readonly history: History};

/** Lets it happen. */
export async function play(act: Act, {dashboard, history}: Stage): Promise<void> {
	switch (act.kind) {
		case 'print':
			print(act, history);
			dashboard.fleet.publish();
			break;
		case 'keys':
			dashboard.press(act.keys);
			break;
		case 'type':
			dashboard.press(act.key);
			await dashboard.catchesUp();
			// As pasted: as text, or not at all.
			dashboard.press(`\u001B[200~${act.text.replaceAll('\u001B', '')}\u001B[201~`);
			await dashboard.catchesUp();
			dashboard.press('\r');
			break;
		case 'resize':
			dashboard.resize(act.size);
			break;
		case 'wait':
			dashboard.wait(act.ms);
			break;
	}
}

const agents = new WeakMap<History, Map<number, AgentHistory>>();

function print({agent: number, how, text, more}: Extract<Act, {kind: 'print'}>, history: History): void {
	const known = agents.get(history) ?? new Map<number, AgentHistory>();
	agents.set(history, known);
	const agent = known.get(number) ?? history.agent(`${number}_agent:coder`).listed(text).running(`session-${number}`);
	known.set(number, agent);

	switch (how) {
		case 'list':
			agent.listed(text);
			break;
		case 'think':
			agent.thinks(text);
			break;
		case 'say':
			agent.says(text);
			break;
		case 'call':
			agent.calls(text, more);
			break;
		case 'give':
			agent
				.calls(text, more, text)
				.event({type: 'tool-output-read', toolId: `${text}-${more}`, output: more, diff: text});
			break;
		case 'ask':
			agent.asks({tool: text, summary: more, reason: text, alwaysLabel: more, input: {file_path: more, content: text}});
			break;
		case 'remark':
			agent.event({type: 'remark-made', level: 'error', text});
			break;
		case 'line':
			agent.event({type: 'line-printed', text});
			break;
		case 'prompt':
			agent.event({type: 'prompt-given', kind: 'prompt', text});
			break;
		case 'fail':
			agent.ended({kind: 'failed', exitCode: 1, reason: text}).running(`session-${number}-again`);
			break;
		case 'done':
			agent.ended({kind: 'completed'}).running(`session-${number}-more`);
			break;
	}
}
