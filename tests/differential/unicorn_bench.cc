// Every instruction form with random operands, flags and memory: our interpreter against Unicorn's Cortex-M4.
//
//   unicorn_bench [cases] [seed] [row]
//
// Forms are the rows of the decoder's table (encodings.def), each with its fields at random, alone and in an
// IT block. Prints what differs and what was compared; exits 1 if anything differs.
#include <fmt/format.h>
#include <unicorn/unicorn.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "models/core/arm/decoder.h"
#include "tests/differential/arm_machine.h"

namespace rpmsg_sim {
namespace {

struct Form {
  const char* pattern;
  const char* name;
};
constexpr Form kForms[] = {
#define ENCODING(pattern, operation, shape, extra) {pattern, #operation},
#include "models/core/arm/encodings.def"
#undef ENCODING
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::uint32_t operator()() { return static_cast<std::uint32_t>(engine_()); }

 private:
  std::mt19937 engine_;
};

// Everything is endless loops but for the vectors, what is tried, and data.
constexpr std::uint32_t kCode = ArmMachine::kMemory + 0x1000;
constexpr std::uint32_t kData = ArmMachine::kMemory + 0xB000;
constexpr std::uint32_t kDataSize = 0x3000;
constexpr std::uint32_t kBase = kData + 0x1000;            // where base registers are; offsets reach 4 KiB
constexpr std::uint32_t kLoops = ArmMachine::kMemory + 8;  // behind the vectors
constexpr std::uint32_t kVectors[2] = {kBase, kCode | 1};
constexpr std::uint16_t kSelfJump = 0xE7FE;

struct Context {
  std::uint32_t r[16] = {};
  std::uint32_t apsr = 0;
  std::uint32_t s[32] = {};
  std::uint32_t fpscr = 0;
};

struct Case {
  std::size_t form = 0;
  std::vector<std::uint16_t> code;  // perhaps with IT before it
  Context before;
  std::vector<std::uint8_t> data;
};

struct Outcome {
  bool fault = false;
  Context after;
  std::vector<std::uint8_t> data;
};

// ---- making cases ----

std::uint32_t fill_pattern(const char* pattern, Random& random) {
  std::uint32_t bits = 0;
  unsigned length = 0;
  for (const char* at = pattern; *at != '\0'; ++at) {
    if (*at == ' ') continue;
    const bool fixed = *at == '0' || *at == '1';
    std::uint32_t bit = random() & 1;
    if (fixed) bit = static_cast<std::uint32_t>(*at - '0');
    // Bits that do not count are as an assembler sets them.
    if (*at == 'x') bit = 0;
    if (*at == 'y') bit = 1;
    bits = bits << 1 | bit;
    ++length;
  }
  return length == 16 ? bits << 16 : bits;
}

// Numbers at which something happens.
std::uint32_t interesting(Random& random) {
  constexpr std::uint32_t kNumbers[] = {0,          1,          2,          0x7F,       0x80,
                                        0xFF,       0x7FFF,     0x8000,     0xFFFF,     0x7FFFFFFF,
                                        0x80000000, 0x80000001, 0xFFFFFFFF, 0xFFFFFFFE, 0x00010000,
                                        0x7FFF8000, 0x80007FFF, 31,         32,         33};
  switch (random() % 4) {
    case 0:
      return kNumbers[random() % std::size(kNumbers)];
    case 1:
      return (random() % 256);
    default:
      return random();
  }
}

std::uint32_t interesting_float(Random& random) {
  constexpr std::uint32_t kNumbers[] = {
      0,          0x80000000, 0x3F800000, 0xBF800000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001,
      0xFFC12345, 0x00000001, 0x807FFFFF, 0x00800000, 0x7F7FFFFF, 0x3F7FFFFF, 0x4F000000, 0xCF000000,
      0x4F800000, 0x3F000000, 0x3FC00000, 0x33800000, 0x34000000, 0x477FE000, 0x38800000, 0x387FC000};
  switch (random() % 4) {
    case 0:
      return kNumbers[random() % std::size(kNumbers)];
    case 1:  // near 1, so that results meet
      return 0x3F000000u + random() % 0x01800000 + ((random() & 1) << 31);
    case 2:  // small or denormal
      return random() % 0x01000000 + ((random() & 1) << 31);
    default:
      return random();
  }
}

bool is_float(const std::string& name) {
  return name.rfind("Float", 0) == 0;
}
bool is_memory(const std::string& name) {
  return name.rfind("Load", 0) == 0 || name.rfind("Store", 0) == 0 || name == "TableBranch" ||
         name == "FloatLoad" || name == "FloatStore" || name == "FloatLoadMultiple" ||
         name == "FloatStoreMultiple";
}
bool is_compared(const std::string& name) {
  // What the core performs, and what has no equivalent there.
  for (const char* other :
       {"Undefined", "ChangeMasks", "ReadSpecial", "WriteSpecial", "SupervisorCall", "Breakpoint",
        "WaitForEvent", "WaitForInterrupt", "SendEvent", "IfThen", "StoreExclusive"}) {
    if (name == other) return false;
  }
  return true;
}
bool may_be_conditional(const std::string& name) {
  return name.rfind("Branch", 0) != 0 && name != "TableBranch";
}

bool is_wide_branch(std::size_t form) {
  return std::strncmp(kForms[form].name, "Branch", 6) == 0 && std::strlen(kForms[form].pattern) > 16;
}

// To within 4 KiB, which is in memory: the upper bits of the offset become its sign.
std::uint32_t shorten_branch(std::uint32_t bits, const std::string& name) {
  constexpr std::uint32_t kSign = 1u << 26;
  constexpr std::uint32_t kJ = 1u << 13 | 1u << 11;
  const std::uint32_t upper = name == "BranchEq" ? 0x003F'0000 : 0x03FF'0000;
  const bool negative = (bits & kSign) != 0;
  bits = negative ? bits | upper : bits & ~upper;
  // The J bits are the offset's in conditional branches, and equal to its sign when they are 1 in others.
  return name == "BranchEq" && !negative ? bits & ~kJ : bits | kJ;
}

// The fixed bits of a form; those of 16-bit instructions are the upper half.
struct Fixed {
  bool wide = false;
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
};

Fixed fixed_bits(const char* pattern) {
  Fixed fixed;
  std::uint32_t bit = 1u << 31;
  for (; *pattern != '\0'; ++pattern) {
    if (*pattern == ' ') {
      fixed.wide = true;
      continue;
    }
    if (*pattern == '0' || *pattern == '1') fixed.mask |= bit;
    if (*pattern == '1') fixed.value |= bit;
    bit >>= 1;
  }
  return fixed;
}

// The form is the first row that the instruction fits, and not a special case of it in an earlier row.
bool is_form(std::size_t form, std::uint32_t bits) {
  static const std::vector<Fixed> rows = [] {
    std::vector<Fixed> all;
    for (const Form& each : kForms) all.push_back(fixed_bits(each.pattern));
    return all;
  }();
  for (std::size_t earlier = 0; earlier < form; ++earlier) {
    const Fixed& row = rows[earlier];
    if (row.wide == rows[form].wide && (bits & row.mask) == row.value) return false;
  }
  return true;
}

// A jump into itself runs for ever here and once there; one to the vectors or to data runs what they are.
bool jumps_nowhere(const Case& made) {
  const arm::Decoded decoded = arm::decode(kCode, made.code.front(), made.code.back(), false);
  if (decoded.operation == arm::Operation::kBranchExchange ||
      decoded.operation == arm::Operation::kBranchLinkExchange) {
    return false;
  }
  if (decoded.operation < arm::Operation::kBranch || decoded.operation > arm::Operation::kBranchIfNotZero) {
    return false;
  }
  const bool into_itself = decoded.immediate == kCode || decoded.immediate == kCode + 2;
  return into_itself || decoded.immediate < kLoops || decoded.immediate >= kData;
}

std::uint32_t code_address(Random& random) {
  return kCode + 0x100 + 2 * (random() % 256) + 1;
}

// Words from a pool, made anew now and then; what a load to the program counter reads is the address of code.
std::vector<std::uint8_t> random_data(const std::string& name, const arm::Decoded& decoded, Random& random) {
  static std::vector<std::uint32_t> pool;
  constexpr std::size_t kPool = 4 * kDataSize;
  if (pool.empty() || random() % 4096 == 0) {
    pool.clear();
    while (pool.size() < kPool) pool.push_back(random());
  }
  std::vector<std::uint32_t> words(kDataSize / 4);
  const auto from = pool.begin() + random() % (kPool - words.size());
  std::copy(from, from + static_cast<std::ptrdiff_t>(words.size()), words.begin());
  const bool targets = name == "LoadMultiple" || (name.rfind("LoadWord", 0) == 0 && decoded.d == arm::kPc);
  for (std::uint32_t& word : words) {
    if (targets) word = kCode + 0x100 + (word & 0x1FE) + 1;
    if (name == "TableBranch") word &= 0x03030303;  // distances that stay in code, aligned or not
  }
  std::vector<std::uint8_t> bytes(kDataSize);
  std::memcpy(bytes.data(), words.data(), bytes.size());
  return bytes;
}

Case make_case(std::size_t form, Random& random) {
  Case made;
  made.form = form;
  const std::string name = kForms[form].name;
  std::uint32_t bits = 0;
  do {
    bits = fill_pattern(kForms[form].pattern, random);
    if (is_wide_branch(form) && random() % 8 != 0) bits = shorten_branch(bits, name);
  } while (!is_form(form, bits));
  const auto first = static_cast<std::uint16_t>(bits >> 16);
  const auto second = static_cast<std::uint16_t>(bits);
  if (may_be_conditional(name) && random() % 4 == 0) {
    const std::uint32_t condition = random() % 14;
    made.code.push_back(static_cast<std::uint16_t>(0xBF08 | condition << 4));
  }
  made.code.push_back(first);
  if (arm::is_wide(first)) made.code.push_back(second);
  for (std::uint32_t& reg : made.before.r) reg = interesting(random);
  const arm::Decoded decoded = arm::decode(kCode, first, second, false);
  made.before.r[13] = kBase + 4 * (random() % 64);
  if (is_memory(name)) {
    const bool aligned = random() % 4 != 0;
    made.before.r[decoded.n & 15] = kBase + (random() % 512) * (aligned ? 4 : 1);
    if (decoded.n != decoded.m) made.before.r[decoded.m & 15] = (random() % 512) & (aligned ? ~3u : ~0u);
    made.before.r[13] &= ~3u;
  }
  // Floats that go through core registers, and the branch targets of BX and BLX.
  if (name == "BranchExchange" || name == "BranchLinkExchange")
    made.before.r[decoded.m & 15] = code_address(random);
  made.before.apsr = random() & 0xF80F0000;
  for (std::uint32_t& reg : made.before.s) reg = interesting_float(random);
  if (is_float(name)) {
    // All modes; cumulative flags clear, mostly.
    made.before.fpscr = random() & (random() % 2 == 0 ? 0xF7C00000 : 0xF0000000);
    // Unicorn converts from fixed point as RMode says; on the part it is to the nearest.
    constexpr std::uint32_t kRoundingMode = 3u << 22;
    if (std::strstr(kForms[form].pattern, "1D11101u") != nullptr) made.before.fpscr &= ~kRoundingMode;
  }
  if (decoded.d == arm::kPc && name == "AddAny") made.before.r[decoded.m & 15] = random() & 0xFFF;
  if (decoded.d == arm::kPc && name == "MovAny") made.before.r[decoded.m & 15] = code_address(random);
  made.data = random_data(name, decoded, random);
  return made;
}

// ---- ours ----

Outcome run_ours(ArmMachine& machine, const Case& made) {
  std::memcpy(machine.memory() + (kCode - ArmMachine::kMemory), made.code.data(), 2 * made.code.size());
  std::memcpy(machine.memory() + (kData - ArmMachine::kMemory), made.data.data(), made.data.size());
  machine.reset();
  arm::ArmState& s = machine.state();
  std::memcpy(s.r, made.before.r, sizeof s.r);
  s.set_flags(made.before.apsr);
  s.set_ge(made.before.apsr);
  std::memcpy(s.s, made.before.s, sizeof s.s);
  s.fpscr = made.before.fpscr;
  // As if the unit were in use, so that it does not take FPSCR from FPDSCR.
  machine.nvic().write_register(SystemRegister::kControl, 4, 0);
  machine.run(kCode);
  Outcome outcome;
  outcome.fault = machine.core().state() != CoreState::kSpinning ||
                  (!machine.findings().empty() && machine.findings().front().rfind("division", 0) != 0);
  std::memcpy(outcome.after.r, s.r, sizeof s.r);
  outcome.after.apsr = s.apsr();
  std::memcpy(outcome.after.s, s.s, sizeof s.s);
  outcome.after.fpscr = s.fpscr;
  outcome.data.assign(machine.memory() + (kData - ArmMachine::kMemory),
                      machine.memory() + (kData - ArmMachine::kMemory) + kDataSize);
  // Endless loops again.
  for (std::size_t at = 0; at < made.code.size(); ++at)
    std::memcpy(machine.memory() + (kCode - ArmMachine::kMemory) + 2 * at, &kSelfJump, sizeof kSelfJump);
  return outcome;
}

// ---- theirs ----

class Oracle {
 public:
  Oracle() {
    if (uc_open(UC_ARCH_ARM, static_cast<uc_mode>(UC_MODE_THUMB | UC_MODE_MCLASS), &engine_) != UC_ERR_OK ||
        uc_ctl_set_cpu_model(engine_, UC_CPU_ARM_CORTEX_M4) != UC_ERR_OK ||
        uc_mem_map(engine_, ArmMachine::kMemory, ArmMachine::kSize, UC_PROT_ALL) != UC_ERR_OK) {
      fmt::print(stderr, "Unicorn has no Cortex-M4\n");
      std::exit(2);
    }
    const std::vector<std::uint16_t> loops(ArmMachine::kSize / 2, kSelfJump);
    uc_mem_write(engine_, ArmMachine::kMemory, loops.data(), ArmMachine::kSize);
    uc_mem_write(engine_, ArmMachine::kMemory, kVectors, sizeof kVectors);
    // The first floating-point instruction takes FPSCR from FPDSCR.
    Case first;
    first.code = {0xEEF0, 0x0A40};  // VMOV S1, S0
    first.data.resize(kDataSize);
    run(first);
  }
  ~Oracle() { uc_close(engine_); }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  Outcome run(const Case& made) {
    uc_mem_write(engine_, kCode, made.code.data(), 2 * made.code.size());
    uc_mem_write(engine_, kData, made.data.data(), made.data.size());
    write(UC_ARM_REG_CPSR, (made.before.apsr & 0xF80F0000) | 0x30);
    for (unsigned i = 0; i < 15; ++i) write(reg(i), made.before.r[i]);
    for (unsigned i = 0; i < 32; ++i) write(UC_ARM_REG_S0 + static_cast<int>(i), made.before.s[i]);
    write(UC_ARM_REG_FPSCR, made.before.fpscr);
    const bool conditional = (made.code.front() & 0xFF00) == 0xBF00 && made.code.size() > 1;
    const uc_err error = uc_emu_start(engine_, kCode | 1, 0, 0, conditional ? 2 : 1);
    Outcome outcome;
    outcome.fault = error != UC_ERR_OK;
    for (unsigned i = 0; i < 15; ++i) outcome.after.r[i] = read(reg(i));
    outcome.after.r[15] = read(UC_ARM_REG_PC) & ~1u;
    outcome.after.apsr = read(UC_ARM_REG_CPSR) & 0xF80F0000;
    for (unsigned i = 0; i < 32; ++i) outcome.after.s[i] = read(UC_ARM_REG_S0 + static_cast<int>(i));
    outcome.after.fpscr = read(UC_ARM_REG_FPSCR);
    outcome.data.resize(kDataSize);
    uc_mem_read(engine_, kData, outcome.data.data(), kDataSize);
    const std::vector<std::uint16_t> loops(made.code.size(), kSelfJump);
    uc_mem_write(engine_, kCode, loops.data(), 2 * loops.size());
    // What is translated is kept by address.
    uc_ctl_remove_cache(engine_, kCode, kCode + 16);
    return outcome;
  }

