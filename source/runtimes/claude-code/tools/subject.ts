import type {Permission, PermissionSubject, ProposedChange, Question} from '../../../core/fleet/permission.ts';
import {type Fields, isShownWhole, rawText, shownLine, shownText, toList} from '../fields.ts';

/** What a tool call asks for, whole. */
export type RequestContent = Pick<Permission, 'subject' | 'details' | 'isWhole' | 'editable'>;

/** Reads what a tool call asks for from its input. What the subject does not say is in the details. */
export function readContent(tool: string, input: Fields): RequestContent {
	const {subject, fields} = readSubject(tool, input);
	const others = Object.entries(input).filter(([name]) => !fields.includes(name));
	const editable = editableFields.find(name => typeof input[name] === 'string');
	return {
		subject,
		details: others.map(([name, value]) => ({name: shownLine(name), text: shownText(toText(value))})),
		isWhole: [...Object.keys(input), ...Object.values(input).map(toText)].every(isShownWhole),
		editable: editable === undefined || hasForm(subject) ? undefined : rawText(input[editable]),
	};
}

/** The input with its command, path or address replaced. */
export function withEdited(input: Fields, edited: string): Fields {
	const name = editableFields.find(field => typeof input[field] === 'string');
	return name === undefined ? input : {...input, [name]: edited};
}

const editableFields = ['command', 'file_path', 'notebook_path', 'path', 'url'];

function hasForm({kind}: PermissionSubject): boolean {
	return kind === 'question' || kind === 'plan';
}

type Read = {readonly subject: PermissionSubject /** The fields it says. */; readonly fields: readonly string[]};

function readSubject(tool: string, input: Fields): Read {
	if (tool === 'AskUserQuestion' && toList(input.questions).length > 0) {
		return {subject: {kind: 'question', questions: toList(input.questions).map(toQuestion)}, fields: ['questions']};
	}

	if (tool === 'ExitPlanMode') {
		return {subject: {kind: 'plan', plan: shownText(rawText(input.plan) ?? '')}, fields: ['plan']};
	}

	const {command, file_path: file, url} = input;

	if (typeof command === 'string') {
		return {subject: {kind: 'command', command: shownText(command)}, fields: ['command']};
	}

	if (typeof file === 'string') {
		const edit = readEdit(input);
		return edit
			? {subject: {kind: 'edit', path: shownLine(file), changes: edit.changes}, fields: ['file_path', ...edit.fields]}
			: {subject: {kind: 'path', path: shownLine(file)}, fields: ['file_path']};
	}

	const path = ['notebook_path', 'path'].find(name => typeof input[name] === 'string');

	if (path !== undefined) {
		return {subject: {kind: 'path', path: shownLine(rawText(input[path]) ?? '')}, fields: [path]};
	}

	return typeof url === 'string'
		? {subject: {kind: 'address', url: shownLine(url)}, fields: ['url']}
		: {subject: {kind: 'other'}, fields: []};
}

/** The change that Write, Edit and MultiEdit would make; `undefined` for other inputs. */
function readEdit(
	input: Fields,
): {readonly changes: readonly ProposedChange[]; readonly fields: readonly string[]} | undefined {
	if (typeof input.content === 'string') {
		return {changes: [{removed: '', added: shownText(input.content), isEverywhere: false}], fields: ['content']};
	}

	if (typeof input.new_string === 'string') {
		return {changes: [toChange(input)], fields: ['old_string', 'new_string', 'replace_all']};
	}

	return Array.isArray(input.edits) ? {changes: toList(input.edits).map(toChange), fields: ['edits']} : undefined;
}

function toChange(edit: Fields): ProposedChange {
	return {
		removed: shownText(rawText(edit.old_string) ?? ''),
		added: shownText(rawText(edit.new_string) ?? ''),
		isEverywhere: edit.replace_all === true,
	};
}

/** A person can always answer in words of their own. */
function toQuestion(question: Fields): Question {
	return {
		header: shownLine(rawText(question.header) ?? ''),
		text: shownText(rawText(question.question) ?? ''),
		options: toList(question.options).map(({label, description, preview}) => ({
			label: shownLine(rawText(label) ?? ''),
			description: shownText([description, preview].filter(part => typeof part === 'string').join('\n')),
		})),
		isMultiple: question.multiSelect === true,
		typed: 'text',
		isRequired: true,
	};
}

function toText(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}
