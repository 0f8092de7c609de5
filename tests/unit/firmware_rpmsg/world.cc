#include "world.h"

#include <fmt/format.h>

namespace rpmsg_sim {
namespace {

World* world = nullptr;

struct PortContext {
  Core* core;
  Core* peer;
};
PortContext contexts[2];

Core& core_of(void* context) {
  return *static_cast<PortContext*>(context)->core;
}

void notify(void* context, std::uint32_t vring) {
  const PortContext& port = *static_cast<PortContext*>(context);
  port.core->rung.push_back(vring);
  port.peer->doorbells.push_back(vring);
  world->preempt();
}

std::uint32_t lock(void* context) {
  return core_of(context).lock_depth++;
}

void unlock(void* context, std::uint32_t state) {
  Core& core = core_of(context);
  core.lock_depth = state;
  // Where interrupts are unmasked, a pending one is taken.
  if (state == 0 && &core == &world->remote_core) world->deliver_to_remote();
  if (state == 0 && &core == &world->host_core) {
    while (world->deliver_one_to_host()) {
    }
  }
}

// Until a doorbell or the end of the timer. Others may act meanwhile.
void sleep(void* context) {
  Core& core = core_of(context);
  ASSERT_GT(core.lock_depth, 0u) << "a sleep with interrupts unmasked may lose a wake-up";
  for (int limit = 0; core.doorbells.empty(); limit++) {
    ASSERT_LT(limit, 100000) << "nothing will ever end this sleep";
    world->on_sleep(core);
    if (!core.doorbells.empty()) break;
    core.now_ms++;
    if (core.now_ms == core.timer_end_ms) break;
  }
}

void timer_start(void* context, std::uint32_t milliseconds) {
  Core& core = core_of(context);
  core.timer_end_ms = core.now_ms + milliseconds;
}

bool timer_expired(void* context) {
  return core_of(context).now_ms >= core_of(context).timer_end_ms;
}

void timer_stop(void*) {}

}  // namespace

std::string bytes(std::uintptr_t address, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; i++) {
    text += fmt::format("{}{:02x}", i == 0 ? "" : " ", load<std::uint8_t>(address + i));
  }
  return text;
}

World::World(unsigned count_in) : count(count_in) {
  world = this;
  void* memory = mmap(reinterpret_cast<void*>(kVring0), kMemorySize, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("0x55000000 is taken");
  make_port(host_core, remote_core);
  make_port(remote_core, host_core);

  rpmsg_resource_table initial{};
  initial.version = 1;
  initial.count = 1;
  initial.offset[0] = offsetof(rpmsg_resource_table, vdev);
  initial.vdev.type = RPMSG_RESOURCE_VDEV;
  initial.vdev.id = RPMSG_VIRTIO_ID;
  initial.vdev.dfeatures = 1;
  initial.vdev.num_of_vrings = 2;
  for (auto& vring : initial.vdev.vring) vring = {0xFFFFFFFF, 0x1000, count, 0xFFFFFFFF, 0};
  store(kTable, initial);

  for (int i = 0; i < 2; i++) {
    void* ring = reinterpret_cast<void*>(i == 0 ? kVring0 : kVring1);
    host_config.vring[i] = ring;
    remote_config.vring[i] = ring;
  }
  host_config.buffers = reinterpret_cast<void*>(kBuffers);
  host_config.table = &table;
  host_config.port = &host_core.port;
  remote_config.count = static_cast<std::uint16_t>(count);
  remote_config.align = 0x1000;
  remote_config.port = &remote_core.port;
}

void World::on_access() {
  if (world != nullptr) world->preempt();
}

World::~World() {
  world = nullptr;

  munmap(reinterpret_cast<void*>(kVring0), kMemorySize);
}

void World::make_port(Core& core, Core& peer) {
  PortContext& context = contexts[&core == &host_core ? 0 : 1];
  context = {&core, &peer};
  core.port = {notify, lock, unlock, sleep, timer_start, timer_expired, timer_stop, &context};
}

void World::start_remote() {
  ASSERT_EQ(rpmsg_remote_init(&remote, &remote_config), RPMSG_REMOTE_OK);
}

bool World::deliver_one_to_host() {
  if (host_core.doorbells.empty()) return false;
  host_core.doorbells.pop_front();
  rpmsg_host_interrupt(&host);
  return true;
}

// An interrupt is not taken while masked, nor inside itself.
bool World::deliver_one_to_remote() {
  if (remote_core.doorbells.empty() || remote_core.lock_depth != 0 || remote.in_interrupt) return false;
  std::uint32_t vring = remote_core.doorbells.front();
  remote_core.doorbells.pop_front();
  rpmsg_remote_interrupt(&remote, vring);
  return true;
}

void World::deliver_to_host() {
  while (deliver_one_to_host()) {
  }
  if (host_processes && rpmsg_host_pending(&host)) rpmsg_host_process(&host);
}

void World::deliver_to_remote() {
  while (deliver_one_to_remote()) {
  }
}

void World::settle() {
  while (!host_core.doorbells.empty() || !remote_core.doorbells.empty() || rpmsg_host_pending(&host)) {
    deliver_to_remote();
    deliver_to_host();
  }
}

}  // namespace rpmsg_sim

// The instructions of the A core's native build, here the places where the other side may run.
extern "C" {
void __rs_dmb() {
  rpmsg_sim::world->preempt();
}
void __rs_dsb() {}
void __rs_isb() {}
void __rs_wfi() {}
void __rs_wfe() {}
void __rs_sev() {}
std::uint64_t __rs_read_sysreg(unsigned) {
  return 0;
}
void __rs_write_sysreg(unsigned, std::uint64_t) {}
}
