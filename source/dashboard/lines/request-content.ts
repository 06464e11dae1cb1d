import type {Agent} from '../../core/fleet/agent.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import {showHidden} from '../../stream/sanitize.ts';
import {fromStyled, type Line, lineOf} from '../line.ts';
import {memoizeLast} from '../memoize.ts';
import type {AnswerForm} from '../state/answer-form.ts';
import {toMarkdownLines} from '../text/markdown.ts';
import {width} from '../text/width.ts';
import {wrap} from '../text/wrap.ts';
import {type FormLines, toFormLines} from './form-lines.ts';
import {markHidden} from './hidden-marks.ts';
import {toProposedLines} from './proposed-change.ts';

/** What the lines of a request are made of. */
export type RequestText = {
	readonly agent: Agent;
	readonly request: Permission;
	/** The project's root, to show shorter paths. */
	readonly root: string | undefined;
	readonly columns: number;
	/** The answers that are being chosen; `undefined` for a request without questions. */
	readonly form: AnswerForm | undefined;
};

/**
 * Everything that would be allowed, whole: what somebody must have had on the screen before allowing it. Of questions, the
 * page that is open.
 */
export const toContentLines = memoizeLast(
	(request: Permission, columns: number, form: AnswerForm | undefined): FormLines =>
		form ? toFormLines(request, form, columns) : {lines: toAllowedLines(request, columns), cursorLine: 0},
);

function toAllowedLines(request: Permission, columns: number): readonly Line[] {
	const lines = [
		...toSubjectLines(request, columns),
		...request.details.flatMap(({name, text}) => named(name, text, columns)),
		...(isShortRule(request, columns) ? [] : named('Y always allows', alwaysRule(request) ?? '', columns)),
		...(request.isWhole
			? []
			: wrap('It is longer than Towline keeps, and is cut. It cannot be allowed here.', columns - 4).map(line =>
					lineOf(`  ${line}`, {tone: 'bad'}),
				)),
	];
	// Without any input, the summary is all there is.
	return lines.length > 0 ? lines : toBold(request.summary || '(no details)', columns);
}

/** Why it is asked, and where it would run. */
export function toAside({agent, request, columns, root}: RequestText): readonly Line[] {
	return [
		...(request.reason ? named('Why', request.reason, columns) : []),
		...(agent.cwd ? named('In', toPlace(agent.cwd, root), columns) : []),
	];
}

function toSubjectLines(request: Permission, columns: number): readonly Line[] {
	const {subject} = request;

	switch (subject.kind) {
		case 'command':
			return toNumbered(subject.command, columns);
		case 'edit':
			return [...toBold(subject.path, columns), ...toProposedLines(subject.changes, columns)];
		case 'path':
			return toBold(subject.path, columns);
		case 'address':
			return toBold(subject.url, columns);
		case 'plan':
			return subject.plan === ''
				? [lineOf('    (the agent program sent no text of the plan)', {dim: true})]
				: toMarkdownLines(showHidden(subject.plan), columns - 4).map(line => [{text: '  '}, ...fromStyled(line)]);
		case 'other':
		case 'question':
		case 'form':
			return [];
	}
}

/** A command as it will run, with the number of each of its lines if there are several. */
function toNumbered(command: string, columns: number): readonly Line[] {
	const lines = showHidden(command).replace(/\n$/, '').split('\n');

	if (lines.length === 1) {
		return toBold(lines[0] ?? '', columns);
	}

	const digits = String(lines.length).length;
	return lines.flatMap((line, number) =>
		wrap(line, columns - digits - 8).map((part, index) => [
			{text: `  ${(index === 0 ? String(number + 1) : '').padStart(digits + 1)}  `, dim: true},
			...markHidden(part, {bold: true}),
		]),
	);
}

function toBold(text: string, columns: number): readonly Line[] {
	return wrap(showHidden(text), columns - 8).map(part => [{text: '    '}, ...markHidden(part, {bold: true})]);
}

/** A folder as people of the project name it. */
function toPlace(folder: string, root: string | undefined): string {
	if (root !== undefined && folder === root) {
		return "the project's own folder";
	}

	return root !== undefined && folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : folder;
}

/** A name, and its text beside it; a text of several lines below it. */
function named(name: string, text: string, columns: number): readonly Line[] {
	const label = `  ${`${showHidden(name)}: `.padEnd(5)}`;
	const isBeside = !text.includes('\n') && label.length < columns / 2;
	const parts = wrap(showHidden(text), columns - (isBeside ? label.length : 4) - 2);
	const below = parts.map((part): Line => [{text: '    '}, ...markHidden(part)]);
	return isBeside
		? parts.map((part, index) => [
				{text: index === 0 ? label : ' '.repeat(label.length), dim: true},
				...markHidden(part),
			])
		: [...wrap(label, columns - 2).map(part => lineOf(part, {dim: true})), ...below];
}

/** Columns that the other answers need on the line of answers. */
const answersColumns = 60;

/** The rule that answering "always" adds; `undefined` when the agent program offers none. */
export function alwaysRule({alwaysLabel}: Permission): string | undefined {
	return alwaysLabel ? showHidden(alwaysLabel).replaceAll('\n', ', ') : undefined;
}

/** Whether the rule fits beside its key; a longer one gets lines of its own. */
export function isShortRule(request: Permission, columns: number): boolean {
	return width(alwaysRule(request) ?? '') + answersColumns <= columns;
}