 private:
  static int reg(unsigned number) {
    if (number == 13) return UC_ARM_REG_SP;
    if (number == 14) return UC_ARM_REG_LR;
    return UC_ARM_REG_R0 + static_cast<int>(number);
  }
  void write(int number, std::uint32_t value) { uc_reg_write(engine_, number, &value); }
  std::uint32_t read(int number) {
    std::uint32_t value = 0;
    uc_reg_read(engine_, number, &value);
    return value;
  }
  uc_engine* engine_ = nullptr;
};

// ---- comparing ----

std::string difference(const Outcome& ours, const Outcome& theirs) {
  if (ours.fault != theirs.fault) return ours.fault ? "only ours faults" : "only theirs faults";
  if (ours.fault) return {};
  for (unsigned i = 0; i < 16; ++i) {
    // Unicorn keeps the stack pointer's low bits, which do not exist.
    const std::uint32_t counts = i == arm::kSp ? ~3u : ~0u;
    if ((ours.after.r[i] & counts) != (theirs.after.r[i] & counts))
      return fmt::format("r{}: ours {:08x}, theirs {:08x}", i, ours.after.r[i], theirs.after.r[i]);
  }
  if (ours.after.apsr != theirs.after.apsr)
    return fmt::format("flags: ours {:08x}, theirs {:08x}", ours.after.apsr, theirs.after.apsr);
  for (unsigned i = 0; i < 32; ++i) {
    if (ours.after.s[i] != theirs.after.s[i])
      return fmt::format("s{}: ours {:08x}, theirs {:08x}", i, ours.after.s[i], theirs.after.s[i]);
  }
  if (ours.after.fpscr != theirs.after.fpscr)
    return fmt::format("FPSCR: ours {:08x}, theirs {:08x}", ours.after.fpscr, theirs.after.fpscr);
  if (ours.data != theirs.data) return "memory differs";
  return {};
}

// What cannot be compared: UNPREDICTABLE code, which we refuse; multiple transfers that are not aligned,
// which Unicorn lets pass; a jump out of memory, which Unicorn has not made when it stops.
bool is_skipped(const ArmMachine& machine) {
  if (machine.findings().empty()) return false;
  const std::string& first = machine.findings().front();
  return first.rfind("unknown_instruction", 0) == 0 || first.find("not aligned") != std::string::npos ||
         first.find("there is no code") != std::string::npos;
}

struct Tally {
  std::uint64_t compared = 0;
  std::uint64_t refused = 0;  // see is_skipped()
  std::uint64_t differing = 0;
};

}  // namespace
}  // namespace rpmsg_sim

