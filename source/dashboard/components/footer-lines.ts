import {assertNever} from '../../core/assert-never.ts';
import type {Binding, KeyContext} from '../keys/binding.ts';
import {formatKey} from '../keys/key-name.ts';
import {fitLine, join, type Line, lineOf, lineWidth} from '../line.ts';
import type {InputPurpose, Modal, Toast, UiState} from '../state/ui-state.ts';
import {truncate} from '../text/fit.ts';
import type {Glyphs} from '../theme.ts';

/** Keys with their titles, as many as fit; the last two are always shown: how to get help, and how to leave. */
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

/** The line above the keys: a question, what is typed, a message, or the filter in force. */
export function toStatusLine(ui: UiState, columns: number, glyphs: Glyphs): Line {
	if (ui.modal?.kind === 'input') {
		return toInputLine(ui.modal, columns, glyphs);
	}

	if (ui.modal?.kind === 'confirm') {
		return fitLine(lineOf(` ${ui.modal.question}`, {bold: true}), columns);
	}

	if (ui.toast) {
		return fitLine(lineOf(` ${ui.toast.text}`, toastLook[ui.toast.level]), columns);
	}

	return fitLine(lineOf(standing(ui), {dim: true}), columns);
}

const toastLook = {
	info: {},
	warning: {tone: 'warning'},
	error: {tone: 'bad', bold: true},
} as const satisfies Record<Toast['level'], object>;

function standing({filter, quickView, marks, sort}: UiState): string {
	const parts = [
		...(sort ? [`by ${sort.column}${sort.isDescending ? ', largest first' : ''}`] : []),
		...(quickView === 'all' ? [] : [`only ${quickView.replace('-', ' ')}`]),
		...(filter === '' ? [] : [`filter: ${filter}`]),
		...(marks.size === 0 ? [] : [`${marks.size} marked`]),
	];
	return parts.length === 0 ? '' : ` ${parts.join(' · ')}`;
}

/** The end of a long text is what is being typed: its beginning gives way. */
function toInputLine(modal: Extract<Modal, {kind: 'input'}>, columns: number, glyphs: Glyphs): Line {
	const label = ` ${promptOf(modal.purpose)} `;
	const room = columns - label.length - 1;
	const before = truncate(modal.text.slice(0, modal.cursor), room, {from: 'start'});
	const under = [...modal.text.slice(modal.cursor)][0];
	const after = modal.text.slice(modal.cursor + (under?.length ?? 0));
	return fitLine(
		[
			{text: label, bold: true},
			{text: before},
			under === undefined ? {text: glyphs.cursor} : {text: under, inverse: true},
			{text: after},
		],
		columns,
	);
}

function promptOf(purpose: InputPurpose): string {
	switch (purpose.kind) {
		case 'filter':
			return 'Filter:';
		case 'search':
			return 'Search:';
		case 'story':
			return 'Name of the new story:';
		case 'columns':
			return 'Columns:';
		case 'message':
			return purpose.agents.length === 1 ? 'Tell it:' : `Tell ${purpose.agents.length} agents:`;
		case 'deny':
			return 'Deny, and say:';
		case 'edit':
			return 'Allow instead:';
		default:
			return assertNever(purpose);
	}
}
