# The worker that trains on GPUs of NVIDIA's, with the package TorchSharp-cuda-linux, and the command line. From the repository's root:
#   docker build -f k8s/images/worker-cuda.Dockerfile -t sweeps-worker-cuda:0.1.0 .
# NOT BUILT BY US: no feed with that package and no GPU were at hand. Written to TorchSharp's signatures (Worker/Torch/api.txt); the label says so too.
# The package brings CUDA; the driver and libcuda come from the node, by NVIDIA's container toolkit.
ARG BASE=docker.io/library/debian:12.12-slim
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0.100-noble
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0.0-noble

FROM ${SDK} AS sdk

FROM ${BASE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev libssl3 libstdc++6 zlib1g \
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
RUN /usr/share/dotnet/dotnet publish Worker/Worker.csproj -c Release -o /out --nologo -nodeReuse:false -p:RunAnalyzers=false -r linux-x64 --self-contained false -p:Torch=TorchSharp-cuda-linux \
 && /usr/share/dotnet/dotnet publish Coordinator/Coordinator.csproj -c Release -o /out --nologo -nodeReuse:false -p:RunAnalyzers=false -r linux-x64 --self-contained false

FROM ${RUNTIME} AS runtime

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="sweeps-worker-cuda" \
      org.opencontainers.image.description="Sweeps: worker for GPUs, and command line. Not built or run by its authors: no GPU was at hand" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libgomp1 libgssapi-krb5-2 libssl3 libstdc++6 zlib1g \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/*
COPY --from=runtime /usr/share/dotnet/ /usr/share/dotnet/
COPY --from=build /out/ /opt/sweeps/
RUN ln -s /opt/sweeps/sweeps /usr/local/bin/sweeps \
 && ln -s /opt/sweeps/sweeps-worker /usr/local/bin/sweeps-worker
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_EnableDiagnostics=0 \
    HOME=/tmp
USER 65532:65532
WORKDIR /tmp
# None: a worker listens nowhere, and the coordinator notices a silent one by itself.
HEALTHCHECK NONE
ENTRYPOINT ["sweeps-worker"]
CMD ["--help"]
