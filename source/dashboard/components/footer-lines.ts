import {assertNever} from '../../core/assert-never.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId} from '../../core/ids.ts';
import type {Binding, KeyContext} from '../keys/binding.ts';
import {formatKey} from '../keys/key-name.ts';
import {fitLine, join, type Line, lineOf, lineWidth} from '../line.ts';
import {storyLabel} from '../lines/agent-words.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {InputPurpose, Toast, UiState} from '../state/ui-state.ts';
import {truncate} from '../text/fit.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {width} from '../text/width.ts';
import type {Glyphs} from '../theme.ts';

/** Keys with their titles, as many as fit. The last two are always shown: help and quit. */
export function toKeyLine(
	bindings: readonly Binding[],
	context: KeyContext,
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): Line {
	const parts = bindings.map((binding): Line => {
		const [key = ''] = binding.keys;
		return [
			{text: formatKey(key, glyphs.enter), bold: true},
			{text: ` ${binding.label?.(context) ?? binding.title}`, dim: true},
		];
	});
	const last = parts.slice(-2);
	const shown: Line[] = [];
	let used = lineWidth(join(last, '  ')) + 1;

	for (const part of parts.slice(0, -2)) {
		used += lineWidth(part) + 2;

		if (used > columns) {
			break;
		}

		shown.push(part);
	}

	return fitLine([{text: ' '}, ...join([...shown, ...last], '  ')], columns);
}

/** The lines above the keys: usually one; a text being typed has `rows` of them, with the cursor in sight. */
export function toStatusLines(
	state: Pick<DashboardState, 'ui' | 'fleet'>,
	options: Parameters<typeof toStatusLine>[1] & {readonly rows: number},
): readonly Line[] {
	const {modal} = state.ui;

	if (modal?.kind !== 'input' || options.rows < 2) {
		return [toStatusLine(state, options)];
	}

	const texts = modal.text.split('\n');
	const cursorLine = modal.text.slice(0, modal.cursor).split('\n').length - 1;
	const first = Math.max(0, Math.min(cursorLine - options.rows + 1, texts.length - options.rows));
	const prompt = ` ${truncate(toPrompt(modal.purpose, state.fleet), Math.floor(options.columns / 2))}: `;
	return texts.slice(first, first + options.rows).map((text, index) => {
		const line = first + index;
		const start = texts.slice(0, line).reduce((sum, {length}) => sum + length + 1, 0);
		const cursor = line === cursorLine ? modal.cursor - start : undefined;
		const label = line === 0 ? prompt : ' '.repeat(width(prompt));
		return toTypedLine({text, cursor}, label, options);
	});
}

/** The line above the keys: a question, the text being typed, a message, or how rows are sorted and filtered. */
export function toStatusLine(
	{ui, fleet}: Pick<DashboardState, 'ui' | 'fleet'>,
	{
		columns,
		glyphs,
		sameRequests = 0,
	}: {
		readonly columns: number;
		readonly glyphs: Glyphs;
		/** How many marked agents ask for the same as the selected one. */
		readonly sameRequests?: number;
	},
): Line {
	if (ui.modal?.kind === 'input') {
		const prompt = truncate(toPrompt(ui.modal.purpose, fleet), Math.floor(columns / 2));
		return toTypedLine(toCursorLine(ui.modal), ` ${prompt}: `, {columns, glyphs});
	}

	if (ui.modal?.kind === 'confirm') {
		return fitLine(lineOf(` ${ui.modal.question}`, {bold: true}), columns);
	}

	if (ui.toast) {
		return fitLine(lineOf(` ${sanitizeForCell(ui.toast.text)}`, toastLook[ui.toast.level]), columns);
	}

	return fitLine(lineOf(toRowSettings(ui, sameRequests), {dim: true}), columns);
}

const toastLook = {
	info: {},
	warning: {tone: 'warning'},
	error: {tone: 'bad', bold: true},
} as const satisfies Record<Toast['level'], object>;

function toRowSettings({filter, quickView, marks, sort, grouping}: UiState, sameRequests: number): string {
	const parts = [
		...(grouping === 'none' ? [] : [`grouped by ${grouping}`]),
		...(sort ? [`sorted by ${sort.column}${sort.isDescending ? ', largest first' : ''}`] : []),
		...(quickView === 'all' ? [] : [`view: ${quickView.replace('-', ' ')}`]),
		...(filter === '' ? [] : [`filter: ${filter}`]),
		...(marks.size === 0 ? [] : [`${marks.size} marked`]),
		...(sameRequests > 1 ? [`${sameRequests} of them ask for the same and are answered together`] : []),
	];
	return parts.length === 0 ? '' : ` ${parts.join(' · ')}`;
}

/** The line of a text that the cursor is in. */
function toCursorLine({text, cursor}: {readonly text: string; readonly cursor: number}): TypedLine {
	const start = text.lastIndexOf('\n', cursor - 1) + 1;
	const end = text.indexOf('\n', cursor);
	return {text: text.slice(start, end === -1 ? undefined : end), cursor: cursor - start};
}

/** A line of typed text; `cursor` is `undefined` where it is in another line. */
type TypedLine = {readonly text: string; readonly cursor: number | undefined};

/** The prompt and a line with its cursor. A long line is cut at its start, so that the cursor stays in sight. */
function toTypedLine(
	{text, cursor}: TypedLine,
	label: string,
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): Line {
	const head = {text: label, bold: true};

	if (cursor === undefined) {
		return fitLine([head, {text}], columns);
	}

	const before = truncate(text.slice(0, cursor), columns - width(label) - 1, {from: 'start'});
	const under = [...text.slice(cursor)][0];
	const after = text.slice(cursor + (under?.length ?? 0));
	const at = under === undefined ? {text: glyphs.cursor} : {text: under, inverse: true};
	return fitLine([head, {text: before}, at, {text: after}], columns);
}

/** What the text is for; a colon follows. */
function toPrompt(purpose: InputPurpose, fleet: Fleet): string {
	switch (purpose.kind) {
		case 'filter':
			return 'Filter';
		case 'search':
			return 'Search';
		case 'find':
			return 'Search all transcripts';
		case 'story':
			return 'Name of the new story';
		case 'message':
			return `Message to ${namesOf(purpose.agents, fleet)}`;
		case 'deny':
			return 'Deny with message';
		case 'answer':
			return 'Your answer';
		case 'edit':
			return 'Edit, then allow';
		default:
			return assertNever(purpose);
	}
}

/** The story of one agent, or how many agents there are. */
function namesOf(agents: readonly AgentId[], fleet: Fleet): string {
	const [first] = agents;
	const only = agents.length === 1 && first !== undefined ? fleet.agents[first] : undefined;
	return only ? storyLabel(only) : `${agents.length} agents`;
}
