import {type Context, Hono} from 'hono';
import type {Command} from '../core/commands/command.ts';
import {TowlineError} from '../core/errors.ts';
import type {AgentId} from '../core/ids.ts';
import type {LedgerRow} from '../core/money/ledger.ts';
import {createSemaphore} from '../core/mutex.ts';
import {
	type DiffAnswer,
	type DownAnswer,
	type Hello,
	protocol,
	protocolHeader,
	type ResourcesAnswer,
	type SentEnvironment,
} from './contract.ts';
import {toErrorAnswer} from './error-answer.ts';
import type {EventSink} from './event-stream.ts';
import {type FactSource, pumpFleet} from './fleet-pump.ts';
import {refuseForeignRequests, refuseLargeBodies} from './refuse-request.ts';
import {readRequest} from './requests.ts';
import {pumpTranscript, type RunSource} from './transcript-pump.ts';

/** The part of the supervisor that the routes call. */
export type Service = FactSource &
	RunSource & {
		execute(command: Command, environment?: SentEnvironment): Promise<void>;
		offerEnvironment(environment: SentEnvironment): void;
		readLedger(): readonly LedgerRow[];
		resources(): ResourcesAnswer;
		readDiff(agent: AgentId): Promise<string>;
		shutDown(options: {readonly keep: boolean}): Promise<number>;
		handOver(): Promise<void>;
	};

export type RouteOptions = {
	readonly service: Service;
	readonly hello: () => Hello;
	/** Answers with an event stream and counts its client. */
	readonly serve: (context: Context, pump: (sink: EventSink) => Promise<void>) => Response;
	/** Called when every agent has ended and the answer to `POST /down` is ready. */
	readonly onDown: () => void;
	/** The same for `POST /restart`: the agents continue, and the next supervisor adopts them. */
	readonly onHandedOver: () => void;
	readonly onError: (error: unknown) => void;
};

/** How many bodies are read at once, so that many large ones do not fill the memory; the others wait in their sockets. */
const bodiesAtOnce = 8;

/** The HTTP API as described in docs/api.md. */
export function createRoutes({service, hello, serve, onDown, onHandedOver, onError}: RouteOptions): Hono {
	const app = new Hono();
	const oneOfFew = createSemaphore(bodiesAtOnce);
	const readBody = (context: Context) => oneOfFew(() => readJson(context));

	app.use(async (context, next) => {
		context.header(protocolHeader, String(protocol));
		refuseOtherProtocol(context);
		await next();
	});
	app.use(refuseForeignRequests);
	app.use(refuseLargeBodies);
	app.get('/hello', context => context.json(hello()));
	app.get('/fleet', context => context.json(service.fleet()));
	app.get('/ledger', context => context.json(service.readLedger()));
	app.get('/resources', context => context.json(service.resources()));
	app.get('/agents/:id/diff', async context => {
		const diff = await service.readDiff(readRequest.agent(context.req.param('id') ?? ''));
		return context.json({diff} satisfies DiffAnswer);
	});
	app.post('/commands', async context => {
		const {command, environment} = readRequest.command(await readBody(context));
		await service.execute(command, environment);
		return context.json({});
	});
	app.post('/environment', async context => {
		service.offerEnvironment(readRequest.environment(await readBody(context)));
		return context.json({});
	});
	app.post('/down', async context => {
		const ended = await service.shutDown(readRequest.down(await readBody(context)));
		onDown();
		return context.json({ended} satisfies DownAnswer);
	});
	app.post('/restart', async context => {
		await service.handOver();
		onHandedOver();
		return context.json({});
	});
	app.get('/events', context => {
		const since = readRequest.since(context.req.header('last-event-id') ?? context.req.query('since'));
		return serve(context, sink => pumpFleet(service, sink, since));
	});
	app.get('/agents/:id/transcript', context => streamTranscript(context, {service, serve}));
	app.notFound(context =>
		context.json({code: 'USAGE', message: `There is no ${context.req.method} ${context.req.path}.`}, 404),
	);
	app.onError((error, context) => {
		if (!(error instanceof TowlineError)) {
			onError(error);
		}

		const {status, body} = toErrorAnswer(error);
		return context.json(body, status);
	});
	return app;
}

/** Refuses an unknown agent or run before the stream begins. A position beyond the run's end starts at its beginning. */
async function streamTranscript(context: Context, {service, serve}: Pick<RouteOptions, 'service' | 'serve'>) {
	const agent = readRequest.agent(context.req.param('id') ?? '');
	const {run, position} = readRequest.cursor(
		{run: context.req.query('run'), position: context.req.query('position')},
		context.req.header('last-event-id'),
	);

	if (!Object.hasOwn(service.fleet().agents, agent)) {
		throw new TowlineError('AGENT_UNKNOWN', `There is no agent ${agent} in this project.`, {
			hint: '`towline ps` lists them.',
		});
	}

	const end = run === undefined ? 0 : await service.nextPosition(agent, run);
	const cursor = {
		agent,
		run,
		position: position !== undefined && position <= end ? position : undefined,
		withEarlier: context.req.query('earlier') === '1',
	};
	return serve(context, sink => pumpTranscript(service, sink, cursor));
}

/** All protocols share these. */
const sharedPaths: readonly string[] = ['/hello', '/down', '/restart'];

function refuseOtherProtocol(context: Context): void {
	const asked = context.req.header(protocolHeader);

	if (asked !== undefined && asked !== String(protocol) && !sharedPaths.includes(context.req.path)) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			`The supervisor speaks protocol ${protocol} and this client protocol ${asked}.`,
			{
				hint: 'Run `towline restart`; running agents continue.',
			},
		);
	}
}

async function readJson(context: Context): Promise<unknown> {
	const text = await context.req.text();

	try {
		return text === '' ? {} : JSON.parse(text);
	} catch (error) {
		throw new TowlineError('USAGE', 'The request body is not valid JSON.', {cause: error});
	}
}
