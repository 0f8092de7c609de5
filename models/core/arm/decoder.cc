#include "models/core/arm/decoder.h"

#include <array>
#include <cstddef>
#include <vector>

#include "models/core/arm/arm_state.h"
#include "models/core/arm/cycle_table.h"

namespace rpmsg_sim::arm {

namespace {

// How the fields of an encoding become a Decoded.
enum class Shape : std::uint8_t {
  kSimple,     // as they are
  kFlags,      // sets the flags outside of an IT block
  kFlagsTied,  // the same, and d is also the first operand
  kFlagsBit,   // sets the flags if s
  kAny,
  kShiftConstant,
  kExpanded,
  kPlain,
  kPlain16,
  kAddress,
  kAddress16,
  kShifted,
  kMoveShifted,
  kPack,
  kSaturate,
  kExtract,
  kInsert,
  kRotated,
  kParallel,
  kHalves,
  kScaled,
  kStackScaled,
  kLiteral16,
  kLoad,
  kStore,
  kDouble,
  kExclusive,
  kTableBranch,
  kPush,
  kPop,
  kMultiple16,
  kMultiple,
  kCompareAndBranch,
  kBranch16,
  kBranchConditional16,
  kBranch,
  kBranchConditional,
  kIfThen,
  kFloat,
  kFloatFixed,
  kFloatImmediate,
  kFloatMemory,
  kFloatMultiple,
  kFloatCore,
  kFloatPair,
};

struct Row {
  const char* pattern;
  Operation operation;
  Shape shape;
  std::uint8_t extra;
};

constexpr Row kRows[] = {
#define ENCODING(pattern, operation, shape, extra) {pattern, Operation::k##operation, Shape::shape, extra},
#include "models/core/arm/encodings.def"
#undef ENCODING
};

constexpr std::size_t kLetters = 128;

// A row with its pattern read.
struct Encoding {
  const Row* row = nullptr;
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
  std::array<std::uint32_t, kLetters> fields{};  // by letter: its bits
};

// The bits of 16-bit instructions count as the upper half.
Encoding read_pattern(const Row& row) {
  Encoding encoding;
  encoding.row = &row;
  std::uint32_t bit = 1u << 31;
  for (const char* at = row.pattern; *at != '\0'; ++at) {
    if (*at == ' ') continue;
    if (*at == '0' || *at == '1') encoding.mask |= bit;
    if (*at == '1') encoding.value |= bit;
    if (*at >= 'A' && *at != 'x') encoding.fields[static_cast<unsigned char>(*at)] |= bit;
    bit >>= 1;
  }
  return encoding;
}

// Rows by the highest bits of the instruction, so that few have to be compared.
constexpr unsigned kIndexBits = 7;

class Table {
 public:
  Table() {
    for (const Row& row : kRows) {
      const Encoding encoding = read_pattern(row);
      for (std::uint32_t index = 0; index < 1u << kIndexBits; ++index) {
        const std::uint32_t top = index << (32 - kIndexBits);
        constexpr std::uint32_t kTop = ~std::uint32_t{0} << (32 - kIndexBits);
        if (((top ^ encoding.value) & encoding.mask & kTop) == 0) rows_[index].push_back(encoding);
      }
    }
  }
  const Encoding* find(std::uint32_t bits) const {
    for (const Encoding& encoding : rows_[bits >> (32 - kIndexBits)]) {
      if ((bits & encoding.mask) == encoding.value) return &encoding;
    }
    return nullptr;
  }

 private:
  std::array<std::vector<Encoding>, 1u << kIndexBits> rows_;
};

const Table& table() {
  static const Table instance;
  return instance;
}

class Fields {
 public:
  Fields(const Encoding& encoding, std::uint32_t bits) : encoding_(encoding), bits_(bits) {}
  // The bits of a letter, closed up; 0 if the encoding does not have it.
  std::uint32_t operator[](char letter) const {
    std::uint32_t value = 0;
    for (std::uint32_t mask = encoding_.fields[static_cast<unsigned char>(letter)]; mask != 0;) {
      const unsigned top = 31 - static_cast<unsigned>(__builtin_clz(mask));
      value = value << 1 | (bits_ >> top & 1);
      mask &= ~(1u << top);
    }
    return value;
  }
  std::uint8_t byte(char letter) const { return static_cast<std::uint8_t>((*this)[letter]); }

