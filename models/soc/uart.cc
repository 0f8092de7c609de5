#include "models/soc/uart.h"

#include <initializer_list>
#include <string_view>

namespace rpmsg_sim {

namespace {

// Offsets and bits: Linux drivers/tty/serial/imx.c. Reset values and write-one-to-clear bits: QEMU
// hw/char/imx_serial.c.
constexpr std::uint64_t kSize = 0x10000;
constexpr std::uint32_t kSoftwareReset = 1u << 0;  // UCR2.SRST, active low

struct Bit {
  const char* name;
  unsigned position;
};

void declare(Register& reg, Access access, std::uint32_t reset, std::initializer_list<Bit> bits,
             bool modelled = true) {
  for (const Bit& bit : bits) {
    reg.bit(bit.name, bit.position, access, reset >> bit.position & 1);
    if (!modelled) reg.field_not_modelled();
  }
}

}  // namespace

Uart::Uart(sc_core::sc_module_name module_name, ConsoleSink& console, FindingSink& findings)
    : Peripheral(module_name),
      bus("bus", *this, registers_),
      registers_(name(), kSize, findings),
      console_(console) {
  declare_data();
  declare_control();
  declare_status();
}

void Uart::declare_data() {
  registers_.add("URXD", 0x00, Access::kReadOnly);  // CHARRDY is never set
  registers_.add("UTXD", 0x40)
      .bits("TX_DATA", 7, 0, Access::kWriteOnly)
      .on_write([this](const AccessContext& context, const RegisterWrite& write) {
        if ((write.lanes & 0xFF) != 0) transmit(context, static_cast<char>(write.value));
      });
}

void Uart::declare_control() {
  Register& ucr1 = registers_.add("UCR1", 0x80);
  declare(ucr1, Access::kReadWrite, 0,
          {{"ADBR", 14}, {"IREN", 7}, {"SNDBRK", 4}, {"DOZE", 1}, {"UARTEN", 0}});
  ucr1.bits("ICD", 11, 10, Access::kReadWrite);
  declare(ucr1, Access::kReadWrite, 0,
          {{"ADEN", 15},
           {"TRDYEN", 13},
           {"IDEN", 12},
           {"RRDYEN", 9},
           {"RXDMAEN", 8},
           {"TXMPTYEN", 6},
           {"RTSDEN", 5},
           {"TXDMAEN", 3},
           {"ATDMAEN", 2}},
          false);

  ucr2_ = &registers_.add("UCR2", 0x84);
  declare(*ucr2_, Access::kReadWrite, 0x1,
          {{"IRTS", 14},
           {"CTSC", 13},
           {"CTS", 12},
           {"ESCEN", 11},
           {"PREN", 8},
           {"PROE", 7},
           {"STPB", 6},
           {"WS", 5},
           {"TXEN", 2},
           {"RXEN", 1},
           {"SRST", 0}});
  ucr2_->bits("RTEC", 10, 9, Access::kReadWrite);
  declare(*ucr2_, Access::kReadWrite, 0, {{"ESCI", 15}, {"RTSEN", 4}, {"ATEN", 3}}, false);
  ucr2_->on_write([this](const AccessContext&, const RegisterWrite& write) {
    if ((write.value & kSoftwareReset) == 0) software_reset();
  });

  registers_.add("UCR3", 0x88).bits("UCR3", 15, 0, Access::kReadWrite, 0x0700);
  Register& ucr4 = registers_.add("UCR4", 0x8C);
  ucr4.bits("CTSTL", 15, 10, Access::kReadWrite, 0x20);
  declare(ucr4, Access::kReadWrite, 0, {{"INVR", 9}, {"ENIRI", 8}, {"IRSC", 5}, {"LPBYP", 4}});
  declare(ucr4, Access::kReadWrite, 0,
          {{"WKEN", 7}, {"IDDMAEN", 6}, {"TCEN", 3}, {"BKEN", 2}, {"OREN", 1}, {"DREN", 0}}, false);
  registers_.add("UFCR", 0x90)
      .bits("TXTL", 15, 10, Access::kReadWrite, 2)
      .bits("RFDIV", 9, 7, Access::kReadWrite)
      .bit("DCEDTE", 6, Access::kReadWrite)
      .bits("RXTL", 5, 0, Access::kReadWrite, 1);

  // Everything about baud rate and escape sequences only stores.
  registers_.add("UESC", 0x9C).bits("ESC_CHAR", 7, 0, Access::kReadWrite, 0x2B);
  registers_.add("UTIM", 0xA0).bits("TIM", 11, 0, Access::kReadWrite);
  registers_.add("UBIR", 0xA4).bits("INC", 15, 0, Access::kReadWrite);
  registers_.add("UBMR", 0xA8).bits("MOD", 15, 0, Access::kReadWrite);
  registers_.add("UBRC", 0xAC).bits("BCNT", 15, 0, Access::kReadOnly, 4);
  registers_.add("ONEMS", 0xB0).bits("ONEMS", 23, 0, Access::kReadWrite);
  registers_.add("UMCR", 0xB8).bits("UMCR", 15, 0, Access::kReadWrite);
}

void Uart::declare_status() {
  constexpr std::uint32_t kUsr1 = 0x2040;  // TRDY, RXDS
  usr1_ = &registers_.add("USR1", 0x94);
  declare(*usr1_, Access::kReadOnly, kUsr1, {{"RTSS", 14}, {"TRDY", 13}, {"RRDY", 9}, {"RXDS", 6}});
  declare(*usr1_, Access::kWriteOneToClear, kUsr1,
          {{"PARITYERR", 15},
           {"RTSD", 12},
           {"ESCF", 11},
           {"FRAMERR", 10},
           {"AGTIM", 8},
           {"DTRD", 7},
           {"AIRINT", 5},
           {"AWAKE", 4}});

  constexpr std::uint32_t kUsr2 = 0x4028;  // TXFE, DCDIN, TXDC
  usr2_ = &registers_.add("USR2", 0x98);
  declare(*usr2_, Access::kReadOnly, kUsr2,
          {{"TXFE", 14}, {"RIIN", 9}, {"DCDIN", 5}, {"TXDC", 3}, {"RDR", 0}});
  declare(*usr2_, Access::kWriteOneToClear, kUsr2,
          {{"ADET", 15},
           {"DTRF", 13},
           {"IDLE", 12},
           {"ACST", 11},
           {"RIDELT", 10},
           {"IRINT", 8},
           {"WAKE", 7},
           {"DCDDELT", 6},
           {"RTSF", 4},
           {"BRCD", 2},
           {"ORE", 1}});

  constexpr std::uint32_t kUts = 0x60;  // TXEMPTY, RXEMPTY
  uts_ = &registers_.add("UTS", 0xB4);
  declare(*uts_, Access::kReadOnly, kUts, {{"TXEMPTY", 6}, {"RXEMPTY", 5}, {"TXFULL", 4}, {"RXFULL", 3}});
  declare(*uts_, Access::kReadWrite, 0, {{"FRCPERR", 13}, {"LOOP", 12}}, false);
  // A reset by this bit is over before it can be read back.
  declare(*uts_, Access::kWriteOneToSet, 0, {{"SOFTRST", 0}});
  uts_->on_write([this](const AccessContext&, const RegisterWrite& write) {
    if ((write.value & 1) != 0) software_reset();
  });
}

void Uart::transmit(const AccessContext& context, char character) {
  last_writer_ = context.initiator;
  line_.put(character, [&](std::string_view text) { console_.line(context.initiator, context.time, text); });
}

void Uart::flush(Picoseconds time) {
  line_.finish([&](std::string_view text) { console_.line(last_writer_, time, text); });
}

// Control registers survive; drivers poll SRST until it reads 1 again.
void Uart::software_reset() {
  ucr2_->set_bits(kSoftwareReset);
  usr1_->reset();
  usr2_->reset();
  uts_->reset();
}

}  // namespace rpmsg_sim
