/** The authored explanation of a diagnosis. The worker names it, and learner code may speak for the worker: "constructor" is no diagnosis. */
export function diagnosisHtml(diagnoses: Readonly<Record<string, string>>, id: string | undefined): string | undefined {
	return id !== undefined && Object.hasOwn(diagnoses, id) ? diagnoses[id] : undefined;
}
