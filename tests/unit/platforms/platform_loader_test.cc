#include "platforms/platform_loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "platforms/device_types.h"

namespace rpmsg_sim {
namespace {

// The smallest platform with everything in it. Tests replace one piece of it.
const char* const kSmall = R"(title: small
cores:
  big:
    role: a
    architecture: armv8-a
    native_abi: lp64
    image_folder: big
    interrupt_controller: gic
    clock: {value: 1 GHz, source: s, confidence: datasheet}
    cycles_per_instruction: {value: 1.5 cycles, source: s, confidence: estimate}
    exception_entry: {value: 100 cycles, min: 50 cycles, max: 200 cycles, source: s, confidence: estimate}
    exception_exit: {value: 50 cycles, source: s, confidence: estimate}
    device_request: {value: 90 ns, source: s, confidence: estimate}
    device_read: {value: 190 ns, source: s, confidence: estimate}
    device_write: {value: 92 ns, source: s, confidence: estimate}
    bus_width: {value: 16 B, source: s, confidence: datasheet}
    code_window: {base: 0x28000000, size: 16 MiB}
  little:
    role: m
    architecture: armv7e-m
    native_abi: x32
    image_folder: little
    interrupt_controller: nvic
    held_in_reset: true
    boot_vector: 0x20000
    clock: {value: 400 MHz, source: s, confidence: datasheet}
    cycles_per_instruction: {value: 1 cycle, source: s, confidence: estimate}
    exception_entry: {value: 12 cycles, source: s, confidence: datasheet}
    exception_exit: {value: 10 cycles, source: s, confidence: estimate}
    device_request: {value: 75 ns, source: s, confidence: estimate}
    device_read: {value: 160 ns, source: s, confidence: estimate}
    device_write: {value: 92 ns, source: s, confidence: estimate}
    bus_width: {value: 4 B, source: s, confidence: datasheet}
    code_window: {base: 0x29000000, size: 16 MiB}
memories:
  ram:
    type: banks
    size: 1 MiB
    banks: {value: 8, source: s, confidence: datasheet}
    bank_shift: {value: 12, source: s, confidence: datasheet}
    bank_busy: {value: 64 ns, source: s, confidence: datasheet}
    bus_busy: {value: 5.3 ns, source: s, confidence: datasheet}
    cost:
      big: {read: {value: 135 ns, source: s, confidence: measured}, write: {value: 2 ns, source: s, confidence: estimate}}
      little: {read: {value: 2 cycles, source: s, confidence: estimate}, write: {value: 1 cycle, source: s, confidence: estimate}}
devices:
  mu:
    type: mu-v1
    crossing: {value: 75 ns, source: s, confidence: estimate}
    interrupts:
      - {output: a, core: big, number: 88}
      - {output: b, core: little, number: 97}
  gic: {type: gic, core: big, timer_clock: {value: 8 MHz, source: s, confidence: datasheet}}
  nvic: {type: nvic, core: little}
regions:
  private: {kind: memory, memory: ram, size: 512 KiB, owner: little, also: [big], at: {big: 0x80000000, little: [0x80000000, 0x20000]}}
  shared: {kind: memory, memory: ram, offset: 0x80000, size: 512 KiB, owner: shared, at: 0xB8000000}
  mu_a: {kind: device, device: mu, port: a, at: 0x30AA0000, size: 64 B}
  mu_b: {kind: device, device: mu, port: b, at: 0x30AB0000, size: 64 B}
  gicd: {kind: device, device: gic, port: distributor, owner: big, at: {big: 0x38800000}, size: 64 KiB}
  scs: {kind: device, device: nvic, owner: little, at: {little: 0xE000E000}, size: 4 KiB}
  uart: {kind: stub, at: 0x30860000, size: 64 KiB, note: console}
links:
  vdev0: {host: big, remote: little, vring0: 0xB8000000, vring1: 0xB8008000, resource_table: 0xB8010000, buffers: 0xB8020000, buffers_size: 256 KiB, count: 256, align: 4 KiB, buffer_size: 512 B}
)";

std::string with(std::string from, const std::string& to) {
  std::string text = kSmall;
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return text.replace(place, from.size(), to);
}

PlatformSpec read(const std::string& text) {
  return read_platform(parse_yaml(text, "p.yaml"), "p", "p.yaml");
}

// The message without the place.
std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.find("p.yaml:"), 0U) << message;
    const std::size_t end = message.find(": ");
    return message.substr(end + 2);
  }
  return "accepted";
}

