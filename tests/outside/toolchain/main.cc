// Echo service in C++. A constructor that did not run, and no message is answered.
#include <cassert>

#include "counters.h"
#include "rpmsg_machine.h"
#include "testbench.h"

namespace {

constexpr std::uint32_t kAddress = 30;

class Service {
 public:
  Service() : counter_(new StepCounter(20)) {}

  void start() {
    assert(counter_->next() == 22);
    assert(shared_counter().next() == 42);
    if (rpmsg_machine_remote_start(&remote_) != RPMSG_REMOTE_OK) tb_end(1);
    rpmsg_remote_create_endpoint(&remote_, &endpoint_, kAddress, &Service::receive, this);
    rpmsg_remote_wait_for_link_up(&remote_, RPMSG_WAIT_FOREVER);
    rpmsg_remote_announce(&remote_, &endpoint_, "rpmsg-echo", RPMSG_NAME_SERVICE_CREATE);
  }

 private:
  static void receive(void* context, const void* data, std::uint32_t length, std::uint32_t source) {
    auto* self = static_cast<Service*>(context);
    rpmsg_remote_send(&self->remote_, &self->endpoint_, source, data, length, 0);
  }

  Counter* counter_;
  rpmsg_remote remote_{};
  rpmsg_remote_endpoint endpoint_{};
};

Service service;

}  // namespace

int main() {
  service.start();
  for (;;) cpu_wait_for_interrupt();
}
