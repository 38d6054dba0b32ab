/** The blob store does not answer, or does not let us in. Ours to mend, never a learner's doing: no submission is charged for it. */

export class BlobStoreFault extends Error {
	override name = 'BlobStoreFault' as const;
	/** Read by storageFaultOf (db/storage-fault.ts). */
	readonly code: 'BLOBS_AWAY' | 'BLOBS_REFUSED';
	/** For whoever runs the server. */
	readonly fix: string;

	constructor(code: BlobStoreFault['code'], message: string, { fix, cause }: { fix: string; cause?: unknown }) {
		super(message, { cause });
		this.code = code;
		this.fix = fix;
	}
}
