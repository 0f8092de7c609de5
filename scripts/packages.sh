# Sourced by demo.sh and test.sh: the Debian packages the project needs.
PACKAGES_BUILD="build-essential cmake ninja-build pkg-config g++ gcc-12 gcc-12-multilib libsystemc-dev libfmt-dev \
libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libelf-dev libdw-dev libzydis-dev libssl-dev"
PACKAGES_TEST="libgtest-dev libgmock-dev libbenchmark-dev gcc-aarch64-linux-gnu gcc-arm-none-eabi libnewlib-arm-none-eabi clang"

# Installs what is missing and nothing else, so that it works without the network once everything is there.
install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo "== packages: all installed"
    return
  fi
  echo "== packages: installing ${missing[*]}"
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# configure_and_build <folder> [cmake options...]: builds everything in Release unless told otherwise.
configure_and_build() {
  local folder=$1
  shift
  echo "== configure $folder"
  cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; return 1; }
  echo "== build $folder"
  cmake --build "$folder"
}
