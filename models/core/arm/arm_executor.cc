#include "models/core/arm/arm_executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "models/core/arm/cycle_table.h"
#include "models/core/arm/decoder.h"

namespace rpmsg_sim {

using arm::Decoded;
using arm::kLr;
using arm::kPc;
using arm::kSp;
using arm::Operation;

namespace {

constexpr std::uint16_t kMachineArm = 40;
constexpr std::size_t kPages = std::size_t{1} << (32 - 12);

constexpr bool is_aligned(std::uint32_t address, unsigned size) {
  return (address & (size - 1)) == 0;
}

}  // namespace

void ArmExecutor::Free::operator()(Page* pages) const {
  std::free(pages);
}

bool ArmExecutor::takes(const ElfImage& image) {
  return image.machine == kMachineArm && !image.is64;
}

ArmExecutor::ArmExecutor(Core& core, const ElfImage& image)
    : core_(core),
      image_(image),
      sources_(image),
      // Zeros from the host, so that pages that are never accessed cost nothing.
      pages_(static_cast<Page*>(std::calloc(kPages, sizeof(Page)))) {
  if (pages_ == nullptr) throw std::bad_alloc();
  if (!takes(image) || core.parameters().profile != Profile::kM) {
    throw ImageError(fmt::format("{}: not an image for the Cortex-M core {}", image.path, core.basename()));
  }
  load(image);
}

void ArmExecutor::load(const ElfImage& image) {
  for (const Segment& segment : image.segments) {
    if (!segment.bytes.empty() && !core_.poke(segment.load_address, segment.bytes.data(),
                                              static_cast<unsigned>(segment.bytes.size()))) {
      throw ImageError(fmt::format("{}: {} bytes at {:#x} are not in memory that {} may use", image.path,
                                   segment.bytes.size(), segment.load_address, core_.basename()));
    }
  }
}

void ArmExecutor::reset(std::uint64_t entry, std::uint64_t stack_pointer) {
  state_ = arm::ArmState{};
  state_.r[kLr] = ~std::uint32_t{0};
  state_.r[kSp] = static_cast<std::uint32_t>(stack_pointer) & ~std::uint32_t{3};
  state_.r[kPc] = static_cast<std::uint32_t>(entry) & ~std::uint32_t{1};
  waiting_ = false;
  parts_done_ = parts_used_ = 0;
  reservation_.open = false;
  float_ready_ = false;
  // Whoever held the core in reset may have loaded other code.
  forget_all_code();
}

void ArmExecutor::set_stack_pointer(std::uint64_t value) {
  state_.r[kSp] = static_cast<std::uint32_t>(value) & ~std::uint32_t{3};
}

void ArmExecutor::complete_instruction() {
  state_.r[kPc] += 2u * current_->halfwords;
  state_.it = arm::advance_it(state_.it);
}

// ---- fetch ----

Step ArmExecutor::fetch() {
  constexpr std::uint32_t kExceptionReturns = 0xF000'0000;
  for (;;) {
    const std::uint32_t pc = state_.r[kPc];
    if (pc >= kExceptionReturns && !in_thread_mode()) {
      const Step step = return_from_exception(pc | 1);
      if (step == Step::kYield) return step;
      continue;
    }
    if (!state_.thumb) {
      return core_.fault("core_fault", fmt::format("a branch to {:#x} without the Thumb bit", pc),
                         Synchronous::kInvalidState, pc);
    }
    return pages_[pc >> kPageBits].code != nullptr ? Step::kDone : open_code(pc);
  }
}

Step ArmExecutor::open_code(std::uint32_t address) {
  const Region* region = core_.region_at(address);
  if (region == nullptr || region->memory == nullptr || region->foreign) {
    return core_.fault("unmapped_access",
                       fmt::format("there is no code for {} at {:#x}", core_.basename(), address),
                       Synchronous::kFetchFault, address);
  }
  code_.push_back(std::make_unique<CodePage>());
  CodePage& page = *code_.back();
  page[kSlots].operation = page[kSlots + 1].operation = Operation::kPageEnd;
  const std::uint32_t base = address & ~kPageMask;
  pages_[base >> kPageBits].code = page.data();
  // From now on writes to this memory look for code, at whatever address they see it.
  const std::uint8_t* bytes = region->memory->store().data() + region->offset_of(base);
  code_addresses_[bytes].push_back(base);
  for (const Region& alias : core_.regions()) {
    const std::uint64_t offset = region->offset_of(base);
    if (alias.memory != region->memory || offset < alias.target_offset ||
        offset - alias.target_offset >= alias.size) {
      continue;
    }
    pages_[(alias.base + offset - alias.target_offset) >> kPageBits].write = nullptr;
  }
  return Step::kDone;
}

// The instruction at r[15]. Code in memory that others write too is fetched in its turn, the first time.
Step ArmExecutor::decode(Decoded& slot) {
  const std::uint32_t pc = state_.r[kPc];
  const Region* region = core_.region_at(pc);
  if (region != nullptr && region->owner == kShared) {
    if (const Step step = core_.access(BusAccess{pc & ~std::uint32_t{3}, 4, true, false});
        step != Step::kDone)
      return step;
  }
  std::uint16_t first = 0;
  std::uint16_t second = 0;
  const bool there = core_.peek(pc, &first, sizeof first) &&
                     (!arm::is_wide(first) || core_.peek(pc + 2, &second, sizeof second));
  if (!there) {
    return core_.fault("unmapped_access",
                       fmt::format("there is no code for {} at {:#x}", core_.basename(), pc),
                       Synchronous::kFetchFault, pc);
  }
  slot = arm::decode(pc, first, second, state_.it != 0);
  if (slot.operation == Operation::kIfThen) expect_it_block(pc + 2);
  return Step::kDone;
}

// Instructions of an IT block are decoded as such, even if they were executed without it before.
void ArmExecutor::expect_it_block(std::uint32_t address) {
  constexpr unsigned kLongestBlock = 16;
  forget_code(address, address + kLongestBlock);
}

// Instructions that begin in [begin, end).
void ArmExecutor::forget_code(std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t at = begin & ~std::uint32_t{1}; at != ((end + 1) & ~std::uint32_t{1}); at += 2) {
    if (Decoded* code = pages_[at >> kPageBits].code)
      code[(at & kPageMask) / 2].operation = Operation::kUndecoded;
  }
}

