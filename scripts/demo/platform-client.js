const POLL_MS = 25;
/** Plumbline's public REST API, as any client would use it. Throws with the problem's words when it says no. */
export class PlatformClient {
    constructor(url) {
        this.url = url;
    }
    createConnection(connection) {
        return this.request('POST', '/v1/connections', connection);
    }
    verifyConnection(id) {
        return this.request('POST', `/v1/connections/${id}/verify`);
    }
    createTest(test) {
        return this.request('POST', '/v1/tests', test);
    }
    /** With the statements that were sent. */
    execution(id) {
        return this.request('GET', `/v1/executions/${id}`);
    }
    summary() {
        return this.request('GET', '/v1/dashboard/summary');
    }
    /** Runs all enabled tests that have the tag, and waits until every verdict is there. */
    async runByTag(tag) {
        const { runId } = await this.request('POST', '/v1/runs', { tags: [tag] });
        for (;;) {
            const run = await this.request('GET', `/v1/runs/${runId}`);
            if (run.state === 'finished')
                return run;
            await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        }
    }
    async request(method, path, body) {
        const response = await fetch(this.url + path, {
            method,
            ...(body !== undefined && {
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify(body),
            }),
        });
        const answer = await response.json();
        if (response.ok)
            return answer;
        const { code, detail, errors } = answer;
        const fields = errors.map((field) => `\n  ${field.path}: ${field.message}`).join('');
        throw new Error(`${method} ${path} was answered with ${response.status} ${code}: ${detail}${fields}`);
    }
}
//# sourceMappingURL=platform-client.js.map