 private:
  const Encoding& encoding_;
  std::uint32_t bits_;
};

constexpr Operation next(Operation operation, unsigned distance = 1) {
  return static_cast<Operation>(static_cast<unsigned>(operation) + distance);
}

std::uint32_t sign_extended(std::uint32_t value, unsigned bits) {
  const unsigned unused = 32 - bits;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(value << unused) >> unused);
}

// "ThumbExpandImm_C": 12 bits to 32. True if the result's bit 31 is also the carry.
bool expand_immediate(std::uint32_t coded, std::uint32_t& value) {
  const std::uint32_t byte = coded & 0xFF;
  if (coded >> 10 == 0) {
    constexpr std::array<std::uint32_t, 4> kRepeat = {0x0000'0001, 0x0001'0001, 0x0100'0100, 0x0101'0101};
    value = byte * kRepeat[coded >> 8];
    return false;
  }
  const unsigned rotation = coded >> 7;
  const std::uint32_t unrotated = 0x80 | (coded & 0x7F);
  value = unrotated >> rotation | unrotated << (32 - rotation);
  return true;
}

// "DecodeImmShift"
void set_shift(Decoded& to, std::uint32_t type, std::uint32_t amount) {
  to.shift = static_cast<std::uint8_t>(type);
  to.amount = static_cast<std::uint8_t>(amount);
  if (amount != 0) return;
  if (type == static_cast<std::uint32_t>(Shift::kLsr) || type == static_cast<std::uint32_t>(Shift::kAsr)) {
    to.amount = 32;
  } else if (type == static_cast<std::uint32_t>(Shift::kRor)) {
    to.shift = static_cast<std::uint8_t>(Shift::kRrx);
    to.amount = 1;
  }
}

class Decoder {
 public:
  Decoder(std::uint32_t address, const Encoding& encoding, std::uint32_t bits, bool in_it_block)
      : address_(address), row_(*encoding.row), f_(encoding, bits), in_it_block_(in_it_block) {}

  Decoded decode() {
    to_.operation = row_.operation;
    to_.d = f_.byte('d');
    to_.n = f_.byte('n');
    to_.m = f_.byte('m');
    to_.a = f_.byte('a');
    to_.immediate = f_['i'];
    to_.amount = row_.extra;
    shape();
    if (!registers_fit()) undefined();
    to_.cycles = to_.operation == Operation::kFloatArithmetic ? cycles_of(static_cast<Float>(to_.amount))
                                                              : cycles_of(to_.operation);
    return to_;
  }

 private:
  void undefined() { to_.operation = Operation::kUndefined; }
  void set_flags(bool on) {
    if (on) to_.operation = next(to_.operation);
  }
  std::uint32_t aligned_pc() const { return (address_ + 4) & ~std::uint32_t{3}; }

