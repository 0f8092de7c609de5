// The SDK's register headers against the models' register maps: names, offsets, access and base addresses.
// The two are written independently of each other, so that a mistake on one side shows; this is where it
// does.
//
// The headers are read as the compiler understood them, from the DWARF of images that use every device.
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "models/core/elf_image.h"
#include "models/interrupt/gic.h"
#include "models/interrupt/nvic.h"
#include "models/mu/messaging_unit_v1.h"
#include "models/soc/system_reset_controller.h"
#include "models/soc/uart.h"
#include "models/testbench/testbench.h"
#include "platforms/platform_loader.h"

namespace rpmsg_sim {
namespace {

struct Member {
  std::string name;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t count = 1;  // of an array
  bool read_only = false;
};

// ---- The headers ----

class Headers {
 public:
  explicit Headers(const std::string& image)
      : image_(read_elf_image(image)),
        file_(open(image.c_str(), O_RDONLY)),
        dwarf_(dwarf_begin(file_, DWARF_C_READ)) {}
  ~Headers() {
    dwarf_end(dwarf_);
    close(file_);
  }
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;

  // Members of `typedef struct {...} name;` but the reserved ones.
  std::vector<Member> members(const std::string& name) const {
    Dwarf_Off offset = 0;
    Dwarf_Off next = 0;
    std::size_t header = 0;
    while (dwarf_nextcu(dwarf_, offset, &next, &header, nullptr, nullptr, nullptr) == 0) {
      Dwarf_Die unit;
      Dwarf_Die die;
      if (dwarf_offdie(dwarf_, offset + header, &unit) != nullptr && dwarf_child(&unit, &die) == 0) {
        do {
          if (dwarf_tag(&die) == DW_TAG_typedef && name == dwarf_diename(&die))
            return members_of(type_of(die));
        } while (dwarf_siblingof(&die, &die) == 0);
      }
      offset = next;
    }
    return {};
  }

  // The value of a constant of the image.
  std::uint64_t constant(const std::string& name) const {
    const std::uint64_t address = image_.symbol(name).value_or(0);
    for (const Segment& segment : image_.segments) {
      if (address < segment.address || address - segment.address >= segment.bytes.size()) continue;
      std::uint64_t value = 0;
      std::memcpy(&value, segment.bytes.data() + (address - segment.address), image_.is64 ? 8 : 4);
      return value;
    }
    return 0;
  }

 private:
  static Dwarf_Die type_of(Dwarf_Die& die) {
    Dwarf_Attribute attribute;
    Dwarf_Die type{};
    if (dwarf_attr_integrate(&die, DW_AT_type, &attribute) != nullptr) dwarf_formref_die(&attribute, &type);
    return type;
  }

  static std::vector<Member> members_of(Dwarf_Die type) {
    std::vector<Member> members;
    Dwarf_Die die;
    if (dwarf_tag(&type) != DW_TAG_structure_type || dwarf_child(&type, &die) != 0) return members;
    do {
      Member member;
      member.name = dwarf_diename(&die);
      Dwarf_Attribute attribute;
      Dwarf_Word offset = 0;
      if (dwarf_formudata(dwarf_attr(&die, DW_AT_data_member_location, &attribute), &offset) == 0)
        member.offset = offset;
      describe(type_of(die), member);
      if (member.name.rfind("reserved", 0) != 0) members.push_back(member);
    } while (dwarf_siblingof(&die, &die) == 0);
    return members;
  }

  static void describe(Dwarf_Die type, Member& member) {
    for (;;) {
      const int tag = dwarf_tag(&type);
      if (tag == DW_TAG_const_type) member.read_only = true;
      if (tag == DW_TAG_array_type) member.count = length_of(type);
      if (tag == DW_TAG_structure_type) {
        Dwarf_Die first;
        dwarf_child(&type, &first);
        describe(type_of(first), member);
      }
      if (tag == DW_TAG_structure_type || tag == DW_TAG_base_type) break;
      type = type_of(type);
    }
    Dwarf_Word size = 0;
    dwarf_aggregate_size(&type, &size);
    member.bytes = size * member.count;
  }

  static std::uint64_t length_of(Dwarf_Die array) {
    Dwarf_Die range;
    Dwarf_Attribute attribute;
    Dwarf_Word upper = 0;
    dwarf_child(&array, &range);
    dwarf_formudata(dwarf_attr(&range, DW_AT_upper_bound, &attribute), &upper);
    return upper + 1;
  }

