// The UART of the models library in a SystemC program of somebody else's: what is written is printed.
#include <tlm_utils/simple_initiator_socket.h>
#include <cstdio>
#include <systemc>

#include "models/observe/digest_sink.h"
#include "models/soc/uart.h"

namespace {

struct Console final : rpmsg_sim::ConsoleSink {
  void line(rpmsg_sim::SourceId, rpmsg_sim::Picoseconds, std::string_view text) override {
    std::printf("console: %.*s\n", static_cast<int>(text.size()), text.data());
  }
};

struct Findings final : rpmsg_sim::FindingSink {
  void report(std::string_view, rpmsg_sim::Picoseconds, std::string text) override {
    std::printf("finding: %s\n", text.c_str());
  }
};

class Writer : public sc_core::sc_module {
 public:
  tlm_utils::simple_initiator_socket<Writer> bus{"bus"};
  explicit Writer(sc_core::sc_module_name name) : sc_module(name) {}

  void write(std::uint64_t address, std::uint32_t value) {
    tlm::tlm_generic_payload payload;
    payload.set_write();
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    payload.set_data_length(sizeof value);
    payload.set_streaming_width(sizeof value);
    sc_core::sc_time delay;
    bus->b_transport(payload, delay);
  }
};

constexpr std::uint64_t kUtxd = 0x40;

}  // namespace

int sc_main(int, char**) {
  Console console;
  Findings findings;
  rpmsg_sim::Uart uart("uart", console, findings);
  Writer writer("writer");
  writer.bus.bind(uart.bus);
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
  for (const char character : {'o', 'k', '\n'}) writer.write(kUtxd, static_cast<std::uint32_t>(character));
  std::printf("digest of no events: %s\n", rpmsg_sim::DigestSink().finish({}).c_str());
  return 0;
}