  void shape() {
    switch (row_.shape) {
      case Shape::kSimple:
        return simple();
      case Shape::kFlags:
        return set_flags(!in_it_block_);
      case Shape::kFlagsTied:
        to_.n = to_.d;
        return set_flags(!in_it_block_);
      case Shape::kFlagsBit:
        return set_flags(f_['s'] != 0);
      case Shape::kAny:
        return any_register();
      case Shape::kShiftConstant:
        return shift_constant();
      case Shape::kExpanded:
        return expanded();
      case Shape::kPlain:
        to_.immediate = f_['i'] << 11 | f_['j'] << 8 | f_['k'];
        return stack_pointer_result();
      case Shape::kPlain16:
        to_.immediate = f_['n'] << 12 | f_['i'] << 11 | f_['j'] << 8 | f_['k'];
        return;
      case Shape::kAddress: {
        const std::uint32_t offset = f_['i'] << 11 | f_['j'] << 8 | f_['k'];
        to_.immediate = row_.extra != 0 ? aligned_pc() - offset : aligned_pc() + offset;
        return;
      }
      case Shape::kAddress16:
      case Shape::kLiteral16:
        to_.immediate = aligned_pc() + (f_['i'] << 2);
        return;
      case Shape::kShifted:
        return shifted();
      case Shape::kMoveShifted:
        return move_shifted();
      case Shape::kPack:
        to_.amount = static_cast<std::uint8_t>(row_.extra != 0 ? Dsp::kPkhtb : Dsp::kPkhbt);
        to_.immediate = f_['i'] << 2 | f_['j'];
        if (row_.extra != 0 && to_.immediate == 0) to_.immediate = 32;
        return;
      case Shape::kSaturate:
        return saturate();
      case Shape::kExtract:
      case Shape::kInsert:
        return bit_field();
      case Shape::kRotated:
        to_.immediate = f_['r'] * 8;
        return;
      case Shape::kParallel:
        return parallel();
      case Shape::kHalves:
        to_.shift = f_.byte('t');
        return;
      case Shape::kScaled:
        to_.immediate <<= row_.extra;
        return;
      case Shape::kStackScaled:
        to_.n = kSp;
        to_.immediate <<= row_.extra;
        return;
      case Shape::kLoad:
        return load();
      case Shape::kStore:
        if (to_.n == kPc || to_.d == kPc) return undefined();
        return address_mode();
      case Shape::kDouble:
        return load_store_double();
      case Shape::kExclusive:
        to_.immediate <<= 2;
        if (to_.n == kPc || to_.d == kPc || to_.d == kSp || to_.a == kPc || to_.a == kSp) undefined();
        if (to_.operation == Operation::kStoreExclusive && (to_.d == to_.n || to_.d == to_.a)) undefined();
        return;
      case Shape::kTableBranch:
        if (to_.m == kSp || to_.m == kPc) undefined();
        return;
      case Shape::kPush:
        return multiple(f_['h'] << kLr | f_['r'], kSp, Multiple::kDecrementBefore, true);
      case Shape::kPop:
        return multiple(f_['h'] << kPc | f_['r'], kSp, Multiple::kIncrementAfter, true);
      case Shape::kMultiple16: {
        const bool loads_base = row_.extra != 0 && (f_['r'] >> to_.n & 1) != 0;
        return multiple(f_['r'], to_.n, Multiple::kIncrementAfter, !loads_base);
      }
      case Shape::kMultiple:
        return multiple_wide();
      case Shape::kCompareAndBranch:
        to_.immediate = address_ + 4 + (f_['i'] << 6 | f_['j'] << 1);
        if (in_it_block_) undefined();
        return;
      case Shape::kBranch16:
        return branch(sign_extended(f_['i'], 11) << 1);
      case Shape::kBranchConditional16:
        to_.operation = next(to_.operation, f_['c']);
        return branch(sign_extended(f_['i'], 8) << 1);
      case Shape::kBranch:
        return branch_wide();
      case Shape::kBranchConditional:
        return branch_conditional_wide();
      case Shape::kIfThen:
        if (in_it_block_ || f_['i'] >> 4 == 15) undefined();
        return;
      case Shape::kFloat:
      case Shape::kFloatFixed:
        return float_arithmetic();
      case Shape::kFloatImmediate:
        return float_immediate();
      case Shape::kFloatMemory:
        return float_memory();
      case Shape::kFloatMultiple:
        return float_multiple();
      case Shape::kFloatCore:
        return float_core();
      case Shape::kFloatPair:
        return float_pair();
    }
  }

