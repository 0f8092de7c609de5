#!/usr/bin/env bash
# Builds and runs one kind of outside project from an installation.
#   outside.sh KIND PREFIX WORK BUILD      KIND: a function below; WORK: a folder of its own; BUILD: the build tree
set -euo pipefail
kind=$1 prefix=$2 work=$3 build=$4
here=$(cd "$(dirname "$0")" && pwd)
unset RPMSG_SIM_CORE RPMSG_SIM_GCC RPMSG_SIM_IMAGE_PATH
export PATH="$prefix/bin:$PATH"
toolchains=$prefix/share/rpmsg-sim/cmake
sdk=$prefix/share/rpmsg-sim/firmware

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# 30 sources in steps/, each adds one, and steps.h with what adds them all.
write_steps() {
  mkdir -p steps
  { echo "#include <stdint.h>"; echo "#define STEPS 30u"
    for i in $(seq 30); do echo "uint32_t step_$i(uint32_t value);"; done
    echo "static inline uint32_t all_steps(uint32_t value) {"
    for i in $(seq 30); do echo "  value = step_$i(value);"; done
    echo "  return value;"; echo "}"; } >steps.h
  for i in $(seq 30); do
    printf '#include "steps.h"\nuint32_t step_%s(uint32_t value) {\n  return value + 1u;\n}\n' "$i" >"steps/step_$i.c"
  done
}

# run_latency SETTINGS...: 200 requests of the A core; the program's own exit status counts.
run_latency() {
  local settings=(--wall-limit "20 s" --set cores.a.parameters.messages=200) setting
  for setting; do settings+=(--set "$setting"); done
  rpmsg-sim run latency "${settings[@]}"
}

# refuses STATUS PATTERN COMMAND...
refuses() {
  local wanted=$1 pattern=$2 status=0 output
  shift 2
  output=$("$@" 2>&1) || status=$?
  [ "$status" -eq "$wanted" ] || fail "$*: status $status instead of $wanted: $output"
  grep -Eq "$pattern" <<<"$output" || fail "$*: no '$pattern' in: $output"
  [ "$wanted" -ne 2 ] || [ "$(wc -l <<<"$output")" -eq 1 ] || fail "$*: more than one line: $output"
}

install_tree() {
  rm -rf "$prefix"
  cmake --install "$build" --prefix "$prefix" >install.log
  # The same scenarios and images as in the build tree, and the same result.
  diff <("$build/rpmsg-sim" list images) <(rpmsg-sim list images)
  diff <("$build/rpmsg-sim" list scenarios) <(rpmsg-sim list scenarios)
  diff <("$build/rpmsg-sim" run ping_pong | grep digest) <(cd / && rpmsg-sim run ping_pong | grep digest)
  local strays
  strays=$(cd "$prefix" && find . | grep -E '_test\.|/tests/|gtest|gmock' || true)
  [ -z "$strays" ] || fail "installed from the tests: $strays"
}

new_project() {
  rpmsg-sim new my-remote --platform imx8mm
  cmake -S my-remote -B my-remote/build -DCMAKE_PREFIX_PATH="$prefix"
  cmake --build my-remote/build --target run
  ctest --test-dir my-remote/build --output-on-failure
  [ "$(find my-remote -name '*.yaml')" = my-remote/build/my-remote.yaml ] || fail "other *.yaml than the scenario"
  cp -r my-remote before
  refuses 2 'is not empty' rpmsg-sim new my-remote --platform imx8mm
  diff -r my-remote before
  refuses 2 "did you mean 'imx8mm'" rpmsg-sim new other --platform imx8m
  refuses 2 'is no name for a project' rpmsg-sim new 'a;b' --platform imx8mm
  [ ! -e other ] && [ ! -e 'a;b' ] || fail "something was written"
}

make_project() {
  cp -r "$here/make/." .
  write_steps
  make -j2 CC=rpmsg-sim-cc AR=ar STACK="$sdk"
  run_latency cores.m.image=./firmware.elf
  [ "$(readelf -sW firmware.elf | grep -c 'step_')" -ge 30 ] || fail "not all steps are linked"
  # The A core by the same wrapper.
  RPMSG_SIM_CORE=imx8mm-a53 rpmsg-sim-cc -mcpu=cortex-a53 -O2 "$sdk/apps/host_latency/main.c" -lrpmsg_host -o host.elf
  run_latency cores.m.image=./firmware.elf cores.a.image=./host.elf
  if command -v arm-none-eabi-gcc; then
    make -B -j2 -s STACK="$sdk" firmware.elf || fail "the project does not build for the part"
  fi
}