void ArmExecutor::forget_all_code() {
  for (const auto& page : code_) {
    for (unsigned slot = 0; slot < kSlots; ++slot) (*page)[slot].operation = Operation::kUndecoded;
  }
}

// ---- data ----

void ArmExecutor::capture(std::uint64_t address, std::uint8_t* data, unsigned size) {
  std::memcpy(data, written_.data() + (address - written_address_), size);
}

void ArmExecutor::deposit(std::uint64_t, const std::uint8_t* data, unsigned size) {
  std::memcpy(answer_.data(), data, std::min<std::size_t>(size, answer_.size()));
}

// One access of the bus, naturally aligned.
Step ArmExecutor::transfer(const BusAccess& access, std::uint32_t& value) {
  if (const Step step = core_.access(access); step != Step::kDone) return step;
  if (access.write) {
    // The core asks for the bytes when it performs the write, which is at its next call; the call above may
    // have asked for those of the write before.
    std::memcpy(written_.data(), &value, written_.size());
    written_address_ = static_cast<std::uint32_t>(access.address);
  }
  const Region& region = *core_.region_at(access.address);
  if (region.memory == nullptr) {
    if (access.read) std::memcpy(&value, answer_.data(), access.size);
    if (access.write && region.private_device != nullptr) float_ready_ = false;
    return Step::kDone;
  }
  std::uint8_t* bytes = region.memory->store().data() + region.offset_of(access.address);
  if (access.read) std::memcpy(&value, bytes, access.size);
  if (access.write) {
    std::memcpy(bytes, &value, access.size);
    const std::uint32_t in_page = static_cast<std::uint32_t>(access.address) & kPageMask;
    if (const auto found = code_addresses_.find(bytes - in_page); found != code_addresses_.end()) {
      // Also the instruction that begins before and reaches into it.
      for (const std::uint32_t page : found->second)
        forget_code(page + in_page - 2, page + in_page + access.size);
    }
  }
  open_memory(region, static_cast<std::uint32_t>(access.address));
  return Step::kDone;
}