  // Data processing of 32 bits does not work on the program counter, and gives no result in it or, but for an
  // addition, in the stack pointer.
  bool registers_fit() const {
    const bool wide_data_processing = row_.shape >= Shape::kFlagsBit && row_.shape <= Shape::kHalves &&
                                      row_.shape != Shape::kAny && row_.shape != Shape::kShiftConstant &&
                                      row_.shape != Shape::kAddress16;
    const bool multiplication = to_.operation >= Operation::kRev && to_.operation <= Operation::kDspOperation;
    if (!wide_data_processing && !multiplication) return true;
    if (to_.d == kPc || to_.m == kPc || (to_.n == kPc && row_.shape != Shape::kPlain16)) return false;
    if (has_long_result() && (to_.a == to_.d || to_.a == kPc || to_.a == kSp)) return false;
    if (to_.a == kPc && (to_.operation == Operation::kMls || is_dsp(Dsp::kSmmls))) return false;
    return to_.d != kSp || to_.operation == Operation::kAddToStackPointer ||
           to_.operation == Operation::kSubToStackPointer || to_.operation == Operation::kMovAny;
  }

  bool is_dsp(Dsp operation) const {
    return to_.operation == Operation::kDspOperation && to_.amount == static_cast<std::uint8_t>(operation);
  }
  bool has_long_result() const {
    return (to_.operation >= Operation::kSmull && to_.operation <= Operation::kUmaal) ||
           is_dsp(Dsp::kSmlalXy) || is_dsp(Dsp::kSmlald) || is_dsp(Dsp::kSmlsld);
  }

  void simple() {
    // A branch to the program counter, and link, makes no sense.
    if (to_.operation == Operation::kBranchLinkExchange && to_.m == kPc) undefined();
    if (to_.operation == Operation::kFloatWriteStatus && (to_.d == kPc || to_.d == kSp)) undefined();
    if (to_.operation == Operation::kFloatReadStatus && to_.d == kSp) undefined();
  }

  // ADD, CMP and MOV (register), encodings with four-bit register numbers.
  void any_register() {
    const bool special =
        to_.m == kPc || to_.d == kPc || to_.d == kSp || (to_.operation == Operation::kCmpAny && to_.n == kPc);
    if (to_.operation == Operation::kAddAny) to_.n = to_.d;
    if (special) return;
    switch (to_.operation) {
      case Operation::kAddAny:
        to_.operation = Operation::kAddRegister;
        return;
      case Operation::kMovAny:
        to_.operation = Operation::kMovRegister;
        return;
      default:
        to_.operation = Operation::kCmpRegister;
    }
  }

  void shift_constant() {
    const std::uint32_t amount = f_['i'];
    if (row_.extra == 0 && amount == 0) {
      to_.operation = Operation::kMovRegister;
    } else {
      set_shift(to_, row_.extra, amount);
    }
    set_flags(!in_it_block_);
  }

  void expanded() {
    const bool carry = expand_immediate(f_['i'] << 11 | f_['j'] << 8 | f_['k'], to_.immediate);
    to_.amount = carry ? 1 : 0;
    stack_pointer_result();
    if (to_.operation == row_.operation) set_flags(f_['s'] != 0);
  }

  // ADD and SUB may have the stack pointer as their result; its low bits stay 0.
  void stack_pointer_result() {
    if (to_.d != kSp || f_['s'] != 0) return;
    if (row_.operation == Operation::kAddImmediate || row_.operation == Operation::kAddRegister) {
      to_.operation = Operation::kAddToStackPointer;
    } else if (row_.operation == Operation::kSubImmediate || row_.operation == Operation::kSubRegister) {
      to_.operation = Operation::kSubToStackPointer;
    }
  }

  // `extra`: how far the form with a shift is from the one without.
  void shifted() {
    const std::uint32_t type = f_['t'];
    const std::uint32_t amount = f_['i'] << 2 | f_['j'];
    set_shift(to_, type, amount);
    stack_pointer_result();
    if (to_.operation != row_.operation) {
      to_.a = 1;  // the operand is a register
      return;
    }
    if (type != 0 || amount != 0) to_.operation = next(to_.operation, row_.extra);
    set_flags(f_['s'] != 0);
  }