toolchain_project() {
  cp -r "$here/toolchain/." .
  cp "$here/make/startup.S" .
  cp "$sdk/apps/host_latency/main.c" host.c
  cmake -S . -B m4 -DCMAKE_TOOLCHAIN_FILE="$toolchains/rpmsg-sim-imx8mm-m4.cmake"
  cmake --build m4
  cmake -S . -B a53 -DCMAKE_TOOLCHAIN_FILE="$toolchains/rpmsg-sim-imx8mm-a53.cmake"
  cmake --build a53
  run_latency cores.m.image=./m4/gateway.elf cores.a.image=./a53/host.elf
}

short_project() {
  cp -r "$here/short/." .
  write_steps
  cp "$sdk/apps/host_latency/main.c" host.c
  cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix"
  cmake --build build -j2
  RPMSG_SIM_IMAGE_PATH=$PWD/build/firmware run_latency cores.m.image=short cores.a.image=short_host
}

models_project() {
  cp -r "$here/models/." .
  cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix"
  cmake --build build
  build/models | grep '^console: ok$' || fail "no line on the console"
}

# What the wrapper answers, drops and refuses.
wrapper() {
  printf 'int main(void) {\n  return 0;\n}\n' >main.c
  printf '.syntax unified\n.thumb\nswitch_context:\n bx lr\n' >port.S
  printf 'void f(void) {\n  __asm volatile("vmrs r0, fpscr");\n}\n' >inline.c
  rpmsg-sim-cc --version | grep gcc
  rpmsg-sim-cc -E main.c | grep 'int main'
  rpmsg-sim-cc -MM main.c | grep '^main.o: main.c'
  rpmsg-sim-cc -O2 -S main.c -o - | grep __sanitizer_cov_trace_pc || fail "no instrumentation"
  echo '-c main.c -mthumb -o "from file.o"' >options
  rpmsg-sim-cc @options
  [ -e 'from file.o' ] || fail "no object from a response file"
  RPMSG_SIM_VERBOSE=1 rpmsg-sim-cc -mcpu=cortex-m4 -flto -c main.c 2>&1 | grep 'dropped: -mcpu=cortex-m4 -flto'
  rpmsg-sim-cc main.c -o main.elf
  readelf -hW main.elf | grep 'Class: *ELF32'
  rpmsg-sim-cc --rpmsg-sim-core=imx8mm-a53 main.c -o main_a.elf
  readelf -hW main_a.elf | grep 'Class: *ELF64'
  refuses 1 'Arm assembly cannot become part' rpmsg-sim-cc -c port.S
  refuses 1 'inline assembly for Arm' rpmsg-sim-cc -c inline.c
  refuses 1 "unknown core 'imx8mm-m7'.*imx8mm-m4" rpmsg-sim-cc --rpmsg-sim-core=imx8mm-m7 -c main.c
  refuses 1 'big-endian.*little endian' rpmsg-sim-cc -mbig-endian -c main.c
  refuses 1 'no_such.ld: no such file' rpmsg-sim-cc main.c -T no_such.ld
}

debian_package() {
  (cd "$build" && cpack -G DEB -B "$work" >"$work/cpack.log")
  local package
  package=$(echo rpmsg-sim_*.deb)
  # Every library that the program needs has a package.
  dpkg-deb -f "$package" Depends | tee depends
  for library in libc6 libdw1 libelf1 libfmt libsystemc libyaml-cpp libzydis libssl; do
    grep -q "$library" depends || fail "$library is not among the dependencies"
  done
  dpkg-deb -x "$package" tree
  tree/usr/bin/rpmsg-sim run ping_pong --quiet
  PATH=$work/tree/usr/bin:$PATH
  rpmsg-sim new hello --platform imx8mm
  cmake -S hello -B hello/build -DCMAKE_PREFIX_PATH="$work/tree/usr"
  cmake --build hello/build --target run
}

rm -rf "$work"
mkdir -p "$work"
cd "$work"
"$kind"