// From now on accesses to this page of private memory take the short way.
void ArmExecutor::open_memory(const Region& region, std::uint32_t address) {
  constexpr unsigned kMost = 255;
  const std::uint32_t base = address & ~kPageMask;
  if (region.owner == kShared || region.private_read_cycles > kMost || region.private_write_cycles > kMost ||
      base < region.base || !region.contains(base + kPageMask)) {
    return;
  }
  Page& page = pages_[base >> kPageBits];
  page.read = region.memory->store().data() + region.offset_of(base);
  page.write = code_addresses_.count(page.read) != 0 ? nullptr : page.read;
  page.read_cycles = static_cast<std::uint8_t>(region.private_read_cycles);
  page.write_cycles = static_cast<std::uint8_t>(region.private_write_cycles);
}

// The next access of the current instruction, unless it has happened before the instruction had to wait.
Step ArmExecutor::part(std::uint32_t address, unsigned size, bool write, std::uint32_t& value) {
  if (parts_used_ == parts_done_) {
    std::uint32_t data = write ? value : 0;
    if (const Step step = transfer(BusAccess{address, size, !write, write}, data); step != Step::kDone) {
      parts_used_ = 0;
      if (step == Step::kRedirected) parts_done_ = 0;
      return step;
    }
    parts_[parts_done_++] = data;
  }
  if (!write) value = parts_[parts_used_];
  ++parts_used_;
  return Step::kDone;
}

namespace {

// The largest aligned piece of what is left of an access, which is how the processor splits an unaligned one.
unsigned piece(std::uint32_t address, unsigned left) {
  unsigned size = 4;
  while (size > left || !is_aligned(address, size)) size /= 2;
  return size;
}

}  // namespace

Step ArmExecutor::load(std::uint32_t address, unsigned size, std::uint32_t& value) {
  if (!is_aligned(address, size)) {
    if (const Step step = unaligned(address); step != Step::kDone) return step;
  }
  value = 0;
  for (unsigned at = 0; at < size;) {
    const unsigned bytes = piece(address + at, size - at);
    std::uint32_t data = 0;
    if (const Step step = part(address + at, bytes, false, data); step != Step::kDone) return step;
    value |= data << (8 * at);
    at += bytes;
  }
  core_.cycles += arm::kUnalignedCycles * (parts_done_ - 1);
  parts_done_ = parts_used_ = 0;
  return Step::kDone;
}

Step ArmExecutor::store(std::uint32_t address, unsigned size, std::uint32_t value) {
  if (!is_aligned(address, size)) {
    if (const Step step = unaligned(address); step != Step::kDone) return step;
  }
  for (unsigned at = 0; at < size;) {
    const unsigned bytes = piece(address + at, size - at);
    std::uint32_t data = value >> (8 * at);
    if (const Step step = part(address + at, bytes, true, data); step != Step::kDone) return step;
    at += bytes;
  }
  core_.cycles += arm::kUnalignedCycles * (parts_done_ - 1);
  parts_done_ = parts_used_ = 0;
  return Step::kDone;
}

Step ArmExecutor::load_words(std::uint32_t address, unsigned count) {
  if (!is_aligned(address, 4)) {
    return core_.fault("core_fault",
                       fmt::format("load of {} words at {:#x}, which is not aligned", count, address),
                       Synchronous::kUnalignedAccess, address);
  }
  for (unsigned word = 0; word < count; ++word) {
    if (const Step step = part(address + 4 * word, 4, false, words_[word]); step != Step::kDone) return step;
  }
  parts_done_ = parts_used_ = 0;
  return Step::kDone;
}

