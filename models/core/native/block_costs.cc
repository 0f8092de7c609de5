#include "models/core/native/block_costs.h"

#include <Zydis/Zydis.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "models/core/native/native_context.h"

namespace rpmsg_sim {

namespace {

enum class Flow : std::uint8_t { kOn, kHook, kEnd };

constexpr std::size_t kPageAddress = 2;  // in a stub's jump
constexpr unsigned kReservedVector = 15;

struct Line {
  std::uint32_t offset = 0;
  Flow flow = Flow::kOn;
  bool free = false;           // padding, or an argument of a hook
  bool sets_argument = false;  // writes rdi or rsi and nothing else
};

// A stub's way to the hook page: movabs $address, %r11, jmp *%r11. The offset of the address in the page.
std::optional<std::uint64_t> page_jump(const std::vector<std::uint8_t>& code, std::uint64_t offset) {
  constexpr std::size_t kLength = 13;
  if (offset > code.size() || code.size() - offset < kLength) return std::nullopt;
  const std::uint8_t* at = code.data() + offset;
  std::uint64_t target = 0;
  std::memcpy(&target, at + kPageAddress, sizeof target);
  if (at[0] != 0x49 || at[1] != 0xBB || at[10] != 0x41 || at[11] != 0xFF || at[12] != 0xE3 ||
      target < kHookPage || target >= kHookPage + NATIVE_CONTEXT_DISTANCE) {
    return std::nullopt;
  }
  return target - kHookPage;
}

// A hook's stub is such a jump; a thunk's has a push %r11 before it. The entry number.
std::optional<std::uint32_t> hook_stub(const std::vector<std::uint8_t>& code, std::uint64_t offset) {
  constexpr std::size_t kPush = 2;
  const bool thunk = offset < code.size() && code.size() - offset > kPush && code[offset] == 0x41 &&
                     code[offset + 1] == 0x53;
  const auto target = page_jump(code, thunk ? offset + kPush : offset);
  if (!target) return std::nullopt;
  return static_cast<std::uint32_t>(*target / kHookStride);
}

bool writes_argument_register(const ZydisDecodedInstruction& instruction,
                              const ZydisDecodedOperand* operands) {
  if (instruction.mnemonic != ZYDIS_MNEMONIC_MOV && instruction.mnemonic != ZYDIS_MNEMONIC_LEA &&
      instruction.mnemonic != ZYDIS_MNEMONIC_XOR) {
    return false;
  }
  if (operands[0].type != ZYDIS_OPERAND_TYPE_REGISTER) return false;
  // A load is the firmware's own, even where its value is the next access's address.
  if (instruction.mnemonic == ZYDIS_MNEMONIC_MOV && operands[1].type == ZYDIS_OPERAND_TYPE_MEMORY)
    return false;
  switch (operands[0].reg.value) {
    case ZYDIS_REGISTER_RDI:
    case ZYDIS_REGISTER_EDI:
    case ZYDIS_REGISTER_RSI:
    case ZYDIS_REGISTER_ESI:
      return true;
    default:
      return false;
  }
}

std::int64_t branch_target(const ZydisDecodedInstruction& instruction, const ZydisDecodedOperand* operands,
                           std::uint64_t offset) {
  if (instruction.operand_count == 0 || operands[0].type != ZYDIS_OPERAND_TYPE_IMMEDIATE) return -1;
  return static_cast<std::int64_t>(offset) + instruction.length + operands[0].imm.value.s;
}

void classify(const std::vector<std::uint8_t>& code, const ZydisDecodedInstruction& instruction,
              const ZydisDecodedOperand* operands, Line& line, BlockCosts& costs) {
  const std::int64_t target = branch_target(instruction, operands, line.offset);
  const auto hook = target >= 0 ? hook_stub(code, static_cast<std::uint64_t>(target)) : std::nullopt;
  const bool to_hook = hook.has_value();
  switch (instruction.meta.category) {
    case ZYDIS_CATEGORY_CALL:
      if (!to_hook) return;
      line.flow = Flow::kHook;
      if (instruction.length == kHookCallLength)
        costs.calls.push_back(HookCall{line.offset, static_cast<std::uint32_t>(target), *hook});
      return;
    case ZYDIS_CATEGORY_UNCOND_BR:
      line.flow = to_hook ? Flow::kHook : Flow::kEnd;
      if (target == static_cast<std::int64_t>(line.offset)) costs.self_jumps.push_back(line.offset);
      return;
    case ZYDIS_CATEGORY_RET:
      line.flow = Flow::kEnd;
      return;
    case ZYDIS_CATEGORY_NOP:
    case ZYDIS_CATEGORY_WIDENOP:
      line.free = instruction.length > 1;
      return;
    default:
      line.sets_argument = writes_argument_register(instruction, operands);
  }
}

void note_registers(const ZydisDecodedInstruction& instruction, const ZydisDecodedOperand* operands,
                    BlockCosts& costs) {
  for (unsigned i = 0; i < instruction.operand_count; ++i) {
    if (operands[i].type != ZYDIS_OPERAND_TYPE_REGISTER) continue;
    const ZydisRegister reg = operands[i].reg.value;
    const auto number = static_cast<unsigned>(ZydisRegisterGetId(reg));
    switch (ZydisRegisterGetClass(reg)) {
      case ZYDIS_REGCLASS_XMM:
      case ZYDIS_REGCLASS_YMM:
      case ZYDIS_REGCLASS_ZMM:
        if ((operands[i].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0)
          costs.vectors = std::max(costs.vectors, number + 1);
        if (number == kReservedVector) costs.uses_reserved_register = true;
        break;
      default:
        break;
    }
  }
}

std::vector<Line> disassemble(const std::vector<std::uint8_t>& code, BlockCosts& costs) {
  ZydisDecoder decoder;
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  std::vector<Line> lines;
  lines.reserve(code.size() / 4);
  std::uint64_t offset = 0;
  while (offset < code.size()) {
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    Line line;
    line.offset = static_cast<std::uint32_t>(offset);
    if (ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder, code.data() + offset, code.size() - offset, &instruction,
                                           operands))) {
      ++offset;  // data between functions: find the next instruction
      continue;
    }
    classify(code, instruction, operands, line, costs);
    note_registers(instruction, operands, costs);
    if (page_jump(code, offset)) costs.page_addresses.push_back(offset + kPageAddress);
    lines.push_back(line);
    offset += instruction.length;
  }
  return lines;
}

void free_hook_arguments(std::vector<Line>& lines) {
  constexpr std::size_t kArguments = 2;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].flow != Flow::kHook) continue;
    for (std::size_t back = 1; back <= kArguments && back <= i && lines[i - back].sets_argument; ++back) {
      lines[i - back].free = true;
    }
  }
}

}  // namespace

BlockCosts compute_block_costs(const std::vector<std::uint8_t>& code, unsigned milli_cycles_per_instruction) {
  BlockCosts costs;
  std::vector<Line> lines = disassemble(code, costs);
  free_hook_arguments(lines);
  costs.cycles.assign(code.size() + 1, 0);
  std::uint64_t instructions = 0;
  for (std::size_t i = lines.size(); i-- > 0;) {
    const Line& line = lines[i];
    if (line.flow == Flow::kHook) {
      instructions = 0;
    } else {
      if (line.flow == Flow::kEnd) instructions = 0;
      if (!line.free) ++instructions;
    }
    const std::uint64_t cycles = (instructions * milli_cycles_per_instruction + 500) / 1000;
    costs.cycles[line.offset] = static_cast<std::uint16_t>(std::min<std::uint64_t>(cycles, 0xFFFF));
  }
  return costs;
}

}  // namespace rpmsg_sim
