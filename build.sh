# Sourced by ./sweeps, ./test and ./bench: installs what the machine lacks and builds what has changed.
# Expects $root. Sets nothing else that callers rely on but the functions.

# is_there FILE-PATTERN|command:NAME
is_there() {
  case $1 in
    command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
    *) compgen -G "$1" >/dev/null ;;
  esac
}

# need PROBE PACKAGE WHY: notes a Debian package that is missing. want: likewise, of what Sweeps can do without.
missing_packages=() missing_reasons=() wanted_packages=() wanted_reasons=()
need() {
  is_there "$1" && return
  missing_packages+=("$2") missing_reasons+=("  $2: $3")
}
want() {
  is_there "$1" && return
  wanted_packages+=("$2") wanted_reasons+=("  $2: $3")
}

need_for_training() {
  need '/usr/lib/*/libtorch_cpu.so' libtorch-dev 'the tensor library that trials train with'
  need '/usr/lib/*/openblas-openmp/libblas.so.3' libopenblas0-openmp 'fast matrix products: training is 15 times slower without'
  need command:g++ g++ "compiles the thin layer between .NET and libtorch, and the trainers' launcher"
}

want_for_charts() {
  want command:node nodejs 'bundles the charts of the page, of reports and of plots'
  want command:npm npm 'fetches the charts'
}

need_for_tests() {
  need '/usr/lib/postgresql/*/bin/postgres' postgresql 'the ledger of many machines is tested on a real one, started and removed by the tests'
  need '/usr/lib/python3/dist-packages/swift/obj/mem_server.py' python3-swift 'an S3 server for artefacts, in one process of the tests; no service comes with it'
  need command:promtool prometheus 'metrics, rules and boards are tested with it; no service of it stays'
  need command:prometheus-alertmanager prometheus-alertmanager 'takes an alert to a webhook in a test; no service of it stays'
  need command:kubectl kubernetes-client 'renders the Kubernetes manifests that are checked'
  need command:node nodejs 'types the rendered manifests and the boards, and lints Dockerfiles'
  need command:npm npm 'installs what they are checked with: k8s/check/package.json, Dashboards/check/package.json'
  # A real API server, where the checkout has one beside it.
  if [ -e "$root/../shared/k8s-lab/up" ]; then
    need command:etcd etcd-server 'keeps what the Kubernetes API server is asked about'
    need command:xz xz-utils 'unpacks that API server'
    need command:openssl openssl 'makes its keys'
    need command:curl curl 'asks whether it is ready'
  fi
  need command:chromium chromium 'opens the page as people do; nothing of it stays'
  need command:ip iproute2 'chaos: a network namespace for each process'
  need command:nft nftables 'chaos: partitions between them'
  need '/usr/lib/*/faketime/libfaketimeMT.so.1' faketime 'chaos: clocks that are wrong'
}

need_for_containers() {
  need command:podman podman 'runs the images and manifests'
  need command:catatonit catatonit 'holds a pod together'
  need command:runc runc 'runs its containers'
  need command:buildah buildah 'builds the images from the Dockerfiles'
  need command:mmdebstrap mmdebstrap 'makes the base that they begin with'
  need '/usr/lib/cni/bridge' containernetworking-plugins "the containers' network"
  need command:iptables iptables "and its way out"
}

# Installs what was noted as wanted where that is possible; elsewhere says what is done without.
install_wanted() {
  [ ${#wanted_packages[@]} -eq 0 ] && return
  local stamp="$root/artifacts/done-without"
  # Said and tried once: a machine without a network is not asked at every start.
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "${wanted_packages[*]}" ] && return
  local install="apt-get install -y --no-install-recommends ${wanted_packages[*]}" log
  log=$(mktemp)
  { echo "Sweeps is better with these Debian packages:"; printf '%s\n' "${wanted_reasons[@]}"; } >&2
  if [ "$(id -u)" -eq 0 ] && echo "Installing them: $install" >&2 && { apt-get update && DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1; then
    rm -f "$log"
  else
    echo "Going on without them. To have them: $install" >&2
    mkdir -p "$root/artifacts"
    echo "${wanted_packages[*]}" >"$stamp"
  fi
  wanted_packages=() wanted_reasons=()
}

# Installs what was noted as missing, saying what and why; exits 1 with exact instructions where that is not possible.
install_missing() {
  [ ${#missing_packages[@]} -eq 0 ] && return
  { echo "This machine lacks Debian packages:"; printf '%s\n' "${missing_reasons[@]}"; } >&2
  local install="apt-get install -y --no-install-recommends ${missing_packages[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    echo "Not root, so install them first: sudo $install" >&2
    exit 1
  fi
  echo "Installing them: $install" >&2
  local log
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive $install; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "That failed (its whole output is in $log). With a network, install them yourself: $install" >&2
    exit 1
  fi
  rm -f "$log"
  # Debian starts what it installs: tests start their own.
  local service
  for service in prometheus prometheus-alertmanager; do
    case " ${missing_packages[*]} " in *" $service "*)
      if [ -d /run/systemd/system ]; then systemctl disable --now "$service" >/dev/null 2>&1 || echo "Its service could not be ended: systemctl disable --now $service" >&2; fi ;;
    esac
  done
  missing_packages=() missing_reasons=()
}

need_sdk() {
  command -v dotnet >/dev/null 2>&1 || { echo "The .NET 10 SDK is missing: install it so that 'dotnet' is on the PATH." >&2; exit 1; }
}

# What the build depends on, as one hash: sources by path, size and time, the SDKs there are, and the libtorch it compiles against.
build_hash() {
  {
    cd "$root" && find Shared Coordinator Worker "$@" Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig global.json build.sh \
      -type f -printf '%p %s %T@\n' | LC_ALL=C sort
    ls "$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk"
    stat -c '%n %s %Y' /usr/lib/*/libtorch_cpu.so
    command -v node npm || true
    printf '%s\n' "$@"
  } | sha256sum
}

# build NAME PROJECT... : builds once, however many ask, and only when something changed since the last good build.
# Folders besides Shared, Coordinator and Worker that count as sources stand in $build_sources.
build() {
  local name=$1 stamp="$root/artifacts/$1.stamp" now
  shift
  now=$(build_hash ${build_sources:-})
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && return
  mkdir -p "$root/artifacts"
  exec 9>"$root/artifacts/lock"
  flock 9
  if ! { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; }; then
    echo "Building $name (once, and after a change)" >&2
    local project log="$root/artifacts/$name.build.log"
    : >"$log"
    for project in "$@"; do
      # The lock is not for children: a build server that stays would hold it for ever.
      if ! dotnet build "$root/$project" -c Release -nologo -v minimal -nodeReuse:false >>"$log" 2>&1 9>&-; then
        grep -E 'error|warning' "$log" | sort -u | head -n 20 >&2
        echo "The build failed; its whole output is in $log" >&2
        exit 1
      fi
    done
    echo "$now" >"$stamp"
  fi
  exec 9>&-
}