  void move_shifted() {
    const std::uint32_t type = f_['t'];
    const std::uint32_t amount = f_['i'] << 2 | f_['j'];
    if (type == 0 && amount == 0 && to_.d == kSp && f_['s'] == 0) {
      to_.operation = Operation::kMovAny;
      return;
    }
    shifted();
    const bool flags = f_['s'] != 0;
    if (to_.shift == static_cast<std::uint8_t>(Shift::kLsl) && to_.amount != 0) {
      to_.operation = Operation::kLslConstant;
    } else if (to_.shift == static_cast<std::uint8_t>(Shift::kLsr)) {
      to_.operation = Operation::kLsrConstant;
    } else if (to_.shift == static_cast<std::uint8_t>(Shift::kAsr)) {
      to_.operation = Operation::kAsrConstant;
    } else {
      return;
    }
    set_flags(flags);
  }

  void saturate() {
    const std::uint32_t amount = f_['i'] << 2 | f_['j'];
    to_.immediate = f_['b'] | amount << 8 | f_['t'] << 16;
    if (f_['t'] != 0 && amount == 0) undefined();  // the encodings of SSAT16 and USAT16
  }

  // `amount`: lowest bit; `immediate`: mask of the field at bit 0; `shift`: width.
  void bit_field() {
    const std::uint32_t low = f_['i'] << 2 | f_['j'];
    const std::uint32_t b = f_['b'];
    const bool insert = row_.shape == Shape::kInsert;
    if (insert ? b < low : low + b > 31) return undefined();
    const std::uint32_t width = insert ? b - low + 1 : b + 1;
    to_.amount = static_cast<std::uint8_t>(low);
    to_.shift = static_cast<std::uint8_t>(width);
    to_.immediate = width == 32 ? ~std::uint32_t{0} : (1u << width) - 1;
  }

  void parallel() {
    const std::uint32_t operation = f_['o'];
    if (operation == 3 || operation == 7 || f_['p'] == 3) return undefined();
    to_.shift = static_cast<std::uint8_t>(operation << 3 | f_['u'] << 2 | f_['p']);
  }

  // `extra`: 0 positive offset of 12 bits, 1 register, 2 offset of 8 bits with indexing, 3 literal.
  void address_mode() {
    to_.amount = 0;
    if (row_.extra == 1) {
      to_.amount = f_.byte('j');
      if (to_.m == kSp || to_.m == kPc) undefined();
      return;
    }
    if (row_.extra == 3) {
      to_.immediate = f_['u'] != 0 ? aligned_pc() + f_['i'] : aligned_pc() - f_['i'];
      return;
    }
    if (row_.extra == 0) return;
    indexing(f_['p'] != 0, f_['u'] != 0, f_['w'] != 0);
    if (to_.shift == static_cast<std::uint8_t>(Indexing::kOffset)) return;
    to_.operation = next(to_.operation, 3);
    if (to_.n == to_.d || to_.n == kPc) undefined();
  }

  void indexing(bool before, bool up, bool write_back) {
    if (!up) to_.immediate = 0 - to_.immediate;
    to_.shift = static_cast<std::uint8_t>(!write_back ? Indexing::kOffset
                                          : before    ? Indexing::kBefore
                                                      : Indexing::kAfter);
    if (!before && !write_back) undefined();
  }

