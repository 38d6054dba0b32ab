# One image for every role: web, grader, backup, restore, doctor (compose.yaml says which is which). It runs as the account `node`, never as root.
# Which Node image is trusted is the operator's choice; Debian, because the sandbox's addon and PostgreSQL's tools are built for it.
ARG NODE_IMAGE=node:24-trixie-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Every native package ships its binary: no install script is needed, and none runs.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.ts && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
# The outer layer of the sandbox; pg_dump and pg_restore, not older than the server that compose.yaml starts.
RUN apt-get update \
	&& apt-get install -y --no-install-recommends bubblewrap postgresql-client \
	&& rm -rf /var/lib/apt/lists/* \
	&& install -d -o node -g node -m 0700 /data /backups
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production GRADUS_MODE=production GRADUS_DATA=/data GRADUS_ROOT=/app GRADUS_DIST=/app/dist HOST=0.0.0.0 PORT=4321
ENV NODE_OPTIONS=--import=file:///app/scripts/quick-imports.mjs
USER node
EXPOSE 4321
# Not npm start: what that sets up is in the image, whose files may be read-only.
CMD ["node", "scripts/serve.ts"]
