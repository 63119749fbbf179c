# Sourced by ./sweeps, ./test and ./bench: installs what the machine lacks and builds what has changed.
# Expects $root. Sets nothing else that callers rely on but the functions.

# need FILE-PATTERN|command:NAME PACKAGE WHY: notes a Debian package that is missing.
missing_packages=() missing_reasons=()
need() {
  local probe=$1 package=$2 why=$3
  case $probe in
    command:*) command -v "${probe#command:}" >/dev/null 2>&1 && return ;;
    *) compgen -G "$probe" >/dev/null && return ;;
  esac
  missing_packages+=("$package")
  missing_reasons+=("  $package: $why")
}

need_for_training() {
  need '/usr/lib/*/libtorch_cpu.so' libtorch-dev 'the tensor library that trials train with'
  need '/usr/lib/*/openblas-openmp/libblas.so.3' libopenblas0-openmp 'fast matrix products: training is 15 times slower without'
  need command:g++ g++ "compiles the thin layer between .NET and libtorch, and the trainers' launcher"
}

need_for_tests() {
  need '/usr/lib/postgresql/*/bin/postgres' postgresql 'the ledger of many machines is tested on a real one, started and removed by the tests'
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
  need command:ip iproute2 'chaos: a network namespace for each process'
  need command:nft nftables 'chaos: partitions between them'
  need '/usr/lib/*/faketime/libfaketimeMT.so.1' faketime 'chaos: clocks that are wrong'
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
