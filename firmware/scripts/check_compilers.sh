#!/bin/sh
# Compiles the portable firmware with the compilers for the part's own cores, warnings as errors. What this proves:
# the sources that run in the simulator are the ones that will be flashed.
#   firmware/scripts/check_compilers.sh [folder for the objects]
set -eu
firmware=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
objects=${1:-$(mktemp -d)}

flags="-std=gnu11 -O2 -ffreestanding -fno-tree-loop-distribute-patterns -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  -I$firmware/sdk/include -I$firmware/sdk/libc -I$firmware/rpmsg -I$firmware/rpmsg/port/imx"
common="sdk/libc/string.c sdk/hosted/heap.c sdk/hosted/stdio.c sdk/lib/testbench.c rpmsg/vring/vring.c"
m_sources="$common sdk/startup/startup_m.c rpmsg/remote/rpmsg_remote.c rpmsg/port/imx/port_remote.c
  apps/remote_*/main.c ../tests/images/abi.h"
a_sources="$common sdk/startup/startup_a.c sdk/lib/gic.c sdk/lib/timer.c sdk/lib/mcore.c rpmsg/host/rpmsg_host.c
  rpmsg/port/imx/port_host.c apps/host_*/main.c"

# platform NAME: the flags by which the sources find its headers
platform() {
  printf -- '-DSDK_PLATFORM_HEADER="%s.h" -I%s' "$1" "$firmware/rpmsg/port/$1"
}

# compile NAME COMPILER FLAGS SOURCES
compile() {
  mkdir -p "$objects/$1"
  for source in $(cd "$firmware" && ls $4); do
    # Word splitting is wanted.
    (cd "$firmware" && $2 $flags $3 -c "$source" -o "$objects/$1/$(echo "$source" | tr / _).o")
  done
  echo "$1: $(ls "$objects/$1" | wc -l) files compile with $2"
}

compile imx8mm-m4 arm-none-eabi-gcc "-mcpu=cortex-m4 -mthumb $(platform imx8mm)" "$m_sources"
compile imx8mm-a53 aarch64-linux-gnu-gcc "-mcpu=cortex-a53 $(platform imx8mm)" "$a_sources"
# What differs between platforms is little, so others get one core of each kind.
compile imx8mp-m7 arm-none-eabi-gcc "-mcpu=cortex-m7 -mthumb $(platform imx8mp)" "$m_sources"
compile imx93-m33 arm-none-eabi-gcc "-mcpu=cortex-m33 -mthumb $(platform imx93)" "$m_sources"
compile imx93-a55 aarch64-linux-gnu-gcc "-mcpu=cortex-a55 $(platform imx93)" "$a_sources"
compile imx8ulp-m33 arm-none-eabi-gcc "-mcpu=cortex-m33 -mthumb $(platform imx8ulp)" "$m_sources"
