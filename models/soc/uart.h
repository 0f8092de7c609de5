// UART: what firmware prints on it goes to the console, line by line.
//
// Hardware: i.MX UART (i.MX 6, 7, 8M families).
// Accurate: register layout, reset values and access modes as drivers use them. Approximate: the transmitter
// is
//   always ready and empty; baud rate, FIFO levels and the time on the wire do not exist. Not modelled:
//   receiving (URXD is always empty), interrupts and DMA (their enables are stored, and reported when set),
//   loop-back.
// DEVIATION: characters are printed although UARTEN or TXEN is 0; on the part they would stay in the FIFO.
// Latency: none.
// Ports: bus (TLM-2.0 target, 64 KiB). `console` gets whole lines with the core that ended them.
// Example: tests/unit/soc/uart_test.cc.
#pragma once

#include <systemc>

#include "models/observe/console_sink.h"
#include "models/observe/line_buffer.h"
#include "models/registers/peripheral.h"

namespace rpmsg_sim {

class Uart : public Peripheral {
 public:
  RegisterPort bus;

  Uart(sc_core::sc_module_name name, ConsoleSink& console, FindingSink& findings);

  // Prints what is left of a line that was not ended.
  void flush(Picoseconds time);
  const RegisterBank& registers() const { return registers_; }

 private:
  void declare_data();
  void declare_control();
  void declare_status();
  void transmit(const AccessContext& context, char character);
  void software_reset();

  RegisterBank registers_;
  ConsoleSink& console_;
  LineBuffer line_;
  SourceId last_writer_ = kNoSource;
  Register* ucr2_ = nullptr;
  Register* usr1_ = nullptr;
  Register* usr2_ = nullptr;
  Register* uts_ = nullptr;
};

}  // namespace rpmsg_sim
