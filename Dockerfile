# syntax=docker/dockerfile:1
# Commands use relative paths only: scripts/docker-steps.ts performs these very steps in an empty folder.
FROM node:26-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY tools ./tools
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:26-slim AS modules
WORKDIR /src
COPY package.json package-lock.json ./
COPY tools ./tools
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

# Slim and not distroless: Node 26 needs libatomic, which distroless images do not have.
FROM node:26-slim
ENV NODE_ENV=production
COPY LICENSE NOTICE package.json /opt/otelscrub/
COPY --from=modules /src/node_modules /opt/otelscrub/node_modules
COPY --from=build /src/dist /opt/otelscrub/dist
COPY --chmod=755 deploy/otelscrub /otelscrub
COPY deploy/image-config.yaml /etc/otelscrub/config.yaml
USER 10001:10001
EXPOSE 4317 4318 8888 13133
ENTRYPOINT ["/otelscrub"]
CMD ["--config=/etc/otelscrub/config.yaml"]
