/** Errors that a person reads: what is wrong, where, how to mend it. */

export type ErrorKind = 'invalid' | 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'too-large' | 'too-many' | 'unavailable';

/** HTTP status of each kind; middleware and API routes map through this table only. */
export const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
	invalid: 400,
	unauthenticated: 401,
	forbidden: 403,
	missing: 404,
	conflict: 409,
	'too-large': 413,
	'too-many': 429,
	unavailable: 503,
};

/** Body of every API error. */
export interface ErrorBody {
	readonly error: ErrorKind;
	readonly message: string;
	readonly at?: string;
	readonly fix?: string;
	/** Seconds to wait, for too-many. */
	readonly retryAfter?: number;
}

export class AppError extends Error {
	override name = 'AppError' as const;
	readonly kind: ErrorKind;
	readonly at: string | undefined;
	readonly fix: string | undefined;

	constructor(kind: ErrorKind, message: string, detail: { at?: string; fix?: string; cause?: unknown } = {}) {
		super(message, { cause: detail.cause });
		this.kind = kind;
		this.at = detail.at;
		this.fix = detail.fix;
	}

	/** What a person reads on a page: what is wrong, and what to do. */
	get text(): string {
		return this.fix === undefined ? this.message : `${this.message} ${this.fix}`;
	}

	toBody(): ErrorBody {
		return {
			error: this.kind,
			message: this.message,
			...(this.at === undefined ? {} : { at: this.at }),
			...(this.fix === undefined ? {} : { fix: this.fix }),
		};
	}
}

/** For `.catch` where nothing is an answer: null for what does not exist or is somebody else's; every other error goes on. */
export function nullIfMissing(error: unknown): null {
	if (error instanceof AppError && error.kind === 'missing') return null;
	throw error;
}
