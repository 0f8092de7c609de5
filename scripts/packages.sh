# Sourced by the other scripts: the Debian packages that the project needs, and how it is built.

# For the simulator and its images. gcc-12-multilib brings the x32 libgcc; plain gcc-multilib would exclude the
# AArch64 cross compiler. make is what CMake uses for a user's own project unless told otherwise.
PACKAGES_BUILD=(cmake ninja-build make pkg-config g++ gcc-12 gcc-12-multilib libsystemc-dev libfmt-dev libyaml-cpp-dev
  nlohmann-json3-dev libtinyxml2-dev libcli11-dev libelf-dev libdw-dev libzydis-dev libssl-dev)
# For the tests and for the other compilers.
# dpkg-dev and file are what cpack -G DEB asks; patch is for the documents.
PACKAGES_TEST=(dpkg-dev file libgtest-dev libgmock-dev libbenchmark-dev clang libclang-rt-dev gcc-arm-none-eabi
  libnewlib-arm-none-eabi gcc-aarch64-linux-gnu libc6-dev-arm64-cross python3-jsonschema python3-yaml
  patch gdb libunicorn-dev)

installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages PACKAGE...: installs what is missing, and needs neither network nor root when nothing is.
install_packages() {
  local missing=() package
  for package in "$@"; do
    installed "$package" || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    step "packages: all $# are installed"
    return
  fi
  step "packages: installing ${missing[*]}"
  local as_root=(env)
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Only root can install packages and there is no sudo. As root: apt-get install ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo env)
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# step TEXT...: says what happens now, and how long everything before took.
step() {
  printf '== %d:%02d  %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"
}

# build FOLDER TARGETS [CMAKE_OPTION...]: configures and builds; "all" is everything.
build() {
  local folder=$1 targets=$2
  shift 2
  step "build in $folder${*:+ with $*}"
  mkdir -p "$folder"
  if ! cmake -S . -B "$folder" -G Ninja "$@" >"$folder/configure.log" 2>&1; then
    cat "$folder/configure.log" >&2
    return 1
  fi
  # Word splitting is wanted.
  # shellcheck disable=SC2086
  cmake --build "$folder" --target $targets
}
