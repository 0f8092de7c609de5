#include "models/interconnect/interconnect.h"

#include <algorithm>
#include <cassert>

namespace rpmsg_sim {

Interconnect::Interconnect(sc_core::sc_module_name name, unsigned initiators, unsigned devices)
    : sc_module(name), ports_("from", initiators), device_sockets_("to", devices) {
  for (unsigned i = 0; i < initiators; ++i) {
    ports_[i].register_b_transport(this, &Interconnect::b_transport, static_cast<int>(i));
    ports_[i].register_transport_dbg(this, &Interconnect::transport_dbg, static_cast<int>(i));
  }
}

// The extensions belong to initiators_, not to the payload that would delete them.
Interconnect::~Interconnect() {
  payload_.clear_extension<Initiator>();
}

unsigned Interconnect::add_initiator(SourceId source) {
  const unsigned index = static_cast<unsigned>(maps_.size());
  assert(index < ports_.size());
  maps_.emplace_back();
  pages_.emplace_back(kPages, kNothing);
  statistics_.emplace_back();
  Initiator initiator;
  initiator.source = source;
  initiator.index = index;
  initiators_.push_back(initiator);
  return index;
}

Interconnect::InitiatorSocket& Interconnect::port(unsigned initiator) {
  return ports_[initiator];
}

int Interconnect::add_device(tlm::tlm_base_target_socket_b<>& socket, Picoseconds busy) {
  const std::size_t index = devices_.size();
  assert(index < device_sockets_.size());
  device_sockets_[index].bind(socket);
  devices_.push_back(Device{busy, 0, dynamic_cast<DirectPort*>(&socket)});
  return static_cast<int>(index);
}

void Interconnect::add_region(unsigned initiator, const Region& region) {
  std::vector<Region>& map = maps_[initiator];
  assert(std::none_of(map.begin(), map.end(), [&region](const Region& other) {
    return region.base < other.base + other.size && other.base < region.base + region.size;
  }));
  map.push_back(region);
  map.back().plain_shared = region.memory != nullptr && region.owner == kShared && !region.foreign;
  const std::size_t index = map.size() - 1;
  const std::uint64_t first = region.base / kPage;
  const std::uint64_t last = std::min((region.base + region.size - 1) / kPage, kPages - 1);
  if (first >= kPages) return;
  const bool whole = region.base % kPage == 0 && region.size % kPage == 0 && index < kSearch;
  const auto pages = pages_[initiator].begin();
  std::fill(pages + static_cast<std::ptrdiff_t>(first), pages + static_cast<std::ptrdiff_t>(last) + 1,
            whole ? static_cast<std::uint8_t>(index) : kSearch);
}

const std::vector<Region>& Interconnect::regions(unsigned initiator) const {
  return maps_[initiator];
}

const Region* Interconnect::search(unsigned initiator, std::uint64_t address) const {
  for (const Region& region : maps_[initiator]) {
    if (region.contains(address)) return &region;
  }
  return nullptr;
}

tlm::tlm_response_status Interconnect::transport(unsigned initiator, const Region& region,
                                                 std::uint64_t address, bool write, std::uint8_t* data,
                                                 unsigned size, Picoseconds time) {
  payload_.set_extension(&initiators_[initiator]);
  payload_.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
  payload_.set_address(region.offset_of(address));
  payload_.set_data_ptr(data);
  payload_.set_data_length(size);
  payload_.set_streaming_width(size);
  payload_.set_byte_enable_ptr(nullptr);
  payload_.set_dmi_allowed(false);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = sc_core::sc_time::from_value(time - sc_core::sc_time_stamp().value());
  device_sockets_[static_cast<unsigned>(region.device_port)]->b_transport(payload_, delay);
  return payload_.get_response_status();
}

bool Interconnect::peek_device(const Region& region, std::uint64_t address, std::uint8_t* data, unsigned size,
                               Picoseconds time) {
  if (const DirectPort* direct = devices_[static_cast<unsigned>(region.device_port)].direct) {
    return direct->direct_peek(time, region.offset_of(address), data, size);
  }
  tlm::tlm_generic_payload payload;
  payload.set_command(tlm::TLM_READ_COMMAND);
  payload.set_address(region.offset_of(address));
  payload.set_data_ptr(data);
  payload.set_data_length(size);
  payload.set_streaming_width(size);
  return device_sockets_[static_cast<unsigned>(region.device_port)]->transport_dbg(payload) == size;
}

// For initiators that are ordinary TLM models (traffic generators, outside models).
void Interconnect::b_transport(int initiator, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const unsigned index = static_cast<unsigned>(initiator);
  const Region* region = decode(index, payload.get_address());
  if (region == nullptr || region->foreign || region->private_device != nullptr) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const std::uint64_t address = payload.get_address();
  const bool write = payload.is_write();
  const Picoseconds now = (sc_core::sc_time_stamp() + delay).value();
  if (region->memory == nullptr) {
    const Picoseconds start = std::max(now, device_free(region->device_port));
    statistics_[index].waited += start - now;
    payload.set_response_status(access_device(index, *region, address, write, payload.get_data_ptr(),
                                              payload.get_data_length(), start));
    delay +=
        sc_core::sc_time::from_value(start - now + (write ? region->write_latency : region->read_latency));
    return;
  }
  payload.set_address(region->offset_of(address));
  if (region->memory->transport_dbg(payload) == payload.get_data_length()) {
    const MemoryGrant grant = book_memory(index, *region, address, write, payload.get_data_length(), now);
    delay += sc_core::sc_time::from_value(
        (write ? grant.at + region->write_latency : grant.done + region->read_latency) - now);
  }
  payload.set_address(address);
}

unsigned Interconnect::transport_dbg(int initiator, tlm::tlm_generic_payload& payload) {
  const Region* region = decode(static_cast<unsigned>(initiator), payload.get_address());
  if (region == nullptr || region->private_device != nullptr) return 0;
  const std::uint64_t address = payload.get_address();
  payload.set_address(region->offset_of(address));
  const unsigned done =
      region->memory != nullptr
          ? region->memory->transport_dbg(payload)
          : device_sockets_[static_cast<unsigned>(region->device_port)]->transport_dbg(payload);
  payload.set_address(address);
  return done;
}

}  // namespace rpmsg_sim