Step ArmExecutor::store_words(std::uint32_t address, unsigned count) {
  if (!is_aligned(address, 4)) {
    return core_.fault("core_fault",
                       fmt::format("store of {} words at {:#x}, which is not aligned", count, address),
                       Synchronous::kUnalignedAccess, address);
  }
  for (unsigned word = 0; word < count; ++word) {
    if (const Step step = part(address + 4 * word, 4, true, words_[word]); step != Step::kDone) return step;
  }
  parts_done_ = parts_used_ = 0;
  return Step::kDone;
}

// Refused where CCR.UNALIGN_TRP asks for it.
Step ArmExecutor::unaligned(std::uint32_t address) {
  constexpr std::uint32_t kCcr = 0xD14;
  constexpr std::uint32_t kUnalignedTrap = 1u << 3;
  if ((system_register(kCcr) & kUnalignedTrap) == 0) return Step::kDone;
  return core_.fault("core_fault", fmt::format("unaligned access at {:#x}", address),
                     Synchronous::kUnalignedAccess, address);
}

// ---- LDREX and STREX ----

Step ArmExecutor::load_exclusive(const Decoded& instruction) {
  const std::uint32_t address = state_.r[instruction.n] + instruction.immediate;
  if (!is_aligned(address, instruction.amount)) {
    return core_.fault("core_fault", fmt::format("exclusive load at {:#x}, which is not aligned", address),
                       Synchronous::kUnalignedAccess, address);
  }
  std::uint32_t value = 0;
  if (const Step step = load(address, instruction.amount, value); step != Step::kDone) return step;
  state_.r[instruction.d] = value;
  reservation_ = Reservation{true, address, value};
  return Step::kDone;
}

// DEVIATION: what breaks a reservation is a changed value, not a write; another master that writes the value
// which is there already goes unnoticed.
Step ArmExecutor::store_exclusive(const Decoded& instruction) {
  const std::uint32_t address = state_.r[instruction.n] + instruction.immediate;
  const unsigned size = instruction.amount;
  if (!is_aligned(address, size)) {
    return core_.fault("core_fault", fmt::format("exclusive store at {:#x}, which is not aligned", address),
                       Synchronous::kUnalignedAccess, address);
  }
  std::uint32_t stored = 0;
  const Region* region = core_.region_at(address);
  bool succeeds = reservation_.open && reservation_.address == address;
  if (succeeds && region != nullptr && region->memory != nullptr && region->owner == kShared) {
    // One indivisible access: nobody else gets in between the comparison and the store.
    if (const Step step = core_.access(BusAccess{address, size, true, true}); step != Step::kDone)
      return step;
    succeeds = core_.peek(address, &stored, size) && stored == reservation_.value;
    if (succeeds) core_.poke(address, &state_.r[instruction.a], size);
  } else if (succeeds) {
    if (const Step step = store(address, size, state_.r[instruction.a]); step != Step::kDone) return step;
  }
  reservation_.open = false;
  state_.r[instruction.d] = succeeds ? 0 : 1;
  return Step::kDone;
}

// ---- special registers and traps ----

Step ArmExecutor::change_masks(const Decoded& instruction) {
  const std::uint64_t value = instruction.a;
  if ((instruction.immediate & 2) != 0) {
    if (const Step step = core_.write_register(SystemRegister::kPrimask, value); step != Step::kDone)
      return step;
  }
  if ((instruction.immediate & 1) != 0) {
    if (const Step step = core_.write_register(SystemRegister::kFaultmask, value); step != Step::kDone)
      return step;
  }
  return Step::kDone;
}

