import type {Agent} from '../../core/fleet/agent.ts';
import {liveRun} from '../../core/fleet/agent.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import {formatElapsed, formatSession} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {blank, type Line, lineOf, type Span, spread} from '../line.ts';
import {sanitizeForCell, sanitizeLines} from '../text/sanitize-for-cell.ts';
import {width} from '../text/width.ts';
import {wrap} from '../text/wrap.ts';
import {storyLabel} from './agent-words.ts';
import {toProposedLines} from './proposed-change.ts';

export type RequestData = {
	readonly agent: Agent;
	readonly request: Permission;
	readonly now: EpochMs;
	/** The project's root, to show shorter paths. */
	readonly root: string | undefined;
	readonly columns: number;
	/** The keys that answer, as the footer names them. */
	readonly answers: Line;
	/** Lines there are; the answers are always among them. */
	readonly height: number;
};

/** Who asks, and since when: words for the rule above. */
export function toRequestTitle({agent, request, now}: Pick<RequestData, 'agent' | 'request' | 'now'>): Line {
	return [
		{text: storyLabel(agent), bold: true},
		{text: ' needs you', tone: 'attention', bold: true},
		{text: ` · waiting ${formatElapsed(now - request.askedAt)}`, dim: true},
	];
}

/** What is asked, why, and how to answer; what does not fit of the command is cut, the answers never are. */
export function toRequestLines(data: RequestData): readonly Line[] {
	const {agent, request, columns, answers, height} = data;
	const more = (liveRun(agent)?.permissions.length ?? 1) - 1;
	const head = spread(
		toWish(request),
		lineOf(
			`${sanitizeForCell(agent.name)} · ${formatSession(agent.session)}${more > 0 ? ` · ${more} more waiting` : ''} `,
			{dim: true},
		),
		columns,
	);
	const what = [
		...wrap(sanitizeLines(request.summary).trim() || '(no details)', columns - 8).map(text =>
			lineOf(`    ${text}`, {bold: true}),
		),
		...toProposedLines(request, columns),
	];
	const rule = isShortRule(request, columns) ? undefined : alwaysRule(request);
	const rest: readonly Line[] = [
		...(request.reason ? [detail('Why', request.reason)] : []),
		...(rule ? [detail('Y', `always allows ${rule}`)] : []),
		...(agent.cwd ? [detail('In', toPlace(agent.cwd, data.root))] : []),
	];
	// Of a small pane the command gets what the answers leave, then come a reason, a blank line, and the other reasons.
	const spare = height - 2 - what.length;
	const hasBlank = spare > 1 || (spare === 1 && rest.length === 0);
	const tail: readonly Line[] = [
		...rest.slice(0, Math.max(0, spare - (hasBlank ? 1 : 0))),
		...(hasBlank ? [blank] : []),
		answers,
	];
	const room = Math.max(1, height - 1 - tail.length);
	const shown = what.slice(0, room);
	const cut = what.length - shown.length;
	return [
		head,
		...shown.with(-1, cut > 0 ? lineOf(`    ... ${cut + 1} more lines`, {dim: true}) : (shown.at(-1) ?? blank)),
		...tail,
	];
}

/** How many lines it takes to say everything. */
export function requestHeight(data: Omit<RequestData, 'now' | 'answers' | 'height'>): number {
	const everything = {...data, now: data.request.askedAt, answers: blank, height: Number.POSITIVE_INFINITY};
	return toRequestLines(everything).length;
}

/** In words what a tool's name leaves open: whether a command, a file or an address is asked for. */
function toWish({tool, input}: Permission): Line {
	const name: Span = {text: sanitizeForCell(tool), bold: true};
	const has = (field: string) => typeof input === 'object' && input !== null && field in input;

	if (has('command')) {
		return [{text: '  '}, name, {text: ' wants to run a command'}];
	}

	if (has('file_path') && ['content', 'old_string', 'edits'].some(has)) {
		return [{text: '  '}, name, {text: ' wants to write a file'}];
	}

	return [{text: '  The agent wants to use '}, name];
}

/** A folder as people of the project name it. */
function toPlace(folder: string, root: string | undefined): string {
	if (root !== undefined && folder === root) {
		return "the project's own folder";
	}

	return root !== undefined && folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : folder;
}

function detail(name: string, text: string): Line {
	return [{text: `  ${`${name}:`.padEnd(5)}`, dim: true}, {text: sanitizeForCell(text)}];
}

/** Columns that the other answers need on the line of answers. */
const answersColumns = 60;

/** The rule that answering "always" adds; `undefined` when the agent program offers none. */
export function alwaysRule({alwaysLabel}: Permission): string | undefined {
	return alwaysLabel ? sanitizeForCell(alwaysLabel) : undefined;
}

/** Whether the rule fits beside its key; a longer one gets a line of its own. */
export function isShortRule(request: Permission, columns: number): boolean {
	return width(alwaysRule(request) ?? '') + answersColumns <= columns;
}
