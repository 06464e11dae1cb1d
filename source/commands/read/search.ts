import {styleText} from 'node:util';
import type {Agent} from '../../core/fleet/agent.ts';
import {selectRows, selectRuns} from '../../core/fleet/selectors.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import {type FoundLine, searchRun} from '../../core/transcript/search-run.ts';
import {unicodeGlyphs} from '../../dashboard/theme.ts';
import {readRunLog} from '../../store/logs/read-log.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {findAgent} from '../agents/find-agent.ts';
import {type CommandHandler, type Terminal, textOption} from '../invocation.ts';
import {formatPastTime} from './past-time.ts';
import {readState} from './project-state.ts';

/** `towline search`: the lines of all transcripts that contain a text. Exits with 1 if there are none, like grep. */
export const run: CommandHandler = async invocation => {
	const {args, options, print, terminal} = invocation;
	const search = args.join(' ');
	const {root, fleet} = await readState(invocation);
	const story = textOption(invocation, 'story');
	const agents = story === undefined ? selectRows(fleet) : [findAgent(fleet, story)];
	let count = 0;

	for (const agent of agents) {
		for (const id of selectRuns(agent)) {
			for await (const found of searchRun(readRunLog({root, agent: agent.id, run: id}), search)) {
				count++;
				await print(options.json ? toJson(agent, id, found) : toLine(agent, found, terminal));
			}
		}
	}

	if (count === 0 && !options.json) {
		await print(`No transcript contains "${toOneLine(search)}".`);
	}

	return count === 0 ? 1 : 0;
};

function toJson(agent: Agent, run: RunId, {position, at, kind, line}: FoundLine): string {
	return toSafeJson({agent: agent.id, run, position, at: new Date(at).toISOString(), kind, line: toOneLine(line)});
}

/** On a terminal a long line is cut so that the match stays in view; in a pipe it is whole. */
function toLine(agent: Agent, {at, kind, line, start}: FoundLine, terminal: Terminal | undefined): string {
	const time = formatPastTime(at, Date.now() as EpochMs);
	const head = `${agent.id}  ${time}  ${glyphOf(kind)} `;

	if (!terminal) {
		return head + toOneLine(line).trim();
	}

	const room = Math.max(20, terminal.columns - head.length);
	const from = start > room / 2 ? start - Math.floor(room / 4) : 0;
	const text = toOneLine(line.slice(from, from + room)).trim();
	return (terminal.hasColor ? styleText('dim', head, {validateStream: false}) : head) + (from > 0 ? '…' : '') + text;
}

/** The signs that the dashboard and `logs` use. */
function glyphOf(kind: FoundLine['kind']): string {
	switch (kind) {
		case 'thinking':
			return unicodeGlyphs.thinking;
		case 'output':
			return unicodeGlyphs.output;
		case 'tool':
			return unicodeGlyphs.tool;
		case 'said':
			return unicodeGlyphs.said;
		case 'asked':
			return unicodeGlyphs.status['needs-input'];
		case 'remark':
			return '!';
		default:
			return ' ';
	}
}