namespace {

// SYSm of MRS and MSR ("Special register encodings", B5.1).
enum Special : unsigned {
  kLastStatus = 7,
  kMsp = 8,
  kPsp = 9,
  kPrimask = 16,
  kBasepri = 17,
  kBasepriMax = 18,
  kFaultmask = 19,
  kControl = 20
};

// False for a number without a register.
bool find_special(unsigned number, SystemRegister& reg) {
  switch (number) {
    case kMsp:
      reg = SystemRegister::kMsp;
      return true;
    case kPsp:
      reg = SystemRegister::kPsp;
      return true;
    case kPrimask:
      reg = SystemRegister::kPrimask;
      return true;
    case kBasepri:
      reg = SystemRegister::kBasepri;
      return true;
    case kBasepriMax:
      reg = SystemRegister::kBasepriMax;
      return true;
    case kFaultmask:
      reg = SystemRegister::kFaultmask;
      return true;
    case kControl:
      reg = SystemRegister::kControl;
      return true;
    default:
      return false;
  }
}

}  // namespace

// Combinations of APSR, IPSR and EPSR, the last of which reads 0.
Step ArmExecutor::read_special(const Decoded& instruction) {
  const unsigned number = instruction.immediate;
  std::uint32_t& to = state_.r[instruction.d];
  if (number <= kLastStatus) {
    const std::uint32_t exception = (number & 1) != 0 ? core_.exceptions().active() : 0;
    to = ((number & 4) == 0 ? state_.apsr() : 0) | exception;
    core_.cycles += 1;
    return Step::kDone;
  }
  SystemRegister reg{};
  std::uint64_t value = 0;
  if (!find_special(number, reg)) return undefined();
  if (const Step step = core_.read_register(reg, value); step != Step::kDone) return step;
  to = static_cast<std::uint32_t>(value);
  return Step::kDone;
}

Step ArmExecutor::write_special(const Decoded& instruction) {
  constexpr unsigned kFlagsWritten = 2;  // `a`: which part of the APSR
  constexpr unsigned kGeWritten = 1;
  const unsigned number = instruction.immediate;
  const std::uint32_t value = state_.r[instruction.n];
  if (number <= kLastStatus) {
    if ((number & 4) == 0 && (instruction.a & kFlagsWritten) != 0) state_.set_flags(value);
    if ((number & 4) == 0 && (instruction.a & kGeWritten) != 0) state_.set_ge(value);
    core_.cycles += 1;
    return Step::kDone;
  }
  SystemRegister reg{};
  if (!find_special(number, reg)) return undefined();
  float_ready_ = false;
  return core_.write_register(reg, value);
}

Step ArmExecutor::divide_by_zero() {
  constexpr std::uint32_t kCcr = 0xD14;
  constexpr std::uint32_t kDivideTrap = 1u << 4;
  if ((system_register(kCcr) & kDivideTrap) == 0)
    return core_.note("division_by_zero", "a division by zero gave 0");
  return core_.fault("core_fault", "division by zero", Synchronous::kDivideByZero, 0);
}

Step ArmExecutor::undefined() {
  std::uint16_t code[2] = {};
  const std::uint32_t pc = state_.r[kPc];
  core_.peek(pc, &code[0], sizeof code[0]);
  core_.peek(pc + 2, &code[1], sizeof code[1]);
  const std::string text =
      arm::is_wide(code[0]) ? fmt::format("{:04x} {:04x}", code[0], code[1]) : fmt::format("{:04x}", code[0]);
  return core_.fault("unknown_instruction",
                     fmt::format("{} at {:#x} is no instruction of this core", text, pc),
                     Synchronous::kUndefinedInstruction, pc);
}

std::uint32_t ArmExecutor::system_register(std::uint32_t offset) const {
  const Region* region = core_.region_at(arm::kSystemControlSpace);
  return region != nullptr && region->private_device != nullptr
             ? region->private_device->peek(offset, 4, core_.now())
             : 0;
}

void ArmExecutor::set_system_register(std::uint32_t offset, std::uint32_t value) {
  const Region* region = core_.region_at(arm::kSystemControlSpace);
  if (region != nullptr && region->private_device != nullptr)
    region->private_device->write(offset, value, 4, core_.now());
}

}  // namespace rpmsg_sim
