#include "models/core/native/code_scan.h"

#include <Zydis/Zydis.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rpmsg_sim {

namespace {

bool starts_with(const std::string& text, const char* prefix) {
  return text.rfind(prefix, 0) == 0;
}

// What the compiler's instrumentation calls, and the thunks of instruction macros.
bool is_hook(const Symbol& symbol) {
  return starts_with(symbol.name, "__tsan_") || starts_with(symbol.name, "__sanitizer_cov_");
}

// Assembly of the SDK (firmware/sdk/native): it saves registers, and no data of anyone else.
bool is_sdk_assembly(const std::string& name) {
  return name == "setjmp" || name == "longjmp";
}

bool is_stack_register(ZydisRegister reg) {
  return reg == ZYDIS_REGISTER_RSP || reg == ZYDIS_REGISTER_ESP || reg == ZYDIS_REGISTER_RBP ||
         reg == ZYDIS_REGISTER_EBP;
}

bool touches_memory(const ZydisDecodedInstruction& instruction, const ZydisDecodedOperand* operands) {
  for (unsigned i = 0; i < instruction.operand_count_visible; ++i) {
    const ZydisDecodedOperand& operand = operands[i];
    if (operand.type != ZYDIS_OPERAND_TYPE_MEMORY || operand.mem.type != ZYDIS_MEMOP_TYPE_MEM) continue;
    if (instruction.meta.category == ZYDIS_CATEGORY_WIDENOP ||
        instruction.meta.category == ZYDIS_CATEGORY_NOP)
      continue;
    if (!is_stack_register(operand.mem.base)) return true;
  }
  return false;
}

// The part has none of these, and what they answer differs from machine to machine.
bool reaches_host(ZydisMnemonic mnemonic) {
  switch (mnemonic) {
    case ZYDIS_MNEMONIC_SYSCALL:
    case ZYDIS_MNEMONIC_SYSENTER:
    case ZYDIS_MNEMONIC_INT:
    case ZYDIS_MNEMONIC_IN:
    case ZYDIS_MNEMONIC_OUT:
    case ZYDIS_MNEMONIC_HLT:
    case ZYDIS_MNEMONIC_CLI:
    case ZYDIS_MNEMONIC_STI:
    case ZYDIS_MNEMONIC_CPUID:
    case ZYDIS_MNEMONIC_RDTSC:
    case ZYDIS_MNEMONIC_RDTSCP:
    case ZYDIS_MNEMONIC_RDRAND:
    case ZYDIS_MNEMONIC_RDSEED:
      return true;
    default:
      return false;
  }
}

class Scanner {
 public:
  explicit Scanner(const ElfImage& image) : image_(image) {
    ZydisDecoderInit(&decoder_, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    for (const Symbol& symbol : image.symbols) {
      if (is_hook(symbol)) hooks_.insert(symbol.address);
    }
  }

  CodeScan scan() {
    for (const Segment& segment : image_.segments) {
      if (segment.host_code) scan_.bytes += segment.memory_size;
    }
    std::set<std::uint64_t> seen;  // several names may stand for one function
    for (const Symbol& symbol : image_.symbols) {
      if (!symbol.function || symbol.size == 0 || is_hook(symbol)) continue;
      if (starts_with(symbol.name, "native_")) continue;  // thunks
      if (seen.insert(symbol.address).second) scan_function(symbol);
    }
    return std::move(scan_);
  }

 private:
  const Segment* code_at(std::uint64_t address) const {
    for (const Segment& segment : image_.segments) {
      if (segment.host_code && address >= segment.address && address - segment.address < segment.bytes.size())
        return &segment;
    }
    return nullptr;
  }

  void trouble(CodeTrouble::Kind kind, std::uint64_t address, const Symbol& function, std::string text) {
    scan_.troubles.push_back({kind, address, function.name, std::move(text)});
  }

  void scan_function(const Symbol& function) {
    const Segment* segment = code_at(function.address);
    if (segment == nullptr) return;
    ++scan_.functions;
    const std::uint64_t start = function.address - segment->address;
    const std::uint64_t end = std::min<std::uint64_t>(start + function.size, segment->bytes.size());
    bool hooked = false;
    std::uint64_t first_access = 0;
    for (std::uint64_t offset = start; offset < end;) {
      ZydisDecodedInstruction instruction;
      ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
      if (ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder_, segment->bytes.data() + offset, end - offset,
                                             &instruction, operands))) {
        ++offset;  // data among the code
        continue;
      }
      const std::uint64_t address = segment->address + offset;
      if (first_access == 0 && touches_memory(instruction, operands)) first_access = address;
      if (reaches_host(instruction.mnemonic)) {
        trouble(CodeTrouble::Kind::kHostInstruction, address, function,
                fmt::format("has the host's instruction {}", ZydisMnemonicGetString(instruction.mnemonic)));
      }
      const auto target = direct_target(instruction, operands, address);
      if (target != kNoTarget) {
        hooked = hooked || hooks_.count(target) != 0;
        if (code_at(target) == nullptr)
          trouble(CodeTrouble::Kind::kCallToNowhere, address, function,
                  fmt::format("calls {:#x}, where no code is: a weak symbol that nobody defines?", target));
      }
      offset += instruction.length;
    }
    if (!hooked && first_access != 0 && !is_sdk_assembly(function.name))
      trouble(CodeTrouble::Kind::kUnannounced, first_access, function, "touches memory without any hook");
  }

  static constexpr std::uint64_t kNoTarget = ~std::uint64_t{0};
  static std::uint64_t direct_target(const ZydisDecodedInstruction& instruction,
                                     const ZydisDecodedOperand* operands, std::uint64_t address) {
    const bool jump = instruction.meta.category == ZYDIS_CATEGORY_CALL ||
                      instruction.meta.category == ZYDIS_CATEGORY_UNCOND_BR;
    if (!jump || instruction.operand_count_visible == 0 || operands[0].type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
      return kNoTarget;
    return address + instruction.length + operands[0].imm.value.u;
  }

  const ElfImage& image_;
  ZydisDecoder decoder_;
  std::set<std::uint64_t> hooks_;
  CodeScan scan_;
};

}  // namespace

CodeScan scan_native_code(const ElfImage& image) {
  return Scanner(image).scan();
}

}  // namespace rpmsg_sim