  void load() {
    const bool word =
        row_.operation >= Operation::kLoadWordOffset && row_.operation <= Operation::kLoadWordIndexed;
    // With an 8-bit offset only a negative one without indexing is a hint.
    const bool indexed = row_.extra == 2 && (f_['p'] == 0 || f_['u'] != 0 || f_['w'] != 0);
    if (to_.d == kPc && !word && !indexed) {
      to_.operation = Operation::kNop;  // PLD, PLI and the hints beside them
      return;
    }
    address_mode();
    if (to_.operation == Operation::kUndefined) return;
    if ((to_.d == kPc || to_.d == kSp) && !word) return undefined();
    if (word && (to_.d == kPc || to_.d == kSp)) {
      const unsigned mode =
          static_cast<unsigned>(to_.operation) - static_cast<unsigned>(Operation::kLoadWordOffset);
      to_.operation = next(Operation::kLoadSpecialOffset, mode);
    }
  }

  void load_store_double() {
    to_.immediate = f_['i'] << 2;
    indexing(f_['p'] != 0, f_['u'] != 0, f_['w'] != 0);
    const bool writes_back = f_['w'] != 0;
    const auto is_no_data = [](unsigned number) { return number == kSp || number == kPc; };
    if (is_no_data(to_.d) || is_no_data(to_.a)) return undefined();
    if (row_.extra != 0 && to_.d == to_.a) return undefined();
    if (writes_back && (to_.n == to_.d || to_.n == to_.a)) return undefined();
    if (to_.n != kPc) return;
    if (row_.extra == 0 || writes_back) return undefined();
    to_.immediate += aligned_pc();
    to_.m = kPc;  // the address is the immediate
  }

  void multiple(std::uint32_t list, unsigned base, Multiple mode, bool write_back) {
    to_.n = static_cast<std::uint8_t>(base);
    to_.immediate = list;
    to_.shift = static_cast<std::uint8_t>(mode);
    to_.amount = write_back ? 1 : 0;
    if (list == 0) undefined();
  }

  void multiple_wide() {
    // The list has a gap where the stack pointer would be.
    const std::uint32_t packed = f_['r'];
    const std::uint32_t list = (packed & 0x1FFF) | (packed & ~std::uint32_t{0x1FFF}) << 1;
    const bool write_back = f_['w'] != 0;
    multiple(list, to_.n, row_.extra != 0 ? Multiple::kDecrementBefore : Multiple::kIncrementAfter,
             write_back);
    const bool both = (list >> kPc & 1) != 0 && (list >> kLr & 1) != 0;
    if (to_.n == kPc || (list & (list - 1)) == 0 || both || (write_back && (list >> to_.n & 1) != 0))
      undefined();
  }

  void branch(std::uint32_t offset) {
    to_.immediate = address_ + 4 + offset;
    if (to_.operation == Operation::kBranch && to_.immediate == address_)
      to_.operation = Operation::kSelfJump;
  }

  void branch_wide() {
    const std::uint32_t sign = f_['s'];
    const std::uint32_t i1 = 1 ^ f_['t'] ^ sign;
    const std::uint32_t i2 = 1 ^ f_['u'] ^ sign;
    branch(sign_extended(sign << 24 | i1 << 23 | i2 << 22 | f_['i'] << 12 | f_['e'] << 1, 25));
  }

  void branch_conditional_wide() {
    const std::uint32_t condition = f_['c'];
    if (condition >= 14) return undefined();
    to_.operation = next(to_.operation, condition);
    branch(sign_extended(f_['s'] << 20 | f_['u'] << 19 | f_['t'] << 18 | f_['i'] << 12 | f_['e'] << 1, 21));
  }

  // ---- floating point: register numbers are of single-precision registers ----

  std::uint8_t single(char high, char low) const {
    return static_cast<std::uint8_t>(f_[high] << 1 | f_[low]);
  }

  void float_arithmetic() {
    to_.d = single('d', 'D');
    to_.n = single('n', 'N');
    to_.m = single('m', 'M');
    to_.shift = f_.byte('t');
    if (row_.shape == Shape::kFloat) return;
    const std::uint32_t size = f_['t'] != 0 ? 32 : 16;
    const std::uint32_t bits = f_['i'] << 1 | f_['j'];
    if (bits > size) return undefined();
    to_.immediate = size - bits;
    to_.shift = static_cast<std::uint8_t>(f_['u'] << 1 | f_['t']);
  }