  ElfImage image_;
  int file_;
  Dwarf* dwarf_;
};

const Headers& a_headers() {
  static const Headers headers(TEST_IMAGE_DIR "/registers_a.elf");
  return headers;
}

const Headers& m_headers() {
  static const Headers headers(TEST_IMAGE_DIR "/registers_m.elf");
  return headers;
}

// ---- The models ----

struct Quiet : FindingSink {
  void report(std::string_view, Picoseconds, std::string) override {}
};

struct NoConsole : ConsoleSink {
  void line(SourceId, Picoseconds, std::string_view) override {}
};

struct NoControl : RunControl {
  void end_of_test(SourceId, std::uint32_t, Picoseconds) override {}
};

// Every register of the bank, and every word of a member: they must be the same.
void expect_same(const RegisterBank& bank, const std::vector<Member>& members) {
  ASSERT_FALSE(members.empty()) << bank.name() << ": no such type in the image's debug information";
  for (const Member& member : members) {
    const Register* reg = bank.find(member.name);
    const std::uint64_t stride = member.bytes / member.count;
    for (std::uint64_t i = 0; i < member.count; ++i) {
      const std::string name = member.count == 1 ? member.name : fmt::format("{}{}", member.name, i);
      const Register* one = member.count == 1 ? reg : bank.find(name);
      // The first of a structure.
      if (one == nullptr) one = bank.find(fmt::format("{}_LOW{}", member.name, i));
      ASSERT_NE(one, nullptr) << bank.name() << " has no " << name;
      EXPECT_EQ(one->offset(), member.offset + stride * i) << bank.name() << " " << name;
      EXPECT_EQ(one->writable() == 0, member.read_only) << bank.name() << " " << name;
    }
  }
}

// Rows of an interrupt controller, whose names differ from the headers' in ways that `name_of` knows.
template <class Device, typename NameOf>
void expect_same(const RegisterMap<Device>& map, std::uint64_t base, const std::vector<Member>& members,
                 NameOf name_of) {
  ASSERT_FALSE(members.empty());
  for (const Member& member : members) {
    const std::string name = name_of(member.name);
    if (name.empty()) continue;
    const auto& rows = map.rows();
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& candidate) { return candidate.name == name; });
    ASSERT_NE(row, rows.end()) << name;
    EXPECT_EQ(row->offset, base + member.offset) << name;
    EXPECT_GE(4 * row->words, member.bytes) << name;
    EXPECT_EQ(row->access == RegisterAccess::kReadOnly, member.read_only) << name;
  }
}

std::uint64_t base_in_platform(const std::string& region, const std::string& core) {
  static const PlatformSpec platform = load_platform(TEST_PLATFORM_FILE);
  for (const RegionSpec& spec : platform.regions) {
    for (const RegionView& view : spec.views) {
      if (spec.name == region && view.core == core) return view.base;
    }
  }
  return 0;
}

TEST(SdkRegisters, MessagingUnit) {
  EventLog log;
  Quiet findings;
  const MessagingUnitV1 mu("mu", MuParameters{}, log, findings);
  expect_same(mu.registers(MuSide::kA), a_headers().members("MU_Type"));
  expect_same(mu.registers(MuSide::kB), m_headers().members("MU_Type"));
}

TEST(SdkRegisters, ResetController) {
  Quiet findings;
  const SystemResetController src("src", findings);
  expect_same(src.registers(), a_headers().members("SRC_Type"));
}

TEST(SdkRegisters, Uart) {
  Quiet findings;
  NoConsole console;
  const Uart uart("uart", console, findings);
  expect_same(uart.registers(), m_headers().members("UART_Type"));
}

TEST(SdkRegisters, Testbench) {
  EventLog log;
  Quiet findings;
  NoControl control;
  NoConsole console;
  const Testbench testbench("testbench", 1, log, findings, control, console);
  expect_same(testbench.registers(), a_headers().members("TESTBENCH_Type"));
}

TEST(SdkRegisters, Nvic) {
  const std::uint64_t scs = base_in_platform("scs", "m4");
  const std::map<std::string, std::string> renamed = {{"IP", "NVIC_IPR"}, {"STIR", "STIR"}};
  expect_same(Nvic::registers(), m_headers().constant("base_nvic") - scs, m_headers().members("NVIC_Type"),
              [&](const std::string& name) {
                const auto found = renamed.find(name);
                return found == renamed.end() ? "NVIC_" + name : found->second;
              });
}

TEST(SdkRegisters, SystemControlBlock) {
  const std::uint64_t scs = base_in_platform("scs", "m4");
  // The identification registers are one row of the model, which does not have them.
  const std::map<std::string, std::string> renamed = {{"SHP", "SHPR"}, {"PFR", ""},  {"DFR", ""},
                                                      {"ADR", ""},     {"MMFR", ""}, {"ISAR", ""}};
  expect_same(Nvic::registers(), m_headers().constant("base_scb") - scs, m_headers().members("SCB_Type"),
              [&](const std::string& name) {
                const auto found = renamed.find(name);
                return found == renamed.end() ? name : found->second;
              });
}

TEST(SdkRegisters, SysTick) {
  const std::uint64_t scs = base_in_platform("scs", "m4");
  const std::map<std::string, std::string> renamed = {
      {"CTRL", "SYST_CSR"}, {"LOAD", "SYST_RVR"}, {"VAL", "SYST_CVR"}, {"CALIB", "SYST_CALIB"}};
  expect_same(Nvic::registers(), m_headers().constant("base_systick") - scs,
              m_headers().members("SysTick_Type"), [&](const std::string& name) { return renamed.at(name); });
}

TEST(SdkRegisters, Gic) {
  // The type stands in the SDK's gic.c, which is part of every image of the A core.
  expect_same(Gic::distributor_registers(), 0, a_headers().members("GIC_Type"),
              [](const std::string& name) { return "GICD_" + name; });
}

TEST(SdkRegisters, BaseAddresses) {
  for (const char* region : {"mu_a", "src", "uart2", "testbench", "gicd", "gicr"})
    EXPECT_EQ(a_headers().constant(fmt::format("base_{}", region)), base_in_platform(region, "a53"))
        << region;
  for (const char* region : {"mu_b", "src", "uart2", "uart4", "testbench"})
    EXPECT_EQ(m_headers().constant(fmt::format("base_{}", region)), base_in_platform(region, "m4")) << region;
}

}  // namespace
}  // namespace rpmsg_sim
