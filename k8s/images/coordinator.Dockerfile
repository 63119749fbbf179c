# The coordinator and the command line, without torch. From the repository's root:
#   docker build -f k8s/images/coordinator.Dockerfile -t sweeps-coordinator:0.1.0 .
# Bases are pinned to a patch release, and can be others: --build-arg BASE=... --build-arg SDK=... (a digest, an own mirror, a base made without any registry).
ARG BASE=docker.io/library/debian:12.12-slim
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0.100-noble
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0.0-noble

FROM ${SDK} AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
# The page's charts, where a build here has bundled them (the SDK's image has no Node.js); without, the page says what is missing.
COPY BannedSymbols.txt artifacts/charts/charts.js* artifacts/charts/
COPY Shared/ Shared/
COPY Coordinator/ Coordinator/
RUN dotnet publish Coordinator/Coordinator.csproj -c Release -o /out --nologo -nodeReuse:false -p:RunAnalyzers=false

FROM ${RUNTIME} AS runtime

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="sweeps-coordinator" \
      org.opencontainers.image.description="Sweeps: coordinator and command line" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libgssapi-krb5-2 libssl3 libstdc++6 zlib1g \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/*
COPY --from=runtime /usr/share/dotnet/ /usr/share/dotnet/
COPY --from=build /out/ /opt/sweeps/
COPY k8s/images/healthy /usr/local/bin/healthy
RUN ln -s /opt/sweeps/sweeps /usr/local/bin/sweeps
ENV DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_EnableDiagnostics=0 \
    HOME=/tmp
# No name in /etc/passwd is needed; the file system is read, never written.
USER 65532:65532
WORKDIR /tmp
EXPOSE 7460
# Kubernetes asks by its own probes; this is for Docker and Podman.
HEALTHCHECK --interval=10s --timeout=5s --retries=6 CMD ["healthy", "7460"]
ENTRYPOINT ["sweeps"]
CMD ["coordinator", "--help"]
