import {liveRun} from '../../core/fleet/agent.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import {questionsOf} from '../../core/fleet/questions.ts';
import {formatElapsed, formatNumberOf, formatSession} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {blank, type Line, lineOf, type Span, spread} from '../line.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {storyLabel} from './agent-words.ts';
import {type RequestText, toAside, toContentLines} from './request-content.ts';

export type RequestData = RequestText & {
	readonly now: EpochMs;
	/** The keys that answer, as the footer names them. */
	readonly answers: Line;
	/** Lines there are; the answers are always among them. */
	readonly height: number;
	/** The first line of the content that is shown. */
	readonly top: number;
};

/** Who asks, and since when: words for the rule above. */
export function toRequestTitle({
	agent,
	request,
	now,
	form,
}: Pick<RequestData, 'agent' | 'request' | 'now' | 'form'>): Line {
	const count = questionsOf(request).length;
	const page = form && count > 1 ? ` · ${form.page + 1}/${count}` : '';
	return [
		{text: storyLabel(agent), bold: true},
		{text: ' needs you', tone: 'attention', bold: true},
		{text: ` · waiting ${formatElapsed(now - request.askedAt)}${page}`, dim: true},
	];
}

/** Which lines of the content fit: `count` there are, from `top` on `room` of them are shown. */
export type RequestWindow = {readonly top: number; readonly room: number; readonly count: number};

/** What of the content is shown in `height` lines, from `wanted` on. */
export function requestWindow(
	{request, columns, form}: Pick<RequestText, 'request' | 'columns' | 'form'>,
	{height, top: wanted}: {readonly height: number; readonly top: number},
): RequestWindow {
	const {lines, cursorLine} = toContentLines(request, columns, form);
	const room = Math.max(1, Math.min(lines.length, height - 2));
	// The option under the cursor is in sight.
	const first = form ? cursorLine - room + 1 : wanted;
	return {top: Math.max(0, Math.min(first, lines.length - room)), room, count: lines.length};
}

/** What is asked, why, and how to answer. What does not fit of the content can be scrolled to. */
export function toRequestLines(data: RequestData): readonly Line[] {
	const {request, columns, answers, height, form} = data;
	const {lines: content} = toContentLines(request, columns, form);
	const view = requestWindow(data, data);
	const rest = toAside(data);
	// Below the content come a reason, a blank line, and the other reasons, as far as there is room.
	const spare = height - 2 - content.length;
	const hasBlank = spare > 1 || (spare === 1 && rest.length === 0);
	return [
		toHead(data, view),
		...content.slice(view.top, view.top + view.room),
		...rest.slice(0, Math.max(0, spare - (hasBlank ? 1 : 0))),
		...(hasBlank ? [blank] : []),
		answers,
	];
}

/** How many lines it takes to show everything. */
export function requestHeight(data: RequestText): number {
	return toContentLines(data.request, data.columns, data.form).lines.length + toAside(data).length + 3;
}

/** What is wanted, and at the right who wants it, or how much of it is on the screen. */
function toHead({agent, request, columns}: RequestData, {top, room, count}: RequestWindow): Line {
	const more = (liveRun(agent)?.permissions.length ?? 1) - 1;
	const others = more > 0 ? ` · ${more} more waiting` : '';
	const right: Line =
		room < count
			? [
					{text: `lines ${top + 1}-${top + room} of ${count}`, tone: 'attention', bold: true},
					{text: `${others} `, dim: true},
				]
			: lineOf(`${sanitizeForCell(agent.name)} · ${formatSession(agent.session)}${others} `, {dim: true});
	return spread(toWish(request), right, columns);
}

/** In words what a tool's name leaves open: whether a command, a file or an address is asked for. */
function toWish({tool, subject}: Permission): Line {
	const name: Span = {text: sanitizeForCell(tool), bold: true};

	switch (subject.kind) {
		case 'command':
			return [{text: '  '}, name, {text: ' wants to run a command'}, {text: linesOf(subject.command), dim: true}];
		case 'edit':
			return [{text: '  '}, name, {text: ' wants to write a file'}];
		case 'plan':
			return [{text: '  The agent asks you to approve its plan'}];
		case 'question':
			return [{text: '  The agent asks you'}];
		case 'form':
			return [
				{text: '  The MCP server '},
				{text: sanitizeForCell(subject.server), bold: true},
				{text: ' asks for information'},
			];
		case 'path':
		case 'address':
		case 'other':
			return [{text: '  The agent wants to use '}, name];
	}
}

function linesOf(text: string): string {
	const count = text.split('\n').length;
	return count > 1 ? ` of ${formatNumberOf(count, 'line')}` : '';
}