int sc_main(int argc, char** argv) {
  using namespace rpmsg_sim;
  const std::uint64_t cases = argc > 1 ? std::strtoull(argv[1], nullptr, 0) : 100'000;
  Random random(argc > 2 ? static_cast<unsigned>(std::strtoul(argv[2], nullptr, 0)) : 1u);
  const long only = argc > 3 ? std::strtol(argv[3], nullptr, 0) : -1;
  ArmMachine machine;
  for (std::uint32_t at = 0; at < ArmMachine::kSize; at += 2)
    std::memcpy(machine.memory() + at, &kSelfJump, 2);
  std::memcpy(machine.memory(), kVectors, sizeof kVectors);
  // Unicorn keeps what it has translated and becomes slower and larger with it.
  constexpr std::uint64_t kCasesPerOracle = 50'000;
  auto oracle = std::make_unique<Oracle>();
  std::uint64_t of_this_oracle = 0;
  std::vector<Tally> tallies(std::size(kForms));
  for (std::uint64_t i = 0; i < cases; ++i) {
    const std::size_t form = only >= 0 ? static_cast<std::size_t>(only) : i % std::size(kForms);
    if (!is_compared(kForms[form].name)) continue;
    const Case made = make_case(form, random);
    if (jumps_nowhere(made)) continue;
    Tally& tally = tallies[form];
    const Outcome ours = run_ours(machine, made);
    if (is_skipped(machine)) {
      ++tally.refused;
      continue;
    }
    if (++of_this_oracle % kCasesPerOracle == 0) oracle = std::make_unique<Oracle>();
    const Outcome theirs = oracle->run(made);
    ++tally.compared;
    const std::string text = difference(ours, theirs);
    if (text.empty()) continue;
    if (++tally.differing > 3) continue;
    std::string code;
    for (const std::uint16_t half : made.code) code += fmt::format("{:04x} ", half);
    fmt::print("row {} {} {}: {}: {}{}\n", form, kForms[form].pattern, kForms[form].name, code, text,
               machine.findings().empty() ? "" : " (" + machine.findings().front() + ")");
    const arm::Decoded d =
        arm::decode(kCode, made.code.size() > 1 && made.code[0] >> 8 == 0xBF ? made.code[1] : made.code[0],
                    made.code.back(), false);
    fmt::print(
        "    n r{} {:08x}  m r{} {:08x} d r{} a r{} {:08x} apsr {:08x} fpscr {:08x} s[d] {:08x} s[n] {:08x} "
        "s[m] {:08x}\n",
        d.n, made.before.r[d.n & 15], d.m, made.before.r[d.m & 15], d.d, d.a, made.before.r[d.a & 15],
        made.before.apsr, made.before.fpscr, made.before.s[d.d & 31], made.before.s[d.n & 31],
        made.before.s[d.m & 31]);
  }
  std::uint64_t compared = 0;
  std::uint64_t refused = 0;
  std::uint64_t differing = 0;
  unsigned never = 0;
  for (std::size_t form = 0; form < std::size(kForms); ++form) {
    const Tally& tally = tallies[form];
    compared += tally.compared;
    refused += tally.refused;
    differing += tally.differing;
    if (!is_compared(kForms[form].name)) continue;
    if (tally.compared == 0) {
      fmt::print("row {} {} {} was never compared\n", form, kForms[form].pattern, kForms[form].name);
      ++never;
    }
  }
  fmt::print("{} cases compared in {} forms, {} not comparable, {} differ\n", compared, std::size(kForms),
             refused, differing);
  return differing != 0 || never != 0 ? 1 : 0;
}