  // "VFPExpandImm", 32 bits
  void float_immediate() {
    const std::uint32_t coded = f_['i'] << 4 | f_['j'];
    const std::uint32_t exponent = (coded >> 6 & 1) != 0 ? 0x1F : 0x20;
    to_.d = single('d', 'D');
    to_.immediate = (coded >> 7) << 31 | (exponent << 2 | (coded >> 4 & 3)) << 23 | (coded & 0xF) << 19;
  }

  // `amount`: words.
  void float_memory() {
    to_.amount = row_.extra != 0 ? 2 : 1;
    to_.d = row_.extra != 0 ? static_cast<std::uint8_t>(f_['d'] << 1) : single('d', 'D');
    if (row_.extra != 0 && f_['D'] != 0) return undefined();
    to_.immediate = f_['u'] != 0 ? f_['i'] << 2 : 0 - (f_['i'] << 2);
    if (to_.n != kPc) return;
    if (to_.operation == Operation::kFloatStore) return undefined();
    to_.immediate += aligned_pc();
  }

  // `immediate`: words; `amount`: bytes by which the base moves / 4; `a`: whether it is written back.
  void float_multiple() {
    const bool before = f_['p'] != 0;
    const bool up = f_['u'] != 0;
    const bool write_back = f_['w'] != 0;
    if (before == up || (before && !write_back) || to_.n == kPc) return undefined();
    to_.shift = static_cast<std::uint8_t>(before ? Multiple::kDecrementBefore : Multiple::kIncrementAfter);
    to_.a = write_back ? 1 : 0;
    to_.amount = f_.byte('i');
    to_.immediate = row_.extra != 0 ? f_['i'] & ~std::uint32_t{1} : f_['i'];
    to_.d = row_.extra != 0 ? static_cast<std::uint8_t>(f_['d'] << 1) : single('d', 'D');
    if (row_.extra != 0 && f_['D'] != 0) return undefined();
    if (to_.immediate == 0 || to_.d + to_.immediate > 32) undefined();
  }

  // d: core register; n: floating-point register.
  void float_core() {
    if (row_.extra != 0 && f_['N'] != 0) return undefined();
    to_.n = row_.extra != 0 ? static_cast<std::uint8_t>(f_['n'] << 1 | f_['h']) : single('n', 'N');
    if (to_.d == kSp || to_.d == kPc) undefined();
  }

  // d and n: core registers; m: first of two floating-point registers.
  void float_pair() {
    if (row_.extra != 0 && f_['M'] != 0) return undefined();
    to_.m = row_.extra != 0 ? static_cast<std::uint8_t>(f_['m'] << 1) : single('m', 'M');
    const bool to_core = f_['r'] != 0;
    if (to_core) to_.operation = Operation::kFloatToCorePair;
    if (to_.m == 31 || to_.d >= kPc || to_.n >= kPc || to_.d == kSp || to_.n == kSp ||
        (to_core && to_.d == to_.n)) {
      undefined();
    }
  }

  std::uint32_t address_;
  const Row& row_;
  Fields f_;
  bool in_it_block_;
  Decoded to_;
};

}  // namespace

Decoded decode(std::uint32_t address, std::uint16_t first, std::uint16_t second, bool in_it_block) {
  const bool wide = is_wide(first);
  const std::uint32_t bits = std::uint32_t{first} << 16 | (wide ? second : 0u);
  Decoded decoded;
  decoded.operation = Operation::kUndefined;
  if (const Encoding* encoding = table().find(bits))
    decoded = Decoder(address, *encoding, bits, in_it_block).decode();
  decoded.halfwords = wide ? 2 : 1;
  if (in_it_block) {
    decoded.guarded = decoded.operation;
    decoded.operation = Operation::kConditional;
  }
  return decoded;
}

}  // namespace rpmsg_sim::arm