TEST(PlatformLoader, ReadsEverything) {
  const PlatformSpec spec = read(kSmall);
  ASSERT_EQ(spec.cores.size(), 2U);
  EXPECT_EQ(spec.cores[0].name, "big");
  EXPECT_EQ(spec.cores[0].clock.value, 1'000'000'000);
  EXPECT_EQ(spec.cores[0].clock.unit, "Hz");
  EXPECT_EQ(spec.cores[0].clock.confidence, Confidence::kDatasheet);
  EXPECT_EQ(spec.cores[0].cycles_per_instruction.value, 1500);
  EXPECT_EQ(spec.cores[0].exception_entry.value, 100);
  EXPECT_EQ(spec.cores[0].exception_entry.min, 50);
  EXPECT_EQ(spec.cores[0].exception_entry.max, 200);
  EXPECT_EQ(spec.cores[0].device_request.value, 90'000);
  EXPECT_FALSE(spec.cores[0].held_in_reset);
  EXPECT_TRUE(spec.cores[1].held_in_reset);
  EXPECT_EQ(spec.cores[1].boot_vector, 0x20000U);
  EXPECT_EQ(spec.cores[1].code_window_base, 0x29000000U);
  EXPECT_EQ(spec.cores[1].code_window_size, 16U << 20);
  EXPECT_EQ(spec.memories.at(0).parameters.at("bus_busy").value, 5300);
  EXPECT_EQ(spec.memories.at(0).parameters.at("banks").value, 8);
  const RegionSpec& region = spec.regions.at(0);
  EXPECT_EQ(region.owner, "little");
  EXPECT_EQ(region.also, std::vector<std::string>{"big"});
  ASSERT_EQ(region.views.size(), 3U);
  EXPECT_EQ(region.views[2].core, "little");
  EXPECT_EQ(region.views[2].base, 0x20000U);
  EXPECT_EQ(spec.regions.at(1).views.size(), 2U);
  EXPECT_EQ(spec.regions.at(1).offset, 0x80000U);
  EXPECT_EQ(spec.devices.at(0).interrupts.at(1).number, 97U);
  EXPECT_EQ(spec.devices.at(1).options.at("core"), "big");
  EXPECT_EQ(spec.links.at(0).buffers_size, 256U << 10);
  EXPECT_EQ(spec.links.at(0).align, 4096U);
}

TEST(PlatformLoader, CostsInCyclesAreOfTheCoreThatPays) {
  const RegionSpec region = read(kSmall).regions.at(1);
  EXPECT_EQ(region.read.at("big").value, 135'000);
  EXPECT_EQ(region.read.at("little").value, 5'000);  // two cycles of 400 MHz
  EXPECT_EQ(region.write.at("little").value, 2'500);
  EXPECT_EQ(region.write.at("little").unit, "ps");
  EXPECT_EQ(region.write.at("little").text, "1 cycle");
}

TEST(PlatformLoader, ARegionsOwnCostCountsBeforeTheMemorys) {
  const PlatformSpec spec =
      read(with("owner: shared, at: 0xB8000000",
                "owner: shared, at: 0xB8000000, cost: {big: {read: {value: 7 ns, source: s, "
                "confidence: estimate}, write: {value: 8 ns, source: s, confidence: estimate}}}"));
  EXPECT_EQ(spec.regions.at(1).read.at("big").value, 7'000);
  EXPECT_EQ(spec.regions.at(1).read.at("little").value, 5'000);
  EXPECT_EQ(spec.regions.at(0).read.at("big").value, 135'000);
}

TEST(PlatformLoader, EveryKeyMustBeKnown) {
  EXPECT_EQ(refusal(with("links:", "linsk:")), "unknown key 'linsk', did you mean 'links'?");
  EXPECT_EQ(refusal(with("    role: a\n", "    rolle: a\n")),
            "unknown key 'rolle' in 'cores.big', did you mean 'role'?");
  EXPECT_EQ(refusal(with("crossing:", "crosing:")),
            "unknown key 'crosing' in 'devices.mu', did you mean 'crossing'?");
  EXPECT_EQ(refusal(with("bank_shift:", "bank_shft:")),
            "unknown key 'bank_shft' in 'memories.ram', did you mean 'bank_shift'?");
  EXPECT_EQ(refusal(with("note: console", "nte: console")),
            "unknown key 'nte' in 'regions.uart', did you mean 'note'?");
}

TEST(PlatformLoader, EveryNumberNeedsUnitSourceAndConfidence) {
  EXPECT_EQ(refusal(with("{value: 90 ns, source", "{value: 90, source")),
            "'cores.big.device_request.value': '90' has no unit; expected a time such as 200 ns");
  EXPECT_EQ(refusal(with("{value: 1 GHz, source: s,", "{value: 1 GHz,")),
            "missing key 'source' in 'cores.big.clock'");
  EXPECT_EQ(refusal(with("{value: 1 GHz, source: s, confidence: datasheet}", "{value: 1 GHz, source: s}")),
            "missing key 'confidence' in 'cores.big.clock'");
  EXPECT_EQ(refusal(with("{value: 1 GHz, source: s, confidence: datasheet}", "1 GHz")),
            "'cores.big.clock' must be a map (key: value), not a single value");
  EXPECT_EQ(
      refusal(with("confidence: datasheet", "confidence: sure")),
      "'cores.big.clock.confidence': unknown value 'sure'; expected one of: measured, datasheet, estimate");
}

TEST(PlatformLoader, AValueLiesInItsRange) {
  EXPECT_EQ(refusal(with("min: 50 cycles", "min: 101 cycles")),
            "'cores.big.exception_entry.value' lies outside its own range");
  EXPECT_EQ(refusal(with("max: 200 cycles", "max: 99 cycles")),
            "'cores.big.exception_entry.value' lies outside its own range");
}

TEST(PlatformLoader, RegionsOfOneCoreDoNotOverlap) {
  EXPECT_EQ(refusal(with("at: 0x30AB0000", "at: 0x30AA003C")),
            "region 'mu_b' overlaps region 'mu_a' as big sees them: 0x30aa003c..0x30aa007b and "
            "0x30aa0000..0x30aa003f");
  EXPECT_EQ(refusal(with("at: 0x30AB0000", "at: 0x30AA0040")), "accepted");
  // An alias counts as well, and only for the core that has it.
  EXPECT_EQ(refusal(with("little: [0x80000000, 0x20000]", "little: [0x80000000, 0xB8000000]")),
            "region 'shared' overlaps region 'private' as little sees them: 0xb8000000..0xb807ffff and "
            "0xb8000000..0xb807ffff");
}

TEST(PlatformLoader, RegionsOfOneMemoryDoNotShareBytes) {
  EXPECT_EQ(
      refusal(with("offset: 0x80000", "offset: 0x7F000")),
      "region 'shared' covers bytes of 'ram' that region 'private' covers too; list a second address of one "
      "region under 'at'");
}

TEST(PlatformLoader, RegionsStayInTheirMemoryAndAddressSpace) {
  EXPECT_EQ(refusal(with("offset: 0x80000", "offset: 0x81000")),
            "region 'shared' ends past the end of memory 'ram' (1 MiB)");
  EXPECT_EQ(refusal(with("little: 0xE000E000", "little: 0xFFFFF000")), "accepted");
  EXPECT_EQ(refusal(with("{little: 0xE000E000}, size: 4 KiB", "{little: 0xFFFFF000}, size: 8 KiB")),
            "region 'scs' ends above the address space of little");
  EXPECT_EQ(refusal(with("little: 0xE000E000", "little: 0xFFFFFFFFFFFFF000")),
            "region 'scs' ends above the address space of little");
}

TEST(PlatformLoader, NothingLiesInACodeWindow) {
  EXPECT_EQ(refusal(with("at: 0x30860000", "at: 0x28FFFFFC")),
            "region 'uart' overlaps the code window of big at 0x28000000");
}

TEST(PlatformLoader, MemoryIsMappedByPages) {
  EXPECT_EQ(refusal(with("at: 0xB8000000", "at: 0xB8000800")),
            "'regions.shared.at' must be a multiple of 4 KiB, not 0xb8000800");
  EXPECT_EQ(refusal(with("size: 512 KiB, owner: shared", "size: 511 B, owner: shared")),
            "'regions.shared.size' must be a multiple of 4 KiB, not 511 B");
  EXPECT_EQ(refusal(with("size: 64 B", "size: 63 B")),
            "'regions.mu_a.size' must be a multiple of 4 B, not 63 B");
  EXPECT_EQ(refusal(with("base: 0x28000000", "base: 0x28000001")),
            "'cores.big.code_window.base' must be a multiple of 4 KiB, not 0x28000001");
}

TEST(PlatformLoader, EveryReferenceIsKnown) {
  EXPECT_EQ(refusal(with("memory: ram, size", "memory: rom, size")),
            "'regions.private.memory': unknown value 'rom', did you mean 'ram'?");
  EXPECT_EQ(refusal(with("device: nvic", "device: nvc")),
            "'regions.scs.device': unknown value 'nvc', did you mean 'nvic'?");
  EXPECT_EQ(refusal(with("port: distributor", "port: distributer")),
            "'regions.gicd.port': unknown value 'distributer', did you mean 'distributor'?");
  EXPECT_EQ(refusal(with("at: {little: 0xE000E000}", "at: {litle: 0xE000E000}")),
            "unknown core 'litle', did you mean 'little'?");
  EXPECT_EQ(refusal(with("owner: shared", "owner: shred")),
            "'regions.shared.owner': unknown value 'shred', did you mean 'shared'?");
  EXPECT_EQ(refusal(with("core: little, number: 97", "core: litle, number: 97")),
            "'devices.mu.interrupts.1.core': unknown value 'litle', did you mean 'little'?");
  EXPECT_EQ(refusal(with("output: b", "output: c")),
            "'devices.mu.interrupts.1.output': unknown value 'c'; expected one of: a, b");
  EXPECT_EQ(refusal(with("type: mu-v1", "type: mu-v3")),
            "'devices.mu.type': unknown value 'mu-v3', did you mean 'mu-v1'?");
  EXPECT_EQ(refusal(with("host: big", "host: bg")),
            "'links.vdev0.host': unknown value 'bg', did you mean 'big'?");
  EXPECT_EQ(refusal(with("interrupt_controller: nvic", "interrupt_controller: gic")),
            "'cores.little.interrupt_controller': unknown value 'gic', did you mean 'nvic'?");
}

TEST(PlatformLoader, WhatNothingUsesIsAnError) {
  EXPECT_EQ(refusal(with("  nvic: {type: nvic, core: little}\n",
                         "  nvic: {type: nvic, core: little}\n  spare: {type: uart}\n")),
            "no region shows 'spare' to any core");
}

TEST(PlatformLoader, KeysFitTheKindOfRegion) {
  EXPECT_EQ(refusal(with("{kind: stub, at", "{kind: stub, device: mu, at")),
            "'regions.uart.device' has no meaning for a region of kind 'stub'");
  EXPECT_EQ(refusal(with("device: nvic, owner", "device: nvic, port: a, owner")),
            "device 'nvic' of type 'nvic' has only one port; leave 'port' out");
  EXPECT_EQ(refusal(with("device: mu, port: a, at", "device: mu, at")),
            "missing key 'port' in 'regions.mu_a'");
  EXPECT_EQ(refusal(with("owner: little, also: [big]", "owner: shared, also: [big]")),
            "'also' needs an owner: every core may touch a shared region");
  EXPECT_EQ(refusal(with("owner: big, at: {big: 0x38800000}", "owner: little, at: {big: 0x38800000}")),
            "region 'gicd' belongs to 'little', which does not see it");
  EXPECT_EQ(refusal(with("owner: big, at: {big: 0x38800000}", "owner: big, at: 0x38800000")),
            "'gic' belongs to core 'big' and cannot be seen by 'little'");
}

TEST(PlatformLoader, LinksLieInSharedMemory) {
  EXPECT_EQ(refusal(with("vring1: 0xB8008000", "vring1: 0x80008000")),
            "'links.vdev0.vring1': 0x80008000 and 10246 B from there are not within one shared region that "
            "big sees");
  EXPECT_EQ(refusal(with("buffers_size: 256 KiB", "buffers_size: 385 KiB")),
            "'links.vdev0.buffers': 0xb8020000 and 385 KiB from there are not within one shared region that "
            "big sees");
  EXPECT_EQ(refusal(with("remote: little", "remote: big")),
            "host and remote of a link must be different cores");
  EXPECT_EQ(refusal(with("count: 256", "count: 100")), "'count' must be a power of two");
}

TEST(PlatformLoader, RolesAreGivenOnce) {
  EXPECT_EQ(refusal(with("role: m\n", "role: a\n")), "core 'big' already has the role 'a'");
}

TEST(PlatformLoader, ImpossibleNumbers) {
  EXPECT_EQ(refusal(with("value: 1 GHz", "value: 0 Hz")),
            "'big.clock' must be above 0 Hz and at most 100 GHz");
  EXPECT_EQ(refusal(with("value: 90 ns", "value: 191 ns")),
            "a device request takes longer than the whole read ('device_read')");
  EXPECT_EQ(refusal(with("value: 16 B", "value: 12 B")),
            "'bus_width' must be a power of two from 1 B to 64 B");
  EXPECT_EQ(refusal(with("banks: {value: 8", "banks: {value: 6")),
            "'memories.ram.banks' must be a power of two from 1 to 1024");
  EXPECT_EQ(refusal(with("exception_exit: {value: 50 cycles", "exception_exit: {value: 1.5 cycles")),
            "'cores.big.exception_exit.value' must be whole cycles, not 1.5 cycles");
  EXPECT_EQ(refusal(with("value: 64 ns", "value: 18000000 s")),
            "'memories.ram.bank_busy.value' is too large");
}

TEST(PlatformLoader, MessagesHaveThePlace) {
  try {
    read(with("at: 0xB8000000", "at: 12 ns"));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(),
                 "p.yaml:57:90: 'regions.shared.at': '12 ns' is not an address such as 0x30AA0000");
  }
}

// Removing any one line of the file gives a platform or one error of one line, never anything else.
TEST(PlatformLoader, AnyMissingLineIsHandled) {
  const std::string text = kSmall;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start) + 1;
    try {
      read(text.substr(0, start) + text.substr(end));
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
    start = end;
  }
}

// ---- The shipped platform ----

PlatformSpec imx8mm() {
  // <build>/tests/<this program>, <build>/share/rpmsg-sim/platforms
  const std::filesystem::path build =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
  return load_platform((build / "share" / "rpmsg-sim" / "platforms" / "imx8mm.yaml").string());
}

const RegionSpec* region_at(const PlatformSpec& spec, const std::string& core, std::uint64_t address) {
  for (const RegionSpec& region : spec.regions) {
    for (const RegionView& view : region.views) {
      if (view.core == core && address - view.base < region.size) return &region;
    }
  }
  return nullptr;
}

// What answers there: the device with its port, the memory's owner, "stub", or "nothing".
std::string answer(const PlatformSpec& spec, const std::string& core, std::uint64_t address) {
  const RegionSpec* region = region_at(spec, core, address);
  if (region == nullptr) return "nothing";
  if (region->kind == "stub") return "stub";
  if (region->kind == "memory") return region->memory + " of " + region->owner;
  return region->port.empty() ? region->device : region->device + "." + region->port;
}

TEST(Imx8mm, Cores) {
  const PlatformSpec spec = imx8mm();
  EXPECT_EQ(spec.name, "imx8mm");
  ASSERT_EQ(spec.cores.size(), 2U);
  EXPECT_EQ(spec.cores[0].name, "a53");
  EXPECT_EQ(spec.cores[0].clock.value, 1'800'000'000);
  EXPECT_EQ(spec.cores[1].name, "m4");
  EXPECT_EQ(spec.cores[1].clock.value, 400'000'000);
  EXPECT_TRUE(spec.cores[1].held_in_reset);
}

// Linux drivers/remoteproc/imx_rproc.c, imx_rproc_att_imx8mq: where the M4's addresses lie in the system.
TEST(Imx8mm, TheM4sViewIsRemoteprocs) {
  struct Translation {
    std::uint64_t m4, system, size;
  };
  constexpr Translation kTable[] = {
      {0x00000000, 0x007E0000, 0x20000},    {0x00180000, 0x00180000, 0x8000},
      {0x00900000, 0x00900000, 0x20000},    {0x00920000, 0x00920000, 0x20000},
      {0x10000000, 0x40000000, 0x0FFE0000}, {0x1FFE0000, 0x007E0000, 0x40000},
      {0x20180000, 0x00180000, 0x8000},     {0x20200000, 0x00900000, 0x20000},
      {0x20220000, 0x00920000, 0x20000},    {0x40000000, 0x40000000, 0x80000000}};
  const PlatformSpec spec = imx8mm();
  for (const Translation& entry : kTable) {
    for (const std::uint64_t offset : {std::uint64_t{0}, entry.size / 2, entry.size - 1}) {
      const RegionSpec* mine = region_at(spec, "m4", entry.m4 + offset);
      const RegionSpec* system = region_at(spec, "a53", entry.system + offset);
      ASSERT_NE(mine, nullptr) << std::hex << entry.m4 + offset;
      EXPECT_EQ(mine, system) << std::hex << entry.m4 + offset;
    }
  }
}

TEST(Imx8mm, AllOfDdrIsSomeones) {
  const PlatformSpec spec = imx8mm();
  std::uint64_t covered = 0;
  for (const RegionSpec& region : spec.regions) {
    if (region.memory == "ddr") covered += region.size;
  }
  EXPECT_EQ(covered, std::uint64_t{2} << 30);
  EXPECT_EQ(answer(spec, "m4", 0x80000000), "ddr of m4");
  EXPECT_EQ(answer(spec, "a53", 0x41000000), "ddr of a53");
  EXPECT_EQ(answer(spec, "a53", 0xB7FFFFFF), "ddr of a53");
  EXPECT_EQ(answer(spec, "a53", 0xB8000000), "ddr of shared");
  EXPECT_EQ(answer(spec, "m4", 0xB84FFFFF), "ddr of shared");
  EXPECT_EQ(answer(spec, "a53", 0xB8500000), "ddr of a53");
  EXPECT_EQ(answer(spec, "a53", 0xC0000000), "nothing");
}

// Linux arch/arm64/boot/dts/freescale/imx8mm.dtsi; Armv7-M for the private peripheral bus.
TEST(Imx8mm, DevicesAreAtTheirAddresses) {
  const PlatformSpec spec = imx8mm();
  EXPECT_EQ(answer(spec, "a53", 0x30AA0000), "mu.a");
  EXPECT_EQ(answer(spec, "m4", 0x30AB0000), "mu.b");
  for (const char* core : {"a53", "m4"}) {
    EXPECT_EQ(answer(spec, core, 0x3039000C), "src");
    EXPECT_EQ(answer(spec, core, 0x30890000), "uart2");
    EXPECT_EQ(answer(spec, core, 0x30A60000), "uart4");
    EXPECT_EQ(answer(spec, core, 0x30380000), "ccm");
    EXPECT_EQ(answer(spec, core, 0x30330000), "iomuxc");
    EXPECT_EQ(answer(spec, core, 0x30340000), "iomuxc_gpr");
    EXPECT_EQ(answer(spec, core, 0x303D0000), "rdc");
    EXPECT_EQ(answer(spec, core, 0x3F000000), "testbench");
    EXPECT_EQ(answer(spec, core, 0x30BE0000), "stub");
  }
  EXPECT_EQ(answer(spec, "a53", 0x38800000), "gic.distributor");
  EXPECT_EQ(answer(spec, "a53", 0x38880000), "gic.redistributor");
  EXPECT_EQ(answer(spec, "m4", 0x38800000), "nothing");
  EXPECT_EQ(answer(spec, "m4", 0xE000ED08), "nvic");
  EXPECT_EQ(answer(spec, "a53", 0xE000ED08), "nothing");
  EXPECT_EQ(answer(spec, "a53", 0), "nothing");
}

TEST(Imx8mm, EveryTimeHasASource) {
  const PlatformSpec spec = imx8mm();
  for (const RegionSpec& region : spec.regions) {
    if (region.kind != "memory") continue;
    for (const RegionView& view : region.views) {
      EXPECT_FALSE(region.read.at(view.core).source.empty()) << region.name;
      EXPECT_FALSE(region.write.at(view.core).source.empty()) << region.name;
    }
  }
}

TEST(DeviceTypes, NamesAreUnique) {
  for (const DeviceType& type : device_types()) EXPECT_EQ(find_device_type(type.name), &type);
  EXPECT_EQ(find_device_type("none"), nullptr);
}

}  // namespace
}  // namespace rpmsg_sim
