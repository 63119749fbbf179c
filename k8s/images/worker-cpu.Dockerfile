# The worker that trains on the CPU, with Debian's libtorch and OpenBLAS, and the command line. From the repository's root:
#   docker build -f k8s/images/worker-cpu.Dockerfile -t sweeps-worker-cpu:0.1.0 .
# BASE must be Debian 12: what is compiled against its libtorch runs with that one only.
ARG BASE=docker.io/library/debian:12.12-slim
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0.100-noble
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0.0-noble

FROM ${SDK} AS sdk

FROM ${BASE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates g++ libc6-dev libopenblas0-openmp libssl3 libtorch-dev zlib1g \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/*
COPY --from=sdk /usr/share/dotnet/ /usr/share/dotnet/
# Nothing here knows a language, and the base has no ICU.
ENV DOTNET_ROOT=/usr/share/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
# The page's charts, where a build here has bundled them (the SDK's image has no Node.js); without, the page says what is missing.
COPY BannedSymbols.txt artifacts/charts/charts.js* artifacts/charts/
COPY Shared/ Shared/
COPY Coordinator/ Coordinator/
COPY Worker/ Worker/
RUN /usr/share/dotnet/dotnet publish Worker/Worker.csproj -c Release -o /out --nologo -nodeReuse:false -p:RunAnalyzers=false \
 && /usr/share/dotnet/dotnet publish Coordinator/Coordinator.csproj -c Release -o /out --nologo -nodeReuse:false -p:RunAnalyzers=false

FROM ${RUNTIME} AS runtime

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="sweeps-worker-cpu" \
      org.opencontainers.image.description="Sweeps: worker for CPUs, and command line" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libgomp1 libgssapi-krb5-2 libopenblas0-openmp libssl3 libstdc++6 libtorch1.13 zlib1g \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/*
COPY --from=runtime /usr/share/dotnet/ /usr/share/dotnet/
COPY --from=build /out/ /opt/sweeps/
RUN ln -s /opt/sweeps/sweeps /usr/local/bin/sweeps \
 && ln -s /opt/sweeps/sweeps-worker /usr/local/bin/sweeps-worker
ENV DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_EnableDiagnostics=0 \
    HOME=/tmp
USER 65532:65532
WORKDIR /tmp
# None: a worker listens nowhere, and the coordinator notices a silent one by itself.
HEALTHCHECK NONE
ENTRYPOINT ["sweeps-worker"]
CMD ["--help"]
